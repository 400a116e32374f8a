"""Messages to people: written with their cause, readable here at once, mailed by the schedule."""

import logging
import smtplib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F
from django.template import Context
from django.template.loader import get_template
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override

from accounts import mail_choices
from accounts.models import MailChoice, Notification, User

logger = logging.getLogger(__name__)

# A worker that dies with a claimed row leaves it to the others after this time.
LEASE = timedelta(minutes=5)
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=6)
MOST_ATTEMPTS = 12
SERVER_TIMEOUT = 20  # seconds
# What becomes of a mail by how often its reader wants such mails.
STATES = {
    MailChoice.Rhythm.NOW: Notification.MailState.PENDING,
    MailChoice.Rhythm.DAILY: Notification.MailState.GATHERED,
    MailChoice.Rhythm.WEEKLY: Notification.MailState.GATHERED,
    MailChoice.Rhythm.NEVER: Notification.MailState.UNWANTED,
}


@dataclass(frozen=True, slots=True)
class Delivery:
    """What one round of the outbox did."""

    sent: int = 0
    delayed: int = 0
    failed: int = 0


@transaction.atomic
def notify(
    recipient: User,
    *,
    kind: str,
    cause: str,
    facts: Mapping[str, object],
    route: str = "",
    arguments: Sequence[object] = (),
) -> Notification:
    """Write a message in the recipient's language, in the transaction of its cause.

    `kind` is "<app>.<name>" and finds the text in <app>/emails/<name>.txt, whose first line is the
    subject. The same cause tells the same person once. `route` names the page it leads to.
    """
    with override(recipient.language):
        subject, body = render(kind, {**facts, "recipient": recipient})
        path = reverse(route, args=arguments) if route else ""
    notification, _created = Notification.objects.get_or_create(
        recipient=recipient,
        kind=kind,
        cause=cause,
        defaults={
            "language": recipient.language,
            "subject": subject,
            "body": body,
            "path": path,
            "mail_state": STATES[MailChoice.Rhythm(mail_choices.rhythm_of(recipient, kind))],
            "message_id": f"<{uuid.uuid4().hex}@{mail_domain()}>",
        },
    )
    return notification


def render(kind: str, facts: Mapping[str, object]) -> tuple[str, str]:
    """Subject and body. A text mail needs no escapes, and a subject is one line."""
    app, _dot, name = kind.partition(".")
    template = get_template(f"{app}/emails/{name}.txt").template  # type: ignore[attr-defined]
    text = template.render(Context(dict(facts), autoescape=False)).strip()
    subject, _newline, body = text.partition("\n")
    longest = Notification._meta.get_field("subject").max_length or 0
    return " ".join(subject.split())[:longest], body.strip()


def mail_domain() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"


def deliver_pending(*, limit: int = 200) -> Delivery:
    """Mail what waits. Each row is claimed first, so that two workers never send one row twice."""
    waiting = list(Notification.objects.due(timezone.now()).values_list("pk", flat=True)[:limit])
    if not waiting:
        return Delivery()
    connection = get_connection(timeout=SERVER_TIMEOUT)
    states = [deliver(pk, connection) for pk in waiting]
    connection.close()
    State = Notification.MailState
    return Delivery(
        sent=states.count(State.SENT),
        delayed=states.count(State.PENDING),
        failed=states.count(State.FAILED),
    )


def deliver(pk: int, connection: BaseEmailBackend) -> Notification.MailState | None:
    """One row, outside any transaction: a mail that has left cannot be rolled back."""
    notification = claim(pk, now=timezone.now())
    if notification is None:
        return None
    if not notification.recipient.is_active:
        return give_up(notification, "the account is closed")
    if wakes_at := mail_choices.quiet_until(notification.recipient, timezone.now()):
        return keep_until(notification, wakes_at)
    try:
        mail_of(notification, connection).send()
    except (OSError, smtplib.SMTPException) as error:
        connection.close()
        if is_permanent(error):
            return give_up(notification, reason_of(error))
        return postpone(notification, reason_of(error))
    except ValueError as error:  # a header that no mail may carry: this row only, never the queue
        return give_up(notification, type(error).__name__)
    return mark_sent(notification)


def claim(pk: int, *, now: datetime) -> Notification | None:
    """Take a due row for the time of the lease; None when another worker was quicker.

    One conditional UPDATE decides on both databases: the second worker finds the row no longer due.
    """
    taken = (
        Notification.objects.due(now)
        .filter(pk=pk)
        .order_by()
        .update(try_after=now + LEASE, attempts=F("attempts") + 1)
    )
    if not taken:
        return None
    return Notification.objects.select_related("recipient").get(pk=pk)


def mail_of(notification: Notification, connection: BaseEmailBackend) -> EmailMessage:
    """The mail of a row, with the row's own Message-ID: a second copy is known as the same mail."""
    link = f"\n\n{settings.SITE_URL}{notification.path}" if notification.path else ""
    foot = way_out(notification)
    return EmailMessage(
        subject=notification.subject,
        body=f"{notification.body}{link}\n\n-- \nPuente\n{settings.SITE_URL}\n{foot}\n",
        to=[notification.recipient.email],
        headers={
            "Message-ID": notification.message_id,
            "Auto-Submitted": "auto-generated",
            "Content-Language": notification.language,
            # RFC 8058: the mail program posts here by itself, without a session.
            "List-Unsubscribe": f"<{unsubscribe_address(notification)}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
        connection=connection,
    )


def way_out(notification: Notification) -> str:
    with override(notification.language):
        address = f"{settings.SITE_URL}{reverse('accounts:mail')}"
        return gettext("Choose which mails you get: %(address)s") % {"address": address}


def unsubscribe_address(notification: Notification) -> str:
    token = mail_choices.token_for(notification.recipient, notification.kind)
    with override(notification.language):
        return f"{settings.SITE_URL}{reverse('accounts:unsubscribe', args=[token])}"


def is_permanent(error: Exception) -> bool:
    """The server said no for ever (5xx), not 'later' (4xx) and not nothing at all."""
    codes = codes_of(error)
    return bool(codes) and all(500 <= code < 600 for code in codes)


def codes_of(error: Exception) -> list[int]:
    if isinstance(error, smtplib.SMTPResponseException):
        return [error.smtp_code]
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return [code for code, _text in error.recipients.values()]
    return []


def reason_of(error: Exception) -> str:
    """Class and code alone: a server's sentence may quote the address or the text."""
    return " ".join([type(error).__name__, *map(str, codes_of(error))])


def mark_sent(notification: Notification) -> Notification.MailState:
    notification.mail_state = Notification.MailState.SENT
    notification.sent_at = timezone.now()
    notification.last_error = ""
    notification.save(update_fields=["mail_state", "sent_at", "last_error"])
    return Notification.MailState.SENT


def postpone(notification: Notification, reason: str) -> Notification.MailState:
    """Try later, each time twice as late, until it is given up."""
    if notification.attempts >= MOST_ATTEMPTS:
        return give_up(notification, reason)
    wait = min(FIRST_WAIT * 2 ** (notification.attempts - 1), LONGEST_WAIT)
    notification.try_after = timezone.now() + wait
    notification.last_error = reason
    notification.save(update_fields=["try_after", "last_error"])
    logger.warning("Mail %s waits: %s", notification.pk, reason)
    return Notification.MailState.PENDING


def keep_until(notification: Notification, moment: datetime) -> Notification.MailState:
    """It is night where the reader is: this was no attempt."""
    notification.try_after = moment
    notification.attempts -= 1
    notification.save(update_fields=["try_after", "attempts"])
    return Notification.MailState.PENDING


def give_up(notification: Notification, reason: str) -> Notification.MailState:
    """No mail any more; the message itself stays in the inbox."""
    notification.mail_state = Notification.MailState.FAILED
    notification.last_error = reason
    notification.save(update_fields=["mail_state", "last_error"])
    logger.warning("Mail %s is given up: %s", notification.pk, reason)
    return Notification.MailState.FAILED


def mark_read(notification: Notification, *, by: User) -> Notification:
    """Only the recipient reads a message; a second reading keeps the first moment."""
    Notification.objects.visible_to(by).unread().filter(pk=notification.pk).update(
        read_at=timezone.now()
    )
    notification.refresh_from_db(fields=["read_at"])
    return notification


def mark_all_read(*, by: User) -> int:
    return Notification.objects.visible_to(by).unread().update(read_at=timezone.now())
