"""One reading of one source: payloads in, tenders, versions and quarantined records out.

A wrong payload fails the reading and changes nothing. A wrong record is set aside and the others go
on. Nothing is ever deleted: that a notice is missing from a payload says nothing about it.
"""

import contextlib
import logging
import os
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import DatabaseError

from tenders import failpoints, quarantine, registry, runs
from tenders.batches import Reader, as_record
from tenders.models import IngestionRun
from tenders.models.runs import OperatorQuerySet
from tenders.sources.base import Access, BadPayload, Payload, RawRecord, Source
from tenders.sources.http import FetchFailed, Limits, PoliteClient
from tenders.sources.http_store import BodyStore

# The first fetch looks back so far; each later one overlaps with the one before, because notices
# appear with yesterday's date.
FIRST_WINDOW = timedelta(days=60)
OVERLAP = timedelta(days=7)
RETRY_AFTER = timedelta(hours=6)
MOST_REPLAYED = 5_000

logger = logging.getLogger(__name__)


class UnreadableFile(Exception):
    """A path that leads to no readable file; the message is one sentence without the path."""


class EmptyPayload(BadPayload):
    """A container without records, where there always are some."""

    def __init__(self, message: str = "The payload holds no notices where some are usual.") -> None:
        super().__init__(message)


def run(source: Source, *, payloads: Iterable[Payload], origin: str, now: datetime) -> IngestionRun:
    """Read payloads into the store and give the closed run, failed or not. Raises SourceBusy."""
    row = runs.begin(source.code, origin=origin, now=now)
    with _closing(row):
        reader = Reader.of(source, row, now)
        total = None
        for payload in payloads:
            records = _records_of(source, payload)
            failpoints.reach("payload-read")
            total = (total or 0) + reader.read(records)
        _check_not_empty(total)
    return row


def run_file(source: Source, path: Path, *, now: datetime) -> IngestionRun:
    """Read one file that holds a payload as it was published. Raises UnreadableFile, SourceBusy."""
    check_file(path, limit=source.file_limit)
    try:
        if source.streams:
            with path.open("rb") as file:
                return _run_stream(source, file, origin=str(path), now=now)
        payload = Payload(path.read_bytes(), "", "")
    except OSError as error:
        raise UnreadableFile(f"The file cannot be read: {type(error).__name__}.") from None
    return run(source, payloads=[payload], origin=str(path), now=now)


def fetch(source: Source, *, now: datetime) -> IngestionRun:
    """Ask a live source for what is new. Raises NotLive, SourceBusy."""
    contact = f"{settings.SITE_URL}; {settings.CONTACT_EMAIL}"
    limits = Limits(pause=source.pause_seconds)
    store = BodyStore(Path(settings.VAR_DIR) / "answers" / source.code)
    with PoliteClient(contact=contact, hosts=source.hosts, limits=limits, store=store) as client:
        payloads = source.fetch(client, since=_window_start(source, now))
        return run(source, payloads=payloads, origin=source.homepage, now=now)


def fetch_due(now: datetime) -> list[IngestionRun]:
    """Fetch every live source whose last success is older than its rhythm."""
    finished = []
    for source in registry.sources().values():
        if not is_due(source, now=now):
            continue
        try:
            finished.append(fetch(source, now=now))
        except runs.SourceBusy:
            logger.info("The source %s is being read already.", source.code)
        except Exception:
            # A slip in one adapter is no reason to leave the other sources unread.
            logger.exception("The source %s could not be read.", source.code)
    for row in finished:
        _alert(row)
    return finished


def is_due(source: Source, *, now: datetime) -> bool:
    """After a success it rests for its rhythm, after a failure for some hours."""
    if source.access is not Access.LIVE or source.rhythm is None:
        return False
    last = _fetches(source).first()
    if last is None:
        return True
    succeeded = last.state == IngestionRun.State.SUCCEEDED
    return last.started_at <= now - (source.rhythm if succeeded else RETRY_AFTER)


def replay(source: Source, *, now: datetime) -> IngestionRun | None:
    """Try again the records that are outside, as a reading of its own; None where there are none.

    What the mended reader takes leaves the quarantine; what it does not stays. Raises SourceBusy.
    """
    kept = quarantine.open_records(source.code)[:MOST_REPLAYED]
    records = [as_record(bytes(raw).decode()) for raw in kept]
    if not records:
        return None
    row = runs.begin(source.code, origin=runs.REPLAY, now=now)
    with _closing(row):
        reader = Reader.of(source, row, now)
        # Each record came by itself: that two of them bear one identifier is no conflict here.
        for record in records:
            reader.read([record])
    return row


def check_file(path: Path, *, limit: int = Source.file_limit) -> None:
    """Refuse a path that leads to no file of a bearable size. Raises UnreadableFile."""
    try:
        if not path.exists():
            raise UnreadableFile("There is no such file.")
        if not path.is_file():
            raise UnreadableFile("This is a folder or a device, not a file.")
        size = path.stat().st_size
        if size > limit:
            raise UnreadableFile(f"The file has {size:,} bytes; the limit is {limit:,}.")
    except (OSError, ValueError) as error:
        raise UnreadableFile(f"The file cannot be read: {type(error).__name__}.") from None


def _alert(row: IngestionRun) -> None:
    """One line a reading that somebody should look at."""
    if row.state == IngestionRun.State.FAILED:
        logger.error("The source %s could not be read (run %d): %s", row.source, row.pk, row.fault)
    elif row.warning:
        logger.error("The source %s is suspect (run %d): %s", row.source, row.pk, row.warning)


def _run_stream(source: Source, file: BinaryIO, *, origin: str, now: datetime) -> IngestionRun:
    row = runs.begin(source.code, origin=origin, now=now)
    size = os.fstat(file.fileno()).st_size

    def forecast(seen: int) -> int | None:
        with contextlib.suppress(OSError, ValueError):
            return max(seen, round(seen * size / max(1, file.tell())))
        return None

    with _closing(row):
        records = _guarded_stream(source.stream(file))
        _check_not_empty(Reader.of(source, row, now).read_stream(records, forecast))
    return row


@contextlib.contextmanager
def _closing(row: IngestionRun) -> Iterator[None]:
    """Close the run of what happens inside, with its fault; only faults of our own go on."""
    kinds = IngestionRun.FaultKind
    failpoints.reach("run-begun")
    try:
        yield
        failpoints.reach("run-ending")
        if drift := runs.drift_of(row):
            runs.fail(row, drift, kind=kinds.QUARANTINE)
            return
        runs.succeed(row, warning=runs.warning_of(row))
        failpoints.reach("run-ended")
    except EmptyPayload as fault:
        runs.fail(row, str(fault), kind=kinds.EMPTY)
    except BadPayload as fault:
        runs.fail(row, str(fault), kind=kinds.PAYLOAD)
    except FetchFailed as fault:
        runs.fail(row, str(fault), kind=kinds.UNAVAILABLE)
    except runs.RunLost as fault:
        runs.fail(row, str(fault), kind=kinds.INTERRUPTED)
    except BaseException as fault:
        with contextlib.suppress(DatabaseError):
            name = type(fault).__name__
            runs.fail(row, f"The reading was interrupted: {name}.", kind=kinds.INTERRUPTED)
        raise


def _check_not_empty(records: int | None) -> None:
    """An empty list is suspect; None says that the source had nothing to hand over at all."""
    if records == 0:
        raise EmptyPayload


def _records_of(source: Source, payload: Payload) -> list[RawRecord]:
    if not payload.content.strip():
        raise EmptyPayload("The payload is empty.")
    try:
        return source.read(payload.content)
    except BadPayload:
        raise
    except Exception as error:
        raise BadPayload(f"The payload could not be read: {type(error).__name__}.") from error


def _guarded_stream(records: Iterator[RawRecord]) -> Iterator[RawRecord]:
    try:
        yield from records
    except (BadPayload, OSError):
        raise
    except Exception as error:
        raise BadPayload(f"The payload could not be read: {type(error).__name__}.") from error


def _fetches(source: Source) -> OperatorQuerySet:
    """The times that the source was asked itself, latest first; files that were imported aside."""
    rows = IngestionRun.objects.filter(source=source.code, origin=source.homepage[-300:])
    return rows.order_by("-pk")


def _window_start(source: Source, now: datetime) -> date:
    last = _fetches(source).filter(state=IngestionRun.State.SUCCEEDED).first()
    return (last.started_at - OVERLAP if last else now - FIRST_WINDOW).date()
