"""The state of the feeds: what each source gave and when it last answered."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Max
from django.utils import timezone
from django.utils.translation import gettext

from tenders.models import IngestionRun, Tender
from tenders.models.runs import OperatorQuerySet
from tenders.sources import SOURCES
from tenders.sources.base import Access, Source

# One silence may be a bad day of the source; the second one is a fault.
PATIENCE = 2


@dataclass(frozen=True, slots=True)
class Feed:
    """A source with the numbers of its last reading. `last_fault` is for operators."""

    code: str
    name: str
    bank_name: str
    homepage: str
    access: str
    access_reason: str
    zone_note: str
    attribution: str
    rhythm: timedelta | None
    age: timedelta | None = None
    is_stale: bool = False
    last_attempt_at: datetime | None = None
    last_success_at: datetime | None = None
    last_failed_at: datetime | None = None
    last_fault: str = ""
    kept: int = 0
    seen: int = 0
    with_deadline: int = 0
    quarantined: int = 0

    @property
    def is_import_only(self) -> bool:
        return self.access == Access.IMPORT

    @property
    def deadline_share(self) -> int | None:
        """Percent of the taken records that state a deadline; None where none was taken."""
        taken = self.seen - self.quarantined
        return round(100 * self.with_deadline / taken) if taken > 0 else None


def feeds(now: datetime | None = None) -> list[Feed]:
    """All sources in the order of the registry, in a fixed number of queries."""
    now = now or timezone.now()
    runs = IngestionRun.objects.exclude(state=IngestionRun.State.RUNNING)
    attempts = _latest(IngestionRun.objects.all())
    successes = _latest(runs.filter(state=IngestionRun.State.SUCCEEDED))
    failures = _latest(runs.filter(state=IngestionRun.State.FAILED))
    kept = _kept()
    return [
        Feed(
            **_constant_facts(source),
            **_reading_facts(
                source,
                attempt=attempts.get(source.code),
                success=successes.get(source.code),
                failure=failures.get(source.code),
                now=now,
            ),
            kept=kept.get(source.code, 0),
        )
        for source in SOURCES.values()
    ]


def stale_feeds(now: datetime | None = None) -> list[Feed]:
    """The feeds that have not answered for twice their rhythm, in two queries, without numbers."""
    now = now or timezone.now()
    attempts = _latest(IngestionRun.objects.all())
    successes = _latest(IngestionRun.objects.filter(state=IngestionRun.State.SUCCEEDED))
    found = []
    for source in SOURCES.values():
        success = successes.get(source.code)
        if _is_stale(source, attempts.get(source.code), _age(success, now)):
            at = success.started_at if success else None
            found.append(Feed(**_constant_facts(source), is_stale=True, last_success_at=at))
    return found


def feed_of(code: str) -> Feed:
    """What never changes about a source, without a query; a source that is gone keeps its code."""
    source = SOURCES.get(code)
    if source is None:
        return Feed(
            code=code,
            name=code,
            bank_name=code,
            homepage="",
            access=Access.IMPORT,
            access_reason="",
            zone_note="",
            attribution="",
            rhythm=None,
        )
    return Feed(**_constant_facts(source))


def _constant_facts(source: Source) -> dict[str, Any]:
    return {
        "code": source.code,
        "name": source.name,
        "bank_name": source.name,
        "homepage": source.homepage,
        "access": source.access.value,
        "access_reason": gettext(source.access_note),
        "zone_note": gettext(source.zone_note),
        "attribution": source.attribution,
        "rhythm": source.rhythm,
    }


def _reading_facts(
    source: Source,
    *,
    attempt: IngestionRun | None,
    success: IngestionRun | None,
    failure: IngestionRun | None,
    now: datetime,
) -> dict[str, Any]:
    age = _age(success, now)
    facts: dict[str, Any] = {
        "age": age,
        "is_stale": _is_stale(source, attempt, age),
        "last_attempt_at": attempt.started_at if attempt else None,
        "last_success_at": success.started_at if success else None,
        "last_failed_at": failure.started_at if failure else None,
    }
    # A fault that a later success has answered is history.
    if failure and (success is None or failure.pk > success.pk):
        facts["last_fault"] = failure.fault
    if success:
        facts |= {
            "seen": success.seen,
            "with_deadline": success.with_deadline,
            "quarantined": success.quarantined,
        }
    return facts


def _age(success: IngestionRun | None, now: datetime) -> timedelta | None:
    return now - success.started_at if success else None


def _is_stale(source: Source, attempt: IngestionRun | None, age: timedelta | None) -> bool:
    """Late, or tried in vain. A source that nobody switched on yet or that is imported by hand
    has no rhythm that it could miss."""
    if source.rhythm is None or attempt is None:
        return False
    return age is None or age > PATIENCE * source.rhythm


def _latest(runs: OperatorQuerySet) -> dict[str, IngestionRun]:
    latest = runs.order_by().values("source").annotate(last=Max("pk")).values("last")
    return {run.source: run for run in IngestionRun.objects.filter(pk__in=latest)}


def _kept() -> dict[str, int]:
    rows = Tender.objects.searchable().order_by().values("source").annotate(kept=Count("pk"))
    return {row["source"]: row["kept"] for row in rows}
