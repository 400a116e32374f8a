"""Notices of the United Nations' agencies, from the UN Global Marketplace.

Publisher
    United Nations Global Marketplace, https://www.ungm.org/Public/Notice
Access
    Import by hand until an operator has read the terms of use, which nobody has for us. From then
    on the same list is asked once a day, as the search form of the public page asks for it.
Licence
    None stated. Facts are shown with a link to the notice; texts are not republished.
Format
    HTML: the fragment that the search form receives, with a row of eight cells a notice and the
    total in a script at its end. Or CSV, in the shape of a widely used scraper of list and details.
Languages
    English, French and Spanish, nowhere stated.
Time zone
    An offset beside each deadline. It is written hours, point, minutes: "GMT 4.30" is +04:30.
    Deadlines are turned into UTC, and what was written is kept.
Traps
    - Fifteen rows come whatever page size was asked for, in an order that moves: pages are read
      with repeats, and the days before the window are read again.
    - The number after a deadline is the days that are left, not part of it.
    - The markup is not valid, so a real parser is needed.
    - "Multiple destinations" stands in the place of a country.
    - Nearly equal titles are different tenders: only the number counts.
    - The financing bank, if there is one, is not named.
    - The scraper's contact cells hold labels and values in turn, and its documents have no address.
"""

import html
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from typing import ClassVar

from tenders.sources import dates, fields
from tenders.sources.base import (
    UNREADABLE,
    Access,
    BadPayload,
    BadRecord,
    Client,
    Payload,
    RawRecord,
    Source,
    gettext_noop,
)
from tenders.sources.csv_payloads import read_csv
from tenders.sources.html_payloads import Element, by_class, read_html, words
from tenders.sources.markup import clean_body, plain_text
from tenders.sources.notice import (
    Bank,
    Contact,
    Deadline,
    Link,
    Notice,
    NoticeMethod,
    NoticeText,
    NoticeType,
)
from tenders.sources.notice_parts import common_flags, known_deadline, places
from tenders.sources.ungm_requests import HOST, pages, total_of

PAGE = "https://www.ungm.org/Public/Notice/"
CELLS = ("", "title", "deadline", "published", "agency", "type", "reference", "country")
IN_CSV = {
    "Notice_ID": "id",
    "Title": "title",
    "Reference": "reference",
    "UN_Organization": "agency",
    "Published_Date": "published",
    "Deadline": "deadline",
    "Type": "type",
    "Country": "country",
    "Contact_Name": "contact",
    "Contact_Email": "email",
    "Contact_Address": "address",
    "Description": "description",
}
KINDS = {
    "request for proposal": (NoticeType.INVITATION, NoticeMethod.PROPOSALS),
    "invitation to bid": (NoticeType.INVITATION, NoticeMethod.BIDS),
    "request for quotation": (NoticeType.REQUEST_QUOTATION, NoticeMethod.QUOTATIONS),
    "request for eoi": (NoticeType.EXPRESSION_OF_INTEREST, NoticeMethod.UNKNOWN),
    "pre-qualification": (NoticeType.PREQUALIFICATION, NoticeMethod.UNKNOWN),
    "call for individual consultants": (
        NoticeType.INDIVIDUAL_CONSULTANT,
        NoticeMethod.INDIVIDUAL_CONSULTANT,
    ),
}
_ID = re.compile(r"[0-9]{1,12}")
_DEADLINE = re.compile(
    r"([0-9]{1,2}-[A-Za-z]{3}-[0-9]{4})(?: ([0-9]{1,2}:[0-9]{2}))?"
    r"(?: \(GMT ([+-]?)([0-9]{1,2})\.([0-9]{2})\))?"
)
_LABELS = ("First name", "Surname", "Telephone", "Email address", "Title")


class Ungm(Source):
    """Notices of the UN's agencies, brought by a person; see the head of this file."""

    code = "ungm"
    name = gettext_noop("United Nations Global Marketplace (UNGM)")
    bank = Bank.NONE
    homepage = "https://www.ungm.org/Public/Notice"
    access = Access.IMPORT
    access_note = gettext_noop(
        "A person imports the file. Reading by schedule is switched off until the operator has "
        "read the terms of use."
    )
    rhythm: ClassVar[timedelta | None] = None
    attribution = name
    languages = ("en", "fr", "es")
    zone_note = gettext_noop("The time zone stands beside each deadline; it is shown in UTC.")
    pause_seconds = 2.0
    # A row of the list says less than a scraped table, and must not take away what that added.
    partial_records = True

    def read(self, payload: bytes) -> list[RawRecord]:
        """The rows of one answer of the search form, or of a saved table."""
        if not payload.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
            rows = read_csv(payload, columns=IN_CSV)
            return [_renamed(row) for row in rows]
        page, total = read_html(payload), total_of(payload)
        rows = [_row(row) for row in by_class(page, "dataRow")]
        if total and not rows:
            raise BadPayload(f"The page speaks of {total:,} notices but holds none.")
        return rows

    def record_id(self, record: RawRecord) -> str:
        """The number of the notice."""
        number = fields.line(record, "id", limit=60)
        if not _ID.fullmatch(number):
            raise BadRecord("id", "is no number of a notice")
        return number

    def parse(self, record: RawRecord) -> Notice:
        """One row of the list, with the details that a table adds."""
        notice_id = self.record_id(record)
        title = fields.title(record, "title")
        if not title:
            raise BadRecord("title", "is missing")
        kind_raw = fields.line(record, "type", limit=200)
        kind, method = KINDS.get(kind_raw.casefold(), (NoticeType.OTHER, NoticeMethod.UNKNOWN))
        published_on = dates.english_day(record, "published")
        deadline = _deadline(record, published_on=published_on)
        countries, regions = places(fields.line(record, "country", limit=200))
        body = _body(record)
        return Notice(
            source=self.code,
            source_id=notice_id,
            reference=fields.line(record, "reference", limit=300),
            notice_type=kind,
            notice_type_raw=kind_raw,
            texts=(NoticeText("", title, body, plain_text(body)),),
            buyer=fields.line(record, "agency"),
            bank=self.bank,
            countries=countries,
            regions=regions,
            method=method,
            published_on=published_on,
            deadline=deadline,
            contacts=_contacts(record),
            links=(Link(PAGE + notice_id),),
            flags=tuple(common_flags(deadline, regions=regions)),
        )


class UngmByConsent(Ungm):
    """The same list, read by schedule: for an operator who has read the terms of use."""

    access = Access.LIVE
    access_note = gettext_noop(
        "The public list is read once a day, because the operator has read the terms of use."
    )
    rhythm = timedelta(days=1)
    hosts = frozenset({HOST})

    def fetch(self, client: Client, *, since: date) -> Iterator[Payload]:
        """All pages with notices published on or after a day."""
        return pages(client, since=since)


def _renamed(row: RawRecord) -> RawRecord:
    return row if UNREADABLE in row else {new: row[old] for old, new in IN_CSV.items()}


def _row(row: Element) -> RawRecord:
    cells = [cell for cell in row if cell.get("role") == "cell"]
    if len(cells) != len(CELLS):
        return {UNREADABLE: [words(cell) for cell in cells]}
    record: RawRecord = {"id": row.get("data-noticeid", "")}
    for name, cell in zip(CELLS, cells, strict=True):
        if name:
            record[name] = _first_words(cell)
    return record


def _first_words(cell: Element) -> str:
    """The first span of a cell: the others are icons and the days that are left."""
    titles = list(by_class(cell, "ungm-title")) or list(cell.iter("span"))
    return words(titles[0]) if titles else words(cell)


def _deadline(record: RawRecord, *, published_on: date | None) -> Deadline:
    written = fields.line(record, "deadline", limit=200)
    if not written:
        return known_deadline(None, written="", published_on=published_on)
    match = _DEADLINE.fullmatch(written)
    if not match:
        raise BadRecord("deadline", f"is no moment such as 19-Oct-2026 23:59: {written[:40]!r}")
    on = dates.english_day({"deadline": match[1]}, "deadline")
    at_time = dates.clock({"deadline": match[2] or ""}, "deadline")
    zone = ""
    if on and at_time and match[4]:
        moment = datetime.combine(on, at_time, _zone(match[3], int(match[4]), int(match[5])))
        on, at_time, zone = moment.astimezone(UTC).date(), moment.astimezone(UTC).time(), "UTC"
    return known_deadline(
        on, at_time=at_time, zone=zone, written=written, published_on=published_on
    )


def _zone(sign: str, hours: int, minutes: int) -> timezone:
    if hours > 14 or minutes not in {0, 30, 45}:
        raise BadRecord("deadline", f"has no offset that exists: {sign}{hours}.{minutes:02}")
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-offset if sign == "-" else offset)


def _body(record: RawRecord) -> str:
    text = fields.raw_text(record, "description")
    return clean_body(text if "</" in text else html.escape(text), field="description")


def _contacts(record: RawRecord) -> tuple[Contact, ...]:
    stated = _labelled(fields.paragraph(record, "contact"))
    names = (stated.get("First name", ""), stated.get("Surname", ""))
    contact = Contact(
        name=" ".join(dict.fromkeys(name for name in names if name and "@" not in name))[:300],
        email=fields.email(record, "email"),
        phone=stated.get("Telephone", "")[:100],
        address=fields.paragraph(record, "address"),
    )
    return (contact,) if contact != Contact() else ()


def _labelled(text: str) -> dict[str, str]:
    """From lines that hold a label and its value in turn."""
    found: dict[str, str] = {}
    label = ""
    for line in text.splitlines():
        if line.removesuffix(":") in _LABELS and line.endswith(":"):
            label = line.removesuffix(":")
        elif label:
            found.setdefault(label, line)
            label = ""
    return found
