"""Counselors, the centers they work for, and who looks after a center."""

from typing import Any, Self

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.models.texts import validate_line


def is_present(reader: Any) -> bool:
    """Somebody who has signed in with an open account."""
    return bool(reader.is_authenticated and reader.is_active)


class CenterQuerySet(models.QuerySet["Center"]):
    def administered_by(self, reader: Any) -> Self:
        """The centers that this person looks after."""
        if not is_present(reader):
            return self.none()
        return self.filter(administrators__user=reader)


class Center(models.Model):
    """The organisation that a counselor works for. All of it is public."""

    class Kind(models.TextChoices):
        SMALL_BUSINESS = "small_business", _("Small business development center")
        TRADE_PROMOTION = "trade_promotion", _("Trade promotion agency")
        CHAMBER = "chamber", _("Chamber of commerce")
        UNIVERSITY = "university", _("University center")
        WOMEN = "women", _("Women's business center")
        PUBLIC = "public", _("Public agency")

    name = models.CharField(_("name"), max_length=200, validators=[validate_line])
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    host = models.CharField(
        _("host organisation"), max_length=200, blank=True, validators=[validate_line]
    )
    country = models.ForeignKey("reference.Country", models.PROTECT, related_name="+")
    region = models.ForeignKey("reference.Region", models.PROTECT, null=True, related_name="+")
    regions_served = models.ManyToManyField(
        "reference.Region", blank=True, related_name="+", verbose_name=_("regions served")
    )
    city = models.CharField(_("city"), max_length=120, blank=True, validators=[validate_line])
    languages = models.JSONField(_("languages"), default=list, blank=True)
    services = models.CharField(
        _("services"), max_length=300, blank=True, validators=[validate_line]
    )
    funder = models.CharField(_("funder"), max_length=200, blank=True, validators=[validate_line])
    website = models.URLField(_("website"), max_length=300, blank=True)
    summary = models.TextField(_("what it does"), max_length=3_000, blank=True)
    is_demo = models.BooleanField(default=False, editable=False)

    objects = CenterQuerySet.as_manager()

    class Meta:
        verbose_name = _("center")
        verbose_name_plural = _("centers")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class CenterAdministratorQuerySet(models.QuerySet["CenterAdministrator"]):
    def visible_to(self, reader: Any) -> Self:
        """Known to the people of the center and to the programme."""
        if not is_present(reader):
            return self.none()
        if reader.may_operate:
            return self
        return self.filter(
            Q(center__in=Center.objects.administered_by(reader))
            | Q(center__counselors__user=reader)
        ).distinct()


class CenterAdministrator(models.Model):
    """A person who looks after a center: lets counselors in, assigns clients, reads its figures."""

    center = models.ForeignKey(Center, models.CASCADE, related_name="administrators")
    user = models.ForeignKey(User, models.CASCADE, related_name="administered_centers")
    since_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = CenterAdministratorQuerySet.as_manager()

    class Meta:
        verbose_name = _("center administrator")
        verbose_name_plural = _("center administrators")
        constraints = [
            models.UniqueConstraint(
                fields=["center", "user"], name="center_administrator_once_a_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.center}"


class CounselorQuerySet(models.QuerySet["Counselor"]):
    def verified(self) -> Self:
        return self.filter(verified_at__isnull=False, user__is_active=True)

    def visible_to(self, reader: Any) -> Self:
        """Verified, listed counselors for everyone; one's own profile; all of one's own center."""
        shown = Q(verified_at__isnull=False, is_listed=True, user__is_active=True)
        if not is_present(reader):
            return self.filter(shown)
        if reader.may_operate:
            return self
        looked_after = Center.objects.administered_by(reader)
        return self.filter(shown | Q(user=reader) | Q(center__in=looked_after))

    def of_user(self, reader: Any) -> Self:
        return self.filter(user=reader) if is_present(reader) else self.none()

    def verifiable_by(self, reader: Any) -> Self:
        """Whom this person may let in: of the own center, or anybody for the programme."""
        if not is_present(reader):
            return self.none()
        if reader.may_operate:
            return self
        return self.filter(center__in=Center.objects.administered_by(reader))


class Counselor(models.Model):
    """A person who advises firms, verified by her center or by the programme."""

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
    other_skills = models.CharField(
        _("other skills"), max_length=300, blank=True, validators=[validate_line]
    )
    certifications = models.CharField(
        _("certifications"), max_length=300, blank=True, validators=[validate_line]
    )
    capacity = models.PositiveSmallIntegerField(
        _("clients at the same time, at most"), default=20, validators=[MaxValueValidator(200)]
    )
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

    @property
    def is_working(self) -> bool:
        return self.verified_at is not None and self.user.is_active


class CenterInvitationQuerySet(models.QuerySet["CenterInvitation"]):
    def visible_to(self, reader: Any) -> Self:
        if not is_present(reader):
            return self.none()
        if reader.may_operate:
            return self
        return self.filter(center__in=Center.objects.administered_by(reader))

    def addressed_to(self, reader: Any) -> Self:
        """Open invitations to an address that this person has confirmed."""
        if not is_present(reader):
            return self.none()
        confirmed = reader.emailaddress_set.filter(verified=True, email__iexact=OuterRef("email"))
        return self.filter(Exists(confirmed), accepted_at__isnull=True)


class CenterInvitation(models.Model):
    """A center asks a person to join it; whoever has that address is verified by accepting."""

    center = models.ForeignKey(Center, models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mail address"), max_length=254)
    invited_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    invited_at = models.DateTimeField(default=timezone.now)
    accepted_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    accepted_at = models.DateTimeField(null=True)

    objects = CenterInvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation to a center")
        verbose_name_plural = _("invitations to a center")
        ordering = ["-invited_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["center", "email"],
                condition=Q(accepted_at__isnull=True),
                name="center_invitation_one_open_an_address",
            )
        ]

    def __str__(self) -> str:
        return f"{self.center} {self.pk}"
