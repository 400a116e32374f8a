"""Procurement notices of projects that the Caribbean Development Bank finances.

Publisher
    Caribbean Development Bank,
    https://www.caribank.org/work-with-us/procurement/procurement-notices
Access
    Live: the pages of a public table, asked once a day after their robots rule. A saved page may be
    imported as well.
Licence
    None stated. Facts are shown with a link to the notice.
Format
    HTML: the table of a Drupal view, whose cells are known by their class. No payload was at hand:
    the shape is known from documentation only.
Languages
    English.
Time zone
    None. The day of publication has a time of the server, of which the day is read.
Traps
    - The table has no deadline; it stands on the page of the notice and stays unknown here.
    - A notice has no number: the path of its page is the key.
    - Which order the rows have is nowhere promised. Pages are read to the last one, unless the days
      so far fell from row to row and a whole page is older than the window.
    - Firms of member countries may bid; the United States are not a member.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from urllib.parse import parse_qs, urljoin, urlsplit

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
from tenders.sources.html_payloads import (
    HTML_TYPES,
    Element,
    by_class,
    check_closed,
    read_html,
    table_rows,
    words,
)
from tenders.sources.notice import (
    Bank,
    Deadline,
    DeadlineState,
    Link,
    Notice,
    NoticeText,
    NoticeType,
)
from tenders.sources.notice_parts import common_flags, derived_key, places, sector_codes
from tenders.sources.robots import check_allowed

ADDRESS = "https://www.caribank.org/work-with-us/procurement/procurement-notices"
MOST_PAGES = 60
TABLE = "table-hover"
CELLS = {
    "title": "views-field-field-cdb-role-service",
    "country": "views-field-field-cdb-country-tag",
    "sector": "views-field-field-sector-tag",
    "type": "views-field-field-cdb-contract-awards-type",
    "published": "views-field-field-date-of-approval",
}
# The first that is found in the words of the type decides.
KINDS = (
    ("award", NoticeType.AWARD),
    ("cancel", NoticeType.CANCELLED),
    ("addendum", NoticeType.AMENDMENT),
    ("general procurement", NoticeType.GENERAL),
    ("prequalification", NoticeType.PREQUALIFICATION),
    ("expression", NoticeType.EXPRESSION_OF_INTEREST),
    ("quotation", NoticeType.REQUEST_QUOTATION),
    ("individual consult", NoticeType.INDIVIDUAL_CONSULTANT),
    ("invitation", NoticeType.INVITATION),
    ("request for proposal", NoticeType.INVITATION),
    ("specific procurement", NoticeType.INVITATION),
)
WITHOUT_DEADLINE = {NoticeType.GENERAL, NoticeType.AWARD, NoticeType.CANCELLED}
LONGEST_PATH = 190


class Cdb(Source):
    """Notices of projects that the CDB finances; see the head of this file."""

    code = "cdb"
    name = "Caribbean Development Bank"
    bank = Bank.CDB
    homepage = ADDRESS
    access = Access.LIVE
    access_note = gettext_noop(
        "The bank's public table of notices is read once a day, as its robots rule allows."
    )
    rhythm = timedelta(days=1)
    attribution = "Caribbean Development Bank"
    languages = ("en",)
    zone_note = gettext_noop("The bank's table states no deadlines; they stand in the notices.")
    hosts = frozenset({"www.caribank.org", "caribank.org"})
    pause_seconds = 2.0

    def read(self, payload: bytes) -> list[RawRecord]:
        """The rows of one page of the table."""
        page = read_html(payload)
        check_closed(payload, "table")
        tables = [table for table in by_class(page, TABLE) if table.tag == "table"]
        if not tables and next(by_class(page, "view-empty"), None) is not None:
            return []
        if len(tables) != 1:
            raise BadPayload(f"The page has {len(tables)} tables '{TABLE}' where one was expected.")
        records = [_row(cells) for cells in table_rows(tables[0])]
        if records and all(UNREADABLE in record for record in records):
            raise BadPayload("No row of the table has the cells of a notice.")
        return records

    def record_id(self, record: RawRecord) -> str:
        """The path of the notice's page, or a hash of it where it is very long."""
        path = urlsplit(_address(record)).path.strip("/")
        if not path:
            raise BadRecord("link", "leads to no page of a notice")
        return path if len(path) <= LONGEST_PATH else derived_key(self.code, path)

    def fetch(self, client: Client, *, since: date) -> Iterator[Payload]:
        """The pages that hold notices published on or after a day, or without a day."""
        check_allowed(client, ADDRESS)
        return self._pages(client, since=since)

    def parse(self, record: RawRecord) -> Notice:
        """One row of the table."""
        notice_id = self.record_id(record)
        title = fields.title(record, "title")
        if not title:
            raise BadRecord("title", "is missing")
        kind_raw = fields.line(record, "type", limit=200)
        kind = _kind(kind_raw)
        has_deadline = kind not in WITHOUT_DEADLINE
        state = DeadlineState.UNKNOWN if has_deadline else DeadlineState.NONE_APPLICABLE
        deadline = Deadline(state)
        countries, regions = places(*_listed(record, "country"))
        return Notice(
            source=self.code,
            source_id=notice_id,
            notice_type=kind,
            notice_type_raw=kind_raw,
            texts=(NoticeText("en", title),),
            language_published="en",
            bank=self.bank,
            countries=countries,
            regions=regions,
            codes=sector_codes(_listed(record, "sector")),
            published_on=_published_on(record),
            deadline=deadline,
            links=(Link(_address(record)),),
            flags=tuple(common_flags(deadline, regions=regions)),
        )

    def _pages(self, client: Client, *, since: date) -> Iterator[Payload]:
        days: list[date] = []
        before: list[RawRecord] = []
        for page in range(MOST_PAGES):
            answer = client.get(ADDRESS, params={"page": str(page)}, media_types=HTML_TYPES)
            records = self.read(answer.content)
            if page and records == before:
                raise BadPayload("The CDB ignored the parameter 'page'.")
            found = [day for record in records if (day := _readable_day(record))]
            is_wanted = len(found) < len(records) or any(day >= since for day in found)
            if is_wanted or not (page or records):
                yield answer
            days += found
            is_sorted = days == sorted(days, reverse=True)
            if not _has_next(answer.content, page) or (is_sorted and not is_wanted):
                return
            before = records
        raise BadPayload(f"The CDB's table did not end within {MOST_PAGES} pages.")


def _has_next(payload: bytes, page: int) -> bool:
    following = str(page + 1)
    return any(
        following in parse_qs(urlsplit(link.get("href", "")).query).get("page", [])
        for link in read_html(payload).iter("a")
    )


def _row(cells: list[Element]) -> RawRecord:
    found = {
        name: cell
        for cell in cells
        for name, css_class in CELLS.items()
        if css_class in cell.get("class", "").split()
    }
    if not found.keys() >= {"title", "type"}:
        return {UNREADABLE: [words(cell) for cell in cells]}
    links = [link.get("href", "") for link in found["title"].iter("a")]
    record: RawRecord = {"link": links[0] if links else ""}
    record |= {name: words(found[name]) if name in found else "" for name in CELLS}
    if "published" in found:
        moments = [moment.get("datetime", "") for moment in found["published"].iter("time")]
        record["published"] = moments[0] if moments else record["published"]
    return record


def _address(record: RawRecord) -> str:
    link = fields.raw_text(record, "link").strip()
    try:
        whole = urljoin(ADDRESS, link) if link else ""
    except ValueError:
        whole = ""
    address = fields.web_address({"link": whole}, "link")
    if not address:
        raise BadRecord("link", "is no web address")
    return address


def _kind(words_of_type: str) -> NoticeType:
    folded = words_of_type.casefold()
    return next((kind for mark, kind in KINDS if mark in folded), NoticeType.OTHER)


def _listed(record: RawRecord, field: str) -> list[str]:
    """One name, or several with commas between them where not the whole is a country's name."""
    written = fields.line(record, field)
    if places(written)[0]:
        return [written]
    return [part.strip() for part in written.split(",")]


def _published_on(record: RawRecord) -> date | None:
    text = fields.raw_text(record, "published").strip()
    if text[:4].isdecimal():
        return dates.iso_day(record, "published")
    return dates.written_day(record, "published")


def _readable_day(record: RawRecord) -> date | None:
    try:
        return _published_on(record)
    except BadRecord:
        return None
