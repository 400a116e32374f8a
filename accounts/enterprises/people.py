"""Who belongs to an enterprise, and in which role."""

from django.db import transaction

from accounts import notifications
from accounts.enterprises.changes import require_owner
from accounts.models import Enterprise, Membership, User


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
def remove_member(membership: Membership, *, by: User) -> None:
    """End a membership; she is told. A person may always end her own, except the last owner."""
    if membership.user_id != by.pk:
        require_owner(membership.enterprise, by=by)
    keep_an_owner(membership)
    tell(membership, kind="accounts.member_removed")
    membership.delete()


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
