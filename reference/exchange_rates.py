"""Pure: about what an amount is in another currency, by a small table that says of which day it is.

The table is shipped with Puente and an operator may put another one in its place. It serves to
compare sizes; nobody should pay by it.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path

SHIPPED = Path(__file__).parent / "data" / "exchange_rates.csv"
# As exact as an approximation by an old rate can be.
FIGURES = 3


class BadTable(Exception):
    """A table of rates that cannot be read; the message is one sentence."""


@dataclass(frozen=True, slots=True)
class Rate:
    """How much of a currency one euro bought on a day, and who says so."""

    currency: str
    per_euro: Decimal
    as_of: date
    source: str
    source_url: str


@dataclass(frozen=True, slots=True)
class Approximation:
    """An amount in another currency, with the older day of the two rates."""

    amount: Decimal
    currency: str
    as_of: date
    source: str


@lru_cache(maxsize=4)
def rates(path: Path = SHIPPED) -> Mapping[str, Rate]:
    """The rates by currency; raises BadTable."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            found = [_rate(row) for row in csv.DictReader(file)]
    except (OSError, KeyError, TypeError, ValueError, InvalidOperation) as error:
        name = type(error).__name__
        raise BadTable(f"The exchange rates in {path.name} cannot be read: {name}.") from None
    return {rate.currency: rate for rate in found}


def approximate(
    amount: Decimal, currency: str, *, into: str, table: Mapping[str, Rate]
) -> Approximation | None:
    """About as much in another currency; None where a rate is missing or nothing is to convert."""
    here, there = table.get(currency), table.get(into)
    if here is None or there is None or currency == into:
        return None
    exact = amount / here.per_euro * there.per_euro
    older = min(here, there, key=lambda rate: rate.as_of)
    return Approximation(_rounded(exact), into, older.as_of, here.source)


def _rate(row: dict[str, str]) -> Rate:
    per_euro = Decimal(row["per_euro"])
    if not per_euro.is_finite() or per_euro <= 0:
        raise ValueError("a rate is no positive number")
    day = date.fromisoformat(row["as_of"])
    return Rate(row["currency"], per_euro, day, row["source"], row["source_url"])


def _rounded(amount: Decimal) -> Decimal:
    """To a few figures, never finer than one unit."""
    if not amount:
        return amount
    step = max(0, amount.adjusted() - FIGURES + 1)
    return (amount.scaleb(-step).to_integral_value()).scaleb(step).quantize(Decimal(1))
