"""Private notes are found nowhere else: no dump, log, fault report, admin, interface or search."""

import logging
from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from django.views.debug import ExceptionReporter

from accounts import notifications
from accounts.models import Notification, User
from counselors import sealing, sessions
from counselors.models import Engagement
from counselors.views import clients
from counselors.views import sessions as pages
from tests.counselors.makers import EngagementFactory
from tests.factories import EnterpriseFactory, UserFactory

pytestmark = pytest.mark.django_db
SECRET = "zqtheowneristired"


@pytest.fixture
def engagement() -> Engagement:
    made: Engagement = EngagementFactory(enterprise=EnterpriseFactory(owner=UserFactory()))
    return made


def recorded(engagement: Engagement) -> Client:
    """A session with a private note and a note outside of one, as the pages send them."""
    client = Client()
    client.force_login(engagement.counselor.user)
    facts = {
        "kind": "tender",
        "held_on": timezone.localdate().isoformat(),
        "contact_minutes": 30,
        "preparation_minutes": 0,
        "shared_note": "zqforboth",
        "private_note": SECRET,
        "barrier": "none",
        "outcome": "continues",
    }
    client.post(reverse("counselors:session-new", args=[engagement.pk]), facts)
    client.post(reverse("counselors:note-new", args=[engagement.pk]), {"text": SECRET})
    assert [row.text for row in sessions.own_notes(engagement, reader=engagement.counselor)] == [
        SECRET,
        SECRET,
    ]
    return client


def every_cell() -> Iterator[str]:
    """The whole database, as a dump of it would hold it."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            yield repr(cursor.fetchall())


def test_no_table_of_the_database_holds_the_words(engagement: Engagement) -> None:
    recorded(engagement)

    dump = "".join(every_cell())

    assert SECRET not in dump
    # The control: what is not sealed is found, so the search reaches these rows.
    assert "zqforboth" in dump


def test_without_sealing_the_dump_would_hold_them(
    engagement: Engagement, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control: the same search with the protection off."""
    monkeypatch.setattr(sealing, "seal", lambda text: text)
    sessions.write_note(engagement, text=SECRET, by=engagement.counselor)

    assert SECRET in "".join(every_cell())


def test_the_frameworks_own_dump_holds_neither_words_nor_key(engagement: Engagement) -> None:
    recorded(engagement)
    written = StringIO()

    call_command("dumpdata", stdout=written)

    assert SECRET not in written.getvalue()
    assert sealing.keys()[0] not in written.getvalue()
    assert "zqforboth" in written.getvalue()


def test_logs_and_mails_say_nothing(
    engagement: Engagement, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)

    recorded(engagement)
    operator = UserFactory(is_staff=True)
    sessions.break_glass(engagement, reason="A complaint", by=operator)
    notifications.deliver_pending()

    told = [f"{row.subject} {row.body}" for row in Notification.objects.all()]
    assert told
    assert SECRET not in f"{caplog.text}{told}"


@pytest.mark.parametrize(
    ("view", "field"), [(pages.session_new, "private_note"), (pages.note_new, "text")]
)
def test_a_fault_report_holds_no_note(
    view: object, field: str, engagement: Engagement, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page fails while it seals: what operators are sent about it has stars instead."""

    def broken(text: str) -> str:
        raise RuntimeError("the disk is gone")

    monkeypatch.setattr(sessions.sealing, "box", broken)
    facts = {
        "kind": "tender",
        "held_on": timezone.localdate().isoformat(),
        "contact_minutes": "30",
        "preparation_minutes": "0",
        "barrier": "none",
        "outcome": "continues",
        field: SECRET,
    }
    request = RequestFactory().post("/", facts)
    request.user = engagement.counselor.user
    with pytest.raises(TypeError) as raised:
        view(request, pk=engagement.pk)  # type: ignore[operator]

    # Without the frame of this test, which holds the word itself.
    reporter = ExceptionReporter(request, raised.type, raised.value, raised.tb.tb_next)

    assert field in reporter.get_traceback_text()
    assert SECRET not in reporter.get_traceback_text()
    assert SECRET not in reporter.get_traceback_html()


@pytest.mark.parametrize("page", ["correction", "file"])
def test_a_fault_report_holds_no_opened_note(
    page: str, engagement: Engagement, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page fails after the note was opened for its author."""

    def broken(*arguments: object, **named: object) -> None:
        raise RuntimeError("the disk is gone")

    note = sessions.write_note(engagement, text=SECRET, by=engagement.counselor)
    # Opened for the form and for the comparison; then, while it is sealed anew, the key is gone.
    left = [sessions.sealing.box()] * 2
    monkeypatch.setattr(sessions.sealing, "box", lambda: left.pop() if left else broken())
    monkeypatch.setattr(clients, "render", broken)
    views = {"correction": (pages.note_edit, note.pk), "file": (clients.client, engagement.pk)}
    view, key = views[page]
    posted = RequestFactory().post("/", {"text": f"{SECRET} again"})
    request = posted if page == "correction" else RequestFactory().get("/")
    request.user = engagement.counselor.user
    with pytest.raises(RuntimeError) as raised:
        view(request, pk=key)

    reporter = ExceptionReporter(request, raised.type, raised.value, raised.tb.tb_next)

    assert "the disk is gone" in reporter.get_traceback_text()
    assert SECRET not in reporter.get_traceback_text()
    assert SECRET not in reporter.get_traceback_html()


def superuser() -> User:
    person: User = UserFactory(is_staff=True, is_superuser=True)
    return person


def test_the_admin_has_no_door_to_them(engagement: Engagement) -> None:
    recorded(engagement)
    client = Client()
    client.force_login(superuser())

    index = client.get(reverse("admin:index")).content.decode().lower()

    assert "counselor" in index
    assert "privatenote" not in index
    assert "/session/" not in index
    assert client.get("/admin/counselors/privatenote/").status_code == 404


def test_search_and_interface_answer_as_if_they_were_not_there(engagement: Engagement) -> None:
    client = recorded(engagement)
    for address in (
        reverse("tenders:list"),
        reverse("counselors:list"),
        reverse("counselors:question-list"),
        reverse("counselors:article-list"),
        reverse("matchmaking:partners"),
    ):
        page = client.get(address, {"q": SECRET}).content.decode()
        # The word that was typed stands in its field again, and nowhere else.
        assert page.count(SECRET) <= client.get(address, {"q": "zqnothing"}).content.decode().count(
            "zqnothing"
        )
    for address in ("/api/v1/tenders/", "/api/v1/enterprises/"):
        assert SECRET not in client.get(address).content.decode()
