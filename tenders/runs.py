"""The row of a reading: one at a time per source, kept alive, closed with its numbers.

The row is the fence: each batch adds its numbers to it in its own transaction, and a holder whose
row was closed by another one stores nothing more.
"""

import os
import socket
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median

from django.db import IntegrityError, transaction
from django.db.models import Count, F
from django.utils import timezone

from tenders.models import IngestionRun
from tenders.models.runs import OperatorQuerySet

# A reading moves its heartbeat more often than this: the longest silence is the download of one
# file of twenty minutes. One that is silent for twice as long died.
HEARTBEAT = timedelta(minutes=15)
COUNTS = ("seen", "inserted", "updated", "unchanged", "quarantined", "with_deadline")
# Fewer records than this share of what is usual are suspect.
USUAL_SHARE = 0.7
USUAL_RUNS = 10
LEAST_RUNS = 3
# More than this share in quarantine is no bad record but a changed format. A handful proves none.
QUARANTINE_SHARE = 0.2
LEAST_SEEN = 10
REPLAY = "quarantine"


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
                source=source,
                origin=origin[-300:],
                started_at=now,
                heartbeat_at=timezone.now(),
                expected=usual_size(source, origin=origin),
                holder=_identity(),
            )
    except IntegrityError:
        raise SourceBusy(source) from None


def add(run: IngestionRun, counts: Counter[str], *, expected: int | None = None) -> None:
    """Add the numbers of a batch, in its transaction, and show that the reading is alive.

    Raises RunLost where another holder has closed the reading, and the batch with it.
    """
    changes = {name: F(name) + counts[name] for name in COUNTS if counts[name]}
    if expected is not None:
        changes["expected"] = expected  # type: ignore[assignment]
    if not _still_running(run).update(heartbeat_at=timezone.now(), **changes):
        raise RunLost


def succeed(run: IngestionRun, *, warning: str = "") -> None:
    """Close a reading that came to its end. The database refuses one that does not add up."""
    _close(run, state=IngestionRun.State.SUCCEEDED, warning=warning[:500])


def fail(run: IngestionRun, fault: str, *, kind: str = "") -> None:
    """Close a reading that could not go on. What it stored until then stays."""
    _close(run, state=IngestionRun.State.FAILED, fault=fault[:500], fault_kind=kind)


def usual_size(source: str, *, origin: str) -> int | None:
    """The median of what the last readings of one origin saw; None where too few came before."""
    rows = IngestionRun.objects.filter(
        source=source, origin=origin[-300:], state=IngestionRun.State.SUCCEEDED, seen__gt=0
    )
    seen = list(rows.order_by("-pk").values_list("seen", flat=True)[:USUAL_RUNS])
    return round(median(seen)) if len(seen) >= LEAST_RUNS else None


def warning_of(run: IngestionRun) -> str:
    """What is suspect about a reading that came to its end: far fewer records than usual.

    What was valid is stored all the same, and that notices are missing closes none of them.
    """
    run.refresh_from_db()
    usual = usual_size(run.source, origin=run.origin)
    if run.origin == REPLAY or usual is None or run.seen == 0:
        return ""
    if run.seen >= USUAL_SHARE * usual:
        return ""
    return f"Only {run.seen:,} records came where {usual:,} are usual."


def drift_of(run: IngestionRun) -> str:
    """The fault of a reading in which so many records are wrong that the format has changed."""
    run.refresh_from_db()
    too_few = run.seen < LEAST_SEEN or run.origin == REPLAY
    if too_few or run.quarantined <= QUARANTINE_SHARE * run.seen:
        return ""
    fields = run.quarantine.order_by().values("field").annotate(times=Count("pk"))
    worst = fields.order_by("-times", "field").first()
    field = (worst and worst["field"]) or "record"
    return (
        f"{run.quarantined:,} of {run.seen:,} records could not be taken, "
        f"most of them because of the field '{field}'."
    )


def _close(run: IngestionRun, *, state: str, **facts: str) -> None:
    _still_running(run).update(state=state, finished_at=timezone.now(), **facts)
    run.refresh_from_db()


def _close_dead_ones(source: str) -> None:
    """Close readings whose holder is silent for too long, or gone from this machine."""
    running = IngestionRun.objects.filter(source=source, state=IngestionRun.State.RUNNING)
    silent_since = timezone.now() - 2 * HEARTBEAT
    for run in running:
        if run.heartbeat_at < silent_since or _is_gone(run.holder):
            fail(
                run,
                "The reading stopped before its end.",
                kind=IngestionRun.FaultKind.INTERRUPTED,
            )


def _identity() -> str:
    """This process, told from all others on all machines."""
    return f"{_machine()} {os.getpid()} {_start_of(os.getpid())}"


def _is_gone(holder: str) -> bool:
    """Whether a holder on this machine has ended; of another machine nothing is known."""
    machine, _, process = holder.partition(" ")
    number, _, start = process.partition(" ")
    if machine != _machine() or not number.isdecimal() or not start:
        return False
    return _start_of(int(number)) != start


def _machine() -> str:
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    except OSError:
        boot = "unknown"
    return f"{socket.gethostname()[:100].replace(' ', '-')}/{boot}"


def _start_of(process: int) -> str:
    """When a process began, in ticks since the start of the machine; "" where it is not there."""
    try:
        facts = Path(f"/proc/{process}/stat").read_text("utf-8", "replace")
    except OSError:
        return ""
    # The name of the program stands in brackets and may hold anything.
    state, *numbers = facts.rpartition(")")[2].split()
    return "" if state in {"Z", "X"} else numbers[18]


def _still_running(run: IngestionRun) -> OperatorQuerySet:
    return IngestionRun.objects.filter(pk=run.pk, state=IngestionRun.State.RUNNING)
