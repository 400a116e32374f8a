"""Who belongs to an enterprise, and in which role."""

from django.db import transaction

from accounts import audit, notifications
from accounts.enterprises.changes import require_owner
from accounts.models import Enterprise, Membership, User
from accounts.models.enterprises import MembershipQuerySet


class LastOwner(Exception):
    """An enterprise without an owner could never be changed again."""


@transaction.atomic
def add_member(
    enterprise: Enterprise, *, user: User, role: str = Membership.Role.MEMBER, by: User
) -> Membership:
    """Let a person in; she is told."""
    require_owner(enterprise, by=by)
    membership, _created = Membership.objects.get_or_create(
        enterprise=enterprise, user=user, defaults={"role": role}
    )
    tell(membership, kind="accounts.member_added")
    return membership


@transaction.atomic
def change_role(membership: Membership, *, role: str, by: User) -> Membership:
    """Make a member an owner or an owner a member; the last owner stays one."""
    require_owner(membership.enterprise, by=by)
    if role != Membership.Role.OWNER:
        keep_an_owner(membership)
    membership.role = role
    membership.save(update_fields=["role"])
    return membership


@transaction.atomic
def hand_over(membership: Membership, *, by: User) -> Membership:
    """Make a colleague the owner in one's own place, in one step: there is always an owner."""
    enterprise = Enterprise.objects.select_for_update().get(pk=membership.enterprise_id)
    require_owner(enterprise, by=by)
    membership.role = Membership.Role.OWNER
    membership.save(update_fields=["role"])
    if membership.user_id != by.pk:
        Membership.objects.of(by).filter(enterprise=enterprise).update(role=Membership.Role.MEMBER)
    audit.record(
        "ownership.handed_over",
        thing=f"membership:{membership.pk}",
        by=by,
        enterprise=enterprise,
    )
    return membership


@transaction.atomic
def remove_member(membership: Membership, *, by: User) -> None:
    """End a membership; she is told. A person may always end her own, except the last owner."""
    if membership.user_id != by.pk:
        require_owner(membership.enterprise, by=by)
    keep_an_owner(membership)
    tell(membership, kind="accounts.member_removed")
    membership.delete()


def others_of(enterprise: Enterprise, person: User) -> MembershipQuerySet:
    """Everybody in an enterprise but this person."""
    return Membership.objects.filter(enterprise=enterprise).exclude(user=person)


def keep_an_owner(membership: Membership) -> None:
    # Locked, so that two owners who remove each other at once do not leave nobody.
    Enterprise.objects.select_for_update().get(pk=membership.enterprise_id)
    owners = Membership.objects.owners().filter(enterprise=membership.enterprise_id)
    if not owners.exclude(pk=membership.pk).exists():
        raise LastOwner


def tell(membership: Membership, *, kind: str) -> None:
    notifications.notify(
        membership.user,
        kind=kind,
        cause=f"membership:{membership.pk}",
        facts={"enterprise": membership.enterprise.name},
    )
