"""The row of a reading: one at a time per source, kept alive, closed with its numbers."""

from collections import Counter
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from tenders.models import IngestionRun
from tenders.models.runs import OperatorQuerySet

# A reading moves its heartbeat more often than this; one that is silent for twice as long died.
HEARTBEAT = timedelta(minutes=10)
COUNTS = ("seen", "inserted", "updated", "unchanged", "quarantined", "with_deadline")


class SourceBusy(Exception):
    """Another reading of this source is going on."""

    def __init__(self, source: str) -> None:
        super().__init__(f"The source '{source}' is being read at this moment.")


class RunLost(Exception):
    """Somebody else closed this reading, because it had been silent for too long."""

    def __init__(self) -> None:
        super().__init__("The reading was silent for so long that another one closed it.")


@transaction.atomic
def begin(source: str, *, origin: str, now: datetime) -> IngestionRun:
    """Open a reading; one whose holder died is closed first. Raises SourceBusy."""
    _close_dead_ones(source)
    try:
        with transaction.atomic():
            return IngestionRun.objects.create(
                source=source, origin=origin[-300:], started_at=now, heartbeat_at=timezone.now()
            )
    except IntegrityError:
        raise SourceBusy(source) from None


def add(run: IngestionRun, counts: Counter[str]) -> None:
    """Add the numbers of a batch, in its transaction, and show that the reading is alive."""
    changed = _still_running(run).update(
        heartbeat_at=timezone.now(), **{name: F(name) + counts[name] for name in COUNTS}
    )
    if not changed:
        raise RunLost


def succeed(run: IngestionRun) -> None:
    """Close a reading that came to its end. The database refuses one that does not add up."""
    _close(run, state=IngestionRun.State.SUCCEEDED, fault="")


def fail(run: IngestionRun, fault: str) -> None:
    """Close a reading that could not go on. What it stored until then stays."""
    _close(run, state=IngestionRun.State.FAILED, fault=fault[:500])


def _close(run: IngestionRun, *, state: str, fault: str) -> None:
    _still_running(run).update(state=state, fault=fault, finished_at=timezone.now())
    run.refresh_from_db()


def _close_dead_ones(source: str) -> None:
    silent_since = timezone.now() - 2 * HEARTBEAT
    IngestionRun.objects.filter(
        source=source, state=IngestionRun.State.RUNNING, heartbeat_at__lt=silent_since
    ).update(
        state=IngestionRun.State.FAILED,
        finished_at=timezone.now(),
        fault="The reading stopped before its end.",
    )


def _still_running(run: IngestionRun) -> OperatorQuerySet:
    return IngestionRun.objects.filter(pk=run.pk, state=IngestionRun.State.RUNNING)
