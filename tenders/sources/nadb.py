"""Procurement notices of projects that the North American Development Bank finances.

Publisher
    North American Development Bank, https://www.nadb.org/
Access
    Import by hand. The bank has no feed and no list that a program could read: it announces
    tenders, which are rare, as news on its site, so a person writes them into a file.
Licence
    None stated. Facts are shown with a link to the announcement.
Format
    A shape of our own, as CSV with the columns number, title, type, country, buyer, project,
    published, deadline, language, url, text, or as a JSON list of objects with these keys. Columns
    may be empty but for title and either number or url; in JSON, keys may be missing as well.
Languages
    English and Spanish: "en" or "es" in 'language', or nothing.
Time zone
    None stated, and deadlines are days.
Traps
    - Days are written 2026-10-28 and in no other way.
    - Where the announcement has no number, the key is made of its address.
    - 'type' is one of the words general, prequalification, expression_of_interest, invitation,
      request_quotation, individual_consultant, amendment, award, cancelled.
"""

import html
import re

from tenders.sources import dates, fields
from tenders.sources.base import (
    Access,
    BadPayload,
    BadRecord,
    RawRecord,
    Source,
    gettext_noop,
)
from tenders.sources.csv_payloads import read_csv
from tenders.sources.json_payloads import read_json, records_of
from tenders.sources.markup import clean_body, plain_text
from tenders.sources.notice import (
    Bank,
    Deadline,
    DeadlineState,
    Link,
    Notice,
    NoticeText,
    NoticeType,
)
from tenders.sources.notice_parts import common_flags, derived_key, known_deadline, places

COLUMNS = (
    *("number", "title", "type", "country", "buyer", "project"),
    *("published", "deadline", "language", "url", "text"),
)
WITHOUT_DEADLINE = {NoticeType.GENERAL, NoticeType.AWARD, NoticeType.CANCELLED}
LANGUAGES = {"", "en", "es"}
_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._/-]{0,63}")


class Nadb(Source):
    """Tenders that the NADB announced, written down by a person; see the head of this file."""

    code = "nadb"
    name = "North American Development Bank"
    bank = Bank.NADB
    homepage = "https://www.nadb.org/"
    access = Access.IMPORT
    access_note = gettext_noop(
        "The bank announces its rare tenders as news and has no feed, so a person imports a file."
    )
    rhythm = None
    attribution = "North American Development Bank"
    languages = ("en", "es")
    zone_note = gettext_noop("Deadlines are days without a time and without a time zone.")

    def read(self, payload: bytes) -> list[RawRecord]:
        """All rows of a table, or all objects of a list."""
        start = payload.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
        if start not in {b"[", b"{", b"<", b""}:
            return read_csv(payload, columns=COLUMNS)
        rows = read_json(payload)
        if not isinstance(rows, list):
            raise BadPayload("The JSON is no list of notices.")
        return records_of(rows)

    def record_id(self, record: RawRecord) -> str:
        """The bank's number, or a hash of the announcement's address."""
        number = fields.line(record, "number", limit=64)
        if number:
            if not _NUMBER.fullmatch(number):
                raise BadRecord("number", "is no identifier of letters, digits and . _ / -")
            return number
        address = fields.web_address(record, "url")
        if not address:
            raise BadRecord("number", "is missing, and so is url")
        return derived_key(self.code, address)

    def parse(self, record: RawRecord) -> Notice:
        """One announcement."""
        notice_id = self.record_id(record)
        number = fields.line(record, "number", limit=64)
        kind_raw = fields.line(record, "type", limit=200)
        kind = _kind(kind_raw)
        text = _text(record)
        published_on = dates.iso_day(record, "published")
        deadline = known_deadline(
            dates.iso_day(record, "deadline"),
            written=fields.line(record, "deadline", limit=200),
            published_on=published_on,
        )
        if kind in WITHOUT_DEADLINE:
            deadline = Deadline(DeadlineState.NONE_APPLICABLE)
        countries, regions = places(fields.line(record, "country", limit=200))
        address = fields.web_address(record, "url")
        return Notice(
            source=self.code,
            source_id=notice_id,
            source_id_derived=not number,
            reference=number,
            notice_type=kind,
            notice_type_raw=kind_raw,
            texts=(text,),
            language_published=text.language,
            buyer=fields.line(record, "buyer"),
            bank=self.bank,
            project_name=fields.line(record, "project"),
            countries=countries,
            regions=regions,
            published_on=published_on,
            deadline=deadline,
            links=(Link(address),) if address else (),
            amends_hint=text.title if kind == NoticeType.AMENDMENT else "",
            flags=tuple(
                common_flags(deadline, regions=regions, derived="" if number else notice_id)
            ),
        )


def _kind(written: str) -> NoticeType:
    try:
        return NoticeType(written) if written else NoticeType.OTHER
    except ValueError:
        raise BadRecord("type", f"is no kind of notice: {written[:40]!r}") from None


def _text(record: RawRecord) -> NoticeText:
    title = fields.title(record, "title")
    if not title:
        raise BadRecord("title", "is missing")
    language = fields.line(record, "language").lower()
    if language not in LANGUAGES:
        raise BadRecord("language", f"is neither en nor es: {language[:40]!r}")
    lines = fields.raw_text(record, "text").splitlines()
    body = clean_body("<br>".join(map(html.escape, lines)), field="text")
    return NoticeText(language, title, body, plain_text(body))
