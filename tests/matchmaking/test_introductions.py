"""An introduction from the first word to its end: who learns what, when, and how often."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import blocks
from accounts.models import (
    Consent,
    Disclosure,
    Enterprise,
    Membership,
    Notification,
    ReplyRecord,
    User,
)
from matchmaking import introductions
from matchmaking.introductions import limits
from matchmaking.models import Introduction, IntroductionContact
from tests.factories import EnterpriseFactory, MembershipFactory, UserFactory
from tests.matchmaking.meeting import ANA, BEN, REASON, Side, accepted, asked, side

pytestmark = pytest.mark.django_db

Status = Introduction.Status


@pytest.fixture
def one() -> Side:
    return side("Asker")


@pytest.fixture
def other() -> Side:
    return side("Asked")


def contact(introduction: Introduction, firm: Enterprise, reader: User) -> dict[str, str]:
    return introductions.contact_of(introduction, firm, reader=reader)


def told(person: User) -> list[str]:
    rows = Notification.objects.visible_to(person).order_by("pk")
    return [row.kind.removeprefix("matchmaking.") for row in rows]


def test_a_request_tells_the_other_side_and_passes_nothing(one: Side, other: Side) -> None:
    made = asked(one, other)

    assert made.status == Status.WAITING
    assert contact(made, one.firm, other.owner) == {}
    assert told(other.owner) == ["introduction_asked"]
    letter = Notification.objects.visible_to(other.owner).get()
    assert ("ana@" in letter.body, REASON in letter.body) == (False, False)
    assert Disclosure.objects.count() == 0


def test_two_yes_pass_exactly_the_filled_fields_with_a_row_each(one: Side, other: Side) -> None:
    made = accepted(one, other)

    assert contact(made, one.firm, other.owner) == {
        "name": "Ana Asker",
        "email": "ana@asker.example.org",
    }
    assert contact(made, other.firm, one.owner) == {
        "name": "Ben Asked",
        "email": "ben@asked.example.org",
        "phone": "+52 662 000",
    }
    passed = [(row.to, row.fields) for row in Disclosure.objects.order_by("pk")]
    assert passed == [("Asked", ["name", "email"]), ("Asker", ["name", "email", "phone"])]
    assert told(one.owner) == told(other.owner)[1:] == ["introduction_accepted"]


def test_nobody_else_reads_contact_details(one: Side, other: Side) -> None:
    made = accepted(one, other)
    stranger = side("Stranger").owner
    administrator = UserFactory(is_programme_administrator=True, is_staff=True)

    for reader in (stranger, administrator):
        assert IntroductionContact.objects.visible_to(reader).count() == 0
        assert Introduction.objects.visible_to(reader).count() == 0
        assert contact(made, one.firm, reader) == {}


def test_an_end_hides_at_once_and_the_ledger_keeps_the_row(one: Side, other: Side) -> None:
    made = accepted(one, other)

    introductions.end(made, one.firm, by=one.owner)

    assert made.status == Status.ENDED
    assert contact(made, one.firm, other.owner) == contact(made, other.firm, one.owner) == {}
    assert Consent.objects.live().filter(purpose="introduction").count() == 0
    assert Disclosure.objects.count() == 2


def test_a_consent_withdrawn_in_the_ledger_hides_at_once(one: Side, other: Side) -> None:
    made = accepted(one, other)

    Consent.objects.filter(purpose="introduction", enterprise=one.firm).update(
        withdrawn_at=timezone.now()
    )

    assert contact(made, one.firm, other.owner) == {}
    assert IntroductionContact.objects.visible_to(other.owner).get().enterprise == other.firm


@pytest.mark.parametrize("verb", ["decline", "withdraw", "expire"])
def test_a_request_without_two_yes_leaves_no_details_behind(
    verb: str, one: Side, other: Side
) -> None:
    made = asked(one, other)

    if verb == "decline":
        introductions.decline(made, other.firm, by=other.owner)
    elif verb == "withdraw":
        introductions.withdraw(made, one.firm, by=one.owner)
    else:
        introductions.expire_overdue(timezone.now() + timedelta(days=40))

    assert IntroductionContact.objects.count() == 0
    assert Consent.objects.live().filter(purpose="introduction").count() == 0
    assert Disclosure.objects.count() == 0


def test_one_cannot_say_yes_to_ones_own_request(one: Side, other: Side) -> None:
    made = asked(one, other)

    with pytest.raises(introductions.IntroductionClosed):
        introductions.accept(made, one.firm, contact=BEN, by=one.owner)
    with pytest.raises(PermissionDenied):
        introductions.accept(made, other.firm, contact=BEN, by=one.owner)

    made.refresh_from_db()
    assert made.status == Status.WAITING


@pytest.mark.parametrize("first", ["decline", "withdraw", "accept", "expire"])
@pytest.mark.parametrize("second", ["accept", "decline", "withdraw", "counsel"])
def test_what_is_answered_cannot_be_answered_again(
    first: str, second: str, one: Side, other: Side
) -> None:
    made = asked(one, other)
    verbs = {
        "accept": lambda: introductions.accept(made, other.firm, contact=BEN, by=other.owner),
        "decline": lambda: introductions.decline(made, other.firm, by=other.owner),
        "withdraw": lambda: introductions.withdraw(made, one.firm, by=one.owner),
        "counsel": lambda: introductions.ask_counsel(made, other.firm, by=other.owner),
        "expire": lambda: introductions.expire_overdue(timezone.now() + timedelta(days=40)),
    }
    verbs[first]()
    status = Introduction.objects.get().status

    with pytest.raises(introductions.IntroductionClosed):
        verbs[second]()

    assert Introduction.objects.get().status == status


def test_a_member_reads_and_an_owner_answers(one: Side, other: Side) -> None:
    made = asked(one, other)
    member = UserFactory()
    MembershipFactory(enterprise=other.firm, user=member, role=Membership.Role.MEMBER)

    assert Introduction.objects.visible_to(member).get() == made
    with pytest.raises(PermissionDenied):
        introductions.decline(made, other.firm, by=member)


def test_the_clock_runs_ten_working_days_of_the_asked_country(
    one: Side, other: Side, time_machine: object
) -> None:
    time_machine.move_to(datetime(2026, 11, 13, 18, tzinfo=UTC))  # type: ignore[attr-defined]
    made = asked(one, other)

    # Monday the 16th is kept as Revolution Day in Mexico, which the United States do not know.
    assert (made.remind_on, made.due_on) == (date(2026, 11, 24), date(2026, 11, 30))
    across = asked(side("Third"), side("Northern", country="US"))
    assert across.due_on == date(2026, 11, 30)


def test_one_reminder_then_a_kind_end(one: Side, other: Side) -> None:
    made = asked(one, other)
    near = datetime.combine(made.remind_on, datetime.min.time(), UTC) + timedelta(hours=20)
    over = datetime.combine(made.due_on, datetime.min.time(), UTC) + timedelta(hours=44)

    counts = [introductions.remind_waiting(near), introductions.remind_waiting(near)]
    ended = [introductions.expire_overdue(near), introductions.expire_overdue(over)]

    assert (counts, ended, introductions.expire_overdue(over)) == ([1, 0], [0, 1], 0)
    assert told(other.owner) == [
        "introduction_asked",
        "introduction_reminder",
        "introduction_lapsed",
    ]
    assert told(one.owner) == ["introduction_expired"]


def test_asking_a_counselor_gives_five_days_more_once(one: Side, other: Side) -> None:
    made = asked(one, other)
    due = made.due_on

    introductions.ask_counsel(made, other.firm, by=other.owner)

    assert made.due_on > due
    assert Introduction.objects.waiting_for_counsel([other.firm]).get() == made
    with pytest.raises(introductions.IntroductionClosed):
        introductions.ask_counsel(made, other.firm, by=other.owner)


def test_a_pair_has_one_live_row_in_either_direction(one: Side, other: Side) -> None:
    asked(one, other)

    with pytest.raises(introductions.AlreadyThere):
        asked(other, one)
    with pytest.raises(IntegrityError), transaction.atomic():
        Introduction.objects.create(
            asking=other.firm, asked=one.firm, remind_on=date.today(), due_on=date.today()
        )


@pytest.mark.parametrize(
    "broken",
    [
        {"status": "accepted"},
        {"status": "declined"},
        {"asked_yes_at": datetime(2026, 1, 1, tzinfo=UTC)},
        {"ended_at": datetime(2026, 1, 1, tzinfo=UTC)},
        {"remind_on": date(2099, 1, 1)},
    ],
    ids=lambda broken: next(iter(broken)),
)
def test_the_database_refuses_states_that_cannot_be(
    broken: dict[str, object], one: Side, other: Side
) -> None:
    made = asked(one, other)

    with pytest.raises(IntegrityError), transaction.atomic():
        Introduction.objects.filter(pk=made.pk).update(**broken)


def test_after_a_no_the_same_enterprise_is_left_alone_for_a_while(one: Side, other: Side) -> None:
    introductions.decline(asked(one, other), other.firm, by=other.owner)

    with pytest.raises(introductions.CoolingDown):
        asked(one, other)

    Introduction.objects.update(ended_at=timezone.now() - limits.REST_AFTER_AN_END)
    assert asked(one, other).status == Status.WAITING


def test_many_no_in_a_row_are_a_reason_to_rest(one: Side) -> None:
    for number in range(limits.MOST_DECLINES):
        other = side(f"Other {number}")
        introductions.decline(asked(one, other), other.firm, by=other.owner)
    Introduction.objects.update(asked_at=timezone.now() - timedelta(days=2))

    with pytest.raises(introductions.CoolingDown):
        asked(one, side("One more"))


def test_so_many_a_day_and_so_many_open(one: Side) -> None:
    for number in range(limits.MOST_A_DAY):
        asked(one, side(f"Other {number}"))
    with pytest.raises(introductions.TooMany):
        asked(one, side("Too many today"))

    for number in range(limits.MOST_OPEN - limits.MOST_A_DAY):
        Introduction.objects.update(asked_at=timezone.now() - timedelta(days=2))
        asked(one, side(f"Later {number}"))
    Introduction.objects.update(asked_at=timezone.now() - timedelta(days=2))
    with pytest.raises(introductions.TooMany):
        asked(one, side("Too many open"))


def test_who_cannot_be_seen_cannot_be_asked(one: Side, other: Side) -> None:
    Enterprise.objects.filter(pk=other.firm.pk).update(profile_visibility="private")

    with pytest.raises(introductions.CannotBeAsked):
        asked(one, other)
    with pytest.raises(introductions.CannotBeAsked):
        asked(one, Side(EnterpriseFactory(owner=one.owner), one.owner))


@pytest.mark.parametrize("blocker", ["one", "other"])
def test_a_block_ends_what_is_open_and_hides_both_ways(
    blocker: str, one: Side, other: Side
) -> None:
    made = asked(one, other)
    first, second = (one, other) if blocker == "one" else (other, one)

    introductions.keep_apart(first.firm, second.firm, by=first.owner)

    made.refresh_from_db()
    assert made.status == (Status.WITHDRAWN if blocker == "one" else Status.DECLINED)
    for here, there in ((one, other), (other, one)):
        assert not Enterprise.objects.visible_to(here.owner).filter(pk=there.firm.pk).exists()
        assert not Enterprise.objects.listed(here.owner).filter(pk=there.firm.pk).exists()
        Introduction.objects.update(ended_at=timezone.now() - timedelta(days=90))
        with pytest.raises(introductions.CannotBeAsked):
            asked(here, there)

    blocks.unblock(first.firm, second.firm, by=first.owner)
    assert asked(one, other).status == Status.WAITING


def test_a_block_after_two_yes_hides_the_details(one: Side, other: Side) -> None:
    made = accepted(one, other)

    introductions.keep_apart(other.firm, one.firm, by=other.owner)

    assert contact(made, one.firm, other.owner) == contact(made, other.firm, one.owner) == {}


def test_a_counselor_proposes_and_both_have_to_say_yes(one: Side, other: Side) -> None:
    counselor = UserFactory(full_name="Carla Counselor")

    made = introductions.propose(counselor, one.firm, other.firm, note="You complete each other.")

    assert told(one.owner) == told(other.owner) == ["introduction_proposed"]
    introductions.accept(made, other.firm, contact=BEN, by=other.owner)
    assert (made.status, contact(made, other.firm, one.owner)) == (Status.WAITING, {})
    introductions.accept(made, one.firm, contact=ANA, by=one.owner)
    assert made.status == Status.ACCEPTED
    assert contact(made, other.firm, one.owner)["email"] == "ben@asked.example.org"
    assert Introduction.objects.visible_to(counselor).count() == 0
    assert Introduction.objects.proposed_by_person(counselor).get() == made


def test_a_counselor_cannot_propose_who_hides_or_keeps_apart(one: Side, other: Side) -> None:
    counselor = UserFactory()
    blocks.block(one.firm, other.firm, by=one.owner)
    with pytest.raises(introductions.CannotBeAsked):
        introductions.propose(counselor, one.firm, other.firm, note="Meet.")

    third = side("Third")
    Enterprise.objects.filter(pk=third.firm.pk).update(profile_visibility="private")
    with pytest.raises(introductions.CannotBeAsked):
        introductions.propose(counselor, one.firm, third.firm, note="Meet.")


def test_a_reply_record_counts_answers_and_days(other: Side) -> None:
    now = timezone.now()
    for number in range(6):
        made = asked(side(f"Asker {number}"), other)
        if number < 4:
            introductions.decline(made, other.firm, by=other.owner)
    Introduction.objects.filter(status=Status.DECLINED).update(
        asked_at=now - timedelta(days=3), answered_at=now
    )
    introductions.replies.count_all()
    before = ReplyRecord.objects.get(enterprise=other.firm)
    introductions.expire_overdue(now + timedelta(days=40))

    record = ReplyRecord.objects.get(enterprise=other.firm)

    assert (before.is_new, before.asked, before.answered) == (True, 4, 4)
    assert record.sentence == "Answers 4 of 6, usually in 3 days."


def test_a_record_counts_itself_again_and_forgets_what_is_old(other: Side) -> None:
    made = asked(side("Asker"), other)
    introductions.decline(made, other.firm, by=other.owner)
    after_the_answer = ReplyRecord.objects.get(enterprise=other.firm).asked
    long_ago = timezone.now() - timedelta(days=800)
    Introduction.objects.update(asked_at=long_ago, remind_on=long_ago)

    introductions.replies.count_all()

    assert after_the_answer == 1
    assert ReplyRecord.objects.filter(enterprise=other.firm).count() == 0
