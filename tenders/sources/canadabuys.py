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
from dataclasses import replace
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
    name = gettext_noop("CanadaBuys")
    bank = Bank.NONE
    homepage = "https://canadabuys.canada.ca/en/tender-opportunities"
    access = Access.LIVE
    access_note = gettext_noop("The file with all open tender notices is fetched once a day.")
    rhythm = timedelta(days=1)
    attribution = gettext_noop("CanadaBuys, Open Government Licence - Canada")
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
        kind_raw = fields.line(record, "noticeType-eng", limit=200)
        published = local_moment(record, "publicationDate")
        published_on = published.on if published else None
        deadline = _deadline(record, published_on=published_on)
        words, found = texts(record)
        countries, regions = places(record)
        amendment = _amendment(record)
        status_raw = fields.line(record, "tenderStatus-eng", limit=100)
        notice = Notice(
            source=self.code,
            source_id=self.record_id(record),
            reference=fields.line(record, "solicitationNumber", limit=300),
            notice_type=KINDS.get(kind_raw.casefold(), NoticeType.OTHER),
            notice_type_raw=kind_raw,
            status=STATUSES.get(status_raw.casefold(), NoticeStatus.UNKNOWN),
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
            contacts=with_found(contacts(record), found),
            documents=documents(record),
            links=links(record),
            version=amendment,
            eligibility_raw=eligibility(record),
            flags=tuple(common_flags(deadline, regions=())),
        )
        if "supplierLegalName-eng" in record:
            return _award(notice, record)
        return notice if amendment == FIRST_STATE else _amended(notice)


def _award(notice: Notice, record: RawRecord) -> Notice:
    value = fields.amount(record, "totalContractValue")
    currency = "CAD" if value else ""
    return replace(
        notice,
        notice_type=NoticeType.AWARD,
        deadline=Deadline(DeadlineState.NONE_APPLICABLE),
        value=value,
        currency=currency,
        value_kind=ValueKind.CONTRACT_TOTAL if value else ValueKind.UNKNOWN,
        awards=awards(record, value, currency=currency),
        flags=(),
    )


def _amended(notice: Notice) -> Notice:
    is_open = notice.status is NoticeStatus.PUBLISHED
    return replace(
        notice,
        status=NoticeStatus.REVISED if is_open else notice.status,
        amends_hint=notice.texts[0].title,
    )


def _amendment(record: RawRecord) -> str:
    text = fields.line(record, "amendmentNumber", limit=20)
    return str(int(text)) if text.isascii() and text.isdigit() else text or FIRST_STATE


def _is_since(record: RawRecord, since: date) -> bool:
    try:
        stated = [local_moment(record, name) for name in ("publicationDate", "amendmentDate")]
    except BadRecord:
        return True
    days = [moment.on for moment in stated if moment]
    return not days or max(days) >= since


def _deadline(record: RawRecord, *, published_on: date | None) -> Deadline:
    written = fields.line(record, "tenderClosingDate", limit=200)
    moment = local_moment(record, "tenderClosingDate")
    return known_deadline(
        moment.on if moment else None,
        at_time=moment.at_time if moment else None,
        zone=moment.zone if moment else "",
        written=written,
        published_on=published_on,
    )
