"""Counselors and the centers they work for."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class Center(models.Model):
    """The organisation that a counselor works for."""

    class Kind(models.TextChoices):
        SMALL_BUSINESS = "small_business", _("Small business development center")
        TRADE_PROMOTION = "trade_promotion", _("Trade promotion agency")
        CHAMBER = "chamber", _("Chamber of commerce")
        UNIVERSITY = "university", _("University center")
        WOMEN = "women", _("Women's business center")
        PUBLIC = "public", _("Public agency")

    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    country = models.ForeignKey("reference.Country", models.PROTECT, related_name="+")
    region = models.ForeignKey("reference.Region", models.PROTECT, null=True, related_name="+")
    city = models.CharField(_("city"), max_length=120, blank=True)
    website = models.URLField(_("website"), max_length=300, blank=True)
    summary = models.TextField(_("what it does"), max_length=3_000, blank=True)
    is_demo = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name = _("center")
        verbose_name_plural = _("centers")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class CounselorQuerySet(models.QuerySet["Counselor"]):
    def verified(self) -> Self:
        return self.filter(verified_at__isnull=False, user__is_active=True)

    def visible_to(self, reader: Any) -> Self:
        """Verified, listed counselors for everyone; one's own profile; all for administrators."""
        shown = Q(verified_at__isnull=False, is_listed=True, user__is_active=True)
        if not (reader.is_authenticated and reader.is_active):
            return self.filter(shown)
        if reader.may_operate:
            return self
        return self.filter(shown | Q(user=reader))

    def of_user(self, reader: Any) -> Self:
        if not (reader.is_authenticated and reader.is_active):
            return self.none()
        return self.filter(user=reader)


class Counselor(models.Model):
    """A person who advises firms, verified by a programme administrator."""

    class Skill(models.TextChoices):
        EXPORT_PLAN = "export_plan", _("Export plans")
        TENDER_READING = "tender_reading", _("Reading tenders")
        BID_WRITING = "bid_writing", _("Writing bids")
        CERTIFICATION = "certification", _("Certification")
        FINANCE = "finance", _("Finance and guarantees")
        CUSTOMS = "customs", _("Customs")
        STANDARDS = "standards", _("Standards and conformity")
        PARTNER_SEARCH = "partner_search", _("Finding partners")
        WOMEN_OWNED_PROGRAMMES = "women_owned_programmes", _("Programmes for women-owned firms")
        MARKET_ENTRY = "market_entry", _("Market entry")

    user = models.OneToOneField(User, models.CASCADE, related_name="counselor")
    center = models.ForeignKey(
        Center, models.PROTECT, related_name="counselors", verbose_name=_("center")
    )
    skills = models.JSONField(_("skills"), default=list)
    sectors = models.ManyToManyField(
        "reference.Sector", blank=True, related_name="+", verbose_name=_("sectors")
    )
    languages = models.JSONField(_("languages"), default=list)
    countries = models.ManyToManyField(
        "reference.Country", blank=True, related_name="+", verbose_name=_("countries known")
    )
    bio = models.TextField(_("about me"), max_length=3_000, blank=True)
    bio_language = models.CharField(
        _("language of this text"), max_length=2, choices=settings.LANGUAGES, default="en"
    )
    is_listed = models.BooleanField(_("listed in the directory"), default=True)
    verified_at = models.DateTimeField(_("verified at"), null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = CounselorQuerySet.as_manager()

    class Meta:
        verbose_name = _("counselor")
        verbose_name_plural = _("counselors")
        ordering = ["user__full_name", "pk"]

    def __str__(self) -> str:
        return str(self.user)

    @property
    def skill_names(self) -> list[str]:
        """Skills as a reader sees them; what is no longer in the list is left out."""
        names = dict(self.Skill.choices)
        return [str(names[skill]) for skill in self.skills if skill in names]
