"""About what an amount is elsewhere, and of which day that is."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from reference.exchange_rates import BadTable, approximate, rates

pytestmark = pytest.mark.pure


def test_an_amount_is_told_in_few_figures_with_its_day() -> None:
    about = approximate(Decimal("1234567.89"), "MXN", into="USD", table=rates())

    assert about is not None
    assert (about.amount, about.currency, about.as_of) == (
        Decimal("59500"),
        "USD",
        date(2024, 12, 31),
    )


def test_small_amounts_are_told_in_whole_units() -> None:
    about = approximate(Decimal("3.60"), "EUR", into="USD", table=rates())

    assert about is not None
    assert about.amount == Decimal("4")


@pytest.mark.parametrize("currency", ["USD", "ZZZ", ""])
def test_what_cannot_be_told_is_not_told(currency: str) -> None:
    assert approximate(Decimal(1), currency, into="USD", table=rates()) is None


def test_every_rate_names_its_source_and_day() -> None:
    assert all(rate.source and rate.source_url and rate.as_of for rate in rates().values())
    assert {"USD", "MXN", "CAD", "EUR"} <= rates().keys()


def test_another_table_takes_the_place_of_the_shipped_one(tmp_path: Path) -> None:
    table = tmp_path / "rates.csv"
    table.write_text(
        "currency,per_euro,as_of,source,source_url\nEUR,1,2026-11-01,x,y\nUSD,2,2026-11-02,x,y\n"
    )

    about = approximate(Decimal(100), "EUR", into="USD", table=rates(table))

    assert about is not None
    assert (about.amount, about.as_of) == (Decimal(200), date(2026, 11, 1))


@pytest.mark.parametrize("line", ["USD,0,2026-11-02,x,y", "USD,x,2026-11-02,x,y", "USD,1,soon,x,y"])
def test_a_broken_table_is_named(tmp_path: Path, line: str) -> None:
    table = tmp_path / "rates.csv"
    table.write_text(f"currency,per_euro,as_of,source,source_url\n{line}\n")

    with pytest.raises(BadTable, match=r"^The exchange rates in rates.csv cannot be read"):
        rates(table)
