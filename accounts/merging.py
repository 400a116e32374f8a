"""Two profiles of one enterprise become one: rows move, consents end, the history stays."""

from typing import TypeGuard

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from accounts import audit, notifications
from accounts.enterprises import touch
from accounts.models import Consent, Enterprise, Membership, User


class SameEnterprise(Exception):
    """An enterprise cannot be joined with itself."""


@transaction.atomic
def merge(kept: Enterprise, gone: Enterprise, *, reason: str, by: User) -> Enterprise:
    """Move everything of `gone` to `kept` and remove it; the owners of both are told.

    Facts of the profile stay as `kept` states them, and so does who sees what. The live consents
    of `gone` end first: nobody agreed to them for the other profile.
    """
    if not (by.is_active and by.is_programme_administrator):
        raise PermissionDenied
    if kept.pk == gone.pk:
        raise SameEnterprise
    Enterprise.objects.select_for_update().filter(pk__in=[kept.pk, gone.pk]).count()
    Consent.objects.live().filter(enterprise=gone).update(
        withdrawn_at=timezone.now(), withdrawn_by=by
    )
    join_people(kept, gone)
    for relation in Enterprise._meta.get_fields(include_hidden=True):
        if is_pointer(relation):
            move(relation, kept, gone)
    record(kept, gone, reason=reason, by=by)
    gone.delete()
    touch(kept)
    return kept


def join_people(kept: Enterprise, gone: Enterprise) -> None:
    """Everybody of both belongs to the one; who owned either owns it."""
    for membership in gone.memberships.all():
        there, _created = Membership.objects.get_or_create(
            enterprise=kept, user=membership.user, defaults={"role": membership.role}
        )
        if membership.role == Membership.Role.OWNER and there.role != membership.role:
            there.role = membership.role
            there.save(update_fields=["role"])


def is_pointer(relation: object) -> TypeGuard[models.ManyToOneRel]:
    """A key of another row to an enterprise; people and chosen codes are joined by other rules."""
    return (
        isinstance(relation, models.ManyToOneRel)
        and relation.related_model is not Membership
        and not relation.related_model._meta.auto_created
    )


def move(relation: models.ManyToOneRel, kept: Enterprise, gone: Enterprise) -> None:
    """Hang the rows of one relation over; a row that `kept` has its own of goes with `gone`."""
    name = relation.field.name
    model = relation.related_model
    for key in model._base_manager.filter(**{name: gone}).values_list("pk", flat=True):
        try:
            with transaction.atomic():
                rows: models.QuerySet[models.Model] = models.QuerySet(model).filter(pk=key)
                models.QuerySet.update(rows, **{name: kept})
        except IntegrityError:
            continue


def record(kept: Enterprise, gone: Enterprise, *, reason: str, by: User) -> None:
    what = f"{gone.legal_name} ({gone.country_id}, {gone.pk})"
    entry = audit.record(
        "enterprise.merged",
        thing=f"enterprise:{kept.pk}",
        by=by,
        enterprise=kept,
        reason=f"{what}: {reason}",
    )
    for membership in kept.memberships.owners().select_related("user"):
        notifications.notify(
            membership.user,
            kind="accounts.merged",
            cause=f"audit:{entry.pk}",
            facts={"enterprise": kept.name, "gone": gone.name, "reason": reason},
            route="accounts:enterprise",
            arguments=(kept.pk,),
        )
