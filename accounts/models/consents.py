"""The consent ledger: who allowed which fields to whom, for what, in which words, until when."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ConsentQuerySet(models.QuerySet["Consent"]):
    def live(self) -> Self:
        return self.filter(withdrawn_at__isnull=True)

    def visible_to(self, reader: Any) -> Self:
        """The ledger of an enterprise is open to its own people, a person's own rows to her."""
        if not (reader.is_authenticated and reader.is_active):
            return self.none()
        own = Q(enterprise__isnull=True, given_by=reader)
        return self.filter(Q(enterprise__memberships__user=reader) | own).distinct()


class Consent(models.Model):
    """One row of the ledger. A change is a withdrawal and a new row; nothing is overwritten."""

    class Purpose(models.TextChoices):
        DIRECTORY = "directory", _("Being listed in the directory and proposed to partners")
        OWNERSHIP = "ownership", _("Showing how far women own and lead the enterprise")
        TERMS = "terms", _("Using Puente")
        COUNSELING = "counseling", _("Advice by a counselor, who sees the enterprise")
        FIGURES = "figures", _("Being counted, without a name, in the programme's figures")
        FOLLOW_UP = "follow_up", _("Being asked for results after the advice has ended")
        REFERRAL = "referral", _("Being handed to a counselor of another center")
        INTRODUCTION = "introduction", _("Passing contact details to one enterprise")

    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    enterprise = models.ForeignKey(
        "accounts.Enterprise", models.CASCADE, null=True, related_name="consents"
    )
    # What it is about where one purpose may hold several times, such as "referral:7".
    subject = models.CharField(max_length=60, blank=True, default="")
    fields = models.JSONField(default=list)
    audience = models.CharField(max_length=200)
    wording = models.TextField()
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="consents_given"
    )
    given_at = models.DateTimeField(default=timezone.now)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="consents_withdrawn"
    )
    withdrawn_at = models.DateTimeField(null=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-given_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "purpose", "subject"],
                condition=Q(withdrawn_at__isnull=True),
                name="consent_one_live_row_a_purpose",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=models.F("given_at")),
                name="consent_withdrawn_after_given",
            ),
        ]

    def __str__(self) -> str:
        return self.get_purpose_display()


class DisclosureQuerySet(models.QuerySet["Disclosure"]):
    def visible_to(self, reader: Any) -> Self:
        if not (reader.is_authenticated and reader.is_active):
            return self.none()
        return self.filter(consent__enterprise__memberships__user=reader).distinct()


class Disclosure(models.Model):
    """One passing of fields under one consent."""

    consent = models.ForeignKey(Consent, models.CASCADE, related_name="disclosures")
    fields = models.JSONField(default=list)
    to = models.CharField(max_length=200)
    disclosed_at = models.DateTimeField(default=timezone.now)

    objects = DisclosureQuerySet.as_manager()

    class Meta:
        verbose_name = _("disclosure")
        verbose_name_plural = _("disclosures")
        ordering = ["-disclosed_at", "-pk"]

    def __str__(self) -> str:
        return self.to
