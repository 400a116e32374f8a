"""The ledger as a place that answers: who may see this, since when, in which words."""

from collections.abc import Collection, Sequence

from django.db import transaction
from django.utils import timezone

from accounts.models import Consent, Disclosure, Enterprise, User


class NoConsent(PermissionError):
    """Nobody allowed these fields to pass, or not any more."""


@transaction.atomic
def grant(
    purpose: Consent.Purpose,
    *,
    enterprise: Enterprise | None,
    fields: Sequence[str],
    audience: str,
    wording: str,
    by: User,
    subject: str = "",
) -> Consent:
    """Write what was allowed; a live row for the same purpose is withdrawn, never overwritten."""
    if enterprise is not None:
        withdraw(purpose, enterprise=enterprise, by=by, subject=subject)
    return Consent.objects.create(
        purpose=purpose,
        enterprise=enterprise,
        subject=subject,
        fields=list(fields),
        audience=audience,
        wording=wording,
        given_by=by,
    )


@transaction.atomic
def withdraw(
    purpose: Consent.Purpose, *, enterprise: Enterprise, by: User | None, subject: str = ""
) -> int:
    """End the live consent of an enterprise for a purpose; it stops counting at once.

    Nobody ends it where a clock did.
    """
    live = Consent.objects.live().filter(purpose=purpose, enterprise=enterprise, subject=subject)
    return live.update(withdrawn_at=timezone.now(), withdrawn_by=by)


def live_consent(
    purpose: Consent.Purpose, *, enterprise: Enterprise, subject: str = ""
) -> Consent | None:
    live = Consent.objects.live().filter(purpose=purpose, enterprise=enterprise, subject=subject)
    return live.first()


def is_allowed(
    purpose: Consent.Purpose,
    *,
    enterprise: Enterprise,
    fields: Collection[str],
    subject: str = "",
) -> bool:
    """Whether a live consent covers every one of these fields at this moment."""
    consent = live_consent(purpose, enterprise=enterprise, subject=subject)
    return consent is not None and set(fields) <= set(consent.fields)


@transaction.atomic
def disclose(
    purpose: Consent.Purpose,
    *,
    enterprise: Enterprise,
    fields: Sequence[str],
    to: str,
    subject: str = "",
) -> Disclosure:
    """Note one passing of fields; without a live consent for each of them it does not pass."""
    consent = live_consent(purpose, enterprise=enterprise, subject=subject)
    if consent is None or not set(fields) <= set(consent.fields):
        raise NoConsent(f"{purpose}: {', '.join(fields)}")
    return Disclosure.objects.create(consent=consent, fields=list(fields), to=to)
