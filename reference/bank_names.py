"""Pure: what a development bank is called in each language, as the table of banks has it."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

SHIPPED = Path(__file__).parent / "data" / "banks.csv"
LANGUAGES = ("en", "es", "fr")


@dataclass(frozen=True, slots=True)
class BankName:
    """A name and the letters that people say instead, "" where they say the name."""

    name: str
    short: str

    def __str__(self) -> str:
        return f"{self.name} ({self.short})" if self.short else self.name


@cache
def bank_names() -> Mapping[tuple[str, str], BankName]:
    """All names by bank and language: ("idb", "es") is the Banco Interamericano de Desarrollo."""
    with SHIPPED.open(encoding="utf-8", newline="") as file:
        return {
            (row["bank"], language): BankName(row[f"name_{language}"], row[f"short_{language}"])
            for row in csv.DictReader(file)
            for language in LANGUAGES
        }


def bank_name(bank: str, language: str) -> BankName | None:
    """What a bank is called; None for one that no table knows."""
    return bank_names().get((bank, language))
