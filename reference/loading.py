"""Shipped facts -> rows. Loading twice changes nothing; a row that no file names stays as it is."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from gettext import translation
from pathlib import Path
from typing import TypeVar

import pycountry
from babel import Locale
from django.db import models, transaction

from reference.code_labels import READERS
from reference.models import (
    LABEL_LANGUAGES,
    NAME_LANGUAGES,
    NORTH_AMERICA,
    BankMembership,
    BankRule,
    CodeLabel,
    Country,
    Region,
    Sector,
)

DATA = Path(__file__).parent / "data"
KOSOVO = "XK"
BATCH = 500

Row = TypeVar("Row", bound=models.Model)


@dataclass(frozen=True, slots=True)
class Counts:
    """What loading one table did."""

    created: int
    updated: int
    unchanged: int


@transaction.atomic
def load_all() -> dict[str, Counts]:
    """Bring every table up to what this release ships, and say what each of them needed."""
    return {
        "countries": _store(Country, list(_countries()), key=("code",)),
        "regions": _store(Region, list(_regions()), key=("code",)),
        "sectors": _store(Sector, list(_sectors()), key=("scheme", "code")),
        "banks": _store(BankRule, list(_bank_rules()), key=("bank",)),
        "memberships": _store(BankMembership, list(_memberships()), key=("bank_id", "country_id")),
    }


@transaction.atomic
def load_labels(scheme: str, path: Path) -> Counts:
    """Bring the names of a scheme's codes ("cpv", "unspsc") up to a file of its publisher.

    `LabelsUnreadable` where the file, or one that belongs to it, is missing or something else.
    """
    labels = [
        CodeLabel(
            scheme=row.scheme,
            code=row.code,
            **{f"name_{language}": row.names.get(language, "") for language in LABEL_LANGUAGES},
        )
        for row in READERS[scheme](path)
    ]
    return _store(CodeLabel, labels, key=("scheme", "code"))


def _store(model: type[Row], shipped: list[Row], *, key: tuple[str, ...]) -> Counts:
    fields = [field.attname for field in model._meta.concrete_fields if field.attname != "id"]
    stored = {_values(row, key): row for row in model._default_manager.all()}
    new, changed = [], []
    for row in shipped:
        known = stored.get(_values(row, key))
        if known is None:
            new.append(row)
        elif _values(known, fields) != _values(row, fields):
            row.pk = known.pk
            changed.append(row)
    model._default_manager.bulk_create(new, batch_size=BATCH)
    if changed:
        facts = [field for field in fields if field not in key and field != model._meta.pk.attname]
        model._default_manager.bulk_update(changed, facts, batch_size=BATCH)
    return Counts(len(new), len(changed), len(shipped) - len(new) - len(changed))


def _values(row: models.Model, fields: tuple[str, ...] | list[str]) -> tuple[object, ...]:
    return tuple(getattr(row, field) for field in fields)


def _read(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _countries() -> Iterator[Country]:
    names = {language: Locale(language).territories for language in NAME_LANGUAGES}
    for code in sorted([KOSOVO, *(country.alpha_2 for country in pycountry.countries)]):
        yield Country(
            code=code, **{f"name_{language}": names[language][code] for language in NAME_LANGUAGES}
        )


def _regions() -> Iterator[Region]:
    # Where the translators left a gap or a slip, or the official name is longer than anyone says.
    better = {row["code"]: row for row in _read("region_names.csv")}
    spanish, french = (
        translation("iso3166-2", pycountry.LOCALES_DIR, languages=[language]).gettext
        for language in ("es", "fr")
    )
    for country in NORTH_AMERICA:
        for region in pycountry.subdivisions.get(country_code=country):
            names = {
                "name_en": region.name,
                "name_es": spanish(region.name),
                "name_fr": french(region.name),
            } | better.get(region.code, {})
            yield Region(country_id=country, **({"code": region.code} | names))


def _sectors() -> Iterator[Sector]:
    return (Sector(**row) for row in _read("sectors.csv"))


def _bank_rules() -> Iterator[BankRule]:
    for row in _read("banks.csv"):
        # Short names are read where names are shown: reference/bank_names.py.
        facts = {name: row[name] for name in row if not name.startswith("short_")} | {
            "is_member_list_complete": row["is_member_list_complete"] == "true",
            "as_of": date.fromisoformat(row["as_of"]),
        }
        yield BankRule(**facts)


def _memberships() -> Iterator[BankMembership]:
    for row in _read("bank_memberships.csv"):
        yield BankMembership(
            bank_id=row["bank"],
            country_id=row["country"],
            kind=row["kind"],
            source=row["source"],
            source_url=row["source_url"],
            as_of=date.fromisoformat(row["as_of"]),
        )
