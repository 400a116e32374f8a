"""Rounds over all enterprises: shared among workers, resumed after any of them dies.

A worker takes a shard by one conditional update and signs its life with each list. A shard whose
worker fell silent is taken by another, which goes on after the last list that was done. A list is
a function of its rows and indexes, so who made it and how often decides nothing.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from accounts.models import Enterprise
from matchmaking import recommendations
from matchmaking.models import RefreshRound, RefreshShard

SHARD = 25
# Longer than any single list takes.
SILENT_AFTER = timedelta(minutes=3)
# Finished rounds that are kept to look back.
KEPT = 30

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Progress:
    """How far a round is: counts of enterprises, the rate in lists a second, what is left."""

    started_at: datetime
    finished_at: datetime | None
    total: int
    made: int
    fresh: int
    failed: int

    @property
    def done(self) -> int:
        return self.made + self.fresh + self.failed

    @property
    def percent(self) -> int:
        if not self.total:
            return 100 if self.finished_at else 0
        return min(100, 100 * self.done // self.total)

    @property
    def rate(self) -> float | None:
        taken = ((self.finished_at or timezone.now()) - self.started_at).total_seconds()
        return round(self.done / taken, 1) if self.done and taken >= 1 else None

    @property
    def seconds_left(self) -> int | None:
        if self.finished_at or not self.rate:
            return None
        return round((self.total - self.done) / self.rate)


def latest() -> RefreshRound | None:
    return RefreshRound.objects.first()


def progress_of(row: RefreshRound) -> Progress:
    counts = row.shards.all().counts()
    return Progress(
        started_at=row.started_at,
        finished_at=row.finished_at,
        total=counts["size"],
        made=counts["made"],
        fresh=counts["fresh"],
        failed=counts["failed"],
    )


def shards_left(row: RefreshRound) -> QuerySet[RefreshShard]:
    """The parts of a round that are under way or not taken yet."""
    left: QuerySet[RefreshShard] = row.shards.unfinished()
    return left


def begin() -> RefreshRound:
    """The round under way, or a new one over all enterprises."""
    under_way = RefreshRound.objects.filter(finished_at__isnull=True).first()
    if under_way:
        return under_way
    try:
        with transaction.atomic():
            return _new_round()
    except IntegrityError:
        # Another worker began one in the same moment.
        return RefreshRound.objects.get(finished_at__isnull=True)


def join(
    row: RefreshRound,
    *,
    until: datetime | None = None,
    tell: Callable[[Progress], object] | None = None,
) -> int:
    """Work on a round until no shard is free, or until that moment; gives the lists made here."""
    made = 0
    while shard := _taken(row):
        made += _work(shard, until)
        if tell:
            tell(progress_of(row))
        if until and timezone.now() >= until:
            break
    _finish(row)
    return made


def help_out(*, until: datetime | None = None) -> int:
    """Work on the round under way, if there is one."""
    under_way = RefreshRound.objects.filter(finished_at__isnull=True).first()
    return join(under_way, until=until) if under_way else 0


def _new_round() -> RefreshRound:
    row = RefreshRound.objects.create()
    keys = list(Enterprise.objects.order_by("pk").values_list("pk", flat=True))
    parts = [keys[start : start + SHARD] for start in range(0, len(keys), SHARD)]
    RefreshShard.objects.bulk_create(
        RefreshShard(round=row, first=part[0], last=part[-1], size=len(part)) for part in parts
    )
    old = RefreshRound.objects.values_list("pk", flat=True)[KEPT:]
    RefreshRound.objects.filter(pk__in=list(old)).delete()
    return row


def _taken(row: RefreshRound) -> RefreshShard | None:
    """A free shard that is this worker's now; of two workers who reach for one, one gets it."""
    while True:
        now = timezone.now()
        shard: RefreshShard | None = row.shards.free(since=now - SILENT_AFTER).first()
        if shard is None:
            return None
        same = RefreshShard.objects.unfinished().filter(
            pk=shard.pk, heartbeat_at=shard.heartbeat_at
        )
        if shard.heartbeat_at is None:
            same = RefreshShard.objects.unfinished().filter(pk=shard.pk, heartbeat_at__isnull=True)
        if same.update(heartbeat_at=now):
            shard.refresh_from_db()
            return shard


def _work(shard: RefreshShard, until: datetime | None) -> int:
    """Go on after the last list that was done; gives how many were made."""
    made = 0
    rows = Enterprise.objects.filter(pk__gt=shard.reached, pk__range=(shard.first, shard.last))
    for enterprise in rows.order_by("pk"):
        if until and timezone.now() >= until:
            # Given back, so that another may go on at once.
            RefreshShard.objects.filter(pk=shard.pk).update(heartbeat_at=None)
            return made
        outcome = _outcome(enterprise)
        made += outcome == "made"
        RefreshShard.objects.filter(pk=shard.pk).update(
            reached=enterprise.pk, heartbeat_at=timezone.now(), **{outcome: F(outcome) + 1}
        )
    RefreshShard.objects.filter(pk=shard.pk).update(finished_at=timezone.now())
    return made


def _outcome(enterprise: Enterprise) -> str:
    """What came of one list; one that fails does not stop the others."""
    try:
        return "made" if recommendations.keep_fresh(enterprise) else "fresh"
    except Exception:
        log.exception("recommendations of enterprise %d failed", enterprise.pk)
        return "failed"


def _finish(row: RefreshRound) -> None:
    if not row.shards.unfinished().exists():
        RefreshRound.objects.filter(pk=row.pk, finished_at__isnull=True).update(
            finished_at=timezone.now()
        )
