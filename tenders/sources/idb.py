"""Procurement notices of the Inter-American Development Bank.

Publisher
    Inter-American Development Bank, https://projectprocurement.iadb.org/en/procurement-notices
Access
    Import by hand. The robots rule of the bank's data portal forbids its interface, and the notices
    page turns programs away, so a person saves the table and brings the file.
Licence
    The bank's open-data edition is CC BY 4.0. The notices page states no licence, so only facts are
    shown: title, dates, country, project and a link.
Format
    CSV with the columns of the notices table, or JSON: a list of objects in the shape of a widely
    used scraper of that table.
Languages
    Spanish, Portuguese, English and French, nowhere stated. The scraper's 'language' always says
    "en" and is not read.
Time zone
    None stated, and deadlines are days.
Traps
    - No notice has a number. The key is made of project number, type, title and day of publication.
      The scraper's 'noticeId' is a hash of the title alone, so two notices share it.
    - Amendments are rows of their own with "ENMIENDA - ..." in the title.
    - Some files lack country, project, type and deadline throughout.
    - The scraper's 'sector' is its own guess and is not read.
    - CSV dates follow the locale of the browser. 03/04/2026 is read only where another date of the
      same file proves the order; otherwise it stays open and is flagged.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from tenders.sources import dates, fields
from tenders.sources.base import (
    Access,
    BadPayload,
    BadRecord,
    RawRecord,
    Source,
    gettext_noop,
)
from tenders.sources.country_names import country_code, is_region
from tenders.sources.csv_payloads import read_csv
from tenders.sources.idb_titles import amended_title, is_amendment
from tenders.sources.json_payloads import read_json, records_of
from tenders.sources.notice import (
    Bank,
    Deadline,
    DeadlineState,
    Flag,
    Link,
    Notice,
    NoticeText,
    NoticeType,
)

KINDS = {
    "SPECIFIC": NoticeType.INVITATION,
    "EOI": NoticeType.EXPRESSION_OF_INTEREST,
    "GENERAL": NoticeType.GENERAL,
    "AWARD": NoticeType.AWARD,
}
WITHOUT_DEADLINE = {"GENERAL", "AWARD"}
# What the scraper writes where it found nothing.
NOT_STATED = "OTHER"


@dataclass(frozen=True, slots=True)
class Columns:
    """The names under which one of the two shapes keeps its facts."""

    title: str
    kind: str
    country: str
    project: str
    project_name: str
    published: str
    deadline: str


IN_CSV = Columns(
    title="Notice Title",
    kind="Type",
    country="Country",
    project="Project Number",
    project_name="Project Name",
    published="Publication Date",
    deadline="Due Date",
)
IN_JSON = Columns(
    title="title",
    kind="category",
    country="countryName",
    project="projectId",
    project_name="projectName",
    published="publicationDate",
    deadline="deadline",
)
# Added to each CSV record: what the whole file proves about the order of day and month.
DAY_ORDER = "@day_order"
_SLASHED = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")


class DayOrder(StrEnum):
    """What comes first in a date with slashes."""

    DAY = "day"
    MONTH = "month"
    UNPROVEN = "unproven"


class InterAmerican(Source):
    """Notices of projects that the IDB finances; see the head of this file."""

    code = "idb"
    name = "Inter-American Development Bank"
    bank = Bank.IDB
    homepage = "https://projectprocurement.iadb.org/en/procurement-notices"
    access = Access.IMPORT
    access_note = gettext_noop(
        "The bank's robots rule forbids programs to read its notices, so a person imports the file."
    )
    rhythm = None
    attribution = "Inter-American Development Bank"
    languages = ("es", "pt", "en", "fr")
    zone_note = gettext_noop("The bank states days without a time and without a time zone.")

    def read(self, payload: bytes) -> list[RawRecord]:
        """All rows of a saved table, CSV or JSON."""
        start = payload.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
        if start not in {b"[", b"{", b"<", b""}:
            return _read_table(payload)
        rows = read_json(payload)
        if not isinstance(rows, list):
            raise BadPayload("The JSON is no list of notices.")
        return records_of(rows)

    def record_id(self, record: RawRecord) -> str:
        """A hash of project number, type, title and day of publication."""
        columns = _columns(record)
        day = _day(record, columns.published)
        parts = (
            fields.line(record, columns.project, limit=60).upper(),
            _kind(record, columns),
            _title(record, columns).casefold(),
            day.isoformat() if day else fields.line(record, columns.published),
        )
        return "idb-" + hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]

    def parse(self, record: RawRecord) -> Notice:
        """One row of the notices table."""
        columns = _columns(record)
        title = _title(record, columns)
        kind_raw = _kind(record, columns)
        amends = is_amendment(title)
        published_on = _day(record, columns.published)
        deadline = _deadline(record, columns, published_on=published_on)
        place = fields.line(record, columns.country, limit=200)
        country = country_code(place)
        address = fields.web_address(record, "url")
        notice = Notice(
            source=self.code,
            source_id=self.record_id(record),
            source_id_derived=True,
            notice_type=NoticeType.AMENDMENT if amends else KINDS.get(kind_raw, NoticeType.OTHER),
            notice_type_raw=kind_raw,
            texts=(NoticeText("", title),),
            bank=self.bank,
            project_id=fields.line(record, columns.project, limit=60).upper(),
            project_name=fields.line(record, columns.project_name),
            countries=(country,) if country else (),
            regions=(place,) if place and not country else (),
            published_on=published_on,
            deadline=deadline,
            links=(Link(address),) if address else (),
            amends_hint=amended_title(title) if amends else "",
        )
        return replace(notice, flags=_flags(record, columns, notice))


def _read_table(payload: bytes) -> list[RawRecord]:
    records = read_csv(payload, columns=_names(IN_CSV))
    order = _proven_order(
        str(record.get(column, "")).strip()
        for record in records
        for column in (IN_CSV.published, IN_CSV.deadline)
    )
    return [record | {DAY_ORDER: order.value} for record in records]


def _names(columns: Columns) -> tuple[str, ...]:
    return (
        columns.country,
        columns.kind,
        columns.title,
        columns.project_name,
        columns.project,
        columns.published,
        columns.deadline,
    )


def _proven_order(texts: Iterable[str]) -> DayOrder:
    found = [match for text in texts if (match := _SLASHED.fullmatch(text))]
    day_first = any(int(match[1]) > 12 for match in found)
    month_first = any(int(match[2]) > 12 for match in found)
    if day_first == month_first:
        return DayOrder.UNPROVEN
    return DayOrder.DAY if day_first else DayOrder.MONTH


def _columns(record: RawRecord) -> Columns:
    return IN_CSV if IN_CSV.title in record else IN_JSON


def _title(record: RawRecord, columns: Columns) -> str:
    title = fields.title(record, columns.title)
    if not title:
        raise BadRecord(columns.title, "is missing")
    return title


def _kind(record: RawRecord, columns: Columns) -> str:
    for field in (columns.kind, "noticeType"):
        kind = fields.line(record, field, limit=200).upper()
        if kind and kind != NOT_STATED:
            return kind
    return ""


def _day(record: RawRecord, field: str) -> date | None:
    """The day in a field, or None where none is stated or its order is not proven."""
    text = fields.raw_text(record, field).strip()
    match = _SLASHED.fullmatch(text)
    if not match:
        return dates.iso_day(record, field)
    first, second, year = int(match[1]), int(match[2]), int(match[3])
    order = fields.raw_text(record, DAY_ORDER)
    if order == DayOrder.MONTH:
        return dates.day(year, first, second, field=field)
    # Even where the file proves nothing, some dates have one reading only.
    if order == DayOrder.DAY or first > 12 or first == second:
        return dates.day(year, second, first, field=field)
    return dates.day(year, first, second, field=field) if second > 12 else None


def _deadline(record: RawRecord, columns: Columns, *, published_on: date | None) -> Deadline:
    if _kind(record, columns) in WITHOUT_DEADLINE:
        return Deadline(DeadlineState.NONE_APPLICABLE)
    written = fields.line(record, columns.deadline, limit=200)
    on = _day(record, columns.deadline)
    if on is None:
        return Deadline(DeadlineState.UNKNOWN, source_text=written)
    return Deadline(
        DeadlineState.KNOWN,
        on=on,
        source_text=written,
        suspicious=published_on is not None and on <= published_on,
    )


def _flags(record: RawRecord, columns: Columns, notice: Notice) -> tuple[Flag, ...]:
    is_published_open = bool(fields.line(record, columns.published)) and not notice.published_on
    deadline = notice.deadline
    is_deadline_open = deadline.state == DeadlineState.UNKNOWN and bool(deadline.source_text)
    claims = {
        Flag.ID_DERIVED: True,
        Flag.DEADLINE_SUSPICIOUS: deadline.suspicious,
        Flag.AMBIGUOUS_DATE: is_published_open or is_deadline_open,
        Flag.COUNTRY_UNKNOWN: any(not is_region(name) for name in notice.regions),
    }
    return tuple(flag for flag, is_true in claims.items() if is_true)
