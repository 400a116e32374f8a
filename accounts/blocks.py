"""Keeping apart: an enterprise ends every sight of another, and of itself for it."""

from django.db import transaction
from django.db.models import Q

from accounts.enterprises import require_owner
from accounts.models import Block, Enterprise, User


class OwnEnterprise(Exception):
    """Nobody blocks an enterprise that she belongs to herself."""


@transaction.atomic
def block(enterprise: Enterprise, other: Enterprise, *, by: User) -> Block:
    """From now on neither sees the other; the other side is told nothing."""
    require_owner(enterprise, by=by)
    if Enterprise.objects.of_member(by).filter(pk=other.pk).exists():
        raise OwnEnterprise
    made, _created = Block.objects.get_or_create(
        enterprise=enterprise, other=other, defaults={"by": by}
    )
    return made


@transaction.atomic
def unblock(enterprise: Enterprise, other: Enterprise, *, by: User) -> None:
    """Take one's own block back; a block of the other side is not touched by it."""
    require_owner(enterprise, by=by)
    Block.objects.filter(enterprise=enterprise, other=other).delete()


def are_apart(one: Enterprise, other: Enterprise) -> bool:
    return Block.objects.between(one, other).exists()


def apart_from(enterprise: Enterprise) -> set[int]:
    """The keys of all enterprises that this one keeps apart from, whoever set the block."""
    rows = Block.objects.filter(Q(enterprise=enterprise) | Q(other=enterprise))
    return {key for pair in rows.values_list("enterprise", "other") for key in pair} - {
        enterprise.pk
    }
