"""Mail to addresses without an account: written with its cause, sent later, then wiped."""

import smtplib
import uuid
from collections.abc import Mapping
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F
from django.utils import timezone
from django.utils.translation import override

from accounts import notifications
from accounts.models import Letter

LEASE = timedelta(minutes=5)
FIRST_WAIT = timedelta(minutes=2)
MOST_ATTEMPTS = 8
SERVER_TIMEOUT = 20  # seconds
State = Letter.State


def write(address: str, *, kind: str, language: str, facts: Mapping[str, object]) -> Letter:
    """Render now, in this language; `kind` names the text as for messages to people."""
    with override(language):
        subject, body = notifications.render(kind, facts)
    return Letter.objects.create(
        address=address,
        language=language,
        kind=kind,
        subject=subject,
        body=body,
        message_id=f"<{uuid.uuid4().hex}@{notifications.mail_domain()}>",
    )


def deliver_pending(*, limit: int = 100) -> int:
    """Send what waits; how many went out. Each row is claimed, so that none is sent twice."""
    due = Letter.objects.filter(state=State.PENDING, try_after__lte=timezone.now())
    keys = list(due.values_list("pk", flat=True)[:limit])
    if not keys:
        return 0
    connection = get_connection(timeout=SERVER_TIMEOUT)
    sent = sum(deliver(key, connection) for key in keys)
    connection.close()
    return sent


def deliver(key: int, connection: BaseEmailBackend) -> bool:
    now = timezone.now()
    claimed = Letter.objects.filter(pk=key, state=State.PENDING, try_after__lte=now).update(
        try_after=now + LEASE, attempts=F("attempts") + 1
    )
    if not claimed:
        return False
    letter = Letter.objects.get(pk=key)
    try:
        mail_of(letter, connection).send()
    except (OSError, smtplib.SMTPException, ValueError):
        connection.close()
        put_off(letter)
        return False
    end(letter, State.SENT)
    return True


def mail_of(letter: Letter, connection: BaseEmailBackend) -> EmailMessage:
    return EmailMessage(
        subject=letter.subject,
        body=f"{letter.body}\n\n-- \nPuente\n{settings.SITE_URL}\n",
        to=[letter.address],
        headers={
            "Message-ID": letter.message_id,
            "Auto-Submitted": "auto-generated",
            "Content-Language": letter.language,
        },
        connection=connection,
    )


def put_off(letter: Letter) -> None:
    if letter.attempts >= MOST_ATTEMPTS:
        end(letter, State.FAILED)
        return
    letter.try_after = timezone.now() + FIRST_WAIT * 2**letter.attempts
    letter.save(update_fields=["try_after"])


def end(letter: Letter, state: str) -> None:
    """Nothing is left of the text, which may hold a key, nor of the address."""
    letter.state = state
    letter.subject, letter.body, letter.address = "", "", "sent@example.invalid"
    letter.save(update_fields=["state", "subject", "body", "address"])
