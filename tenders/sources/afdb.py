"""Procurement notices of the African Development Bank.

Publisher
    African Development Bank, https://www.afdb.org/en/documents/project-related-procurement
Access
    Import by hand, or a feed that the operator sets up. A managed challenge turns programs away,
    and it is not got round.
Licence
    None seen. Facts are shown with a link to the notice.
Format
    JSON: a list of objects with 'text' and 'url', as the links of a saved page give them, and
    'date' where the list shows one.
Languages
    English and French, nowhere stated: French notices stand on English pages.
Time zone
    None, because the list has no deadlines.
Traps
    - The list has no deadline; it stands in the attached document and stays unknown here.
    - The kind of a notice is the first word of its title ("EOI - ", "GPN", "AOI"), if at all.
    - The number at the end of the address is that of the page and tells notices apart; a link
      without it gets a key made of its address.
    - Days are "10-Sep-2026", in the French list too.
    - Purchases of the bank itself stand under "corporate-procurement": there the bank is the buyer.
"""

import re
from urllib.parse import urlsplit

from tenders.sources import dates, fields
from tenders.sources.base import (
    Access,
    BadPayload,
    BadRecord,
    RawRecord,
    Source,
    gettext_noop,
)
from tenders.sources.json_payloads import read_json, records_of
from tenders.sources.notice import (
    Bank,
    Deadline,
    DeadlineState,
    Link,
    Notice,
    NoticeMethod,
    NoticeText,
    NoticeType,
)
from tenders.sources.notice_parts import common_flags, derived_key, places

KINDS = {
    "EOI": NoticeType.EXPRESSION_OF_INTEREST,
    "REOI": NoticeType.EXPRESSION_OF_INTEREST,
    "AMI": NoticeType.EXPRESSION_OF_INTEREST,
    "GPN": NoticeType.GENERAL,
    "AGPM": NoticeType.GENERAL,
    "SPN": NoticeType.INVITATION,
    "IFB": NoticeType.INVITATION,
    "AAO": NoticeType.INVITATION,
    "AOI": NoticeType.INVITATION,
    "AON": NoticeType.INVITATION,
}
WITHOUT_DEADLINE = {NoticeType.GENERAL}
_LEAD = re.compile(rf"({'|'.join(KINDS)})\b\s*[-\u2013:]*\s*(?=\S)")
_PROPOSALS = re.compile(r"request for proposals?\b", re.I)
_NODE = re.compile(r"-([0-9]{3,9})$")
_COUNTRY = re.compile(r"([^-\u2013]{3,60}?) [-\u2013] \S")


class Afdb(Source):
    """Titles of AfDB notices, projects' and its own; see the head of this file."""

    code = "afdb"
    name = "African Development Bank"
    bank = Bank.AFDB
    homepage = "https://www.afdb.org/en/documents/project-related-procurement"
    access = Access.IMPORT
    access_note = gettext_noop(
        "The bank's site turns programs away, so a person imports the file, or the operator sets "
        "up a feed."
    )
    rhythm = None
    attribution = "African Development Bank"
    languages = ("en", "fr")
    zone_note = gettext_noop("The bank's lists state no deadlines; they stand in the documents.")

    def read(self, payload: bytes) -> list[RawRecord]:
        """All links of a saved list of notices."""
        rows = read_json(payload)
        if not isinstance(rows, list):
            raise BadPayload("The JSON is no list of links.")
        records = records_of(rows)
        if records and not any("text" in record and "url" in record for record in records):
            raise BadPayload("No object of the list has the keys 'text' and 'url'.")
        return records

    def record_id(self, record: RawRecord) -> str:
        """The number at the end of the address, or a hash of the address."""
        path = urlsplit(_address(record)).path.rstrip("/")
        match = _NODE.search(path)
        return match[1] if match else derived_key(self.code, path)

    def parse(self, record: RawRecord) -> Notice:
        """One link."""
        notice_id, address = self.record_id(record), _address(record)
        written = fields.title(record, "text")
        if not written:
            raise BadRecord("text", "is missing")
        lead = _LEAD.match(written)
        title = written[lead.end() :] if lead else written
        method = NoticeMethod.PROPOSALS if _PROPOSALS.match(written) else NoticeMethod.UNKNOWN
        kind = _kind(lead, method)
        deadline = Deadline(
            DeadlineState.NONE_APPLICABLE if kind in WITHOUT_DEADLINE else DeadlineState.UNKNOWN
        )
        country = _COUNTRY.match(title) if lead else None
        countries, _ = places(country[1]) if country else ((), ())
        return Notice(
            source=self.code,
            source_id=notice_id,
            source_id_derived=True,
            notice_type=kind,
            notice_type_raw=lead[1] if lead else "",
            texts=(NoticeText("", title),),
            buyer=self.name if "/corporate-procurement/" in urlsplit(address).path else "",
            bank=self.bank,
            countries=countries,
            method=method,
            published_on=dates.written_day(record, "date"),
            deadline=deadline,
            links=(Link(address),),
            flags=tuple(common_flags(deadline, regions=(), derived=notice_id)),
        )


def _address(record: RawRecord) -> str:
    address = fields.web_address(record, "url")
    if not address or not urlsplit(address).path.strip("/"):
        raise BadRecord("url", "is no address of a notice")
    return address


def _kind(lead: re.Match[str] | None, method: NoticeMethod) -> NoticeType:
    if lead:
        return KINDS[lead[1]]
    return NoticeType.INVITATION if method == NoticeMethod.PROPOSALS else NoticeType.OTHER
