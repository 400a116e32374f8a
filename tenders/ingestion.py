"""One reading of one source: payloads in, tenders, versions and quarantined records out.

A wrong payload fails the reading and changes nothing. A wrong record is set aside and the others go
on. Nothing is ever deleted: that a notice is missing from a payload says nothing about it.
"""

import contextlib
import json
import logging
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, transaction

from tenders import notices, quarantine, runs
from tenders.models import IngestionRun, Tender
from tenders.models.runs import OperatorQuerySet
from tenders.notices import Conflict, Outcome, Reading
from tenders.particulars import Known
from tenders.sources import SOURCES
from tenders.sources.base import Access, BadPayload, BadRecord, Payload, RawRecord, Source
from tenders.sources.http import FetchFailed, Limits, PoliteClient
from tenders.sources.json_payloads import SIZE_LIMIT
from tenders.sources.notice import DeadlineState
from tenders.versions import Origin

BATCH = 100
# The first fetch looks back so far; each later one overlaps with the one before, because notices
# appear with yesterday's date.
FIRST_WINDOW = timedelta(days=60)
OVERLAP = timedelta(days=7)
RETRY_AFTER = timedelta(hours=6)

logger = logging.getLogger(__name__)


class UnreadableFile(Exception):
    """A path that leads to no readable file; the message is one sentence without the path."""


def run(source: Source, *, payloads: Iterable[Payload], origin: str, now: datetime) -> IngestionRun:
    """Read payloads into the store and give the closed run, failed or not. Raises SourceBusy."""
    row = runs.begin(source.code, origin=origin, now=now)
    try:
        records = _read_all(source, payloads, row, now)
        if records == 0:
            raise BadPayload("The payload holds no notices where some are usual.")
        runs.succeed(row)
    except (BadPayload, FetchFailed, runs.RunLost) as fault:
        runs.fail(row, str(fault))
    except BaseException as fault:
        with contextlib.suppress(DatabaseError):
            runs.fail(row, f"The reading was interrupted: {type(fault).__name__}.")
        raise
    return row


def run_file(source: Source, path: Path, *, now: datetime) -> IngestionRun:
    """Read one file that holds a payload as it was published. Raises UnreadableFile, SourceBusy."""
    check_file(path)
    try:
        payload = Payload(path.read_bytes(), "", "")
    except OSError as error:
        raise UnreadableFile(f"The file cannot be read: {type(error).__name__}.") from None
    return run(source, payloads=[payload], origin=str(path), now=now)


def fetch(source: Source, *, now: datetime) -> IngestionRun:
    """Ask a live source for what is new. Raises NotLive, SourceBusy."""
    contact = f"{settings.SITE_URL}; {settings.CONTACT_EMAIL}"
    limits = Limits(pause=source.pause_seconds)
    with PoliteClient(contact=contact, hosts=source.hosts, limits=limits) as client:
        payloads = source.fetch(client, since=_window_start(source, now))
        return run(source, payloads=payloads, origin=source.homepage, now=now)


def fetch_due(now: datetime) -> list[IngestionRun]:
    """Fetch every live source whose last success is older than its rhythm."""
    finished = []
    for source in SOURCES.values():
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
        if row.state == IngestionRun.State.FAILED:
            logger.error("The source %s could not be read: %s", row.source, row.fault)
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


def check_file(path: Path) -> None:
    """Refuse a path that leads to no file of a bearable size. Raises UnreadableFile."""
    try:
        if not path.exists():
            raise UnreadableFile("There is no such file.")
        if not path.is_file():
            raise UnreadableFile("This is a folder or a device, not a file.")
        size = path.stat().st_size
        if size > SIZE_LIMIT:
            raise UnreadableFile(f"The file has {size:,} bytes; the limit is {SIZE_LIMIT:,}.")
    except (OSError, ValueError) as error:
        raise UnreadableFile(f"The file cannot be read: {type(error).__name__}.") from None


def _fetches(source: Source) -> OperatorQuerySet:
    """The times that the source was asked itself, latest first; files that were imported aside."""
    rows = IngestionRun.objects.filter(source=source.code, origin=source.homepage)
    return rows.order_by("-pk")


def _window_start(source: Source, now: datetime) -> date:
    last = _fetches(source).filter(state=IngestionRun.State.SUCCEEDED).first()
    return (last.started_at - OVERLAP if last else now - FIRST_WINDOW).date()


def _read_all(
    source: Source, payloads: Iterable[Payload], row: IngestionRun, now: datetime
) -> int | None:
    """The number of records; None where the source had nothing to hand over at all."""
    reader = _Reader(source, row, now, Known.load(source.code), quarantine.open_hashes(source.code))
    total = None
    for payload in payloads:
        records = _records_of(source, payload)
        total = (total or 0) + len(records)
        reader.read(records)
    return total


def _records_of(source: Source, payload: Payload) -> list[RawRecord]:
    try:
        return source.read(payload.content)
    except BadPayload:
        raise
    except Exception as error:
        raise BadPayload(f"The payload could not be read: {type(error).__name__}.") from error


@dataclass
class _Reader:
    """Takes the records of one run, batch by batch: an interruption keeps the batches before it."""

    source: Source
    run: IngestionRun
    now: datetime
    known: Known
    outside: set[str]
    position: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    untouched: list[int] = field(default_factory=list)

    def read(self, records: list[RawRecord]) -> None:
        taken: dict[str, str] = {}
        for start in range(0, len(records), BATCH):
            self.counts, self.untouched = Counter(), []
            with transaction.atomic():
                self._read_batch(records[start : start + BATCH], taken)
                Tender.objects.filter(pk__in=self.untouched).update(last_seen_at=self.now)
                runs.add(self.run, self.counts)

    def _read_batch(self, records: list[RawRecord], taken: dict[str, str]) -> None:
        stored = self._stored(records)
        for record in records:
            self.position += 1
            self.counts["seen"] += 1
            raw = _as_text(record).encode()
            try:
                self._take(record, raw, stored, taken)
            except BadRecord as fault:
                self._set_aside(record, raw, fault)
            except (OperationalError, InterfaceError):
                # The database is in trouble, not the record.
                raise
            except Exception as error:
                logger.warning("A record of %s: %s", self.source.code, type(error).__name__)
                reason = f"could not be read: {type(error).__name__}"
                self._set_aside(record, raw, BadRecord("", reason))

    def _stored(self, records: list[RawRecord]) -> dict[str, Tender]:
        ids = [key for record in records if (key := self._id_of(record))]
        rows = Tender.objects.filter(source=self.source.code, source_id__in=ids)
        return {tender.source_id: tender for tender in rows}

    def _id_of(self, record: RawRecord) -> str:
        # What the identifier itself is worth is decided when the record's turn comes.
        with contextlib.suppress(Exception):
            return self.source.record_id(record)
        return ""

    def _take(
        self, record: RawRecord, raw: bytes, stored: dict[str, Tender], taken: dict[str, str]
    ) -> None:
        key = self.source.record_id(record)
        tender = stored.get(key)
        if self.source.partial_records and tender is not None:
            record = {**json.loads(tender.record), **record}
        notice = self.source.parse(record)
        content = notice.content_hash()
        if taken.get(key, content) != content:
            raise Conflict("id", "stands twice in one payload, with other content")
        origin = Origin(raw, self.run, self.now)
        reading = Reading(notice, content, _as_text(record), origin, self.known)
        with transaction.atomic():
            outcome, tender = notices.store(reading, tender)
        stored[key] = tender
        if tender.content_hash == content:
            taken[key] = content
        self._count(outcome, tender)
        self.counts["with_deadline"] += notice.deadline.state is DeadlineState.KNOWN
        if quarantine.hash_of(raw) in self.outside:
            quarantine.release(self.source.code, quarantine.hash_of(raw), now=self.now)

    def _count(self, outcome: Outcome, tender: Tender) -> None:
        self.counts[outcome.value] += 1
        if outcome is Outcome.UNCHANGED:
            self.untouched.append(tender.pk)

    def _set_aside(self, record: RawRecord, raw: bytes, fault: BadRecord) -> None:
        quarantine.set_aside(
            self.run,
            raw=raw,
            position=self.position,
            record_id=self._id_of(record),
            field=fault.field,
            reason=str(fault).strip(),
            now=self.now,
        )
        self.counts["quarantined"] += 1


def _as_text(record: RawRecord) -> str:
    """JSON in plain ASCII, so that neither NUL nor half a character troubles a database."""
    return json.dumps(record, ensure_ascii=True)
