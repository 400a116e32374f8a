"""What hangs on a tender: its texts, codes, contacts, links and countries, replaced as a whole."""

from dataclasses import dataclass
from typing import Any, Self

from django.db import models

from reference import codes
from reference.models import Country, Sector
from tenders import amendments
from tenders.models import Tender, TenderCode, TenderContact, TenderLink, TenderText
from tenders.sources.base import BadRecord
from tenders.sources.notice import Notice, NoticeCode

CONTACT_COLUMNS = ("name", "organization", "email", "phone", "address", "country")


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
    texts: list[TenderText]
    codes: list[TenderCode]
    contacts: list[TenderContact]
    links: list[TenderLink]
    countries: list[str]

    @classmethod
    def of(cls, notice: Notice, tender: Tender, known: Known) -> Self:
        """What a notice brings; raises BadRecord where it does not fit in."""
        return cls(
            tender,
            _texts(notice, tender),
            _codes(notice, tender, known),
            _contacts(notice, tender),
            _links(notice, tender),
            [code for code in dict.fromkeys(notice.countries) if code in known.countries],
        )

    @classmethod
    def stored(cls, tender: Tender) -> Self:
        return cls(
            tender,
            list(tender.texts.order_by("pk")),
            list(tender.codes.all()),
            list(tender.contacts.order_by("pk")),
            list(tender.links.order_by("pk")),
            list(tender.countries.values_list("pk", flat=True)),
        )

    def public(self) -> dict[str, list[str]]:
        """What belongs to the public facts of a version."""
        return {
            "countries": self.countries,
            "codes": [str(code) for code in self.codes],
            "links": [link.url for link in self.links],
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
        groups: tuple[list[Any], ...] = (self.texts, self.codes, self.contacts, self.links)
        for rows in groups:
            if rows:
                type(rows[0])._default_manager.filter(pk__in=[row.pk for row in rows]).delete()
        if self.countries:
            self.tender.countries.clear()

    def create(self) -> None:
        through = Tender.countries.through
        countries = [through(tender_id=self.tender.pk, country_id=code) for code in self.countries]
        groups: tuple[list[Any], ...] = (
            self.texts,
            self.codes,
            self.contacts,
            self.links,
            countries,
        )
        for rows in groups:
            if rows:
                type(rows[0])._default_manager.bulk_create(rows)

    def _body(self) -> str:
        return self.texts[0].body_text if self.texts else ""

    def _contact_values(self) -> set[tuple[str, ...]]:
        return {tuple(getattr(row, name) for name in CONTACT_COLUMNS) for row in self.contacts}


def within_limits(model: type[models.Model], values: dict[str, Any]) -> dict[str, Any]:
    """PostgreSQL refuses what is too long and SQLite takes it: here both refuse it alike."""
    for name, value in values.items():
        limit = getattr(model._meta.get_field(name), "max_length", None)
        if limit and isinstance(value, str) and len(value) > limit:
            raise BadRecord(name, f"is {len(value):,} characters long; the limit is {limit:,}")
    return values


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
    groups = (("page", notice.links), ("document", notice.documents))
    return [
        _row(TenderLink, tender, {"url": link.url, "title": link.title, "kind": link.type or kind})
        for kind, links in groups
        for link in links
    ]


def _row(model: type[Any], tender: Tender, values: dict[str, Any]) -> Any:
    return model(tender=tender, **within_limits(model, values))
