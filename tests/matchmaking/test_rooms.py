"""After two yes: words, times in both zones, and what came of it. Before and after: nothing."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from accounts.models import Membership, Notification, StoredFile
from accounts.vault.store import path_of
from matchmaking import introductions, outcomes, rooms
from matchmaking.models import Introduction, MeetingTime, Message, Outcome, RoomFile
from tests.accounts import papers
from tests.factories import MembershipFactory, UserFactory
from tests.matchmaking.meeting import Side, accepted, asked, side

pytestmark = pytest.mark.django_db


@pytest.fixture
def one() -> Side:
    return side("Asker")


@pytest.fixture
def other() -> Side:
    return side("Asked", country="CA")


def signed_in(person: object) -> Client:
    client = Client()
    client.force_login(person)  # type: ignore[arg-type]
    return client


def test_both_sides_read_what_either_wrote_and_are_told_without_the_words(
    one: Side, other: Side
) -> None:
    made = accepted(one, other)

    rooms.post(made, one.firm, text="Could we meet on Monday?", by=one.owner)

    for reader in (one.owner, other.owner):
        assert Message.objects.visible_to(reader).get().text == "Could we meet on Monday?"
    letter = Notification.objects.visible_to(other.owner).get(kind="matchmaking.room_message")
    assert "Monday" not in letter.body
    assert Message.objects.visible_to(side("Stranger").owner).count() == 0


def test_a_member_writes_too(one: Side, other: Side) -> None:
    made = accepted(one, other)
    member = UserFactory()
    MembershipFactory(enterprise=one.firm, user=member, role=Membership.Role.MEMBER)

    assert rooms.post(made, one.firm, text="Hello", by=member).enterprise == one.firm
    with pytest.raises(PermissionDenied):
        rooms.post(made, other.firm, text="Hello", by=member)


@pytest.mark.parametrize("state", ["waiting", "ended"])
def test_there_is_no_room_before_two_yes_or_after_the_end(
    state: str, one: Side, other: Side
) -> None:
    made = asked(one, other) if state == "waiting" else accepted(one, other)
    if state == "ended":
        rooms.post(made, one.firm, text="Hello", by=one.owner)
        introductions.end(made, other.firm, by=other.owner)

    with pytest.raises(introductions.IntroductionClosed):
        rooms.post(made, one.firm, text="Hello again", by=one.owner)
    assert Message.objects.visible_to(other.owner).count() == 0


def test_so_many_messages_a_day_and_no_more(one: Side, other: Side) -> None:
    made = accepted(one, other)
    for number in range(rooms.MOST_MESSAGES_A_DAY):
        rooms.post(made, one.firm, text=str(number), by=one.owner)

    with pytest.raises(introductions.TooMany):
        rooms.post(made, one.firm, text="One more", by=one.owner)


def test_times_are_read_in_both_zones_and_one_is_taken(one: Side, other: Side) -> None:
    one.owner.time_zone, other.owner.time_zone = "America/Hermosillo", "America/Halifax"
    one.owner.save()
    other.owner.save()
    made = accepted(one, other)
    day = (timezone.now() + timedelta(days=9)).date()
    sent = {"first": f"{day}T10:00", "second": f"{day}T15:00", "minutes": "30"}

    signed_in(one.owner).post(f"/en/matches/introductions/{made.pk}/times/", sent)
    times = list(MeetingTime.objects.visible_to(other.owner))
    page = signed_in(other.owner).get(f"/en/matches/introductions/{made.pk}/").content.decode()
    take = f"/en/matches/introductions/{made.pk}/times/{times[0].pk}/take/"
    own = signed_in(one.owner).post(take).status_code
    signed_in(other.owner).post(take)

    start = datetime(day.year, day.month, day.day, 10, tzinfo=ZoneInfo("America/Hermosillo"))
    assert [time.starts_at for time in times] == [start, start + timedelta(hours=5)]
    assert ("(Hermosillo time)" in page, "(Halifax time)" in page) == (True, True)
    assert own == 403
    assert [bool(time.taken_at) for time in MeetingTime.objects.order_by("pk")] == [True, False]


def test_a_time_is_a_file_for_the_calendar(one: Side, other: Side) -> None:
    made = accepted(one, other)
    start = datetime(2027, 3, 1, 17, tzinfo=UTC)
    times = rooms.propose_times(made, one.firm, starts=[start], minutes=45, by=one.owner)

    address = f"/en/matches/introductions/{made.pk}/times/{times[0].pk}/file/"
    answer = signed_in(other.owner).get(address)
    event = Calendar.from_ical(answer.content).walk("VEVENT")[0]

    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (
        start,
        start + timedelta(minutes=45),
    )
    assert str(event["summary"]) == "Meeting of Asked and Asker"
    assert b"example.org" not in answer.content.replace(b"puente.example.org", b"")
    assert signed_in(side("Stranger").owner).get(address).status_code == 404


def test_a_time_in_the_past_or_nonsense_is_refused(one: Side, other: Side) -> None:
    made = accepted(one, other)
    address = f"/en/matches/introductions/{made.pk}/times/"

    for first in ("2001-01-01T10:00", "soon", "9999-12-31T23:59", ""):
        signed_in(one.owner).post(address, {"first": first, "minutes": "30"})

    assert MeetingTime.objects.count() == 0


def after(made: Introduction, **ago: int) -> None:
    moment = timezone.now() - timedelta(**ago)
    Introduction.objects.filter(pk=made.pk).update(asking_yes_at=moment, asked_yes_at=moment)
    made.refresh_from_db()


def test_both_are_asked_after_two_weeks_and_after_twelve_once(one: Side, other: Side) -> None:
    made = accepted(one, other)
    now = timezone.now()

    counts = [
        outcomes.ask_due(now),
        outcomes.ask_due(now + timedelta(weeks=2, hours=1)),
        outcomes.ask_due(now + timedelta(weeks=2, hours=2)),
        outcomes.ask_due(now + timedelta(weeks=12, hours=1)),
    ]

    kinds = Notification.objects.filter(kind="matchmaking.outcome_asked")
    assert counts[0] == 0
    assert kinds.filter(recipient=one.owner).count() == 2
    assert kinds.count() == 4
    after(made, weeks=3)
    outcomes.say(made, one.firm, weeks=2, useful="yes", by=one.owner)


def test_two_taps_say_what_came_of_it_and_the_other_side_does_not_read_it(
    one: Side, other: Side
) -> None:
    made = accepted(one, other)
    after(made, weeks=13)
    address = f"/en/matches/introductions/{made.pk}/outcome/"

    signed_in(one.owner).post(address, {"weeks": "12", "useful": "yes"})
    signed_in(one.owner).post(address, {"weeks": "12", "result": "small"})

    row = Outcome.objects.get()
    assert (row.useful, row.result, row.enterprise) == ("yes", "small", one.firm)
    assert Outcome.objects.visible_to(other.owner).count() == 0
    assert signed_in(one.owner).post(address, {"weeks": "7"}).status_code == 400


def test_nothing_can_be_said_before_its_weeks_have_passed(one: Side, other: Side) -> None:
    made = accepted(one, other)

    with pytest.raises(introductions.IntroductionClosed):
        outcomes.say(made, one.firm, weeks=2, useful="yes", by=one.owner)


def test_a_single_hidden_number_takes_another_along() -> None:
    """Otherwise the sum would give it away."""
    assert outcomes.never_one({"a": 9, "b": None, "c": 7}) == {"a": 9, "b": None, "c": None}
    assert outcomes.never_one({"a": 9, "b": None, "c": None}) == {"a": 9, "b": None, "c": None}
    assert outcomes.never_one({"a": 9, "b": 6}) == {"a": 9, "b": 6}


def test_the_programme_reads_the_figures_and_nobody_else(one: Side) -> None:
    for number in range(5):
        accepted(one, side(f"Other {number}"))
    administrator = UserFactory(is_programme_administrator=True)

    page = signed_in(administrator).get("/en/matches/figures/")
    others = [
        signed_in(person).get("/en/matches/figures/") for person in (one.owner, UserFactory())
    ]

    states = dict(page.context["groups"][0][1])
    assert (page.context["total"], states["Both said yes"], states["Declined"]) == (5, 5, None)
    assert page.content.decode().count("too few") >= 5
    assert [answer.status_code for answer in others] == [403, 403]


def test_figures_hide_what_few_stand_behind(one: Side) -> None:
    for number in range(5):
        made = accepted(one, side(f"Other {number}"))
        after(made, weeks=13)
        outcomes.say(made, one.firm, weeks=12, useful="yes", by=one.owner)
        if number < 4:
            outcomes.say(made, one.firm, weeks=12, result="small", by=one.owner)

    figures = outcomes.figures()

    assert (figures["introductions"], figures["status_accepted"], figures["useful_yes"]) == (5,) * 3
    assert (figures["result_small"], figures["status_declined"]) == (None, None)


def pdf(name: str = "offer.pdf") -> SimpleUploadedFile:
    return papers.upload(papers.PLAIN_PDF, name)


def test_a_shared_file_is_opened_by_both_sides_and_by_nobody_else(one: Side, other: Side) -> None:
    made = accepted(one, other)
    room = f"/en/matches/introductions/{made.pk}/"
    signed_in(one.owner).post(f"{room}files/", {"paper": pdf()})
    shared = RoomFile.objects.get()
    address = f"{room}files/{shared.pk}/"

    answers = [signed_in(side.owner).get(address) for side in (one, other)]
    stranger = signed_in(side("Stranger").owner).get(address)
    by_its_own_door = signed_in(other.owner).get(f"/en/files/{shared.file_id}/")

    assert [answer.content for answer in answers] == [papers.PLAIN_PDF] * 2
    assert answers[0]["Content-Disposition"] == 'attachment; filename="offer.pdf"'
    assert (stranger.status_code, by_its_own_door.status_code) == (404, 404)
    assert "offer.pdf" in signed_in(other.owner).get(room).content.decode()
    letter = Notification.objects.visible_to(other.owner).get(kind="matchmaking.room_file")
    assert "offer" not in letter.body


def test_a_file_that_could_act_is_refused(one: Side, other: Side) -> None:
    made = accepted(one, other)
    bad = papers.upload(papers.pdf_with(b"<< /JavaScript (app.alert) >>"), "bad.pdf")

    answer = signed_in(one.owner).post(
        f"/en/matches/introductions/{made.pk}/files/", {"paper": bad}, follow=True
    )

    assert "holds scripts" in answer.content.decode()
    assert RoomFile.objects.count() == StoredFile.objects.count() == 0


@pytest.mark.parametrize("status", ["waiting", "ended"])
def test_without_two_yes_no_file_is_shared_or_opened(
    status: str, one: Side, other: Side, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    made = asked(one, other) if status == "waiting" else accepted(one, other)
    kept = None
    if status == "ended":
        kept = rooms.share(made, one.firm, upload=pdf(), by=one.owner)
        with django_capture_on_commit_callbacks(execute=True):
            introductions.end(made, other.firm, by=other.owner)

    room = f"/en/matches/introductions/{made.pk}/files/"
    refused = signed_in(one.owner).post(room, {"paper": pdf()})

    assert refused.status_code == 409
    assert RoomFile.objects.count() == StoredFile.objects.count() == 0
    if kept:
        assert signed_in(one.owner).get(f"{room}{kept.pk}/").status_code == 404
        assert not path_of(kept.file.stored_as).exists()


def test_only_who_brought_a_file_takes_it_back(one: Side, other: Side) -> None:
    made = accepted(one, other)
    shared = rooms.share(made, one.firm, upload=pdf(), by=one.owner)
    address = f"/en/matches/introductions/{made.pk}/files/{shared.pk}/remove/"

    theirs = signed_in(other.owner).post(address)
    still = RoomFile.objects.count()
    signed_in(one.owner).post(address)

    assert (theirs.status_code, still, RoomFile.objects.count()) == (403, 1, 0)


def test_so_many_files_a_room_and_no_more(
    one: Side, other: Side, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rooms, "MOST_FILES", 1)
    made = accepted(one, other)
    rooms.share(made, one.firm, upload=pdf(), by=one.owner)

    with pytest.raises(introductions.TooMany):
        rooms.share(made, other.firm, upload=pdf(), by=other.owner)
