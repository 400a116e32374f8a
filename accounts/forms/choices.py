"""Lists to choose from, in the reader's language: places, sectors, zones, languages."""

from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from zoneinfo import available_timezones

from babel import Locale
from babel.core import get_global
from babel.dates import get_timezone_location
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.enterprises.directory import prefixes_of
from accounts.models.enterprises import TEXT_LANGUAGES
from reference.models import NORTH_AMERICA, Country, Region, Sector, in_alphabet, name_language

Pairs = list[tuple[str, str]]
Groups = list[tuple[str, Pairs]]

FIRM_SCHEMES = (Sector.Scheme.NAICS, Sector.Scheme.SCIAN)
BRANCH_DIGITS = 2
CURRENCIES = ("USD", "MXN", "CAD", "EUR", "GBP", "BRL", "COP", "PEN", "CLP", "JPY")
ANSWER_TIMES = (
    ("", _("Any time")),
    ("3", _("3 days or less")),
    ("5", _("5 days or less")),
    ("10", _("10 days or less")),
)
NO_CHOICE = ("", _("Please choose"))

# Where most readers of a language are; everybody may choose another one.
ZONE_OF_LANGUAGE = {"en": "America/New_York", "es": "America/Mexico_City", "fr": "America/Toronto"}
NORTH_AMERICAN_ZONES = (
    *("America/New_York", "America/Chicago", "America/Denver", "America/Phoenix"),
    *("America/Los_Angeles", "America/Anchorage", "Pacific/Honolulu", "America/Puerto_Rico"),
    *("America/Mexico_City", "America/Monterrey", "America/Merida", "America/Cancun"),
    *("America/Chihuahua", "America/Ciudad_Juarez", "America/Mazatlan", "America/Hermosillo"),
    *("America/Tijuana", "America/Toronto", "America/Halifax", "America/St_Johns"),
    *("America/Moncton", "America/Winnipeg", "America/Regina", "America/Edmonton"),
    *("America/Vancouver", "America/Whitehorse"),
)
CONTINENTS = ("Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


def text_languages() -> Pairs:
    return [(code, str(name)) for code, name in TEXT_LANGUAGES]


def page_language() -> str:
    return name_language()


def countries() -> Groups:
    """The three countries of the network first, then all others."""
    names = Country.objects.choices()
    here = [(code, name) for code, name in names if code in NORTH_AMERICA]
    elsewhere = [(code, name) for code, name in names if code not in NORTH_AMERICA]
    return [(gettext("North America"), here), (gettext("Other countries"), elsewhere)]


def north_american_countries() -> Pairs:
    return [pair for pair in Country.objects.choices() if pair[0] in NORTH_AMERICA]


def currencies() -> Pairs:
    """Codes as they stand in contracts, those of the three countries first."""
    return [(code, code) for code in CURRENCIES]


def regions() -> Groups:
    """States, provinces and territories, grouped by their country."""
    names = dict(Country.objects.north_american().choices())
    grouped: dict[str, Pairs] = defaultdict(list)
    for code, name in Region.objects.choices():
        grouped[code.partition("-")[0]].append((code, name))
    return [(names[country], grouped[country]) for country in NORTH_AMERICA if grouped[country]]


def sectors() -> Groups:
    """Codes by which firms describe themselves, grouped by their branch of the economy."""
    rows = list(Sector.objects.filter(scheme__in=FIRM_SCHEMES))
    branches = {digits: row.name for row in rows for digits in prefixes_of(row.code)}
    grouped: dict[str, Pairs] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (row.code, row.scheme)):
        branch = branches.get(row.code[:BRANCH_DIGITS], row.name)
        grouped[branch].append((row.key, sector_label(row)))
    return list(grouped.items())


def sector_label(sector: Sector) -> str:
    return f"{sector.name} · {sector.scheme.upper()} {sector.code}"


def default_zone() -> str:
    return ZONE_OF_LANGUAGE[page_language()]


def time_zones() -> Groups:
    """Zones of the three countries first; each by its place, in the reader's language."""
    return zones_in(page_language())


@cache
def zones_in(language: str) -> Groups:
    others = {
        name
        for name in available_timezones() - {*NORTH_AMERICAN_ZONES} - {*get_global("zone_aliases")}
        if name.split("/")[0] in CONTINENTS
    }
    return [
        (gettext("North America"), zones_named(NORTH_AMERICAN_ZONES, language)),
        (gettext("Other zones"), [*zones_named(others, language), ("UTC", "UTC")]),
    ]


def zones_named(zones: Iterable[str], language: str) -> Pairs:
    pairs = [(name, zone_label(name, language)) for name in zones]
    return sorted(pairs, key=lambda pair: in_alphabet(pair[1]))


def zone_label(name: str, language: str) -> str:
    """Such as "Hermosillo (México)" for America/Hermosillo."""
    city = get_timezone_location(name, locale=language, return_city=True)
    territory = get_global("zone_territories").get(name, "")
    country = Locale(language).territories.get(territory)
    return f"{city} ({country})" if country else city
