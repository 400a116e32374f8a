"""What an enterprise makes of another: kept, put away, or reported to the programme."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Enterprise
from matchmaking.models.recommendations import OwnQuerySet


class PartnerMark(models.Model):
    """A partner that an enterprise saved, or hid from its list. The partner never learns of it."""

    class Kind(models.TextChoices):
        SAVED = "saved", _("Saved")
        HIDDEN = "hidden", _("Hidden")

    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="partner_marks")
    partner = models.ForeignKey(Enterprise, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    since_at = models.DateTimeField(default=timezone.now)

    objects = OwnQuerySet.as_manager()

    class Meta:
        verbose_name = _("mark on a partner")
        verbose_name_plural = _("marks on partners")
        ordering = ["-since_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["enterprise", "partner"], name="partner_mark_once"),
            models.CheckConstraint(
                condition=~Q(enterprise=F("partner")), name="partner_mark_not_on_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise_id} · {self.partner_id}"


class PartnerReportQuerySet(models.QuerySet["PartnerReport"]):
    def of_member(self, reader: Any) -> Self:
        """What one's own enterprises reported; never what was reported about them."""
        return self.filter(enterprise__in=Enterprise.objects.of_member(reader).values("pk"))

    def addressed_to(self, reader: Any) -> Self:
        """Administrators of the programme read reports; about their own enterprise others do."""
        is_administrator = getattr(reader, "is_programme_administrator", False)
        if not (reader.is_authenticated and reader.is_active and is_administrator):
            return self.none()
        own = Enterprise.objects.of_member(reader).values("pk")
        return self.exclude(about__in=own)


class PartnerReport(models.Model):
    """Something that should not happen here, told to those who look after the programme."""

    class Kind(models.TextChoices):
        UNTRUE = "untrue", _("What it says of itself is not true")
        UNWANTED = "unwanted", _("Unwanted or repeated requests")
        MISUSE = "misuse", _("Contact details were used for something else")
        OTHER = "other", _("Something else")

    about = models.ForeignKey(Enterprise, models.CASCADE, related_name="reports_about")
    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    kind = models.CharField(_("what is wrong"), max_length=10, choices=Kind.choices)
    text = models.TextField(_("what happened"), max_length=2_000)
    made_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    objects = PartnerReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report about an enterprise")
        verbose_name_plural = _("reports about enterprises")
        ordering = ["made_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["about", "enterprise"],
                condition=Q(settled_at__isnull=True),
                name="partner_report_one_open_row_a_pair",
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk}"
