"""Facts of the world that tenders and firms share: places, sectors, and who may bid at a bank."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

NORTH_AMERICA = ("US", "MX", "CA")
NAME_LANGUAGES = ("en", "es", "fr")
LABEL_LANGUAGES = (*NAME_LANGUAGES, "pt")


def name_language() -> str:
    """The active language where names exist in it, otherwise English."""
    language = (get_language() or "en").split("-")[0]
    return language if language in NAME_LANGUAGES else "en"


def in_alphabet(name: str) -> str:
    """A sort key that puts É beside E, which the two databases do not do alike."""
    folded = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in folded if not unicodedata.combining(letter))


class Named(models.Model):
    """A row with one name in each language of the interface."""

    name_en = models.CharField(_("name in English"), max_length=200)
    name_es = models.CharField(_("name in Spanish"), max_length=200)
    name_fr = models.CharField(_("name in French"), max_length=200)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.name_in(name_language())

    def name_in(self, language: str) -> str:
        return {"es": self.name_es, "fr": self.name_fr}.get(language, self.name_en)


class PlaceQuerySet(models.QuerySet[Any]):
    """Reads that countries and regions share."""

    def choices(self) -> list[tuple[str, str]]:
        """Code and name for a form, in the alphabet of the active language."""
        pairs = self.values_list("code", f"name_{name_language()}")
        return sorted(pairs, key=lambda pair: in_alphabet(pair[1]))


class CountryQuerySet(PlaceQuerySet):
    def north_american(self) -> "CountryQuerySet":
        return self.filter(code__in=NORTH_AMERICA)


class Country(Named):
    """A country or territory by its ISO 3166-1 alpha-2 code; XK is Kosovo, as banks write it."""

    code = models.CharField(_("code"), max_length=2, primary_key=True)

    objects = CountryQuerySet.as_manager()

    class Meta:
        verbose_name = _("country")
        verbose_name_plural = _("countries")
        ordering = ["code"]

    @property
    def is_north_american(self) -> bool:
        return self.code in NORTH_AMERICA


class RegionQuerySet(PlaceQuerySet):
    def of(self, country: str) -> "RegionQuerySet":
        return self.filter(country_id=country)


class Region(Named):
    """A state, province or territory of the US, Mexico or Canada by its ISO 3166-2 code."""

    code = models.CharField(_("code"), max_length=6, primary_key=True)
    country = models.ForeignKey(
        Country, on_delete=models.PROTECT, related_name="regions", verbose_name=_("country")
    )

    objects = RegionQuerySet.as_manager()

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        ordering = ["code"]


class SectorQuerySet(models.QuerySet["Sector"]):
    def of_scheme(self, scheme: str) -> "SectorQuerySet":
        return self.filter(scheme=scheme)

    def parallel(self) -> list[dict[str, str]]:
        """The name of each sector by language, in the order of the rows."""
        return [
            {language: sector.name_in(language) for language in NAME_LANGUAGES}
            for sector in self.order_by("pk")
        ]

    def with_keys(self, keys: Iterable[str]) -> "SectorQuerySet":
        """Sectors by keys such as "naics:221114"; keys without a row are left out."""
        wanted = models.Q(pk__in=[])
        for key in keys:
            scheme, _separator, code = key.partition(":")
            wanted |= models.Q(scheme=scheme, code=code)
        return self.filter(wanted)


class Sector(Named):
    """A code of a scheme with names in three languages.

    SCIAN shares its first five digits with NAICS, so a row under NAICS speaks for both; only the
    six-digit codes that Mexico counts differently have rows under SCIAN.
    """

    class Scheme(models.TextChoices):
        NAICS = "naics", _("NAICS (North American industries)")
        SCIAN = "scian", _("SCIAN (Mexico's six-digit classes)")
        CPV = "cpv", _("CPV (European procurement vocabulary)")
        UNSPSC = "unspsc", _("UNSPSC (United Nations products and services)")
        WORLD_BANK = "wb", _("World Bank sectors")

    scheme = models.CharField(_("scheme"), max_length=10, choices=Scheme.choices)
    code = models.CharField(_("code"), max_length=10)
    note = models.CharField(_("note"), max_length=200, blank=True)

    objects = SectorQuerySet.as_manager()

    class Meta:
        verbose_name = _("sector")
        verbose_name_plural = _("sectors")
        ordering = ["scheme", "code"]
        constraints = [
            models.UniqueConstraint(fields=["scheme", "code"], name="sector_once_per_scheme"),
        ]

    @property
    def key(self) -> str:
        return f"{self.scheme}:{self.code}"


class CodeLabelQuerySet(models.QuerySet["CodeLabel"]):
    def parallel(self) -> list[dict[str, str]]:
        """The names of each code by language, for the matcher to learn translations from."""
        rows = self.order_by("pk").values_list("name_en", "name_es", "name_fr", "name_pt")
        return [
            {tag: name for tag, name in zip(LABEL_LANGUAGES, names, strict=True) if name}
            for names in rows
        ]


class CodeLabel(models.Model):
    """A code's name in up to four languages, loaded by the operator; no form offers it."""

    scheme = models.CharField(_("scheme"), max_length=10)
    code = models.CharField(_("code"), max_length=10)
    name_en = models.CharField(_("name in English"), max_length=500, blank=True)
    name_es = models.CharField(_("name in Spanish"), max_length=500, blank=True)
    name_fr = models.CharField(_("name in French"), max_length=500, blank=True)
    name_pt = models.CharField(_("name in Portuguese"), max_length=500, blank=True)

    objects = CodeLabelQuerySet.as_manager()

    class Meta:
        verbose_name = _("name of a code")
        verbose_name_plural = _("names of codes")
        ordering = ["scheme", "code"]
        constraints = [
            models.UniqueConstraint(fields=["scheme", "code"], name="label_once_per_code"),
        ]

    def __str__(self) -> str:
        return f"{self.scheme}:{self.code}"


class BankRuleQuerySet(models.QuerySet["BankRule"]):
    def for_bank(self, bank: str) -> "BankRule | None":
        """The rule of one bank; None for a bank of which no rule was ever written down."""
        return self.filter(bank=bank).first()


class BankRule(Named):
    """Who may bid at a bank, as a fact with its source and the day it was checked."""

    class WhoMayBid(models.TextChoices):
        MEMBERS = "members", _("Firms of member countries")
        EVERYONE = "everyone", _("Firms of all countries")
        BY_NOTICE = "by_notice", _("Firms of member countries; others where the notice allows it")
        UNKNOWN = "unknown", _("Unknown")

    bank = models.CharField(_("bank"), max_length=20, primary_key=True)
    who_may_bid = models.CharField(_("who may bid"), max_length=10, choices=WhoMayBid.choices)
    is_member_list_complete = models.BooleanField(
        _("all members are listed"),
        help_text=_("If not, a country that is not listed is unknown, not outside."),
    )
    wording_en = models.TextField(_("rule in English"))
    wording_es = models.TextField(_("rule in Spanish"))
    wording_fr = models.TextField(_("rule in French"))
    source = models.CharField(_("source"), max_length=300)
    source_url = models.URLField(_("address of the source"), max_length=300)
    as_of = models.DateField(_("checked on"))

    objects = BankRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("rule of a bank")
        verbose_name_plural = _("rules of banks")
        ordering = ["bank"]

    @property
    def wording(self) -> str:
        wordings = {"es": self.wording_es, "fr": self.wording_fr}
        return wordings.get(name_language(), self.wording_en)


class Standing(models.TextChoices):
    """How a country stands to a bank; unknown is an answer, not a gap."""

    MEMBER = "member", _("Member")
    NOT_MEMBER = "not_member", _("Not a member")
    UNKNOWN = "unknown", _("Unknown")


@dataclass(frozen=True, slots=True)
class MembershipFact:
    """Whether a country is a member of a bank, and who says so."""

    bank: str
    country: str
    standing: Standing
    source: str | None = None
    source_url: str | None = None
    as_of: date | None = None


class BankMembershipQuerySet(models.QuerySet["BankMembership"]):
    def of_country(self, country: str) -> "BankMembershipQuerySet":
        return self.filter(country_id=country)

    def standing(self, bank: str, country: str) -> MembershipFact:
        """The fact for one bank and country; unknown where neither a row nor a full list says."""
        row = self.filter(bank_id=bank, country_id=country).first()
        if row is not None:
            return row.as_fact()
        return self._from_full_list(bank, country)

    def standings(self, country: str) -> dict[str, MembershipFact]:
        """The fact of every bank that has a rule, for a page that asks about many tenders."""
        rows = {row.bank_id: row for row in self.of_country(country)}
        return {
            bank: rows[bank].as_fact() if bank in rows else self._from_full_list(bank, country)
            for bank in BankRule.objects.values_list("bank", flat=True)
        }

    def _from_full_list(self, bank: str, country: str) -> MembershipFact:
        listed = self.filter(bank_id=bank, bank__is_member_list_complete=True).first()
        if listed is None:
            return MembershipFact(bank, country, Standing.UNKNOWN)
        return MembershipFact(
            bank, country, Standing.NOT_MEMBER, listed.source, listed.source_url, listed.as_of
        )


class BankMembership(models.Model):
    """How one country stands to one bank, with the document that says so and when it was read."""

    class Kind(models.TextChoices):
        BORROWING = "borrowing", _("Borrowing member")
        NON_BORROWING = "non_borrowing", _("Non-borrowing member")
        REGIONAL = "regional", _("Regional member")
        NON_REGIONAL = "non_regional", _("Non-regional member")
        MEMBER = "member", _("Member")
        NOT_MEMBER = "not_member", _("Not a member")
        UNKNOWN = "unknown", _("Unknown")

    bank = models.ForeignKey(
        BankRule, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("bank")
    )
    country = models.ForeignKey(
        Country, on_delete=models.PROTECT, related_name="+", verbose_name=_("country")
    )
    kind = models.CharField(_("kind"), max_length=15, choices=Kind.choices)
    source = models.CharField(_("source"), max_length=300)
    source_url = models.URLField(_("address of the source"), max_length=300)
    as_of = models.DateField(_("checked on"))

    objects = BankMembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership of a bank")
        verbose_name_plural = _("memberships of banks")
        ordering = ["bank", "country"]
        constraints = [
            models.UniqueConstraint(fields=["bank", "country"], name="bank_membership_once"),
        ]

    def __str__(self) -> str:
        return f"{self.bank_id} {self.country_id}: {self.get_kind_display()}"

    @property
    def standing(self) -> Standing:
        if self.kind in (self.Kind.NOT_MEMBER, self.Kind.UNKNOWN):
            return Standing(self.kind)
        return Standing.MEMBER

    def as_fact(self) -> MembershipFact:
        return MembershipFact(
            self.bank_id, self.country_id, self.standing, self.source, self.source_url, self.as_of
        )
