"""Finding tenders: words through the index, filters and their counts through the database."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Q

from tenders import search_index
from tenders.models import Tender, TenderCode
from tenders.models.tenders import TenderQuerySet, has_unknown_deadline, is_closed, is_open

# More hits than anybody reads; the page says so when the limit was reached.
MOST_HITS = 1000


@dataclass(frozen=True)
class Criteria:
    """What a reader asks for. Empty means: no limit. A sector is a key such as "wb:LU"."""

    words: str = ""
    state: str = "open"
    source: str = ""
    country: str = ""
    kind: str = ""
    within: int | None = None
    language: str = ""
    sector: str = ""
    sort: str = ""

    @property
    def order(self) -> str:
        """The sort that holds: by fit only where there are words to fit."""
        if self.sort == "fit" and not self.words:
            return "deadline"
        return self.sort or ("fit" if self.words else "deadline")

    @property
    def is_narrowed(self) -> bool:
        return self != Criteria(words=self.words, sort=self.sort)

    def without(self, name: str) -> "Criteria":
        """The same with one filter taken away."""
        values: dict[str, Any] = {name: None if name == "within" else ""}
        return replace(self, **values)


@dataclass(frozen=True)
class Found:
    """The tenders of a search in their order, and how many each choice of a filter would give."""

    tenders: TenderQuerySet | list[int]
    total: int
    reached_limit: bool
    counts: dict[str, dict[str, int]] = field(default_factory=dict)


STATES: dict[str, Callable[[datetime], Q]] = {
    "open": is_open,
    "unknown": has_unknown_deadline,
    "closed": is_closed,
    "all": lambda now: Q(),
}
# The columns by which each filter counts; a sector is counted by scheme and code.
FACETS: dict[str, tuple[str, ...]] = {
    "source": ("source",),
    "country": ("countries",),
    "kind": ("kind",),
    "language": ("language_detected",),
    "sector": ("codes__scheme", "codes__code"),
}


def find(criteria: Criteria, *, reader: Any, now: datetime) -> Found:
    """All tenders that this reader may see and that meet the criteria, best first."""
    ranks = ranks_of(criteria)
    tenders = matching(criteria, ranks=ranks, reader=reader, now=now)
    return Found(
        tenders=ordered(tenders, criteria, ranks),
        total=tenders.count(),
        reached_limit=ranks is not None and len(ranks) >= MOST_HITS,
        counts=counts_for(criteria, ranks=ranks, reader=reader, now=now),
    )


def ranks_of(criteria: Criteria) -> dict[int, int] | None:
    """The rank of each tender that shares a word with the search; None without words."""
    if not criteria.words:
        return None
    hits = search_index.search_words(criteria.words, top_n=MOST_HITS)
    return {int(hit.document_id): rank for rank, hit in enumerate(hits)}


def matching(
    criteria: Criteria, *, ranks: dict[int, int] | None, reader: Any, now: datetime
) -> TenderQuerySet:
    tenders = Tender.objects.visible_to(reader).once().filter(STATES[criteria.state](now))
    if ranks is not None:
        tenders = tenders.filter(pk__in=ranks)
    for name in ("source", "kind"):
        if value := getattr(criteria, name):
            tenders = tenders.filter(**{name: value})
    if criteria.language:
        tenders = tenders.filter(language_detected=criteria.language)
    if criteria.country:
        tenders = tenders.filter(countries=criteria.country)
    if criteria.sector:
        scheme, _colon, code = criteria.sector.partition(":")
        carrying = TenderCode.objects.filter(scheme=scheme, code=code)
        tenders = tenders.filter(pk__in=carrying.values("tender"))
    if criteria.within is not None:
        tenders = tenders.closing_within(criteria.within, now)
    return tenders


def ordered(
    tenders: TenderQuerySet, criteria: Criteria, ranks: dict[int, int] | None
) -> TenderQuerySet | list[int]:
    """A queryset in its order, or ids by fit: the index knows ranks, the database does not."""
    if criteria.order == "fit" and ranks is not None:
        return sorted(tenders.values_list("pk", flat=True), key=ranks.__getitem__)
    if criteria.order == "newest":
        return tenders.for_cards().order_by(F("published_on").desc(nulls_last=True), "-pk")
    return tenders.for_cards().order_by(
        F("open_until").asc(nulls_last=True), "-published_on", "-pk"
    )


def rows(page: Sequence[Any]) -> list[Tender]:
    """The tenders of one page with all that a card shows, in the page's order."""
    entries = list(page)
    keys = [entry for entry in entries if isinstance(entry, int)]
    if not keys:
        return entries
    by_key = Tender.objects.for_cards().in_bulk(keys)
    return [by_key[key] for key in keys if key in by_key]


def counts_for(
    criteria: Criteria, *, ranks: dict[int, int] | None, reader: Any, now: datetime
) -> dict[str, dict[str, int]]:
    """For each filter: how many tenders each choice gives while the other filters hold."""
    counts: dict[str, dict[str, int]] = {}
    for name, columns in FACETS.items():
        others = matching(criteria.without(name), ranks=ranks, reader=reader, now=now)
        grouped = others.order_by().values_list(*columns).annotate(found=Count("pk", distinct=True))
        counts[name] = {
            ":".join(map(str, values)): found for *values, found in grouped if all(values)
        }
    everything = replace(criteria.without("within"), state="all")
    found = matching(everything, ranks=ranks, reader=reader, now=now)
    counts["state"] = found.aggregate(
        **{state: Count("pk", filter=condition(now)) for state, condition in STATES.items()}
    )
    return counts
