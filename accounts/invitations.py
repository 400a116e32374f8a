"""Colleagues asked in by mail: for one address, for two weeks, with a key of its own."""

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from accounts import audit, letters
from accounts.enterprises import require_owner
from accounts.models import Enterprise, Invitation, Membership, User

OPEN_FOR = timedelta(days=14)
MOST_WAITING = 20


class AlreadyIn(Exception):
    """Somebody with this address belongs to the enterprise already."""


class TooManyWaiting(Exception):
    """As many invitations wait as an enterprise may have open."""


class NotInvited(Exception):
    """The invitation ended, was used, or is for another address."""


@transaction.atomic
def invite(enterprise: Enterprise, *, email: str, role: str, by: User) -> Invitation:
    """Write an invitation and its letter; one that waits for the same address is withdrawn.

    The answer is the same whether or not the address has an account.
    """
    require_owner(enterprise, by=by)
    Enterprise.objects.select_for_update().get(pk=enterprise.pk)
    address = email.strip().lower()
    if enterprise.memberships.filter(user__email=address).exists():
        raise AlreadyIn
    waiting = enterprise.invitations.waiting()
    waiting.filter(email=address).update(withdrawn_at=timezone.now())
    if waiting.count() >= MOST_WAITING:
        raise TooManyWaiting
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        enterprise=enterprise,
        email=address,
        role=role,
        token_hash=hash_of(token),
        invited_by=by,
        expires_at=timezone.now() + OPEN_FOR,
    )
    note("invitation.sent", invitation, by=by)
    path = reverse("accounts:invitation", args=[token])
    letters.write(
        address,
        kind="accounts.invitation",
        language=get_language() or settings.LANGUAGE_CODE,
        facts={
            "inviter": str(by),
            "enterprise": enterprise.name,
            "until": invitation.expires_at,
            "link": f"{settings.SITE_URL}{path}",
        },
    )
    return invitation


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def for_reader(token: str, *, reader: User) -> Invitation:
    """The open invitation behind a key, if it is for an address that this person confirmed."""
    rows = Invitation.objects.addressed_to(reader).select_related("enterprise", "invited_by")
    invitation = rows.filter(token_hash=hash_of(token)).first()
    if invitation is None:
        raise NotInvited
    return invitation


@transaction.atomic
def accept(invitation: Invitation, *, by: User) -> Membership:
    """Let the invited person in with the role she was offered, once."""
    if not Invitation.objects.addressed_to(by).filter(pk=invitation.pk).exists():
        raise NotInvited
    used = Invitation.objects.open(timezone.now()).filter(pk=invitation.pk)
    if not used.update(accepted_at=timezone.now()):
        raise NotInvited
    membership, _created = Membership.objects.get_or_create(
        enterprise=invitation.enterprise, user=by, defaults={"role": invitation.role}
    )
    note("invitation.accepted", invitation, by=by)
    return membership


@transaction.atomic
def withdraw(invitation: Invitation, *, by: User) -> None:
    require_owner(invitation.enterprise, by=by)
    Invitation.objects.waiting().filter(pk=invitation.pk).update(withdrawn_at=timezone.now())
    note("invitation.withdrawn", invitation, by=by)


def note(verb: str, invitation: Invitation, *, by: User) -> None:
    audit.record(verb, thing=f"invitation:{invitation.pk}", by=by, enterprise=invitation.enterprise)
