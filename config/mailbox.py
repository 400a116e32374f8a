"""The mails of a demo, read from the files that Django writes instead of sending them."""

from dataclasses import dataclass
from datetime import datetime
from email import message_from_string, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

from django.conf import settings

FILES_SHOWN = 40
# What the file backend writes between two mails of one file.
BETWEEN = "\n" + "-" * 79 + "\n"


@dataclass(frozen=True)
class DemoMail:
    """One mail as its reader would see it."""

    to: str
    subject: str
    sent_at: datetime | None
    body: str


def is_open() -> bool:
    """Only where mails are files on this machine, and never in production."""
    return settings.EMAIL_BACKEND.endswith("filebased.EmailBackend") and not settings.PRODUCTION


def newest() -> list[DemoMail]:
    """The latest mails first."""
    folder = Path(settings.EMAIL_FILE_PATH)
    files = sorted(folder.glob("*.log"), key=written_at, reverse=True)
    return [mail for file in files[:FILES_SHOWN] for mail in reversed(mails_in(file))]


def written_at(file: Path) -> int:
    """Names of files tell seconds only, and a mail with its answer may take less."""
    return file.stat().st_mtime_ns


def mails_in(file: Path) -> list[DemoMail]:
    text = file.read_text(encoding="utf-8", errors="replace")
    return [parsed(part) for part in text.split(BETWEEN) if part.strip()]


def parsed(text: str) -> DemoMail:
    message = message_from_string(text.lstrip("\n"), _class=EmailMessage, policy=policy.default)
    body = message.get_body(preferencelist=("plain",))
    return DemoMail(
        to=str(message["To"] or ""),
        subject=str(message["Subject"] or ""),
        sent_at=parsedate_to_datetime(message["Date"]) if message["Date"] else None,
        body=body.get_content() if body else "",
    )
