"""Records that could not be taken: kept as they came, with the reason, until they can be."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, QuerySet

from tenders.models import IngestionRun, QuarantinedRecord
from tenders.models.runs import QuarantineQuerySet
from tenders.source_names import name_of_code

MOST_REASONS = 200


def set_aside(
    run: IngestionRun,
    *,
    raw: bytes,
    position: int,
    record_id: str,
    field: str,
    reason: str,
    now: datetime,
) -> QuarantinedRecord:
    """Keep a record outside. The same bytes are one row, however often they come."""
    facts = {
        "run": run,
        "record_id": record_id[:200],
        "position": position,
        "field": field[:100],
        "reason": reason[:500],
        "last_seen_at": now,
        "resolved_at": None,
    }
    row, _ = QuarantinedRecord.objects.update_or_create(
        source=run.source,
        raw_hash=hash_of(raw),
        defaults=facts,
        create_defaults={**facts, "raw": raw, "first_seen_at": now},
    )
    return row


def open_hashes(source: str) -> set[str]:
    """What to look out for while reading: records of this source that are still outside."""
    rows = QuarantinedRecord.objects.open().filter(source=source)
    return set(rows.values_list("raw_hash", flat=True))


def open_records(source: str) -> QuerySet[QuarantinedRecord, bytes]:
    """The records of a source that are outside, as they came, oldest first."""
    rows = QuarantinedRecord.objects.open().filter(source=source).order_by("pk")
    return rows.values_list("raw", flat=True)


@dataclass(frozen=True, slots=True)
class Reason:
    """Records of one source that are outside for one reason."""

    source: str
    field: str
    reason: str
    number: int
    last_seen_at: datetime

    @property
    def source_name(self) -> str:
        return name_of_code(self.source)


def by_reason(records: QuarantineQuerySet) -> list[Reason]:
    """Why records are outside, the most frequent reason first."""
    grouped = records.open().order_by().values("source", "field", "reason")
    counted = grouped.annotate(number=Count("pk"), last_seen_at=Max("last_seen_at"))
    return [Reason(**row) for row in counted.order_by("-number", "source", "field")[:MOST_REASONS]]


def release(source: str, raw_hash: str, *, now: datetime) -> None:
    """Note that a record was taken after all."""
    QuarantinedRecord.objects.open().filter(source=source, raw_hash=raw_hash).update(
        resolved_at=now
    )


def hash_of(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()
