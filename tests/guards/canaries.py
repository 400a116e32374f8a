"""A string of its own for each field of each row, and who may see it."""

import re
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from accounts.models import Enterprise, Visibility
from tests.guards import declared_counseling
from tests.guards.declared_fields import DECLARED

IDENTITIES = (
    "anonymous",
    "unverified",
    "owner",
    "member",
    "foreign",
    "counselor",
    "administrator",
    "staff",
)
VERIFIED = frozenset(IDENTITIES) - {"anonymous", "unverified"}
OPERATORS = frozenset({"administrator", "staff"})
OWN_PEOPLE = frozenset({"owner", "member"})
SHAPE = re.compile(r"zq[a-z]+z\b|\b(?:18|19)0\d\b")
NOT_PLANTED = ("form", "derived")
# Fields that the index reads carry words beside the string, so that rows meet each other.
MATCHED = {"title", "text", "about", "body_text"}
WORDS = "Photovoltaic modules, inverters and mounting structures"


@dataclass(frozen=True)
class Canary:
    text: str
    place: str
    audience: str
    label: str
    is_shown: bool = True


@dataclass
class Aviary:
    """All canaries that were let out, and the rows they sit in."""

    canaries: dict[str, Canary] = field(default_factory=dict)
    years: int = 0

    def facts(self, model: type[models.Model], label: str) -> dict[str, Any]:
        """A value with a canary for each declared field of the model."""
        declared = DECLARED[model._meta.label]
        return {
            name: self.planted(model, name, audience.rstrip("?"), label)
            for name, audience in declared.items()
            if audience not in NOT_PLANTED and name != "password"
        }

    def planted(self, model: type[models.Model], name: str, audience: str, label: str) -> Any:
        kind = model._meta.get_field(name)
        if isinstance(kind, models.PositiveSmallIntegerField | models.DateField):
            return self.planted_year(kind, f"{model._meta.label}.{name}", audience, label)
        text = f"zq{model._meta.model_name}{name.replace('_', '')}{label}z"
        is_shown = not DECLARED[model._meta.label][name].endswith("?")
        place = f"{model._meta.label}.{name}"
        self.canaries[text] = Canary(text, place, audience, label, is_shown)
        if isinstance(kind, models.URLField):
            return f"https://{text}.example.org/"
        if isinstance(kind, models.EmailField):
            return f"{text}@example.org"
        if isinstance(kind, models.BinaryField):
            return text.encode()
        return f"{WORDS} {text}" if name in MATCHED else text

    def planted_year(self, kind: Any, place: str, audience: str, label: str) -> Any:
        """A number cannot be unique, a year of long ago nearly is."""
        self.years += 1
        is_day = isinstance(kind, models.DateField)
        year = f"{'190' if is_day else '180'}{self.years % 10}"
        self.canaries[year] = Canary(year, place, audience, label)
        return f"{year}-05-17" if is_day else int(year)

    def seen_in(self, text: str) -> set[str]:
        return {word for word in SHAPE.findall(text) if word in self.canaries}

    def forbidden_in(self, text: str, identity: str) -> set[str]:
        """Canaries that this reader should never have seen."""
        return {
            word for word in self.seen_in(text) if identity not in readers_of(self.canaries[word])
        }


# What each enterprise of the network shows, and to whom.
SHOWN: dict[str, dict[str, str]] = {
    "inner": dict.fromkeys(Enterprise.GROUPS, Visibility.MEMBERS),
    "open": dict.fromkeys(Enterprise.GROUPS, Visibility.PUBLIC),
    "hidden": {**dict.fromkeys(Enterprise.GROUPS, Visibility.PRIVATE), "profile": "members"},
    "secret": dict.fromkeys(Enterprise.GROUPS, Visibility.PRIVATE),
    "elsewhere": dict.fromkeys(Enterprise.GROUPS, Visibility.PUBLIC),
}
OWNERSHIP_SHOWN = {"open": "public", "inner": "members"}


def people_of(label: str) -> frozenset[str]:
    return frozenset({"foreign"}) if label == "elsewhere" else OWN_PEOPLE


def audience_of(visibility: str) -> frozenset[str]:
    if visibility == Visibility.PUBLIC:
        return frozenset(IDENTITIES)
    return VERIFIED if visibility == Visibility.MEMBERS else frozenset()


def readers_of(canary: Canary) -> frozenset[str]:
    """The identities that may see it."""
    if canary.label == "draft" and canary.audience in ("public", "verified"):
        return OPERATORS
    if canary.label in ("unlisted", "waiting"):
        # A counselor whom only operators see, with the address of one who is to be verified.
        is_told = canary.label == "waiting" or canary.audience != "self"
        return OPERATORS if is_told else frozenset()
    if canary.label == "counselor" and canary.audience == "colleagues":
        return frozenset(IDENTITIES)
    rules = {
        "public": frozenset(IDENTITIES),
        "verified": VERIFIED,
        "operators": OPERATORS,
        "staff": frozenset({"staff"}),
        "nobody": frozenset(),
        "administrator": frozenset({"administrator"}),
        # What the other side typed for a request that waits has not passed yet.
        "party": people_of(canary.label) | people_of("elsewhere"),
        "self": frozenset({canary.label}),
        "colleagues": OWN_PEOPLE if canary.label in OWN_PEOPLE else frozenset({canary.label}),
        "own": people_of(canary.label),
        "advice": people_of(canary.label) | {"counselor"},
        **declared_counseling.AUDIENCES,
    }
    if canary.audience in rules:
        return rules[canary.audience]
    if canary.audience == "papers":
        return people_of(canary.label) | {"administrator"}
    if canary.audience == "name":
        shown = audience_of(SHOWN[canary.label]["profile"]) | {"administrator"}
    elif canary.audience == "ownership":
        shown = audience_of(OWNERSHIP_SHOWN.get(canary.label, "private"))
    else:
        shown = audience_of(SHOWN[canary.label][canary.audience])
    return shown | people_of(canary.label)


def must_read(canary: Canary) -> frozenset[str]:
    """The identities for whom some page shows it: somebody is meant to read every private field."""
    if not canary.is_shown or canary.audience in ("public", "nobody"):
        return frozenset()
    # Who has not confirmed her address has no inbox yet.
    has_no_page = canary.place.startswith("accounts.Notification") and canary.label == "unverified"
    # The names of two enterprises must be alike before an administrator is shown both.
    by_chance = {"administrator"} if canary.audience == "name" else set()
    return frozenset() if has_no_page else readers_of(canary) - by_chance
