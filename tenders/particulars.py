"""What hangs on a tender: texts, codes, contacts, links, lots, awards and countries.

They are replaced as a whole whenever the notice changes.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from decimal import Decimal
from functools import cache
from typing import Any, Self

from django.db import models

from reference import codes
from reference.models import Country, Sector
from tenders import amendments, versions
from tenders.models import (
    Award,
    Lot,
    Tender,
    TenderCode,
    TenderContact,
    TenderLink,
    TenderText,
)
from tenders.sources.base import BadRecord
from tenders.sources.notice import Link, Notice, NoticeCode

CONTACT_COLUMNS = ("name", "organization", "email", "phone", "address", "country")
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Known:
    """The rows that notices point to, looked up once a reading."""

    countries: frozenset[str]
    sectors: dict[str, int]
    # Titles for which amendments of this source wait; kept up to date while it is read.
    waiting: set[str]

    @classmethod
    def load(cls, source: str) -> Self:
        sectors = Sector.objects.values_list("scheme", "code", "pk")
        return cls(
            frozenset(Country.objects.values_list("pk", flat=True)),
            {f"{scheme}:{code}": pk for scheme, code, pk in sectors},
            amendments.waiting_keys(source),
        )


@dataclass(frozen=True, slots=True)
class Particulars:
    """The rows of one tender, stored or about to be."""

    tender: Tender
    countries: list[str]
    texts: list[TenderText]
    codes: list[TenderCode]
    contacts: list[TenderContact]
    links: list[TenderLink]
    lots: list[Lot]
    awards: list[Award]

    @classmethod
    def of(cls, notice: Notice, tender: Tender, known: Known) -> Self:
        """What a notice brings; raises BadRecord where it does not fit in."""
        return cls(
            tender,
            [code for code in dict.fromkeys(notice.countries) if code in known.countries],
            _texts(notice, tender),
            _codes(notice, tender, known),
            _contacts(notice, tender),
            _links(notice, tender),
            _lots(notice, tender),
            _awards(notice, tender),
        )

    @classmethod
    def stored(cls, tender: Tender) -> Self:
        return cls(
            tender,
            list(tender.countries.values_list("pk", flat=True)),
            list(tender.texts.order_by("pk")),
            list(tender.codes.all()),
            list(tender.contacts.order_by("pk")),
            list(tender.links.order_by("pk")),
            list(tender.lots.all()),
            list(tender.awards.all()),
        )

    def public(self) -> dict[str, list[str]]:
        """What belongs to the public facts of a version."""
        return {
            "countries": self.countries,
            "codes": [str(code) for code in self.codes],
            "links": [link.url for link in self.links],
            "lots": [versions.lot_in_words(lot) for lot in self.lots],
            "awards": [versions.award_in_words(award) for award in self.awards],
        }

    def private_changes(self, before: Self) -> dict[str, list[Any]]:
        """What changed beside the facts: the text, and that, not how, the contacts did."""
        changes: dict[str, list[Any]] = {}
        if before._body() != self._body():
            changes["text"] = [before._body(), self._body()]
        if before._contact_values() != self._contact_values():
            changes["contacts"] = [None, None]
        return changes

    def delete(self) -> None:
        for rows in self._groups():
            if rows:
                type(rows[0])._default_manager.filter(pk__in=[row.pk for row in rows]).delete()
        if self.countries:
            self.tender.countries.clear()

    def create(self) -> None:
        create_all([self])

    def _groups(self) -> list[list[Any]]:
        return [getattr(self, column.name) for column in fields(self)[2:]]

    def _through(self) -> list[Any]:
        through = Tender.countries.through
        return [through(tender_id=self.tender.pk, country_id=code) for code in self.countries]

    def _body(self) -> str:
        return self.texts[0].body_text if self.texts else ""

    def _contact_values(self) -> set[tuple[str, ...]]:
        return {tuple(getattr(row, name) for name in CONTACT_COLUMNS) for row in self.contacts}


def create_all(many: Iterable[Particulars]) -> None:
    """Insert the rows of many tenders, which are stored already, a table at a time."""
    tables: list[list[Any]] = []
    for one in many:
        groups = [one._through(), *one._groups()]
        tables = tables or [[] for _ in groups]
        for table, rows in zip(tables, groups, strict=True):
            table += rows
    for table in tables:
        if table:
            type(table[0])._default_manager.bulk_create(table)


def within_limits(model: type[models.Model], values: dict[str, Any]) -> dict[str, Any]:
    """PostgreSQL refuses what is too long and SQLite takes it: here both refuse it alike."""
    for name, limit in _limits(model).items():
        value = values.get(name)
        if isinstance(value, str) and len(value) > limit:
            raise BadRecord(name, f"is {len(value):,} characters long; the limit is {limit:,}")
    return values


@cache
def _limits(model: type[models.Model]) -> dict[str, int]:
    """How many characters each column holds that has a limit."""
    fields_of_text = [field for field in model._meta.concrete_fields if field.max_length]
    return {field.name: field.max_length for field in fields_of_text if field.max_length}


def cents(amount: Decimal | None) -> Decimal | None:
    """An amount as its column holds it."""
    return amount.quantize(CENT) if amount is not None else None


def _texts(notice: Notice, tender: Tender) -> list[TenderText]:
    rows: dict[tuple[str, str], TenderText] = {}
    for position, text in enumerate(notice.texts):
        values = {
            "language": text.language if position else tender.language,
            "origin": text.origin.value,
            "title": text.title,
            "body_html": text.body_html,
            "body_text": text.body_text,
        }
        row = _row(TenderText, tender, values)
        rows.setdefault((row.language, row.origin), row)
    return list(rows.values())


def _codes(notice: Notice, tender: Tender, known: Known) -> list[TenderCode]:
    rows: dict[str, TenderCode] = {}
    for published in notice.codes:
        scheme, code = _tidy(published)
        key = f"{scheme}:{code}"
        values = {
            "scheme": scheme,
            "code": code,
            "label": published.label,
            "sector_id": known.sectors.get(key),
        }
        rows.setdefault(key, _row(TenderCode, tender, values))
    return list(rows.values())


def _tidy(published: NoticeCode) -> tuple[str, str]:
    scheme = published.scheme.lower()
    try:
        return scheme, codes.normalise(scheme, published.code).value
    except codes.BadCode:
        # What we do not know is kept as it came: it may be understood later.
        return scheme, " ".join(published.code.split())


def _contacts(notice: Notice, tender: Tender) -> list[TenderContact]:
    return [
        _row(TenderContact, tender, {name: getattr(contact, name) for name in CONTACT_COLUMNS})
        for contact in notice.contacts
    ]


def _links(notice: Notice, tender: Tender) -> list[TenderLink]:
    stated = [
        *((link, link.type or "page") for link in notice.links),
        *((link, _kind_of_document(link)) for link in notice.documents),
    ]
    return [
        _row(TenderLink, tender, {"url": link.url, "title": link.title, "kind": kind})
        for link, kind in stated
    ]


def _kind_of_document(link: Link) -> str:
    return "document" if link.type in ("", "page") else link.type


def _lots(notice: Notice, tender: Tender) -> list[Lot]:
    return [
        _row(
            Lot,
            tender,
            {
                "position": position,
                "number": lot.number,
                "title": lot.title,
                "text": lot.text,
                "value": cents(lot.value),
                "currency": lot.currency,
                "deadline_on": lot.deadline_on,
                "codes": [_as_entry(code) for code in lot.codes],
            },
        )
        for position, lot in enumerate(notice.lots, start=1)
    ]


def _as_entry(published: NoticeCode) -> dict[str, str]:
    scheme, code = _tidy(published)
    return {"scheme": scheme, "code": code, "label": published.label}


def _awards(notice: Notice, tender: Tender) -> list[Award]:
    return [
        _row(
            Award,
            tender,
            {
                "position": position,
                "supplier": award.supplier,
                "supplier_country": award.supplier_country,
                "amount": cents(award.amount),
                "currency": award.currency,
                "signed_on": award.signed_on,
                "is_shared": award.shared,
            },
        )
        for position, award in enumerate(notice.awards, start=1)
        if award.supplier
    ]


def _row(model: type[Any], tender: Tender, values: dict[str, Any]) -> Any:
    return model(tender=tender, **within_limits(model, values))
