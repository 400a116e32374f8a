"""Recommendations as stored, with the facts behind each, and what people said of them."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Enterprise
from tenders.models import Tender


class OwnQuerySet(models.QuerySet[Any]):
    def visible_to(self, reader: Any) -> Self:
        """What is recommended to an enterprise, and what it said of it, is its own people's."""
        return self.filter(enterprise__in=Enterprise.objects.of_member(reader))


class Level(models.TextChoices):
    STRONG = "strong", _("Strong")
    POSSIBLE = "possible", _("Possible")
    WEAK = "weak", _("Weak")


class RecommendationList(models.Model):
    """When, and from which state of the world, an enterprise's recommendations were made."""

    enterprise = models.OneToOneField(
        Enterprise, models.CASCADE, related_name="recommendation_list"
    )
    made_at = models.DateTimeField(default=timezone.now)
    profile_changed_at = models.DateTimeField()
    tender_index = models.CharField(max_length=80)
    partner_index = models.CharField(max_length=80)
    engine_version = models.CharField(max_length=20)

    objects = OwnQuerySet.as_manager()

    class Meta:
        verbose_name = _("list of recommendations")
        verbose_name_plural = _("lists of recommendations")

    def __str__(self) -> str:
        # Without a name: operators see lists of enterprises that show themselves to nobody.
        return f"{self.enterprise_id} · {self.made_at:%Y-%m-%d %H:%M}"


class Recommendation(models.Model):
    """A tender for an enterprise: three verdicts side by side, never mixed into one number."""

    class Eligibility(models.TextChoices):
        YES = "yes", _("Yes")
        NO = "no", _("No")
        UNKNOWN = "unknown", _("Unknown")

    class Feasibility(models.TextChoices):
        GREEN = "green", _("Enough time")
        TIGHT = "tight", _("Tight")
        NO = "no", _("Too late")
        UNKNOWN = "unknown", _("Unknown")

    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="recommendations")
    tender = models.ForeignKey(Tender, models.CASCADE, related_name="recommendations")
    rank = models.PositiveIntegerField()
    score = models.FloatField()
    level = models.CharField(max_length=10, choices=Level.choices)
    contributions = models.JSONField(default=list)
    eligibility = models.CharField(max_length=10, choices=Eligibility.choices)
    eligibility_facts = models.JSONField(default=dict)
    feasibility = models.CharField(max_length=10, choices=Feasibility.choices)
    feasibility_facts = models.JSONField(default=dict)

    objects = OwnQuerySet.as_manager()

    class Meta:
        verbose_name = _("recommendation")
        verbose_name_plural = _("recommendations")
        ordering = ["enterprise", "rank"]
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "tender"], name="recommendation_once_a_tender"
            ),
            models.CheckConstraint(
                condition=Q(score__gte=0) & Q(score__lte=1), name="recommendation_score_in_range"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise} · {self.tender}"


class PartnerRecommendation(models.Model):
    """An enterprise for an enterprise: which need meets which offer, in both directions."""

    enterprise = models.ForeignKey(
        Enterprise, models.CASCADE, related_name="partner_recommendations"
    )
    partner = models.ForeignKey(Enterprise, models.CASCADE, related_name="+")
    rank = models.PositiveIntegerField()
    score = models.FloatField()
    level = models.CharField(max_length=10, choices=Level.choices)
    # [{"direction": "need"|"offer", "own": card id, "theirs": card id, "score", "contributions"}]
    pairs = models.JSONField(default=list)

    objects = OwnQuerySet.as_manager()

    class Meta:
        verbose_name = _("recommended partner")
        verbose_name_plural = _("recommended partners")
        ordering = ["enterprise", "rank"]
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "partner"], name="partner_recommendation_once"
            ),
            models.CheckConstraint(
                condition=~Q(enterprise=models.F("partner")),
                name="partner_recommendation_not_itself",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise} · {self.partner}"


class Watch(models.Model):
    """A tender that an enterprise keeps an eye on."""

    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="watches")
    tender = models.ForeignKey(Tender, models.CASCADE, related_name="watches")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    since_at = models.DateTimeField(default=timezone.now)

    objects = OwnQuerySet.as_manager()

    class Meta:
        verbose_name = _("watched tender")
        verbose_name_plural = _("watched tenders")
        ordering = ["-since_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["enterprise", "tender"], name="watch_once_a_tender")
        ]

    def __str__(self) -> str:
        return str(self.tender)


class Feedback(models.Model):
    """'Not for me' and why. Taken back, it stays in the table with its moment."""

    class Reason(models.TextChoices):
        WRONG_WORK = "wrong_work", _("Wrong work")
        WRONG_COUNTRY = "wrong_country", _("Wrong country")
        TOO_BIG = "too_big", _("Too big")
        TOO_LATE = "too_late", _("Too late")

    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="feedback")
    tender = models.ForeignKey(Tender, models.CASCADE, related_name="feedback")
    reason = models.CharField(_("reason"), max_length=20, choices=Reason.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    given_at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True)

    objects = OwnQuerySet.as_manager()

    class Meta:
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")
        ordering = ["-given_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "tender"],
                condition=Q(undone_at__isnull=True),
                name="feedback_one_live_row_a_tender",
            )
        ]

    def __str__(self) -> str:
        return self.get_reason_display()
