"""Contract opportunities of the United States' federal government.

Publisher
    General Services Administration, https://sam.gov/data-services/Contract%20Opportunities
Access
    Live: one CSV file with all active notices, made anew each day and open without a key. It and
    the yearly files of archived notices may be imported as well. The interface of the same data
    needs a key and gives no texts, so it is not asked.
Licence
    Work of the United States' government: public domain. Attribute "SAM.gov".
Format
    CSV with 47 columns, 220 MB and more, one row a notice, read row by row.
Languages
    English.
Time zone
    'ResponseDeadLine' carries its offset from UTC. One without a time is a day.
Traps
    - The file is in Windows-1252, and its quotes and numbers of cells are not to be relied on. Each
      row begins with 32 hexadecimal digits, so a row that lost its quotes ends before the next.
    - A changed notice comes under a new 'NoticeId'. Only 'Sol#' stays.
    - 'Description' is HTML or plain words, and names officers with their numbers.
    - 'SetASideCode' is "NONE" where nothing is set aside. WOSB, WOSBSS, EDWOSB and EDWOSBSS are for
      women-owned firms.
    - 'Award$' is text with or without a dollar sign; zero says nothing.
    - Justifications and surplus sales stand among the notices, and nobody can bid for the former.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
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
from tenders.sources.country_codes import from_code
from tenders.sources.csv_fetch import RemoteFile, recent_rows
from tenders.sources.csv_streams import FILE_LIMIT, Table, read_all, stream_csv
from tenders.sources.markup import plain_text
from tenders.sources.moments import local_moment
from tenders.sources.notice import (
    Award,
    Bank,
    CodeScheme,
    Contact,
    Deadline,
    DeadlineState,
    Flag,
    Link,
    Notice,
    NoticeCode,
    NoticeStatus,
    NoticeText,
    NoticeType,
    ValueKind,
)
from tenders.sources.notice_parts import known_deadline
from tenders.sources.plain_bodies import body_of, with_found, without_details

TABLE = Table(
    required=("NoticeId", "Title", "PostedDate", "Type", "ResponseDeadLine"),
    row_start=re.compile(rb'"?[0-9a-f]{32}"?,'),
)
FILE = RemoteFile(
    url=(
        "https://s3.amazonaws.com/falextracts/Contract%20Opportunities/datagov/"
        "ContractOpportunitiesFullCSV.csv"
    ),
    table=TABLE,
    most_bytes=600 * 1024 * 1024,
    seconds=1_200,
)
KINDS = {
    "Presolicitation": NoticeType.GENERAL,
    "Sources Sought": NoticeType.EXPRESSION_OF_INTEREST,
    "Solicitation": NoticeType.INVITATION,
    "Combined Synopsis/Solicitation": NoticeType.INVITATION,
    "Award Notice": NoticeType.AWARD,
}
WITHOUT_DEADLINE = {
    "Award Notice",
    "Justification",
    "Justification and Approval (J&A)",
    "Fair Opportunity / Limited Sources Justification",
    "Intent to Bundle Requirements (DoD-Funded)",
    "Consolidate/(Substantially) Bundle",
}
STATUSES = {"yes": NoticeStatus.PUBLISHED, "no": NoticeStatus.CLOSED_BY_SOURCE}
NOTHING_SET_ASIDE = {"", "NONE"}


class SamGov(Source):
    """Opportunities of all federal agencies; see the head of this file."""

    code = "sam"
    name = "SAM.gov"
    bank = Bank.NONE
    homepage = "https://sam.gov/opportunities"
    access = Access.LIVE
    access_note = gettext_noop(
        "The file with all active notices is fetched once a day; what was published lately is kept."
    )
    rhythm = timedelta(days=1)
    attribution = "SAM.gov"
    languages = ("en",)
    zone_note = gettext_noop("Deadlines carry their offset from UTC.")
    hosts = frozenset({"s3.amazonaws.com"})
    file_limit = FILE_LIMIT
    streams = True

    def read(self, payload: bytes) -> list[RawRecord]:
        """All rows of a file, or of a piece of it."""
        return read_all(payload, TABLE)

    def stream(self, file: BinaryIO) -> Iterator[RawRecord]:
        """The same row by row, for files of any size."""
        return stream_csv(file, TABLE)

    def record_id(self, record: RawRecord) -> str:
        """The number of this state of the notice; a changed notice has another."""
        return fields.key(record, "NoticeId")

    def fetch(self, client: Client, *, since: date) -> Iterator[Payload]:
        """The rows posted on or after a day, with those whose day cannot be read."""
        return recent_rows(client, FILE, is_recent=lambda record: _is_since(record, since))

    def parse(self, record: RawRecord) -> Notice:
        """One row."""
        notice_id = self.record_id(record)
        kind_raw = fields.line(record, "Type", limit=200)
        if not kind_raw:
            raise BadRecord("Type", "is missing")
        kind = KINDS.get(kind_raw, NoticeType.OTHER)
        posted = local_moment(record, "PostedDate")
        published_on = posted.on if posted else None
        deadline = _deadline(record, kind_raw, published_on=published_on)
        text, contacts = _text_and_contacts(record)
        set_aside = fields.line(record, "SetASideCode", limit=30)
        is_set_aside = set_aside.upper() not in NOTHING_SET_ASIDE
        place = from_code(fields.line(record, "PopCountry", limit=100))
        value = _value(record)
        active = fields.line(record, "Active", limit=100)
        return Notice(
            source=self.code,
            source_id=notice_id,
            reference=fields.line(record, "Sol#", limit=300),
            notice_type=kind,
            notice_type_raw=kind_raw,
            status=STATUSES.get(active.lower(), NoticeStatus.UNKNOWN),
            status_raw=active,
            texts=(text,),
            language_published="en",
            buyer=_buyer(record),
            buyer_country="US",
            bank=self.bank,
            countries=(place,) if place else (),
            regions=_regions(record),
            codes=_codes(record),
            published_on=published_on,
            deadline=deadline,
            value=value,
            currency="USD" if value else "",
            value_kind=ValueKind.AWARD if value else ValueKind.UNKNOWN,
            contacts=contacts,
            links=_links(record),
            eligibility_raw=fields.line(record, "SetASide") if is_set_aside else "",
            set_aside=set_aside.upper() if is_set_aside else "",
            awards=_awards(record, value),
            flags=(Flag.DEADLINE_SUSPICIOUS,) if deadline.suspicious else (),
        )


def _is_since(record: RawRecord, since: date) -> bool:
    try:
        posted = local_moment(record, "PostedDate")
    except BadRecord:
        return True
    return posted is None or posted.on >= since


def _deadline(record: RawRecord, kind: str, *, published_on: date | None) -> Deadline:
    if kind in WITHOUT_DEADLINE:
        return Deadline(DeadlineState.NONE_APPLICABLE)
    moment = local_moment(record, "ResponseDeadLine")
    if moment is None:
        # An early warning asks for no answer unless it says so.
        is_early = KINDS.get(kind) is NoticeType.GENERAL
        return Deadline(DeadlineState.NONE_APPLICABLE if is_early else DeadlineState.UNKNOWN)
    return known_deadline(
        moment.on,
        at_time=moment.at_time,
        zone=moment.zone,
        written=fields.line(record, "ResponseDeadLine", limit=200),
        published_on=published_on,
    )


def _text_and_contacts(record: RawRecord) -> tuple[NoticeText, tuple[Contact, ...]]:
    title = fields.title(record, "Title")
    if not title:
        raise BadRecord("Title", "is missing")
    contacts = [_contact(record, "PrimaryContact"), _contact(record, "SecondaryContact")]
    names = [contact.name for contact in contacts]
    found = without_details(fields.raw_text(record, "Description"), names=names)
    body = body_of(found.text, field="Description")
    return NoticeText("en", title, body, plain_text(body)), with_found(contacts, [found])


def _contact(record: RawRecord, prefix: str) -> Contact:
    return Contact(
        name=fields.line(record, f"{prefix}Fullname", limit=300),
        email=fields.email(record, f"{prefix}Email"),
        phone=fields.line(record, f"{prefix}Phone", limit=100),
    )


def _buyer(record: RawRecord) -> str:
    names = (
        fields.line(record, name, limit=160)
        for name in ("Department/Ind.Agency", "Sub-Tier", "Office")
    )
    return ", ".join(dict.fromkeys(name for name in names if name))


def _regions(record: RawRecord) -> tuple[str, ...]:
    parts = (fields.line(record, name, limit=100) for name in ("PopCity", "PopState"))
    place = ", ".join(part for part in parts if part)
    return (place,) if place else ()


def _codes(record: RawRecord) -> tuple[NoticeCode, ...]:
    stated = (
        NoticeCode(CodeScheme.NAICS, fields.line(record, "NaicsCode", limit=30)),
        NoticeCode(CodeScheme.PSC, fields.line(record, "ClassificationCode", limit=30)),
    )
    return tuple(found for found in stated if found.code)


def _value(record: RawRecord) -> Decimal | None:
    text = fields.line(record, "Award$", limit=40).replace("$", "").strip()
    return fields.amount({"Award$": text}, "Award$")


def _awards(record: RawRecord, value: Decimal | None) -> tuple[Award, ...]:
    supplier = fields.line(record, "Awardee")
    if not supplier or supplier.lower() == "null":
        return ()
    signed = local_moment(record, "AwardDate")
    return (
        Award(
            supplier,
            amount=value,
            currency="USD" if value else "",
            signed_on=signed.on if signed else None,
        ),
    )


def _links(record: RawRecord) -> tuple[Link, ...]:
    addresses = (fields.web_address(record, name) for name in ("Link", "AdditionalInfoLink"))
    return tuple(Link(address) for address in dict.fromkeys(addresses) if address)
