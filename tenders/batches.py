"""Records in batches: each is taken or set aside, and an interruption keeps the batches before it.

A batch is one transaction that ends with its numbers in the run's row, so a holder that was given
up stores nothing, and numbers and rows never disagree.
"""

import contextlib
import gc
import json
import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import islice

from django.db import InterfaceError, OperationalError, transaction

from tenders import failpoints, notices, quarantine, runs
from tenders.models import IngestionRun, Tender
from tenders.notices import Arrival, Conflict, Outcome, Parsed, Reading
from tenders.particulars import Known
from tenders.sources.base import BadRecord, RawRecord, Source
from tenders.sources.notice import DeadlineState
from tenders.sources.reader import reading_key
from tenders.versions import Origin

BATCH = 250

logger = logging.getLogger(__name__)

# How many records there will be, given how many were read; None where nobody can tell.
Forecast = Callable[[int], int | None]


@dataclass(frozen=True, slots=True)
class _Item:
    """A record in its place."""

    position: int
    record: RawRecord
    raw: bytes
    key: str
    reading: str


@dataclass
class Reader:
    """Takes the records of one run."""

    source: Source
    run: IngestionRun
    now: datetime
    known: Known
    outside: set[str]
    position: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    untouched: list[int] = field(default_factory=list)
    # Of these, what another record, or an older reader, had said before in the same words.
    read_anew: list[Tender] = field(default_factory=list)
    arrivals: dict[str, tuple[_Item, Arrival]] = field(default_factory=dict)
    # By position, what the records of this batch say, or why they cannot be read.
    ahead: dict[int, Parsed | Exception] = field(default_factory=dict)
    # What this payload said under each identifier; a stream is too long to remember.
    taken: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, source: Source, run: IngestionRun, now: datetime) -> "Reader":
        return cls(source, run, now, Known.load(source.code), quarantine.open_hashes(source.code))

    def read(self, records: list[RawRecord]) -> int:
        """Take all records of a payload; gives their number."""
        self.taken = {}
        ahead = self.position + len(records)
        return self._read(records, lambda _: ahead)

    def read_stream(self, records: Iterator[RawRecord], forecast: Forecast) -> int:
        """Take records that never are in memory together; gives their number."""
        return self._read(records, forecast)

    def _read(self, records: Iterable[RawRecord], forecast: Forecast) -> int:
        number, remaining = 0, iter(records)
        while batch := list(islice(remaining, BATCH)):
            number += len(batch)
            failpoints.reach("batch-begun")
            with _garbage_waiting():
                items = [self._item(record) for record in batch]
                self._parse_ahead(items)
                with transaction.atomic():
                    self._read_batch(items)
                    runs.add(self.run, self.counts, expected=forecast(self.position))
                    failpoints.reach("batch-counted")
            failpoints.reach("batch-committed")
        return number

    def _parse_ahead(self, items: list[_Item]) -> None:
        """Parse what is new before the transaction: while that lasts, SQLite lets nobody write.

        What a partial record says is known only together with what is stored.
        """
        self.ahead = {}
        if self.source.partial_records:
            return
        ids = [item.key for item in items if item.key]
        rows = Tender.objects.filter(source=self.source.code, source_id__in=ids)
        readings = dict(rows.values_list("source_id", "reading_key"))
        for item in items:
            if readings.get(item.key) == item.reading:
                continue
            try:
                self.ahead[item.position] = Parsed.of(self.source.parse(item.record))
            except Exception as fault:
                # It counts when the record's turn comes.
                self.ahead[item.position] = fault

    def _read_batch(self, items: list[_Item]) -> None:
        self.counts, self.arrivals = Counter(), {}
        self.untouched, self.read_anew = [], []
        stored = self._stored(items)
        for item in items:
            self.counts["seen"] += 1
            self._guarded(item, partial(self._take, item, stored))
        self._insert()
        if self.untouched:
            Tender.objects.filter(pk__in=self.untouched).update(last_seen_at=self.now)
        Tender.objects.bulk_update(self.read_anew, ["reading_key"])

    def _item(self, record: RawRecord) -> _Item:
        self.position += 1
        raw = as_text(record).encode()
        reading = reading_key(self.source, raw)
        return _Item(self.position, record, raw, self._id_of(record), reading)

    def _id_of(self, record: RawRecord) -> str:
        # What the identifier itself is worth is decided when the record's turn comes.
        with contextlib.suppress(Exception):
            return self.source.record_id(record)
        return ""

    def _stored(self, items: list[_Item]) -> dict[str, Tender]:
        ids = [item.key for item in items if item.key]
        rows = Tender.objects.filter(source=self.source.code, source_id__in=ids)
        if not self.source.partial_records:
            rows = rows.defer("record")
        return {tender.source_id: tender for tender in rows}

    def _guarded(self, item: _Item, step: Callable[[], None]) -> None:
        try:
            step()
        except BadRecord as fault:
            self._set_aside(item, fault)
        except (OperationalError, InterfaceError, failpoints.Tripped):
            # The database is in trouble, not the record.
            raise
        except Exception as error:
            logger.warning("A record of %s: %s", self.source.code, type(error).__name__)
            self._set_aside(item, BadRecord("", f"could not be read: {type(error).__name__}"))

    def _take(self, item: _Item, stored: dict[str, Tender]) -> None:
        # Without an identifier the source says itself what is wrong with it.
        key = item.key or self.source.record_id(item.record)
        tender = stored.get(key)
        if tender is not None and self._came_again(item, tender):
            return
        reading = self._reading(item, self._record_before(key, tender))
        content = reading.content_hash
        if self._is_taken_otherwise(key, content, tender):
            raise Conflict("id", "stands twice in one payload, with other content")
        if key in self.arrivals:
            self._count(item, reading, Outcome.UNCHANGED)
        elif tender is None:
            self.arrivals[key] = (item, Arrival.of(reading))
        elif notices.is_unchanged(reading, tender):
            self._leave(tender, reading)
            self._count(item, reading, Outcome.UNCHANGED)
        else:
            with transaction.atomic():
                outcome = notices.update(reading, tender)
            self._count(item, reading, outcome)
        if not self.source.streams and (tender is None or tender.content_hash == content):
            self.taken[key] = content

    def _leave(self, tender: Tender, reading: Reading) -> None:
        self.untouched.append(tender.pk)
        if reading.content_hash == tender.content_hash:
            tender.reading_key = reading.key
            self.read_anew.append(tender)

    def _came_again(self, item: _Item, tender: Tender) -> bool:
        """Take a record, byte by byte the one that made the tender what it is, without reading."""
        content = tender.content_hash
        is_same = item.reading == tender.reading_key
        if not is_same or self._is_taken_otherwise(item.key, content, tender):
            return False
        self.untouched.append(tender.pk)
        self.counts[Outcome.UNCHANGED.value] += 1
        self.counts["with_deadline"] += tender.deadline_state == Tender.DeadlineState.KNOWN
        if not self.source.streams:
            self.taken[item.key] = content
        self._release(item)
        return True

    def _record_before(self, key: str, tender: Tender | None) -> RawRecord:
        """What a partial record is laid over."""
        if not self.source.partial_records:
            return {}
        if key in self.arrivals:
            return as_record(self.arrivals[key][1].tender.record)
        return as_record(tender.record) if tender else {}

    def _reading(self, item: _Item, before: RawRecord) -> Reading:
        record = {**before, **item.record}
        parsed = self.ahead.get(item.position) or Parsed.of(self.source.parse(record))
        if isinstance(parsed, Exception):
            raise parsed
        text = item.raw.decode() if not before else as_text(record)
        origin = Origin(item.raw, self.run, self.now)
        return Reading(parsed, item.reading, text, origin, self.known)

    def _is_taken_otherwise(self, key: str, content: str, tender: Tender | None) -> bool:
        if key in self.arrivals:
            return self.arrivals[key][1].reading.content_hash != content
        if self.source.streams and tender is not None and tender.last_seen_at == self.now:
            # No other reading has this moment: an earlier batch of this very stream brought it.
            return tender.content_hash != content
        return self.taken.get(key, content) != content

    def _insert(self) -> None:
        """All new tenders at once; where the database refuses one of them, one by one."""
        waiting = list(self.arrivals.values())
        try:
            with transaction.atomic():
                notices.insert_all([arrival for _, arrival in waiting])
        except (OperationalError, InterfaceError, failpoints.Tripped):
            raise
        except Exception as error:
            logger.warning("A batch of %s: %s", self.source.code, type(error).__name__)
            for item, arrival in waiting:
                # The tender was undone with the others and gets another key.
                arrival.tender.pk = None
                self._guarded(item, partial(self._insert_alone, arrival))
        for item, arrival in waiting:
            if arrival.tender.pk is not None:
                self._count(item, arrival.reading, Outcome.INSERTED)

    def _insert_alone(self, arrival: Arrival) -> None:
        anew = Arrival.of(arrival.reading)
        with transaction.atomic():
            notices.insert_all([anew])
        arrival.tender.pk = anew.tender.pk

    def _count(self, item: _Item, reading: Reading, outcome: Outcome) -> None:
        self.counts[outcome.value] += 1
        self.counts["with_deadline"] += reading.notice.deadline.state is DeadlineState.KNOWN
        self._release(item)

    def _release(self, item: _Item) -> None:
        if self.outside and quarantine.hash_of(item.raw) in self.outside:
            quarantine.release(self.source.code, quarantine.hash_of(item.raw), now=self.now)

    def _set_aside(self, item: _Item, fault: BadRecord) -> None:
        quarantine.set_aside(
            self.run,
            raw=item.raw,
            position=item.position,
            record_id=item.key,
            field=fault.field,
            reason=str(fault).strip(),
            now=self.now,
        )
        self.counts["quarantined"] += 1
        failpoints.reach("record-set-aside")


@contextlib.contextmanager
def _garbage_waiting() -> Iterator[None]:
    """A batch makes many objects, all of which it still needs: looking for garbage among them
    takes a sixth of its time and finds none. After it there is time for that."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def as_text(record: RawRecord) -> str:
    """JSON in plain ASCII, so that neither NUL nor half a character troubles a database."""
    return json.dumps(record, ensure_ascii=True)


def as_record(text: str) -> RawRecord:
    record: RawRecord = json.loads(text)
    return record
