"""What programmes mean by "women-owned": criteria as data, and which of them some facts meet.

Pure: facts in, outcomes out. Nothing is guessed: a fact that nobody stated leaves a definition
unknown, unless another fact already fails it.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path

TABLE = Path(__file__).parent / "data" / "ownership_definitions.csv"
SHARES = ("owned", "managed", "controlled")
CITIZENSHIP = "citizenship"
# Questions with a yes or no that definitions ask beside shares and citizenship.
QUESTIONS = (
    "highest_officer",
    "signatory",
    "independent",
    "board_third",
    "small_business",
    "disadvantaged",
)


class Verdict(StrEnum):
    MEETS = "meets"
    FAILS = "fails"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Definition:
    """One programme's words. Shares are least percentages, in whole numbers: over half is 51."""

    key: str
    name: str
    body: str
    where: str
    shares: Mapping[str, int]
    citizens_of: str
    residents_count: bool
    seat_counts: bool  # a firm seated there needs no citizens
    asks: tuple[str, ...]
    # Empty where no published criteria are known: then nothing can be said either way.
    source: str
    source_url: str
    as_of: date


@dataclass(frozen=True, slots=True)
class Stated:
    """What an enterprise said of itself; what it left out is None, empty or absent."""

    shares: Mapping[str, int | None] = field(default_factory=dict)
    citizen_of: frozenset[str] = frozenset()
    resident_of: frozenset[str] = frozenset()
    answers: Mapping[str, bool] = field(default_factory=dict)
    seat: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The verdict on one definition, with the criteria that fail and those nobody stated."""

    definition: Definition
    verdict: Verdict
    failed: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


@cache
def definitions() -> tuple[Definition, ...]:
    """The shipped table."""
    with TABLE.open(encoding="utf-8", newline="") as lines:
        return tuple(_definition(row) for row in csv.DictReader(lines))


def _definition(row: Mapping[str, str]) -> Definition:
    asks = tuple(name for name in row["asks"].split(";") if name)
    if unknown := set(asks) - set(QUESTIONS):
        raise ValueError(f"{row['key']} asks {sorted(unknown)}, which nobody answers")
    return Definition(
        key=row["key"],
        name=row["name"],
        body=row["body"],
        where=row["where"],
        shares={name: int(row[name]) for name in SHARES if row[name]},
        citizens_of=row["citizens_of"],
        residents_count=row["residents_count"] == "yes",
        seat_counts=row["seat_counts"] == "yes",
        asks=asks,
        source=row["source"],
        source_url=row["source_url"],
        as_of=date.fromisoformat(row["as_of"]),
    )


def definitions_met(stated: Stated) -> list[Outcome]:
    """For each definition of the table: meets, fails or unknown, and why."""
    return [outcome_of(definition, stated) for definition in definitions()]


def outcome_of(definition: Definition, stated: Stated) -> Outcome:
    if not definition.source:
        return Outcome(definition, Verdict.UNKNOWN)
    criteria = dict(_criteria(definition, stated))
    failed = tuple(name for name, holds in criteria.items() if holds is False)
    missing = tuple(name for name, holds in criteria.items() if holds is None)
    if failed:
        return Outcome(definition, Verdict.FAILS, failed, missing)
    verdict = Verdict.UNKNOWN if missing else Verdict.MEETS
    return Outcome(definition, verdict, missing=missing)


def _criteria(definition: Definition, stated: Stated) -> Iterator[tuple[str, bool | None]]:
    for name, least in definition.shares.items():
        share = stated.shares.get(name)
        yield name, None if share is None else share >= least
    if definition.citizens_of:
        yield CITIZENSHIP, _belongs(definition, stated)
    for question in definition.asks:
        yield question, stated.answers.get(question)


def _belongs(definition: Definition, stated: Stated) -> bool | None:
    """Whether the women in question are of the country that the definition names."""
    if definition.citizens_of in stated.citizen_of:
        return True
    if definition.seat_counts and stated.seat == definition.citizens_of:
        return True
    if definition.residents_count:
        if definition.citizens_of in stated.resident_of:
            return True
        return False if stated.citizen_of and stated.resident_of else None
    return False if stated.citizen_of else None
