"""What a profile lacks, and what each gap costs."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Enterprise


@dataclass(frozen=True, slots=True)
class Hint:
    """Something that is missing, what the lack costs, and the page that mends it."""

    missing: Promise
    cost: Promise
    route: str
    arguments: tuple[object, ...]

    @property
    def url(self) -> str:
        return reverse(self.route, args=self.arguments)


# The costliest first: name, what is missing, what it costs, the page, the page's other argument.
GAPS = (
    (
        "offers",
        _("No offer yet"),
        _("Without an offer, tenders are searched with your description alone."),
        "accounts:card-new",
        ("offer",),
    ),
    (
        "about",
        _("No description"),
        _("Without a description, we cannot look for tenders in your own words."),
        "accounts:enterprise-edit",
        (),
    ),
    (
        "sectors",
        _("No sector"),
        _("Without a sector, notices in other languages are harder to find for you."),
        "accounts:enterprise-edit",
        (),
    ),
    (
        "needs",
        _("No need yet"),
        _("Without a need, we cannot propose partners who could fill it."),
        "accounts:card-new",
        ("need",),
    ),
    (
        "size",
        _("No size"),
        _("Without a size, we cannot judge whether a contract is too big for you."),
        "accounts:enterprise-edit",
        (),
    ),
    (
        "languages",
        _("No working language"),
        _("Without a working language, partners do not know how to write to you."),
        "accounts:enterprise-edit",
        (),
    ),
    (
        "listing",
        _("Not in the directory"),
        _("While your name is private, no partner can find you."),
        "accounts:visibility",
        (),
    ),
)


def hints(enterprise: Enterprise) -> list[Hint]:
    lacking = gaps_of(enterprise)
    return [
        Hint(missing, cost, route, (enterprise.pk, *arguments))
        for name, missing, cost, route, arguments in GAPS
        if name in lacking
    ]


def gaps_of(enterprise: Enterprise) -> set[str]:
    present = {
        "offers": enterprise.offers.exists(),
        "about": bool(enterprise.about),
        "sectors": enterprise.sectors.exists(),
        "needs": enterprise.needs.exists(),
        "size": enterprise.size_band != Enterprise.SizeBand.UNKNOWN,
        "languages": bool(enterprise.languages),
        "listing": enterprise.is_listed,
    }
    return {name for name, is_present in present.items() if not is_present}
