"""Verification of certificates: handed in by an owner, decided by a programme administrator."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts import audit, notifications
from accounts.enterprises import require_owner, touch
from accounts.models import Certificate, Enterprise, Membership, User


class NotWaiting(Exception):
    """The entry is in another state by now."""


class OwnMatter(PermissionDenied):
    """Nobody decides about an enterprise that she belongs to."""


@transaction.atomic
def submit(certificate: Certificate, *, by: User) -> Certificate:
    """Hand an entry in: from now on administrators of the programme read it and its file."""
    require_owner(certificate.enterprise, by=by)
    move(certificate, from_states=[State.DECLARED], to=State.SUBMITTED, submitted_at=timezone.now())
    note(certificate, "certificate.submitted", by=by)
    return certificate


@transaction.atomic
def take_back(certificate: Certificate, *, by: User) -> Certificate:
    """The owner keeps the entry to herself again; a verification ends with it."""
    require_owner(certificate.enterprise, by=by)
    move(certificate, from_states=[State.SUBMITTED, State.VERIFIED], to=State.DECLARED)
    note(certificate, "certificate.taken_back", by=by)
    return certificate


@transaction.atomic
def approve(certificate: Certificate, *, how: str, reason: str, by: User) -> Certificate:
    """Verify an entry, saying how; the owners are told."""
    require_administrator(certificate.enterprise, by=by)
    move(
        certificate,
        from_states=[State.SUBMITTED],
        to=State.VERIFIED,
        submitted_at=certificate.submitted_at,
        verified_at=timezone.now(),
        verified_how=how,
        verified_by=by,
    )
    entry = note(certificate, "certificate.verified", by=by, reason=reason)
    tell_owners(certificate, kind="accounts.certificate_verified", cause=f"audit:{entry}")
    return certificate


@transaction.atomic
def reject(certificate: Certificate, *, reason: str, by: User) -> Certificate:
    """Give an entry back as declared, or end its verification; the owners read the reason."""
    require_administrator(certificate.enterprise, by=by)
    move(certificate, from_states=[State.SUBMITTED, State.VERIFIED], to=State.DECLARED)
    entry = note(certificate, "certificate.given_back", by=by, reason=reason)
    tell_owners(
        certificate, kind="accounts.certificate_given_back", cause=f"audit:{entry}", reason=reason
    )
    return certificate


State = Certificate.State
NOT_VERIFIED = {
    "submitted_at": None,
    "verified_at": None,
    "verified_how": "",
    "verified_by": None,
}


def move(certificate: Certificate, *, from_states: list[str], to: str, **facts: object) -> None:
    """One conditional UPDATE decides: of two who press at once, the second is too late."""
    changes = {**NOT_VERIFIED, **facts, "state": to}
    moved = Certificate.objects.filter(pk=certificate.pk, state__in=from_states).update(**changes)
    if not moved:
        raise NotWaiting
    certificate.refresh_from_db()
    touch(certificate.enterprise)


def require_administrator(enterprise: Enterprise, *, by: User) -> None:
    if not (by.is_active and by.is_programme_administrator):
        raise PermissionDenied
    if Membership.objects.of(by).filter(enterprise=enterprise).exists():
        raise OwnMatter


def note(certificate: Certificate, verb: str, *, by: User, reason: str = "") -> int:
    entry = audit.record(
        verb,
        thing=thing_of(certificate),
        by=by,
        enterprise=certificate.enterprise,
        reason=reason,
    )
    return entry.pk


def thing_of(certificate: Certificate) -> str:
    return f"certificate:{certificate.pk}"


def tell_owners(certificate: Certificate, *, kind: str, cause: str, **facts: object) -> None:
    enterprise = certificate.enterprise
    for membership in enterprise.memberships.owners().select_related("user"):
        notifications.notify(
            membership.user,
            kind=kind,
            cause=cause,
            facts={"standard": certificate.standard, "enterprise": enterprise.name, **facts},
            route="accounts:certificate",
            arguments=(enterprise.pk, certificate.pk),
        )
