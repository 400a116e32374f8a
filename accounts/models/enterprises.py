"""A registered firm: its facts, its people, and who may see which of them."""

from collections.abc import Iterable
from typing import Any, ClassVar, Self
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.blocks import Block
from accounts.models.consents import Consent
from accounts.models.texts import validate_line
from accounts.models.users import User
from reference.models import in_alphabet

Reader = User | AnonymousUser
# Fewer requests say nothing of how a firm answers, and would tell who was asked.
FEWEST_ASKED = 5
TEXT_LANGUAGES = [*settings.LANGUAGES, ("pt", _("Portuguese"))]


class Visibility(models.TextChoices):
    """Who sees a group of facts."""

    PUBLIC = "public", _("Everyone")
    MEMBERS = "members", _("Members of the network")
    PRIVATE = "private", _("Only my enterprise")


def audiences_of(reader: Reader) -> list[str]:
    """The visibilities that open a group to this reader, her own enterprises aside."""
    if reader.is_authenticated and reader.is_active and reader.has_verified_email:
        return [Visibility.PUBLIC, Visibility.MEMBERS]
    return [Visibility.PUBLIC]


def validate_website(address: str) -> None:
    """A page on the web, without the user:password@ that makes one address look like another."""
    try:
        parts = urlsplit(address)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
        raise ValidationError(
            _("Write the address of a web page, such as https://example.org."), code="website"
        )


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
        return self.filter(Exists(agreed), profile_visibility__in=audiences_of(reader)).exclude(
            kept_apart(reader)
        )

    def visible_to(self, reader: Reader) -> Self:
        """What this reader may open: her own enterprises and those listed for her."""
        agreed = Consent.objects.live().filter(
            purpose=Consent.Purpose.DIRECTORY, enterprise=OuterRef("pk")
        )
        return self.filter(
            Exists(Membership.objects.of(reader).filter(enterprise=OuterRef("pk")))
            | (
                Exists(agreed)
                & Q(profile_visibility__in=audiences_of(reader))
                & ~kept_apart(reader)
            )
        )

    def answering_within(self, days: int) -> Self:
        """Those who usually answer a request in so many days, where that can be said."""
        return self.filter(
            reply_record__asked__gte=FEWEST_ASKED,
            reply_record__answered__gt=0,
            reply_record__days__lte=days,
        )

    def marked_for(self, reader: Reader) -> Self:
        """Each row knows whether the reader belongs to it, so that a list need not ask again."""
        own = Membership.objects.of(reader).filter(enterprise=OuterRef("pk"))
        return self.annotate(is_own=Exists(own))


def kept_apart(reader: Reader) -> Q:
    """The condition that an enterprise of the reader's and this one block each other."""
    if not reader.is_authenticated:
        return Q(pk__in=())
    own = Membership.objects.of(reader).values("enterprise")
    set_by_reader = Block.objects.filter(enterprise__in=own, other=OuterRef("pk"))
    set_by_them = Block.objects.filter(other__in=own, enterprise=OuterRef("pk"))
    return Q(Exists(set_by_reader)) | Q(Exists(set_by_them))


def shows(group: str, reader: Reader) -> Q:
    """The condition that a group of facts is open to this reader, and may be searched for her."""
    own = Membership.objects.of(reader).filter(enterprise=OuterRef("pk"))
    return Q(Exists(own)) | Q(**{f"{group}_visibility__in": audiences_of(reader)})


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
        "projects",
    )

    legal_name = models.CharField(_("legal name"), max_length=200, validators=[validate_line])
    trade_name = models.CharField(
        _("trade name"), max_length=200, blank=True, validators=[validate_line]
    )
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
    city = models.CharField(_("city"), max_length=120, blank=True, validators=[validate_line])
    website = models.URLField(
        _("website"), max_length=300, blank=True, validators=[validate_website]
    )
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
    # Nobody agreed to show these before there was a field for them.
    projects_visibility = models.CharField(
        _("past projects"),
        max_length=10,
        choices=Visibility.choices,
        default=Visibility.PRIVATE,
    )
    # What is searched by words: case and accents folded when the row is saved.
    folded_name = models.TextField(editable=False, default="")
    folded_about = models.TextField(editable=False, default="")
    is_demo = models.BooleanField(_("invented for the demo"), default=False, editable=False)
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)
    # Moves with every change of a text, a card or a code: what is matched looks for it.
    changed_at = models.DateTimeField(_("changed at"), default=timezone.now, editable=False)

    objects = EnterpriseQuerySet.as_manager()

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

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        self.folded_name = in_alphabet(f"{self.legal_name} {self.trade_name}")
        self.folded_about = in_alphabet(self.about)
        if update_fields is not None and {"legal_name", "trade_name", "about"} & {*update_fields}:
            update_fields = {*update_fields, "folded_name", "folded_about"}
        super().save(*args, update_fields=update_fields, **kwargs)

    @property
    def name(self) -> str:
        return self.trade_name or self.legal_name

    @classmethod
    def group_label(cls, group: str) -> str:
        """What a group of facts holds, in words."""
        return str(cls._meta.get_field(f"{group}_visibility").verbose_name)  # type: ignore[union-attr]

    def visibility_of(self, group: str) -> str:
        return getattr(self, f"{group}_visibility")

    @property
    def is_listed(self) -> bool:
        """It stands in the directory for somebody."""
        return self.profile_visibility != Visibility.PRIVATE

    def groups_shown_to(self, reader: Reader) -> set[str]:
        """Which groups of facts this reader sees: all of her own enterprise, else as chosen."""
        is_own = getattr(self, "is_own", None)  # set by marked_for, on lists
        if is_own is None:
            is_own = Membership.objects.of(reader).filter(enterprise=self).exists()
        return {*self.GROUPS} if is_own else self.groups_open_to(reader)

    def groups_open_to(self, reader: Reader) -> set[str]:
        """The same for a reader from outside: nothing shows more widely than the name itself."""
        audiences = audiences_of(reader)
        if self.profile_visibility not in audiences:
            return set()
        return {name for name in self.GROUPS if self.visibility_of(name) in audiences}


class MembershipQuerySet(models.QuerySet["Membership"]):
    def of(self, reader: Reader) -> Self:
        """This person's own roles; nobody's for a visitor or a closed account."""
        if not (reader.is_authenticated and reader.is_active):
            return self.none()
        return self.filter(user=reader)

    def owners(self) -> Self:
        return self.filter(role=Membership.Role.OWNER)

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

    objects = MembershipQuerySet.as_manager()

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
