"""A registered firm: its facts, its people, its offers and needs, and who may see which of them."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.consents import Consent
from accounts.models.users import User

Reader = User | AnonymousUser
TEXT_LANGUAGES = [*settings.LANGUAGES, ("pt", _("Portuguese"))]


class Visibility(models.TextChoices):
    """Who sees a group of facts."""

    PUBLIC = "public", _("Everyone")
    MEMBERS = "members", _("Members of the network")
    PRIVATE = "private", _("Only my enterprise")


def audiences_of(reader: Reader) -> list[str]:
    """The visibilities that open a group to this reader, her own enterprises aside."""
    if reader.is_authenticated and reader.has_verified_email:
        return [Visibility.PUBLIC, Visibility.MEMBERS]
    return [Visibility.PUBLIC]


class EnterpriseQuerySet(models.QuerySet["Enterprise"]):
    def of_member(self, reader: Reader) -> Self:
        """The enterprises this person belongs to."""
        if not (reader.is_authenticated and reader.is_active):
            return self.none()
        return self.filter(memberships__user=reader)

    def owned_by(self, reader: Reader) -> Self:
        """The enterprises this person owns: she may change them."""
        if not (reader.is_authenticated and reader.is_active):
            return self.none()
        return self.filter(
            memberships__user=reader, memberships__role=Membership.Role.OWNER
        ).distinct()

    def listed(self, reader: Reader) -> Self:
        """The enterprises that agreed to the directory and show themselves to this reader."""
        agreed = Consent.objects.live().filter(
            purpose=Consent.Purpose.DIRECTORY, enterprise=OuterRef("pk")
        )
        return self.filter(Exists(agreed), profile_visibility__in=audiences_of(reader))

    def visible_to(self, reader: Reader) -> Self:
        """What this reader may open: her own enterprises and those listed for her."""
        own = Membership.objects.filter(enterprise=OuterRef("pk"), user_id=reader.pk or 0)
        agreed = Consent.objects.live().filter(
            purpose=Consent.Purpose.DIRECTORY, enterprise=OuterRef("pk")
        )
        return self.filter(
            Exists(own) | (Exists(agreed) & Q(profile_visibility__in=audiences_of(reader)))
        )


class Enterprise(models.Model):
    """A firm and what it shows. Its texts for matching are `about`, its offers and its needs."""

    class SizeBand(models.TextChoices):
        UNKNOWN = "unknown", _("Not stated")
        MICRO = "micro", _("Micro (up to 9 people)")
        SMALL = "small", _("Small (10 to 49 people)")
        MEDIUM = "medium", _("Medium (50 to 249 people)")
        LARGE = "large", _("Large (250 people and more)")

    # Each group of facts has one visibility; the name of the group is the key.
    GROUPS: ClassVar[tuple[str, ...]] = (
        "profile",
        "details",
        "contact",
        "offers",
        "needs",
        "certificates",
    )

    legal_name = models.CharField(_("legal name"), max_length=200)
    trade_name = models.CharField(_("trade name"), max_length=200, blank=True)
    country = models.ForeignKey(
        "reference.Country", models.PROTECT, related_name="+", verbose_name=_("country")
    )
    region = models.ForeignKey(
        "reference.Region",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("state or province"),
    )
    city = models.CharField(_("city"), max_length=120, blank=True)
    website = models.URLField(_("website"), max_length=300, blank=True)
    founded_year = models.PositiveSmallIntegerField(
        _("founding year"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1700), MaxValueValidator(2100)],
    )
    size_band = models.CharField(
        _("size"), max_length=10, choices=SizeBand.choices, default=SizeBand.UNKNOWN
    )
    languages = models.JSONField(_("working languages"), default=list, blank=True)
    countries_served = models.ManyToManyField(
        "reference.Country", blank=True, related_name="+", verbose_name=_("countries served")
    )
    sectors = models.ManyToManyField(
        "reference.Sector", blank=True, related_name="+", verbose_name=_("sectors")
    )
    about = models.TextField(_("about the enterprise"), max_length=20_000, blank=True)
    about_language = models.CharField(
        _("language of this text"), max_length=2, choices=TEXT_LANGUAGES, default="en"
    )
    profile_visibility = models.CharField(
        _("name, country, sectors and text"),
        max_length=10,
        choices=Visibility.choices,
        default=Visibility.MEMBERS,
    )
    details_visibility = models.CharField(
        _("size, founding year, languages and countries served"),
        max_length=10,
        choices=Visibility.choices,
        default=Visibility.MEMBERS,
    )
    contact_visibility = models.CharField(
        _("city and website"),
        max_length=10,
        choices=Visibility.choices,
        default=Visibility.PRIVATE,
    )
    offers_visibility = models.CharField(
        _("offers"), max_length=10, choices=Visibility.choices, default=Visibility.MEMBERS
    )
    needs_visibility = models.CharField(
        _("needs"), max_length=10, choices=Visibility.choices, default=Visibility.MEMBERS
    )
    certificates_visibility = models.CharField(
        _("certificates and standards"),
        max_length=10,
        choices=Visibility.choices,
        default=Visibility.MEMBERS,
    )
    is_demo = models.BooleanField(_("invented for the demo"), default=False, editable=False)
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)
    # Moves with every change of a text, a card or a code: what is matched looks for it.
    changed_at = models.DateTimeField(_("changed at"), default=timezone.now, editable=False)

    objects: ClassVar[models.Manager[Any]] = EnterpriseQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("enterprise")
        verbose_name_plural = _("enterprises")
        ordering = ["legal_name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(founded_year__isnull=True) | Q(founded_year__range=(1700, 2100)),
                name="enterprise_founded_year_plausible",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.trade_name or self.legal_name

    def groups_shown_to(self, reader: Reader) -> set[str]:
        """Which groups of facts this reader sees: all of her own enterprise, else as chosen."""
        if reader.is_authenticated and self.memberships.filter(user=reader).exists():
            return {*self.GROUPS}
        audiences = audiences_of(reader)
        return {name for name in self.GROUPS if getattr(self, f"{name}_visibility") in audiences}


class MembershipQuerySet(models.QuerySet["Membership"]):
    def visible_to(self, reader: Reader) -> Self:
        """Who is in an enterprise is known to its own people only."""
        if not (reader.is_authenticated and reader.is_active):
            return self.none()
        return self.filter(enterprise__memberships__user=reader).distinct()


class Membership(models.Model):
    """A person's role in an enterprise."""

    class Role(models.TextChoices):
        OWNER = "owner", _("Owner")
        MEMBER = "member", _("Member")

    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=10, choices=Role.choices, default=Role.MEMBER)
    joined_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[models.Manager[Any]] = MembershipQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(fields=["enterprise", "user"], name="membership_once_a_person"),
            models.CheckConstraint(
                condition=Q(role__in=["owner", "member"]), name="membership_role_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.enterprise}"


class CardQuerySet(models.QuerySet[Any]):
    def visible_to(self, reader: Reader) -> Self:
        """Cards of her own enterprises, and of listed ones that show this kind of card to her."""
        group = f"enterprise__{self.model.GROUP}_visibility__in"
        own = Membership.objects.filter(
            enterprise=OuterRef("enterprise_id"), user_id=reader.pk or 0
        )
        listed = Enterprise.objects.listed(reader).filter(pk=OuterRef("enterprise_id"))
        return self.filter(Exists(own) | (Exists(listed) & Q(**{group: audiences_of(reader)})))

    def owned_by(self, reader: Reader) -> Self:
        """Cards that this person may change."""
        return self.filter(enterprise__in=Enterprise.objects.owned_by(reader))


class Card(models.Model):
    """A short titled text with codes: what an enterprise can supply, or what it seeks."""

    class Kind(models.TextChoices):
        SUPPLY = "supply", _("Supply of goods")
        SUBCONTRACT = "subcontract", _("Work or service as a subcontractor")
        TECHNOLOGY = "technology", _("Technology or know-how")
        DISTRIBUTION = "distribution", _("Distribution or representation")
        FINANCE = "finance", _("Finance or insurance")
        JOINT_BID = "joint_bid", _("Joint bid")

    GROUP: ClassVar[str]

    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="%(class)ss")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.SUPPLY)
    title = models.CharField(_("title"), max_length=150)
    text = models.TextField(_("description"), max_length=5_000, blank=True)
    language = models.CharField(
        _("language of this text"), max_length=2, choices=TEXT_LANGUAGES, default="en"
    )
    sectors = models.ManyToManyField(
        "reference.Sector", blank=True, related_name="+", verbose_name=_("sectors")
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        abstract = True
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.title


class Offer(Card):
    """What an enterprise can supply."""

    GROUP = "offers"
    objects: ClassVar[models.Manager[Any]] = CardQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(Card.Meta):
        verbose_name = _("offer")
        verbose_name_plural = _("offers")


class Need(Card):
    """What an enterprise seeks."""

    GROUP = "needs"
    objects: ClassVar[models.Manager[Any]] = CardQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(Card.Meta):
        verbose_name = _("need")
        verbose_name_plural = _("needs")


class Certificate(models.Model):
    """A certificate or standard that the enterprise says it holds: declared, not verified."""

    GROUP: ClassVar[str] = "certificates"

    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="certificates")
    standard = models.CharField(_("certificate or standard"), max_length=120)
    issuer = models.CharField(_("issuer"), max_length=150, blank=True)
    number = models.CharField(_("number"), max_length=80, blank=True)
    expires_on = models.DateField(_("valid until"), null=True, blank=True)

    objects: ClassVar[models.Manager[Any]] = CardQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        ordering = ["standard", "pk"]

    def __str__(self) -> str:
        return self.standard


class OwnershipQuerySet(models.QuerySet["OwnershipFacts"]):
    def visible_to(self, reader: Reader) -> Self:
        """Facts of her own enterprises, and those that a listed enterprise chose to show."""
        own = Membership.objects.filter(
            enterprise=OuterRef("enterprise_id"), user_id=reader.pk or 0
        )
        listed = Enterprise.objects.listed(reader).filter(pk=OuterRef("enterprise_id"))
        shown = Q(visibility__in=audiences_of(reader), is_disclosed=True)
        return self.filter(Exists(own) | (Exists(listed) & shown))


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
    as_of_on = models.DateField(_("true on"), null=True, blank=True)
    stated_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    stated_at = models.DateTimeField(null=True, editable=False)
    visibility = models.CharField(
        _("who may see this"),
        max_length=10,
        choices=Visibility.choices,
        default=Visibility.PRIVATE,
    )

    objects: ClassVar[models.Manager[Any]] = OwnershipQuerySet.as_manager()  # type: ignore[assignment]

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
