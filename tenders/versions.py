"""The history of a tender: its public facts at each reading that differed, and what differed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.db.models import Max

from tenders.models import IngestionRun, Tender, TenderVersion
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
    "version_label",
    "url",
)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a version comes from: a record as it came, the run that read it, and when."""

    raw: bytes
    run: IngestionRun
    now: datetime


def facts_of(
    tender: Tender, *, countries: Iterable[str], codes: Iterable[str], links: Iterable[str]
) -> dict[str, Any]:
    """The public facts as they can be kept in JSON: no contacts, and no text, which is long."""
    facts = {name: _plain(getattr(tender, name)) for name in COLUMNS}
    return facts | {
        "countries": sorted(set(countries)),
        "codes": sorted(set(codes)),
        "links": sorted(set(links)),
    }


def stored_facts(tender: Tender) -> dict[str, Any]:
    """The public facts as the rows have them now."""
    codes = tender.codes.values_list("scheme", "code")
    return facts_of(
        tender,
        countries=tender.countries.values_list("pk", flat=True),
        codes=(f"{scheme}:{code}" for scheme, code in codes),
        links=tender.links.values_list("url", flat=True),
    )


def changes_between(before: dict[str, Any], after: dict[str, Any]) -> dict[str, list[Any]]:
    """Each fact that differs, with both values."""
    return {
        name: [before[name], value]
        for name, value in after.items()
        if name in before and before[name] != value
    }


def begin(tender: Tender, *, facts: dict[str, Any], origin: Origin) -> TenderVersion:
    """The first version of a tender that was just inserted."""
    return _create(tender, number=1, facts=facts, changes={}, origin=origin)


def add(
    tender: Tender, *, facts: dict[str, Any], changes: dict[str, list[Any]], origin: Origin
) -> TenderVersion:
    """Append a version with what changed."""
    last = tender.versions.aggregate(last=Max("number"))["last"] or 0
    return _create(tender, number=last + 1, facts=facts, changes=changes, origin=origin)


def _create(
    tender: Tender,
    *,
    number: int,
    facts: dict[str, Any],
    changes: dict[str, list[Any]],
    origin: Origin,
) -> TenderVersion:
    return TenderVersion.objects.create(
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
