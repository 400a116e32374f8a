"""The history of a tender: its public facts at each reading that differed, and what differed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.db.models import Max

from tenders.models import Award, IngestionRun, Lot, Tender, TenderVersion
from tenders.quarantine import hash_of

COLUMNS = (
    "title",
    "reference",
    "kind",
    "status",
    "language_published",
    "buyer",
    "buyer_country_id",
    "bank",
    "project_number",
    "project_name",
    "regions",
    "group",
    "method",
    "market_approach",
    "published_on",
    "deadline_state",
    "deadline_on",
    "deadline_time",
    "deadline_zone",
    "deadline_suspicious",
    "value",
    "currency",
    "value_kind",
    "eligibility_raw",
    "set_aside",
    "version_label",
    "url",
)


LISTS = ("countries", "codes", "links", "lots", "awards")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a version comes from: a record as it came, the run that read it, and when."""

    raw: bytes
    run: IngestionRun
    now: datetime


def facts_of(tender: Tender, **lists: Iterable[str]) -> dict[str, Any]:
    """The public facts as they can be kept in JSON: no contacts, and no text, which is long.

    The lists are those of LISTS: what hangs on the tender, each in one line.
    """
    facts = {name: _plain(getattr(tender, name)) for name in COLUMNS}
    return facts | {name: sorted(set(lists[name])) for name in LISTS}


def stored_facts(tender: Tender) -> dict[str, Any]:
    """The public facts as the rows have them now."""
    codes = tender.codes.values_list("scheme", "code")
    return facts_of(
        tender,
        countries=tender.countries.values_list("pk", flat=True),
        codes=(f"{scheme}:{code}" for scheme, code in codes),
        links=tender.links.values_list("url", flat=True),
        lots=map(lot_in_words, tender.lots.all()),
        awards=map(award_in_words, tender.awards.all()),
    )


def lot_in_words(lot: Lot) -> str:
    """One line that differs where the lot differs."""
    value = f"{lot.value:f} {lot.currency}".strip() if lot.value is not None else ""
    day = lot.deadline_on.isoformat() if lot.deadline_on else ""
    return " · ".join(part for part in (lot.number, lot.title, value, day) if part)


def award_in_words(award: Award) -> str:
    """One line that differs where the award differs."""
    amount = f"{award.amount:f} {award.currency}".strip() if award.amount is not None else ""
    day = award.signed_on.isoformat() if award.signed_on else ""
    return " · ".join(part for part in (award.supplier, amount, day) if part)


def changes_between(before: dict[str, Any], after: dict[str, Any]) -> dict[str, list[Any]]:
    """Each fact that differs, with both values."""
    return {
        name: [before[name], value]
        for name, value in after.items()
        if name in before and before[name] != value
    }


def first(tender: Tender, *, facts: dict[str, Any], origin: Origin) -> TenderVersion:
    """The first version of a tender that is about to be inserted; not saved yet."""
    return _version(tender, number=1, facts=facts, changes={}, origin=origin)


def add(
    tender: Tender, *, facts: dict[str, Any], changes: dict[str, list[Any]], origin: Origin
) -> TenderVersion:
    """Append a version with what changed, and note a deadline that was extended."""
    _note_extension(tender, changes.get("deadline_on"))
    last = tender.versions.aggregate(last=Max("number"))["last"] or 0
    version = _version(tender, number=last + 1, facts=facts, changes=changes, origin=origin)
    version.save(force_insert=True)
    return version


def _note_extension(tender: Tender, moved: list[Any] | None) -> None:
    if not moved or not all(moved):
        return
    before, now = (date.fromisoformat(day) for day in moved)
    first = tender.extended_from or before
    tender.extended_from = first if now > first else None
    tender.save(update_fields=["extended_from"])


def _version(
    tender: Tender,
    *,
    number: int,
    facts: dict[str, Any],
    changes: dict[str, list[Any]],
    origin: Origin,
) -> TenderVersion:
    return TenderVersion(
        tender=tender,
        number=number,
        run=origin.run,
        read_at=origin.now,
        content_hash=tender.content_hash,
        facts=facts,
        changes=changes,
        raw=origin.raw,
        raw_hash=hash_of(origin.raw),
    )


def _plain(value: Any) -> Any:
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    return value
