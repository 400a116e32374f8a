"""Who did what when, written beside the deed and in its transaction."""

import hashlib
import hmac

from django.conf import settings

from accounts.models import AuditEntry, Enterprise, User


def record(
    verb: str,
    *,
    thing: str,
    by: User | None,
    enterprise: Enterprise | None = None,
    reason: str = "",
) -> AuditEntry:
    """Write one deed; nothing can change the row afterwards."""
    return AuditEntry.objects.create(
        actor=by,
        pseudonym=pseudonym_of(by.pk) if by else "",
        verb=verb,
        thing=thing,
        enterprise=enterprise,
        reason=reason[:500],
    )


def pseudonym_of(key: int) -> str:
    """The same for all deeds of one person, and nothing that leads back to her without the key."""
    secret = settings.SECRET_KEY.encode()
    return hmac.new(secret, f"audit:{key}".encode(), hashlib.sha256).hexdigest()[:16]
