"""How far women own, manage and control an enterprise: its own record, private by default."""

from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models.consents import Consent
from accounts.models.enterprises import Enterprise, Membership, Reader, Visibility, audiences_of
from accounts.models.users import User


class OwnershipQuerySet(models.QuerySet["OwnershipFacts"]):
    def visible_to(self, reader: Reader) -> Self:
        """Facts of her own enterprises, and those that a listed enterprise consented to show."""
        own = Membership.objects.of(reader).filter(enterprise=OuterRef("enterprise_id"))
        listed = Enterprise.objects.listed(reader).filter(pk=OuterRef("enterprise_id"))
        agreed = Consent.objects.live().filter(
            purpose=Consent.Purpose.OWNERSHIP, enterprise=OuterRef("enterprise_id")
        )
        shown = Q(visibility__in=audiences_of(reader), is_disclosed=True)
        return self.filter(Exists(own) | (Exists(listed) & Exists(agreed) & shown))


class OwnershipFacts(models.Model):
    """How far women own, manage and control an enterprise, as it says itself, at a date."""

    enterprise = models.OneToOneField(Enterprise, models.CASCADE, related_name="ownership")
    is_disclosed = models.BooleanField(_("stated"), default=False)
    owned_percent = models.PositiveSmallIntegerField(
        _("share owned by women, in percent"), null=True, blank=True
    )
    managed_percent = models.PositiveSmallIntegerField(
        _("share of senior managers who are women, in percent"), null=True, blank=True
    )
    controlled_percent = models.PositiveSmallIntegerField(
        _("share of the votes held by women, in percent"), null=True, blank=True
    )
    # Countries whose citizens or permanent residents the women in question are; empty: not stated.
    citizen_of = models.JSONField(default=list, blank=True)
    resident_of = models.JSONField(default=list, blank=True)
    # Yes or no to what definitions ask besides, by the name of the question.
    answers = models.JSONField(default=dict, blank=True)
    as_of_on = models.DateField(_("true on"), null=True, blank=True)
    stated_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    stated_at = models.DateTimeField(null=True, editable=False)
    visibility = models.CharField(
        _("who may see this"),
        max_length=10,
        choices=Visibility.choices,
        default=Visibility.PRIVATE,
    )

    objects = OwnershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("ownership facts")
        verbose_name_plural = _("ownership facts")
        constraints = [
            models.CheckConstraint(
                condition=Q(owned_percent__isnull=True) | Q(owned_percent__lte=100),
                name="ownership_owned_within_hundred",
            ),
            models.CheckConstraint(
                condition=Q(managed_percent__isnull=True) | Q(managed_percent__lte=100),
                name="ownership_managed_within_hundred",
            ),
            models.CheckConstraint(
                condition=Q(controlled_percent__isnull=True) | Q(controlled_percent__lte=100),
                name="ownership_controlled_within_hundred",
            ),
            models.CheckConstraint(
                condition=Q(is_disclosed=True)
                | Q(
                    owned_percent__isnull=True,
                    managed_percent__isnull=True,
                    controlled_percent__isnull=True,
                ),
                name="ownership_figures_only_when_stated",
            ),
        ]

    def __str__(self) -> str:
        return str(self.enterprise)
