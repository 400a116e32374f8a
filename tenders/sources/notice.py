"""The one shape in which every source hands over a notice.

An adapter fills a field or leaves it empty; it never guesses. Empty text is "", an unknown choice
has a member of its own.
"""

import hashlib
import json
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import Any


class NoticeType(StrEnum):
    """What kind of notice the bank published."""

    GENERAL = "general"
    PREQUALIFICATION = "prequalification"
    EXPRESSION_OF_INTEREST = "expression_of_interest"
    INVITATION = "invitation"
    REQUEST_QUOTATION = "request_quotation"
    INDIVIDUAL_CONSULTANT = "individual_consultant"
    AMENDMENT = "amendment"
    AWARD = "award"
    CANCELLED = "cancelled"
    OTHER = "other"


class NoticeStatus(StrEnum):
    """Where the notice stands, as its source says; drafts are stored and never shown."""

    DRAFT = "draft"
    PUBLISHED = "published"
    REVISED = "revised"
    CANCELLED = "cancelled"
    CLOSED_BY_SOURCE = "closed_by_source"
    UNKNOWN = "unknown"


class NoticeGroup(StrEnum):
    """What is bought."""

    GOODS = "goods"
    WORKS = "works"
    CONSULTING = "consulting"
    NON_CONSULTING = "non_consulting"
    UNKNOWN = "unknown"


class NoticeMethod(StrEnum):
    """How the winner is chosen."""

    BIDS = "bids"
    QUOTATIONS = "quotations"
    PROPOSALS = "proposals"
    QUALITY_AND_COST = "quality_and_cost"
    QUALITY = "quality"
    FIXED_BUDGET = "fixed_budget"
    LEAST_COST = "least_cost"
    CONSULTANT_QUALIFICATIONS = "consultant_qualifications"
    INDIVIDUAL_CONSULTANT = "individual_consultant"
    DIRECT = "direct"
    OTHER = "other"
    UNKNOWN = "unknown"


class MarketApproach(StrEnum):
    """Who is invited."""

    OPEN = "open"
    LIMITED = "limited"
    DIRECT = "direct"
    UNKNOWN = "unknown"


class DeadlineState(StrEnum):
    """Unknown is a state of its own: such a notice is neither open nor closed."""

    KNOWN = "known"
    UNKNOWN = "unknown"
    NONE_APPLICABLE = "none_applicable"


class DeadlinePrecision(StrEnum):
    """A day means the end of that day at the source."""

    MINUTE = "minute"
    DAY = "day"


class TextOrigin(StrEnum):
    """Who wrote this language version."""

    ORIGINAL = "original"
    OFFICIAL_TRANSLATION = "official_translation"
    MACHINE_LABEL = "machine_label"


class ValueKind(StrEnum):
    """What the amount stands for."""

    ESTIMATE = "estimate"
    AWARD = "award"
    CONTRACT_TOTAL = "contract_total"
    UNKNOWN = "unknown"


class Bank(StrEnum):
    """The financing bank, which is not the same as the source that carried the notice."""

    WORLD_BANK = "world_bank"
    IDB = "idb"
    ADB = "adb"
    AFDB = "afdb"
    EBRD = "ebrd"
    AIIB = "aiib"
    CDB = "cdb"
    ISDB = "isdb"
    NADB = "nadb"
    NONE = ""


class CodeScheme(StrEnum):
    """The lists from which notices take their codes."""

    UNSPSC = "unspsc"
    CPV = "cpv"
    NAICS = "naics"
    SCIAN = "scian"
    GSIN = "gsin"
    PSC = "psc"
    WORLD_BANK = "wb"
    # The name of a sector where a source has names and no codes: kept as published.
    SECTOR = "sector"


class Flag(StrEnum):
    """What a reader of the notice should know about its data."""

    DEADLINE_SUSPICIOUS = "deadline_suspicious"
    AMBIGUOUS_DATE = "ambiguous_date"
    ID_DERIVED = "id_derived"
    TITLE_FROM_PROJECT = "title_from_project"
    COUNTRY_UNKNOWN = "country_unknown"


@dataclass(frozen=True, slots=True)
class NoticeText:
    """The words of the notice in one language; `body_html` is already sanitised."""

    language: str
    title: str
    body_html: str = ""
    body_text: str = ""
    origin: TextOrigin = TextOrigin.ORIGINAL


@dataclass(frozen=True, slots=True)
class NoticeCode:
    """One entry of a classification, with the label as the source gave it."""

    scheme: str
    code: str
    label: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Deadline:
    """Until when one may answer; `on` and `at_time` are local to the source, zone known or not."""

    state: DeadlineState
    on: date | None = None
    at_time: time | None = None
    zone: str = ""
    zone_known: bool = False
    precision: DeadlinePrecision = DeadlinePrecision.DAY
    source_text: str = ""
    suspicious: bool = False


@dataclass(frozen=True, slots=True)
class Contact:
    """A person or office named in the notice: private, shown to signed-in readers only."""

    name: str = ""
    organization: str = ""
    email: str = ""
    phone: str = ""
    address: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A web address, http or https only."""

    url: str
    title: str = ""
    type: str = "page"


@dataclass(frozen=True, slots=True)
class Lot:
    """A part that may be bid for by itself."""

    number: str
    title: str = ""
    text: str = ""
    value: Decimal | None = None
    currency: str = ""
    codes: tuple[NoticeCode, ...] = ()
    deadline_on: date | None = None


@dataclass(frozen=True, slots=True)
class Award:
    """One winner; `shared` where the members of a joint venture won together."""

    supplier: str
    supplier_country: str = ""
    amount: Decimal | None = None
    currency: str = ""
    signed_on: date | None = None
    shared: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One published notice, as normalised by its adapter."""

    source: str
    source_id: str
    source_id_derived: bool = False
    reference: str = ""
    notice_type: NoticeType
    notice_type_raw: str = ""
    status: NoticeStatus = NoticeStatus.UNKNOWN
    status_raw: str = ""
    texts: tuple[NoticeText, ...]
    language_published: str = ""
    buyer: str = ""
    buyer_country: str = ""
    bank: Bank = Bank.NONE
    project_id: str = ""
    project_name: str = ""
    countries: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    codes: tuple[NoticeCode, ...] = ()
    group: NoticeGroup = NoticeGroup.UNKNOWN
    group_raw: str = ""
    method: NoticeMethod = NoticeMethod.UNKNOWN
    method_raw: str = ""
    market_approach: MarketApproach = MarketApproach.UNKNOWN
    market_approach_raw: str = ""
    published_on: date | None = None
    deadline: Deadline = field(default_factory=lambda: Deadline(DeadlineState.UNKNOWN))
    value: Decimal | None = None
    currency: str = ""
    value_kind: ValueKind = ValueKind.UNKNOWN
    contacts: tuple[Contact, ...] = ()
    documents: tuple[Link, ...] = ()
    links: tuple[Link, ...] = ()
    version: str = ""
    modified_at: datetime | None = None
    amends_hint: str = ""
    eligibility_raw: str = ""
    set_aside: str = ""
    lots: tuple[Lot, ...] = ()
    awards: tuple[Award, ...] = ()
    flags: tuple[Flag, ...] = ()

    def content_hash(self) -> str:
        """The same for two notices that say the same, whenever they were fetched."""
        content = _content(self)
        # Banks touch whole batches of rows at night without changing a word of them.
        del content["modified_at"]
        content["codes"] = sorted(self.codes, key=lambda code: (code.scheme, code.code))
        text = json.dumps(content, sort_keys=True, default=_plain)
        return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, date | time):
        return value.isoformat()
    if is_dataclass(value):
        return _content(value)
    raise TypeError(f"a notice holds a {type(value).__name__}")


def _content(value: Any) -> dict[str, Any]:
    return {name: getattr(value, name) for name in _COLUMNS[type(value)]}


# Looked up once: every notice asks, for itself and for all that it holds.
_COLUMNS = {
    kind: tuple(column.name for column in fields(kind))
    for kind in (Notice, NoticeText, NoticeCode, Contact, Link, Lot, Award, Deadline)
}
