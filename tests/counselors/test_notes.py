"""Private notes: sealed in the database, read by their author, else through broken glass."""

from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from django.conf import LazySettings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Notification
from counselors import sealing, sessions
from counselors.models import Engagement, NoteOpening, PrivateNote, Session
from tests.counselors.makers import EngagementFactory
from tests.factories import CounselorFactory, EnterpriseFactory, UserFactory

pytestmark = pytest.mark.django_db
SECRET = "The owner is tired"


@pytest.fixture
def engagement() -> Engagement:
    owner = UserFactory()
    made: Engagement = EngagementFactory(enterprise=EnterpriseFactory(owner=owner))
    sessions.write_note(made, text=SECRET, by=made.counselor)
    return made


def test_the_database_never_holds_the_words(engagement: Engagement) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM counselors_privatenote")
        dump = repr(cursor.fetchall())

    assert SECRET not in dump
    assert [row.text for row in sessions.own_notes(engagement, reader=engagement.counselor)] == [
        SECRET
    ]


def test_a_colleague_who_takes_over_finds_none(engagement: Engagement) -> None:
    second = EngagementFactory(enterprise=engagement.enterprise)

    assert sessions.own_notes(second, reader=second.counselor) == []
    assert sessions.own_notes(engagement, reader=second.counselor) == []
    with pytest.raises(sessions.NotYours):
        sessions.write_note(engagement, text="Mine", by=second.counselor)


def test_after_the_engagement_even_its_author_reads_nothing(engagement: Engagement) -> None:
    Engagement.objects.update(closed_at=timezone.now(), ending="reached")

    assert sessions.own_notes(engagement, reader=engagement.counselor) == []


def test_the_firm_never_sees_a_note_on_any_of_its_pages(engagement: Engagement) -> None:
    client = Client()
    client.force_login(engagement.enterprise.memberships.get().user)
    for address in (
        reverse("counselors:mine"),
        reverse("accounts:enterprise", args=[engagement.enterprise_id]),
        reverse("dashboard"),
    ):
        assert SECRET not in client.get(address).content.decode()


def test_reports_and_their_files_hold_no_note(engagement: Engagement) -> None:
    sessions.record(
        engagement,
        facts={"kind": "tender", "held_on": timezone.localdate(), "contact_minutes": 30},
        private_note=SECRET,
        by=engagement.counselor,
    )
    client = Client()
    client.force_login(engagement.counselor.user)
    rows = reverse("counselors:report-rows", args=["sessions"])
    for address in (reverse("counselors:report"), rows):
        for form in ("", "csv", "xlsx"):
            assert SECRET.encode() not in client.get(address, {"format": form}).content


def test_an_operator_reads_with_a_reason_and_the_author_is_told(engagement: Engagement) -> None:
    operator = UserFactory(is_staff=True)
    client = Client()
    client.force_login(operator)

    address = reverse("counselors:openings")
    refused = client.post(address, {"file": engagement.pk, "reason": "why"})
    opened = client.post(
        address, {"file": engagement.pk, "reason": "A complaint of the client, case 7"}
    )

    assert refused.status_code == 400
    page = client.get(opened.headers["Location"])
    assert SECRET in page.content.decode()
    told = Notification.objects.get(recipient=engagement.counselor.user)
    assert told.kind == "counselors.notes_opened"
    assert SECRET not in told.body
    author = Client()
    author.force_login(engagement.counselor.user)
    assert "case 7" in author.get(address).content.decode()


def test_broken_glass_closes_after_half_an_hour(engagement: Engagement) -> None:
    operator = UserFactory(is_staff=True)
    opening = sessions.break_glass(engagement, reason="A complaint", by=operator)
    past = timezone.now() - timedelta(minutes=31)
    NoteOpening.objects.update(opened_at=past, expires_at=past + sessions.OPEN_FOR)
    client = Client()
    client.force_login(operator)

    assert client.get(reverse("counselors:opening", args=[opening.pk])).status_code == 404
    opening.refresh_from_db()
    with pytest.raises(sessions.NotYours):
        sessions.notes_under(opening)


def test_the_programmes_administrator_has_no_hammer(engagement: Engagement) -> None:
    administrator = UserFactory(is_programme_administrator=True)
    with pytest.raises(sessions.NotYours):
        sessions.break_glass(engagement, reason="Curious", by=administrator)

    client = Client()
    client.force_login(administrator)
    facts = {"file": engagement.pk, "reason": "I would like to know"}
    assert client.post(reverse("counselors:openings"), facts).status_code == 403


def test_rotating_seals_anew_and_the_old_key_may_go(
    engagement: Engagement, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = sealing.keys()[0], Fernet.generate_key().decode()
    before = PrivateNote.objects.get().sealed
    monkeypatch.setenv("NOTE_KEYS", f"{new},{old}")

    call_command("rotate_note_keys")

    monkeypatch.setenv("NOTE_KEYS", new)
    assert PrivateNote.objects.get().sealed != before
    assert sessions.own_notes(engagement, reader=engagement.counselor)[0].text == SECRET


def test_rotating_without_the_old_key_changes_nothing(
    engagement: Engagement, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = PrivateNote.objects.get().sealed
    monkeypatch.setenv("NOTE_KEYS", Fernet.generate_key().decode())

    with pytest.raises(CommandError):
        call_command("rotate_note_keys")

    assert PrivateNote.objects.get().sealed == before


def test_a_lost_key_is_a_clear_line_and_no_failure(
    engagement: Engagement, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NOTE_KEYS", Fernet.generate_key().decode())
    client = Client()
    client.force_login(engagement.counselor.user)

    page = client.get(reverse("counselors:client", args=[engagement.pk]))

    assert page.status_code == 200
    assert "The key that opens this note is not at hand." in page.content.decode()


def test_the_embedded_key_lies_beside_the_database_for_its_owner_only(
    engagement: Engagement, settings: LazySettings
) -> None:
    path = Path(settings.VAR_DIR) / sealing.KEY_FILE

    assert path.stat().st_mode & 0o777 == 0o600
    assert sealing.embedded_key() == sealing.embedded_key()


def test_production_refuses_to_seal_without_a_key(
    monkeypatch: pytest.MonkeyPatch, settings: LazySettings
) -> None:
    settings.PRODUCTION = True
    monkeypatch.delenv("NOTE_KEYS", raising=False)
    with pytest.raises(ImproperlyConfigured):
        sealing.seal("words")

    monkeypatch.setenv("NOTE_KEYS", "no key at all")
    with pytest.raises(ImproperlyConfigured, match="holds something that is no Fernet key"):
        sealing.seal("words")


def test_a_session_needs_minutes_and_no_day_to_come(engagement: Engagement) -> None:
    client = Client()
    client.force_login(engagement.counselor.user)
    address = reverse("counselors:session-new", args=[engagement.pk])
    today = timezone.localdate()
    good = {
        "kind": "tender",
        "held_on": today.isoformat(),
        "contact_minutes": 30,
        "preparation_minutes": 0,
        "barrier": "customs",
        "outcome": "continues",
        "next_action": "Send the list",
        "next_action_on": (today + timedelta(days=3)).isoformat(),
    }
    tomorrow = (today + timedelta(days=1)).isoformat()

    assert client.post(address, {**good, "contact_minutes": 0}).status_code == 400
    assert client.post(address, {**good, "held_on": tomorrow}).status_code == 400
    assert client.post(address, good).status_code == 302
    session = Session.objects.get()
    assert (session.barrier, session.contact_minutes) == ("customs", 30)
    assert [task.title for task in session.author.tasks.all()] == ["Send the list"]


def test_a_template_fills_the_form_of_its_kind(engagement: Engagement) -> None:
    client = Client()
    client.force_login(engagement.counselor.user)

    page = client.get(
        reverse("counselors:session-new", args=[engagement.pk]), {"kind": "first_talk"}
    )

    assert page.context["form"].initial["contact_minutes"] == 60
    assert "What you want to reach" in page.content.decode()


def test_a_counselor_who_is_let_go_sees_no_client_any_more(engagement: Engagement) -> None:
    client = Client()
    client.force_login(engagement.counselor.user)
    engagement.counselor.verified_at = None
    engagement.counselor.save()

    assert client.get(reverse("counselors:client", args=[engagement.pk])).status_code == 403
    assert sessions.own_notes(engagement, reader=CounselorFactory()) == []
