"""Putting a session or a private note right: figures follow, and what stood before is kept."""

from datetime import timedelta

import pytest
from cryptography.fernet import Fernet
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from counselors import reports, sealing, sessions
from counselors.models import Engagement, NoteVersion, PrivateNote, Session, SessionVersion
from tests.counselors.makers import EngagementFactory, SessionFactory
from tests.factories import EnterpriseFactory, UserFactory

pytestmark = pytest.mark.django_db
BEFORE, AFTER = "The owner is tired", "The owner was ill"


@pytest.fixture
def engagement() -> Engagement:
    made: Engagement = EngagementFactory(enterprise=EnterpriseFactory(owner=UserFactory()))
    return made


def signed_in(engagement: Engagement) -> Client:
    client = Client()
    client.force_login(engagement.counselor.user)
    return client


def facts_of(session: Session, **changes: object) -> dict[str, object]:
    return {name: getattr(session, name) for name in sessions.CORRECTABLE} | changes


def test_a_wrong_minute_leaves_the_report(engagement: Engagement) -> None:
    session = SessionFactory(engagement=engagement, contact_minutes=300, next_action="Call")
    today = timezone.localdate()
    period = reports.Period(today - timedelta(days=30), today)
    scope = reports.Scope(Engagement.objects.addressed_to(engagement.counselor), is_own=True)

    def hours() -> str | None:
        return {row.key: row.value for row in reports.figures(scope, period)}["contact-hours"]

    assert hours() == "5.0"
    client = signed_in(engagement)
    address = reverse("counselors:session-edit", args=[session.pk])
    form = client.get(address).context["form"]
    assert form["contact_minutes"].value() == 300
    sent = {**facts_of(session), "contact_minutes": 30, "shared_note": "We met."}
    answer = client.post(address, sent)

    assert answer.status_code == 302
    assert hours() == "0.5"
    session.refresh_from_db()
    assert (session.shared_note, session.next_action) == ("We met.", "Call")
    (before,) = SessionVersion.objects.filter(session=session)
    assert (before.contact_minutes, before.shared_note) == (300, "")
    page = client.get(reverse("counselors:client", args=[engagement.pk])).content.decode()
    assert "300 min" in page
    assert "30 min" in page


def test_saving_without_a_change_keeps_no_version(engagement: Engagement) -> None:
    session = SessionFactory(engagement=engagement)
    sessions.write_note(engagement, text=BEFORE, by=engagement.counselor)
    note = PrivateNote.objects.get()

    sessions.correct(session, facts=facts_of(session), by=engagement.counselor)
    sessions.correct_note(note, text=BEFORE, by=engagement.counselor)

    assert SessionVersion.objects.count() == NoteVersion.objects.count() == 0
    note.refresh_from_db()
    assert note.corrected_at is None


@pytest.mark.parametrize(
    ("field", "value"),
    [("contact_minutes", "0"), ("held_on", "tomorrow"), ("kind", "x"), ("contact_minutes", "-1")],
)
def test_a_correction_is_checked_like_the_session(
    field: str, value: str, engagement: Engagement
) -> None:
    session = SessionFactory(engagement=engagement)
    day = timezone.localdate() + timedelta(days=1)
    sent = {**facts_of(session), field: day.isoformat() if value == "tomorrow" else value}

    answer = signed_in(engagement).post(reverse("counselors:session-edit", args=[session.pk]), sent)

    assert answer.status_code == 400
    assert SessionVersion.objects.count() == 0


def test_a_note_is_corrected_and_its_first_wording_stays_sealed(engagement: Engagement) -> None:
    note = sessions.write_note(engagement, text=BEFORE, by=engagement.counselor)
    client = signed_in(engagement)
    address = reverse("counselors:note-edit", args=[note.pk])

    assert client.get(address).context["form"]["text"].value() == BEFORE
    client.post(address, {"text": AFTER})

    (opened,) = sessions.own_notes(engagement, reader=engagement.counselor)
    assert opened.text == AFTER
    assert [text for _until, text in opened.earlier] == [BEFORE]
    for model in (PrivateNote, NoteVersion):
        stored = "".join(model.objects.values_list("sealed", flat=True))
        assert stored
        assert BEFORE not in stored
        assert AFTER not in stored


def test_broken_glass_shows_both_wordings(engagement: Engagement) -> None:
    note = sessions.write_note(engagement, text=BEFORE, by=engagement.counselor)
    sessions.correct_note(note, text=AFTER, by=engagement.counselor)
    operator = UserFactory(is_staff=True)
    opening = sessions.break_glass(engagement, reason="A complaint came in", by=operator)
    client = Client()
    client.force_login(operator)

    page = client.get(reverse("counselors:opening", args=[opening.pk])).content.decode()

    assert BEFORE in page
    assert AFTER in page


def test_only_the_author_corrects_and_only_her_client(engagement: Engagement) -> None:
    session = SessionFactory(engagement=engagement)
    note = sessions.write_note(engagement, text=BEFORE, by=engagement.counselor)
    second = EngagementFactory(enterprise=engagement.enterprise)
    pages = [
        reverse("counselors:session-edit", args=[session.pk]),
        reverse("counselors:note-edit", args=[note.pk]),
    ]
    colleague, own = signed_in(second), signed_in(engagement)

    assert [colleague.get(page).status_code for page in pages] == [404, 404]
    with pytest.raises(sessions.NotYours):
        sessions.correct_note(note, text=AFTER, by=second.counselor)
    with pytest.raises(sessions.NotYours):
        sessions.correct(session, facts=facts_of(session), by=second.counselor)
    Engagement.objects.update(closed_at=timezone.now(), ending="reached")
    assert [own.get(page).status_code for page in pages] == [404, 404]
    with pytest.raises(sessions.NotYours):
        sessions.correct_note(note, text=AFTER, by=engagement.counselor)


def test_the_client_sees_that_a_session_was_corrected(engagement: Engagement) -> None:
    session = SessionFactory(engagement=engagement, shared_note="Wrong words")
    facts = facts_of(session, shared_note="Right words")
    sessions.correct(session, facts=facts, by=engagement.counselor)
    client = Client()
    client.force_login(engagement.enterprise.memberships.get().user)

    page = client.get(reverse("counselors:mine")).content.decode()

    assert "Right words" in page
    assert "corrected on" in page
    assert "Wrong words" not in page


def test_rotating_seals_earlier_wordings_too(
    engagement: Engagement, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    monkeypatch.setenv("NOTE_KEYS", old)
    note = sessions.write_note(engagement, text=BEFORE, by=engagement.counselor)
    sessions.correct_note(note, text=AFTER, by=engagement.counselor)
    monkeypatch.setenv("NOTE_KEYS", f"{new},{old}")
    call_command("rotate_note_keys", verbosity=0)
    monkeypatch.setenv("NOTE_KEYS", new)

    assert sealing.unseal(NoteVersion.objects.get().sealed) == BEFORE
    (opened,) = sessions.own_notes(engagement, reader=engagement.counselor)
    assert opened.text == AFTER


def test_a_note_whose_key_is_lost_is_not_written_over(
    engagement: Engagement, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its place-holder must never become the note."""
    note = sessions.write_note(engagement, text=BEFORE, by=engagement.counselor)
    sealed = note.sealed
    monkeypatch.setenv("NOTE_KEYS", Fernet.generate_key().decode())
    client = signed_in(engagement)
    address = reverse("counselors:note-edit", args=[note.pk])

    assert client.get(address).status_code == 302
    assert client.post(address, {"text": AFTER}).status_code == 302

    note.refresh_from_db()
    assert note.sealed == sealed
