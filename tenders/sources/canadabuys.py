"""Tender and award notices of Canada's federal government.

Publisher
    Public Services and Procurement Canada, CanadaBuys, https://canadabuys.canada.ca/
Access
    Live: the file with all open notices, once a day. The complete and the yearly files, of tenders
    and of awards, may be imported. The robots rule forbids the notice pages, so nothing but files
    is taken.
Licence
    Open Government Licence - Canada. Attribution is needed.
Format
    CSV in UTF-8 with a byte order mark, 67 columns for tenders and 80 for awards, read row by row.
    Column names are in both languages ("title-titre-eng"); here the English half stands for them.
Languages
    English and French in one row, both official: one notice with two texts.
Time zone
    None in the file. Closing times are kept as local ones without a zone.
Traps
    - Several values in a cell are one a line, each led by an asterisk.
    - A changed notice keeps its reference and counts up 'amendmentNumber', so the key is made of
      both.
    - Awards join their tender by 'solicitationNumber', not by the reference.
    - 'contractAmount' is mostly 0.00; 'totalContractValue' includes taxes and amendments.
    - Countries are "CA", "Canada" and "CANADA".
    - 'noticeURL' may be empty.
    - Descriptions hold names, addresses and numbers of officers, which are taken out.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import BinaryIO

from tenders.sources import fields
from tenders.sources.base import (
    Access,
    BadRecord,
    Client,
    Payload,
    RawRecord,
    Source,
    gettext_noop,
)
from tenders.sources.canadabuys_cells import (
    KINDS,
    STATUSES,
    TABLE,
    approach,
    awards,
    cells,
    codes,
    contacts,
    documents,
    eligibility,
    group,
    links,
    method,
    places,
    texts,
)
from tenders.sources.csv_fetch import RemoteFile, recent_rows
from tenders.sources.csv_streams import FILE_LIMIT, read_all, stream_csv
from tenders.sources.moments import local_moment
from tenders.sources.notice import (
    Bank,
    Deadline,
    DeadlineState,
    Notice,
    NoticeStatus,
    NoticeType,
    ValueKind,
)
from tenders.sources.notice_parts import common_flags, known_deadline
from tenders.sources.plain_bodies import with_found

FILE = RemoteFile(
    url=("https://canadabuys.canada.ca/opendata/pub/openTenderNotice-ouvertAvisAppelOffres.csv"),
    table=TABLE,
    most_bytes=128 * 1024 * 1024,
    seconds=600,
)
FIRST_STATE = "0"


class CanadaBuys(Source):
    """Notices of federal departments; see the head of this file."""

    code = "canadabuys"
    name = "CanadaBuys"
    bank = Bank.NONE
    homepage = "https://canadabuys.canada.ca/en/tender-opportunities"
    access = Access.LIVE
    access_note = gettext_noop("The file with all open tender notices is fetched once a day.")
    rhythm = timedelta(days=1)
    attribution = "CanadaBuys, Open Government Licence - Canada"
    languages = ("en", "fr")
    zone_note = gettext_noop("The file states no time zone.")
    hosts = frozenset({"canadabuys.canada.ca"})
    file_limit = FILE_LIMIT
    streams = True

    def read(self, payload: bytes) -> list[RawRecord]:
        """All rows of a file, or of a piece of it."""
        return read_all(payload, TABLE)

    def stream(self, file: BinaryIO) -> Iterator[RawRecord]:
        """The same row by row, for files of any size."""
        return stream_csv(file, TABLE)

    def record_id(self, record: RawRecord) -> str:
        """The reference and the number of its amendment; of an award, the contract as well."""
        parts = [fields.key(record, "referenceNumber"), _amendment(record)]
        contract = fields.line(record, "contractNumber", limit=60)
        return "/".join([*parts, contract] if contract else parts)

    def fetch(self, client: Client, *, since: date) -> Iterator[Payload]:
        """The open notices published or amended on or after a day."""
        return recent_rows(client, FILE, is_recent=lambda record: _is_since(record, since))

    def parse(self, record: RawRecord) -> Notice:
        """One row of a tender or an award file."""
        notice_id = self.record_id(record)
        is_award = "supplierLegalName-eng" in record
        kind_raw = fields.line(record, "noticeType-eng", limit=200)
        kind = NoticeType.AWARD if is_award else KINDS.get(kind_raw.casefold(), NoticeType.OTHER)
        published = local_moment(record, "publicationDate")
        published_on = published.on if published else None
        deadline = _deadline(record, kind, published_on=published_on)
        words, found = texts(record)
        countries, regions = places(record)
        value = fields.amount(record, "totalContractValue") if is_award else None
        amendment = _amendment(record)
        is_amended = amendment != FIRST_STATE and not is_award
        currency = "CAD" if value else ""
        status_raw = fields.line(record, "tenderStatus-eng", limit=100)
        return Notice(
            source=self.code,
            source_id=notice_id,
            reference=fields.line(record, "solicitationNumber", limit=300),
            notice_type=kind,
            notice_type_raw=kind_raw,
            status=_status(status_raw, is_amended=is_amended),
            status_raw=status_raw,
            texts=words,
            language_published=words[0].language,
            buyer=fields.line(record, "contractingEntityName-eng"),
            buyer_country="CA",
            bank=self.bank,
            # What amendments of one notice share, so that they find each other.
            project_id=fields.line(record, "referenceNumber", limit=60),
            countries=countries,
            regions=regions,
            codes=codes(record),
            group=group(record),
            group_raw=", ".join(cells(record, "procurementCategory")),
            method=method(kind_raw),
            market_approach=approach(record),
            method_raw=fields.line(record, "procurementMethod-eng", limit=200),
            published_on=published_on,
            deadline=deadline,
            value=value,
            currency=currency,
            value_kind=ValueKind.CONTRACT_TOTAL if value else ValueKind.UNKNOWN,
            contacts=with_found(contacts(record), found),
            documents=documents(record),
            links=links(record),
            version=amendment if is_amended else "",
            amends_hint=words[0].title if is_amended else "",
            eligibility_raw=eligibility(record),
            awards=awards(record, value, currency=currency),
            flags=tuple(common_flags(deadline, regions=())),
        )


def _amendment(record: RawRecord) -> str:
    text = fields.line(record, "amendmentNumber", limit=20)
    return str(int(text)) if text.isascii() and text.isdigit() else text or FIRST_STATE


def _status(written: str, *, is_amended: bool) -> NoticeStatus:
    status = STATUSES.get(written.casefold(), NoticeStatus.UNKNOWN)
    return NoticeStatus.REVISED if is_amended and status is NoticeStatus.PUBLISHED else status


def _is_since(record: RawRecord, since: date) -> bool:
    try:
        stated = [local_moment(record, name) for name in ("publicationDate", "amendmentDate")]
    except BadRecord:
        return True
    days = [moment.on for moment in stated if moment]
    return not days or max(days) >= since


def _deadline(record: RawRecord, kind: NoticeType, *, published_on: date | None) -> Deadline:
    if kind is NoticeType.AWARD:
        return Deadline(DeadlineState.NONE_APPLICABLE)
    written = fields.line(record, "tenderClosingDate", limit=200)
    moment = local_moment(record, "tenderClosingDate")
    return known_deadline(
        moment.on if moment else None,
        at_time=moment.at_time if moment else None,
        zone=moment.zone if moment else "",
        written=written,
        published_on=published_on,
    )
