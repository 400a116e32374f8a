"""Finding tenders: words through the index, filters and their counts through the database."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import BooleanField, Case, Count, F, Q, Value, When

from tenders import facets, queries, search_index
from tenders.facets import Counts, Row
from tenders.models import Tender, TenderText
from tenders.models.tenders import TenderQuerySet, has_unknown_deadline, is_closed, is_open
from tenders.queries import Query

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

    @cached_property
    def query(self) -> Query:
        """The words taken apart."""
        return queries.parse(self.words)

    @property
    def order(self) -> str:
        """The sort that holds: by fit only where there are words to fit."""
        if self.sort == "fit" and not self.query.about:
            return "deadline"
        return self.sort or ("fit" if self.query.about else "deadline")

    @property
    def is_narrowed(self) -> bool:
        return self != Criteria(words=self.words, sort=self.sort)

    @property
    def chosen(self) -> dict[str, str]:
        """The filters that hold, with what each asks for."""
        values = {name: getattr(self, name) for name in (*facets.COLUMNS, "state", "within")}
        return {name: str(value) for name, value in values.items() if value and value != "all"}

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
    counts: Counts = field(default_factory=dict)


STATES: dict[str, Callable[[datetime], Q]] = {
    "open": is_open,
    "unknown": has_unknown_deadline,
    "closed": is_closed,
    "all": lambda now: Q(),
}


def find(criteria: Criteria, *, reader: Any, now: datetime) -> Found:
    """All tenders that this reader may see and that meet the criteria, best first."""
    if criteria.query.about:
        return _among_hits(criteria, reader=reader, now=now)
    tenders = matching(criteria, reader=reader, now=now)
    counts = _counts(criteria, reader=reader, now=now)
    # Days ahead narrow the list, but not the counts of the states.
    is_counted = criteria.within is None
    total = counts["state"][criteria.state] if is_counted else tenders.count()
    return Found(_sorted(tenders, criteria), total, reached_limit=False, counts=counts)


def found_rows(criteria: Criteria, *, reader: Any, now: datetime) -> TenderQuerySet:
    """The tenders of a search in no order and without counts: for machines."""
    if not criteria.query.about:
        return matching(criteria, reader=reader, now=now)
    hits = _hits(criteria, reader=reader, now=now)
    rows = _rows_of(hits, criteria, reader=reader, now=now)
    return Tender.objects.filter(pk__in=facets.in_one_pass(rows, criteria.chosen)[0])


def matching(criteria: Criteria, *, reader: Any, now: datetime) -> TenderQuerySet:
    """What meets the filters and the field words, whatever the other words are."""
    tenders = _seen_by(reader, criteria).filter(STATES[criteria.state or "all"](now))
    columns = {"source": "source", "kind": "kind", "language": "language_detected"}
    for name, column in columns.items():
        if value := getattr(criteria, name):
            tenders = tenders.filter(**{column: value})
    if criteria.country:
        tenders = tenders.filter(countries=criteria.country)
    if criteria.sector:
        scheme, _colon, code = criteria.sector.partition(":")
        tenders = tenders.filter(codes__scheme=scheme, codes__code=code)
    if criteria.within is not None:
        tenders = tenders.closing_within(criteria.within, now)
    return tenders


def rows(page: Sequence[Any]) -> list[Tender]:
    """The tenders of one page with all that a card shows, in the page's order."""
    entries = list(page)
    keys = [entry for entry in entries if isinstance(entry, int)]
    if not keys:
        return entries
    by_key = Tender.objects.for_cards().in_bulk(keys)
    return [by_key[key] for key in keys if key in by_key]


def _seen_by(reader: Any, criteria: Criteria) -> TenderQuerySet:
    tenders = Tender.objects.visible_to(reader).once()
    return tenders.filter(queries.condition_of(criteria.query.fields))


def _among_hits(criteria: Criteria, *, reader: Any, now: datetime) -> Found:
    hits = _hits(criteria, reader=reader, now=now)
    rows = _rows_of(hits, criteria, reader=reader, now=now)
    found, counts = facets.in_one_pass(rows, criteria.chosen)
    counts["state"] = {state: counts["state"].get(state, 0) for state in STATES}
    return Found(found, len(found), reached_limit=len(hits) >= MOST_HITS, counts=counts)


def _hits(criteria: Criteria, *, reader: Any, now: datetime) -> list[int]:
    """Those that fit best of all tenders, and those that fit best of what the filters leave.

    The second are what the reader asked for; the first tell what other choices would give.
    """
    about = criteria.query.about
    best = search_index.search_words(about, top_n=MOST_HITS)
    if len(best) == MOST_HITS and criteria.chosen:
        pool = matching(criteria, reader=reader, now=now).values_list("pk", flat=True)
        best += search_index.search_words(about, top_n=MOST_HITS, among=set(pool))
    best.sort(key=lambda hit: (-hit.score, hit.document_id))
    return list(dict.fromkeys(int(hit.document_id) for hit in best))


def _rows_of(hits: list[int], criteria: Criteria, *, reader: Any, now: datetime) -> list[Row]:
    """What the filters have to know of each hit, in the order that was asked for."""
    columns = ("pk", "source", "kind", "language_detected", "open_until", "published_on")
    states = {f"is_{name}": _answer(condition(now)) for name, condition in STATES.items()}
    tenders = _seen_by(reader, criteria).filter(pk__in=hits).annotate(**states)
    by_key = {row[0]: row for row in tenders.values_list(*columns, *states)}
    keys = [pk for pk in hits if pk in by_key]
    if criteria.query.reads_texts:
        accepted = _accepted(criteria.query, keys)
        keys = [pk for pk in keys if pk in accepted]
    linked = facets.places_and_sectors(keys)
    near = set()
    if criteria.within is not None:
        soon = Tender.objects.filter(pk__in=keys).closing_within(criteria.within, now)
        near = set(soon.values_list("pk", flat=True))
    made = []
    for pk in _in_order(criteria, keys, by_key):
        _pk, source, kind, language, _until, _on, *in_state = by_key[pk]
        meets = {
            "source": (source,),
            "kind": (kind,),
            "language": (language,) if language else (),
            "country": linked["country"].get(pk, ()),
            "sector": linked["sector"].get(pk, ()),
            "state": [name for name, holds in zip(STATES, in_state, strict=True) if holds],
            "within": (str(criteria.within),) if pk in near else (),
        }
        made.append(Row(pk, meets))
    return made


def _answer(condition: Q) -> Case | Value:
    if not condition:
        return Value(True, output_field=BooleanField())
    return Case(When(condition, then=True), default=False, output_field=BooleanField())


def _accepted(query: Query, keys: Sequence[int]) -> set[int]:
    """The tenders whose texts hold the phrases and none of what is left out."""
    said = {pk: [title] for pk, title in _titles(keys)}
    bodies = TenderText.objects.filter(tender__in=keys, origin="original")
    for pk, body in bodies.values_list("tender_id", "body_text"):
        said[pk].append(body)
    return {pk for pk, texts in said.items() if query.accepts("\n\n".join(texts))}


def _titles(keys: Sequence[int]) -> Any:
    return Tender.objects.filter(pk__in=keys).values_list("pk", "title")


def _in_order(criteria: Criteria, keys: list[int], by_key: dict[int, tuple[Any, ...]]) -> list[int]:
    """Keys that stand by fit, put into the order that was asked for; unknown days come last."""
    if criteria.order == "fit":
        return keys
    newest = sorted(keys, key=lambda pk: (_day(by_key[pk][5]), pk), reverse=True)
    if criteria.order == "newest":
        return newest
    # Sorting keeps the order of what is equal: the newest first.
    return sorted(newest, key=lambda pk: (by_key[pk][4] is None, _moment(by_key[pk][4])))


def _day(value: Any) -> int:
    return value.toordinal() if value else 0


def _moment(value: datetime | None) -> float:
    return value.timestamp() if value else 0.0


def _sorted(tenders: TenderQuerySet, criteria: Criteria) -> TenderQuerySet:
    newest = F("published_on").desc(nulls_last=True)
    if criteria.order == "newest":
        return tenders.for_cards().order_by(newest, "-pk")
    return tenders.for_cards().order_by(F("open_until").asc(nulls_last=True), newest, "-pk")


def _counts(criteria: Criteria, *, reader: Any, now: datetime) -> Counts:
    """For each filter: how many tenders each choice gives while the other filters hold."""
    whose = getattr(reader, "may_operate", False)
    asked = {name: criteria.without(name) for name in facets.COLUMNS}
    asked["state"] = replace(criteria.without("within"), state="all")
    questions = {name: (whose, replace(others, sort="")) for name, others in asked.items()}
    counts = facets.held(questions)
    for name, others in asked.items():
        if name in counts:
            continue
        tenders = matching(others, reader=reader, now=now)
        if name == "state":
            counts[name] = tenders.aggregate(
                **{state: Count("pk", filter=holds(now)) for state, holds in STATES.items()}
            )
        else:
            counts[name] = facets.by_the_database(tenders, name)
        facets.hold(name, questions[name], counts[name])
    return counts
