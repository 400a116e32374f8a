"""The state of the feeds: what each source gave and when it last answered."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tenders import registry
from tenders.models import IngestionRun, QuarantinedRecord, Tender
from tenders.models.runs import OperatorQuerySet
from tenders.runs import REPLAY
from tenders.source_names import attribution_of, name_of
from tenders.sources import UnknownSource
from tenders.sources.base import Access, Source

# What readers might look for here and not find, and why.
NOT_COVERED = (
    (
        _("Central American Bank for Economic Integration (CABEI)"),
        _("The bank publishes no feed or file of notices that a program may read."),
    ),
    (
        _("Green Climate Fund (GCF)"),
        _("The fund publishes no feed or file of notices that a program may read."),
    ),
    (
        _("United Nations Development Business (UNDB)"),
        _("The service was closed in 2025; its notices are with the banks themselves."),
    ),
    (
        _("United Nations Development Programme (UNDP), its own site"),
        _("Most of its notices are repeated in the United Nations Global Marketplace."),
    ),
    (
        _("United States Trade and Development Agency (USTDA)"),
        _("Its old feed of leads has ended; its own tenders are in SAM.gov."),
    ),
)
# One silence may be a bad day of the source; the second one is a fault.
PATIENCE = 2


@dataclass(frozen=True, slots=True)
class Feed:
    """A source with the numbers of its last reading. `last_fault` is for operators."""

    code: str
    name: str
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
    # All records of this source that are outside now, whichever reading brought them.
    outside: int = 0
    warning: str = ""

    @property
    def is_import_only(self) -> bool:
        return self.access == Access.IMPORT

    @property
    def rhythm_hours(self) -> int | None:
        return round(self.rhythm / timedelta(hours=1)) if self.rhythm else None

    @property
    def deadline_share(self) -> int | None:
        """Percent of the taken records that state a deadline; None where none was taken."""
        taken = self.seen - self.quarantined
        return round(100 * self.with_deadline / taken) if taken > 0 else None


def feeds(now: datetime | None = None) -> list[Feed]:
    """All sources in the order of the registry, in a fixed number of queries."""
    now = now or timezone.now()
    attempts = _latest(_readings())
    successes = _latest(_readings().filter(state=IngestionRun.State.SUCCEEDED))
    failures = _latest(_readings().filter(state=IngestionRun.State.FAILED))
    kept = _counted(Tender.objects.searchable())
    outside = _counted(QuarantinedRecord.objects.open())
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
            outside=outside.get(source.code, 0),
        )
        for source in registry.sources().values()
    ]


def stale_feeds(now: datetime | None = None) -> list[Feed]:
    """The feeds that have not answered for twice their rhythm, in few queries, without numbers."""
    now = now or timezone.now()
    attempts = _latest(_readings())
    successes = _latest(_readings().filter(state=IngestionRun.State.SUCCEEDED))
    found = []
    for source in registry.sources().values():
        success = successes.get(source.code)
        if _is_stale(source, attempts.get(source.code), _age(success, now)):
            at = success.started_at if success else None
            found.append(Feed(**_constant_facts(source), is_stale=True, last_success_at=at))
    return found


def feed_of(code: str) -> Feed:
    """What never changes about a source; no query for those that come with Puente.

    A source that is gone keeps its code.
    """
    try:
        return Feed(**_constant_facts(registry.source_named(code)))
    except UnknownSource:
        return Feed(code, code, "", Access.IMPORT, "", "", "", None)


def _constant_facts(source: Source) -> dict[str, Any]:
    return {
        "code": source.code,
        "name": name_of(source),
        "homepage": source.homepage,
        "access": source.access.value,
        "access_reason": gettext(source.access_note),
        "zone_note": gettext(source.zone_note),
        "attribution": attribution_of(source),
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
            "warning": success.warning,
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


def _readings() -> OperatorQuerySet:
    """Readings of the sources themselves: trying records again says nothing about a source."""
    return IngestionRun.objects.exclude(origin=REPLAY)


def _counted(rows: QuerySet[Any]) -> dict[str, int]:
    by_source = rows.order_by().values("source").annotate(number=Count("pk"))
    return {row["source"]: row["number"] for row in by_source}
