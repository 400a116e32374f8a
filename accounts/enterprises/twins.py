"""Two profiles that may be one enterprise: names alike once legal forms are left out."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from rapidfuzz import fuzz, process

from accounts.models import Enterprise, User
from accounts.models.enterprises import Reader
from reference.models import in_alphabet

ALIKE = 87
MOST_SHOWN = 5
# Folded and without dots, the longest first: "sa de cv" must go before "sa" does.
LEGAL_FORMS = (
    *("s de rl de cv", "s de rl mi", "sapi de cv", "sab de cv", "sas de cv", "sa de cv"),
    *("s de rl", "sapi", "sofom", "sas", "sc", "ac", "sa", "spa", "sarl", "srl", "slu", "sl"),
    *("incorporated", "incorporee", "inc", "corporation", "corp", "company", "compagnie", "cie"),
    *("limited liability company", "limited", "limitee", "ltd", "ltee", "llc", "llp", "lp"),
    *("pllc", "plc", "pc", "co", "enr", "senc", "gmbh", "bv", "nv", "ltda"),
)
ENDING = re.compile(rf"(?: (?:{'|'.join(map(re.escape, LEGAL_FORMS))}))+$")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two enterprises of one country whose names are alike; the older one first."""

    older: Enterprise
    younger: Enterprise
    likeness: int


def bare_name(name: str) -> str:
    """Folded, without dots and without a legal form at the end."""
    words = re.sub(r"[^\w]+", " ", in_alphabet(name).replace(".", "")).strip()
    return ENDING.sub("", f" {words}").strip() or words


def same_name(one: str, other: str) -> int:
    """How alike two names are, from 0 to 100, whatever the order of their words."""
    return round(fuzz.token_sort_ratio(bare_name(one), bare_name(other)))


def names_of(enterprise: Enterprise) -> list[str]:
    return [name for name in (enterprise.legal_name, enterprise.trade_name) if name]


def find_twins(reader: Reader, *, name: str, country: str) -> list[Enterprise]:
    """Enterprises of that country with a name like this, among those the reader may see anyway.

    A private one is not named here: otherwise typing names would find out who is registered. Her
    own one of this very name is left to `register`, which leads to it.
    """
    if len(bare_name(name)) < 3 or not country:
        return []
    own = Enterprise.objects.owned_by(reader).filter(legal_name=name)
    seen = Enterprise.objects.visible_to(reader).filter(country_id=country)
    rows = seen.exclude(pk__in=own).select_related("region")
    likeness = {row: max(same_name(name, other) for other in names_of(row)) for row in rows}
    alike = [row for row, share in likeness.items() if share >= ALIKE]
    return sorted(alike, key=lambda row: (-likeness[row], row.pk))[:MOST_SHOWN]


def all_pairs(*, by: User) -> list[Pair]:
    """Every pair of possible twins, private ones too: for programme administrators alone."""
    if not (by.is_active and by.is_programme_administrator):
        raise PermissionDenied
    by_country: dict[str, list[Enterprise]] = defaultdict(list)
    for row in Enterprise.objects.select_related("country").order_by("pk"):
        by_country[row.country_id].append(row)
    pairs = [pair for rows in by_country.values() for pair in pairs_among(rows)]
    return sorted(pairs, key=lambda pair: (-pair.likeness, pair.older.pk, pair.younger.pk))


def pairs_among(rows: list[Enterprise]) -> Iterable[Pair]:
    names = [bare_name(row.legal_name) for row in rows]
    table = process.cdist(names, names, scorer=fuzz.token_sort_ratio, score_cutoff=ALIKE)
    for first in range(len(rows)):
        for second in range(first + 1, len(rows)):
            if table[first][second] >= ALIKE:
                yield Pair(rows[first], rows[second], round(float(table[first][second])))
