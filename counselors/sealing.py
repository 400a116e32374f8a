"""Private notes are sealed before they reach the database. The key lies in neither it nor a backup.

Production gives NOTE_KEYS: Fernet keys with commas between, the newest first. The embedded profile
makes one in VAR_DIR at the first use. `manage.py rotate_note_keys` seals all notes with the newest.
"""

import os
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.views.decorators.debug import sensitive_variables

KEY_FILE = "note.key"


class Unreadable(ValueError):
    """No key that is given opens this note."""


@sensitive_variables("text")
def seal(text: str) -> str:
    return box().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    try:
        return box().decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise Unreadable from error


def reseal(sealed: str) -> str:
    """The same note under the newest key."""
    try:
        return box().rotate(sealed.encode()).decode()
    except InvalidToken as error:
        raise Unreadable from error


def box() -> MultiFernet:
    try:
        return MultiFernet([Fernet(key) for key in keys()])
    except ValueError as error:
        # Without the value: a key does not belong into a log.
        raise ImproperlyConfigured("NOTE_KEYS holds something that is no Fernet key.") from error


def keys() -> list[str]:
    given = [key.strip() for key in os.environ.get("NOTE_KEYS", "").split(",") if key.strip()]
    if given:
        return given
    if settings.PRODUCTION:
        raise ImproperlyConfigured("NOTE_KEYS must be set in production")
    return [embedded_key()]


def embedded_key() -> str:
    """The key of this installation. Two processes at once agree on the one that came first."""
    path = Path(settings.VAR_DIR) / KEY_FILE
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        made = path.with_name(f"{KEY_FILE}.{os.getpid()}")
        made.touch(mode=0o600)
        made.write_bytes(Fernet.generate_key())
        try:
            os.link(made, path)
        except FileExistsError:
            pass
        finally:
            made.unlink()
    return path.read_text("ascii").strip()
