"""What every change of an enterprise has in common: an owner makes it, and it leaves a moment."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.models import Card, Enterprise, Membership, User

SETS = ("countries_served", "sectors")


class NotAnOwner(PermissionDenied):
    """Only an owner changes an enterprise."""


def require_owner(enterprise: Enterprise, *, by: User) -> None:
    """The second lock, behind the decorators of the pages."""
    if not Membership.objects.of(by).owners().filter(enterprise=enterprise).exists():
        raise NotAnOwner


def touch(enterprise: Enterprise) -> None:
    """Something that is matched or shown has changed: recommendations look for this moment."""
    enterprise.changed_at = timezone.now()
    enterprise.save(update_fields=["changed_at"])


def set_facts(row: Enterprise | Card, facts: Mapping[str, Any], names: Sequence[str]) -> None:
    """Copy named facts to a row and save it; sets of codes come last, for they need its key."""
    for name in names:
        if name in facts and name not in SETS:
            setattr(row, name, facts[name])
    row.save()
    for name in SETS:
        if name in facts:
            getattr(row, name).set(facts[name])
