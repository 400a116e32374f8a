"""The outbox: written with its cause, delivered once, never blocked."""

import smtplib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import ClassVar

import pytest
import time_machine
from django.conf import LazySettings
from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from accounts import enterprises, notifications
from accounts.models import Enterprise, Notification, User
from accounts.notifications import LEASE, MOST_ATTEMPTS, Delivery
from accounts.tasks import deliver_notifications
from tests.factories import NotificationFactory, UserFactory

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
FAMILY = {"enterprise": "Solar & Hijos <b>"}


class ScriptedServer(BaseEmailBackend):
    """A mail server that answers as it is told, and counts what it took."""

    answers: ClassVar[list[Exception | None]] = []
    taken: ClassVar[list[EmailMessage]] = []

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        answer = self.answers.pop(0) if self.answers else None
        if answer:
            raise answer
        for message in email_messages:
            message.message()  # as a real one does, which refuses hostile headers
        self.taken.extend(email_messages)
        return len(email_messages)


@pytest.fixture
def server(settings: LazySettings) -> type[ScriptedServer]:
    settings.EMAIL_BACKEND = f"{__name__}.ScriptedServer"
    ScriptedServer.answers, ScriptedServer.taken = [], []
    return ScriptedServer


def welcome(user: User, cause: str = "one") -> Notification:
    return notifications.notify(
        user, kind="accounts.member_added", cause=cause, facts=FAMILY, route="accounts:inbox"
    )


@pytest.mark.parametrize(
    ("language", "path"), [("en", "/en/inbox/"), ("es", "/es/inbox/"), ("fr", "/fr/inbox/")]
)
def test_a_message_is_written_in_the_language_of_its_reader(
    language: str, path: str, db: None
) -> None:
    message = welcome(UserFactory(language=language))

    assert (message.language, message.path) == (language, path)
    assert message.subject.count("Solar & Hijos <b>") == 1


def test_the_same_cause_tells_once(owner: User) -> None:
    first, second, other = welcome(owner), welcome(owner), welcome(owner, "two")

    assert first == second
    assert Notification.objects.count() == 2
    assert other.message_id != first.message_id


def test_no_cause_no_message(enterprise: Enterprise, owner: User) -> None:
    with transaction.atomic():
        enterprises.add_member(enterprise, user=UserFactory(), by=owner)
        transaction.set_rollback(True)

    assert Notification.objects.count() == 0


def test_a_line_break_in_a_name_stays_inside_the_mail(
    owner: User, server: type[ScriptedServer]
) -> None:
    notifications.notify(
        owner,
        kind="accounts.member_added",
        cause="hostile",
        facts={"enterprise": "Solar\r\nBcc: all@example.org"},
    )
    welcome(owner)

    assert notifications.deliver_pending() == Delivery(sent=2)
    assert [message.to for message in server.taken] == [[owner.email], [owner.email]]
    assert "\n" not in server.taken[0].subject
    assert list(server.taken[0].message().keys()).count("Bcc") == 0


def test_templates_in_facts_stay_text(owner: User) -> None:
    message = notifications.notify(
        owner,
        kind="accounts.member_added",
        cause="template",
        facts={"enterprise": "{{ 7|add:7 }} %(x)s {% now %}"},
    )

    assert message.subject == "You now belong to {{ 7|add:7 }} %(x)s {% now %}"


def test_delivery_mails_once_with_the_rows_own_id(owner: User, settings: LazySettings) -> None:
    message = welcome(owner)

    assert notifications.deliver_pending() == Delivery(sent=1)
    assert notifications.deliver_pending() == Delivery()

    (sent,) = mail.outbox
    assert sent.extra_headers["Message-ID"] == message.message_id
    assert (sent.subject, sent.to) == (message.subject, [owner.email])
    assert f"{settings.SITE_URL}/en/inbox/" in sent.body
    message.refresh_from_db()
    assert message.mail_state == Notification.MailState.SENT
    assert message.sent_at is not None


def test_the_task_delivers(owner: User) -> None:
    welcome(owner)

    deliver_notifications()

    assert len(mail.outbox) == 1


def test_a_claimed_row_is_not_claimed_again_until_its_lease_ends(owner: User) -> None:
    message = welcome(owner)
    now = message.try_after

    assert notifications.claim(message.pk, now=now) == message
    assert notifications.claim(message.pk, now=now) is None
    assert notifications.claim(message.pk, now=now + LEASE - timedelta(seconds=1)) is None
    again = notifications.claim(message.pk, now=now + LEASE)

    assert again is not None
    assert (again.message_id, again.attempts) == (message.message_id, 2)


@pytest.mark.parametrize(
    "answer",
    [
        smtplib.SMTPResponseException(451, b"later"),
        smtplib.SMTPRecipientsRefused({"x@example.org": (450, b"later")}),
        smtplib.SMTPServerDisconnected("gone"),
        ConnectionRefusedError(),
        TimeoutError(),
    ],
    ids=lambda answer: type(answer).__name__,
)
def test_a_refusal_for_now_is_tried_again_later_each_time_later(
    answer: Exception, owner: User, server: type[ScriptedServer]
) -> None:
    server.answers = [answer, answer, None]
    with time_machine.travel(START, tick=False) as clock:
        message = welcome(owner)

        assert notifications.deliver_pending() == Delivery(delayed=1)
        message.refresh_from_db()
        assert message.try_after == START + timedelta(minutes=1)
        assert notifications.deliver_pending() == Delivery()

        clock.move_to(message.try_after)
        assert notifications.deliver_pending() == Delivery(delayed=1)
        first_wait = message.try_after
        message.refresh_from_db()
        assert message.try_after == first_wait + timedelta(minutes=2)

        clock.move_to(message.try_after)
        assert notifications.deliver_pending() == Delivery(sent=1)

    assert [sent.extra_headers["Message-ID"] for sent in server.taken] == [message.message_id]
    message.refresh_from_db()
    assert (message.attempts, message.last_error) == (3, "")


@pytest.mark.parametrize(
    "answer",
    [
        smtplib.SMTPResponseException(550, b"no owner@example.org here"),
        smtplib.SMTPRecipientsRefused({"owner@example.org": (553, b"no such box")}),
    ],
    ids=lambda answer: type(answer).__name__,
)
def test_a_refusal_for_ever_stops_at_once_and_keeps_no_address(
    answer: Exception, owner: User, server: type[ScriptedServer]
) -> None:
    message = welcome(owner)
    server.answers = [answer]

    assert notifications.deliver_pending() == Delivery(failed=1)
    assert notifications.deliver_pending() == Delivery()

    message.refresh_from_db()
    assert message.mail_state == Notification.MailState.FAILED
    assert message.last_error.split()[0] == type(answer).__name__
    assert "@" not in message.last_error


def test_one_poisoned_row_does_not_block_the_others(
    owner: User, server: type[ScriptedServer]
) -> None:
    NotificationFactory(recipient=owner, subject="Two\nlines")
    welcome(owner)

    assert notifications.deliver_pending() == Delivery(sent=1, failed=1)
    assert Notification.objects.get(mail_state="failed").last_error == "BadHeaderError"


def test_waiting_ends_after_the_last_attempt(owner: User, server: type[ScriptedServer]) -> None:
    server.answers = [TimeoutError() for _attempt in range(MOST_ATTEMPTS)]
    with time_machine.travel(START, tick=False) as clock:
        message = welcome(owner)
        for _attempt in range(MOST_ATTEMPTS):
            clock.shift(timedelta(hours=7))
            notifications.deliver_pending()

    message.refresh_from_db()
    assert (message.mail_state, message.attempts) == ("failed", MOST_ATTEMPTS)


def test_a_closed_account_gets_no_mail(owner: User) -> None:
    welcome(owner)
    owner.is_active = False
    owner.save()

    assert notifications.deliver_pending() == Delivery(failed=1)
    assert mail.outbox == []


def test_only_the_recipient_reads(owner: User, stranger: User) -> None:
    message = welcome(owner)

    notifications.mark_read(message, by=stranger)
    assert message.read_at is None

    first = notifications.mark_read(message, by=owner).read_at
    assert first is not None
    assert notifications.mark_read(message, by=owner).read_at == first
    assert Notification.objects.visible_to(stranger).count() == 0
