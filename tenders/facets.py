"""How many tenders each choice of a filter would give while the other filters hold.

For hits of words one pass over their rows counts all filters at once; without words the database
groups. What is counted over many rows holds for a minute.
"""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

from django.core.cache import cache
from django.db.models import Count, QuerySet

from reference.models import Sector
from tenders.models import Tender, TenderCode

# The columns by which the database groups for each filter.
COLUMNS = {
    "source": "source",
    "country": "countries",
    "kind": "kind",
    "language": "language_detected",
    "sector": "codes__code",
}
# Sectors are offered in the scheme of the World Bank alone.
SCHEME = Sector.Scheme.WORLD_BANK.value
# Filters that do not hold while another's choices are counted: a state knows no days ahead.
SET_ASIDE = {"state": ("state", "within")}
MANY_ROWS = 5_000
HELD_FOR = 60  # seconds

Counts = dict[str, dict[str, int]]


class Row(NamedTuple):
    """A hit, with the choices of each filter that it meets."""

    pk: int
    meets: Mapping[str, Collection[str]]


def in_one_pass(rows: Iterable[Row], chosen: Mapping[str, str]) -> tuple[list[int], Counts]:
    """The rows that meet all that was chosen, in their order, and the counts of every filter."""
    names = (*COLUMNS, "state")
    found: list[int] = []
    counters: dict[str, Counter[str]] = {name: Counter() for name in names}
    for pk, meets in rows:
        missed = {name for name, choice in chosen.items() if choice not in meets[name]}
        if not missed:
            found.append(pk)
        for name in names:
            if not missed.difference(SET_ASIDE.get(name, (name,))):
                counters[name].update(meets[name])
    return found, {name: dict(counter) for name, counter in counters.items()}


def places_and_sectors(keys: Collection[int]) -> dict[str, dict[int, list[str]]]:
    """Countries and sectors of these tenders, as the filters name them."""
    found: dict[str, dict[int, list[str]]] = {"country": {}, "sector": {}}
    links = Tender.countries.through.objects.filter(tender__in=keys)
    for pk, country in links.values_list("tender_id", "country_id"):
        found["country"].setdefault(pk, []).append(country)
    codes = TenderCode.objects.filter(tender__in=keys, scheme=SCHEME)
    for pk, code in codes.values_list("tender_id", "code"):
        found["sector"].setdefault(pk, []).append(f"{SCHEME}:{code}")
    return found


def by_the_database(tenders: QuerySet[Tender], name: str) -> dict[str, int]:
    """How many of these tenders each choice of one filter has."""
    if name == "sector":
        tenders = tenders.filter(codes__scheme=SCHEME)
    # A tender is linked to a country, and carries a code, once at most: nothing counts twice.
    grouped = tenders.order_by().values_list(COLUMNS[name]).annotate(found=Count("*"))
    prefix = f"{SCHEME}:" if name == "sector" else ""
    return {f"{prefix}{value}": found for value, found in grouped if value}


def held(asked: Mapping[str, Any]) -> Counts:
    """What is still held of these questions, by their names; one look into the cache."""
    keys = {_key(name, question): name for name, question in asked.items()}
    return {keys[key]: counts for key, counts in cache.get_many(keys).items()}


def hold(name: str, question: Any, counts: dict[str, int]) -> None:
    """Hold what was counted over many rows; over few it is quicker to count again."""
    if sum(counts.values()) > MANY_ROWS:
        cache.set(_key(name, question), counts, HELD_FOR)


def _key(name: str, question: Any) -> str:
    return f"facet-{name}-{hashlib.sha256(repr(question).encode()).hexdigest()[:32]}"
