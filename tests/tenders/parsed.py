"""Notices made by hand, for what the store does whatever the wire format."""

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any, BinaryIO, ClassVar

from tenders import ingestion
from tenders.models import IngestionRun
from tenders.sources.base import Access, BadRecord, Payload, RawRecord, Source
from tenders.sources.json_payloads import read_json, records_of
from tenders.sources.notice import (
    Bank,
    Deadline,
    DeadlineState,
    Notice,
    NoticeStatus,
    NoticeText,
    NoticeType,
)
from tests.tenders.payloads import NOW, table


class Plain(Source):
    """A source whose records are the fields of a notice."""

    name = "Plain"
    bank = Bank.NONE
    homepage = "https://plain.example/"
    access = Access.IMPORT
    access_note = "."
    rhythm: ClassVar[Any] = None
    attribution = "Plain"
    languages = ("en",)
    zone_note = "."

    def __init__(self, code: str = "plain", **facts: Any) -> None:
        self.code = code  # type: ignore[misc]
        self.facts = facts

    def read(self, payload: bytes) -> list[RawRecord]:
        return records_of(read_json(payload))

    def record_id(self, record: RawRecord) -> str:
        key = record.get("id")
        if not isinstance(key, str) or not key:
            raise BadRecord("id", "is missing")
        return key

    def parse(self, record: RawRecord) -> Notice:
        facts = {**self.facts, **record}
        if "wrong" in facts:
            raise BadRecord(str(facts["wrong"]), "is wrong")
        return Notice(
            source=self.code,
            source_id=self.record_id(record),
            reference=facts.get("reference", ""),
            notice_type=NoticeType(facts.get("kind", "invitation")),
            status=NoticeStatus(facts.get("status", "published")),
            texts=(NoticeText("en", facts.get("title", "Solar pumps for wells")),),
            language_published="en",
            buyer=facts.get("buyer", "Rural Energy Agency"),
            project_id=facts.get("project", ""),
            published_on=date.fromisoformat(facts.get("published", "2026-09-01")),
            deadline=deadline(facts.get("deadline", "2026-12-01"), facts.get("zone", "")),
            version=facts.get("version", ""),
            lots=tuple(facts.get("lots", ())),
            awards=tuple(facts.get("awards", ())),
            documents=tuple(facts.get("documents", ())),
            set_aside=facts.get("set_aside", ""),
            amends_hint=facts.get("amends", ""),
        )


class PlainStream(Plain):
    """The same for files that are larger than memory: one record a line."""

    streams = True

    def stream(self, file: BinaryIO) -> Iterator[RawRecord]:
        for line in file:
            yield read_json(line)


def deadline(text: str, zone: str) -> Deadline:
    if not text:
        return Deadline(DeadlineState.UNKNOWN)
    day, _, clock = text.partition(" ")
    return Deadline(
        DeadlineState.KNOWN,
        on=date.fromisoformat(day),
        at_time=time.fromisoformat(clock) if clock else None,
        zone=zone,
        zone_known=bool(zone),
    )


def tell(
    *records: dict[str, Any], source: str | Source = "plain", now: datetime = NOW
) -> IngestionRun:
    """One reading of records of a plain source."""
    reader = Plain(source) if isinstance(source, str) else source
    payload = Payload(table(*records), "", "")
    return ingestion.run(reader, payloads=[payload], origin="test", now=now)
