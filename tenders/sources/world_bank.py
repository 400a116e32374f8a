"""Procurement notices of the World Bank.

Publisher
    World Bank Group, https://projects.worldbank.org/en/projects-operations/procurement
Access
    Live: an open JSON interface without a key, asked once a day. A saved answer of it may be
    imported as well.
Licence
    Creative Commons Attribution 4.0 (data catalog 0037795). Attribute "World Bank".
Format
    JSON: an object with the list 'procnotices'. Scalars are text, and a missing value is a missing
    key. Which keys come depends on the question ('fl'), so records are laid over what is stored.
Languages
    English, French, Spanish, Portuguese, Russian and others, stated in 'notice_lang_code' or
    'notice_lang_name'.
Time zone
    None stated. Deadlines end in "Z" but are local to the buyer.
Traps
    - 'submission_date' is the day of publication, never a deadline.
    - Months are English ("10-Sep-2026") whatever the language of the notice or the server.
    - Parameters that the interface does not know are ignored without a word.
    - Awards and general notices have no deadline; others may lack one, which does not close them.
    - A deadline may be wrong: one that is not after the publication is marked as suspicious.
    - Drafts come in public answers. They have no 'noticedate'.
    - Country spellings are the bank's own, and regions stand among the countries.
    - Texts of before 2015 are Word HTML, partly broken.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from tenders.sources import dates, fields
from tenders.sources.base import (
    Access,
    BadRecord,
    Client,
    Payload,
    RawRecord,
    Source,
    gettext_noop,
)
from tenders.sources.country_names import country_code, is_region
from tenders.sources.markup import clean_body, plain_text
from tenders.sources.notice import (
    Bank,
    CodeScheme,
    Contact,
    Deadline,
    DeadlinePrecision,
    DeadlineState,
    Flag,
    Link,
    MarketApproach,
    Notice,
    NoticeCode,
    NoticeGroup,
    NoticeMethod,
    NoticeStatus,
    NoticeText,
    NoticeType,
    ValueKind,
)
from tenders.sources.world_bank_requests import open_envelope, pages

PAGE = "https://projects.worldbank.org/en/projects-operations/procurement-detail/"

KINDS = {
    "General Procurement Notice": NoticeType.GENERAL,
    "Invitation for Prequalification": NoticeType.PREQUALIFICATION,
    "Request for Expression of Interest": NoticeType.EXPRESSION_OF_INTEREST,
    "Invitation for Bids": NoticeType.INVITATION,
    "Contract Award": NoticeType.AWARD,
    "Small Contracts Award": NoticeType.AWARD,
    "Goods and Works Award": NoticeType.AWARD,
    "Consultant Award": NoticeType.AWARD,
}
WITHOUT_DEADLINE = {NoticeType.GENERAL, NoticeType.AWARD}
STATUSES = {
    "Draft": NoticeStatus.DRAFT,
    "Published": NoticeStatus.PUBLISHED,
    "Revised": NoticeStatus.REVISED,
    "Cancelled": NoticeStatus.CANCELLED,
}
GROUPS = {
    "GO": NoticeGroup.GOODS,
    "CW": NoticeGroup.WORKS,
    "CS": NoticeGroup.CONSULTING,
    "NC": NoticeGroup.NON_CONSULTING,
}
METHODS = {
    "RFB": NoticeMethod.BIDS,
    "ICB": NoticeMethod.BIDS,
    "NCB": NoticeMethod.BIDS,
    "LIB": NoticeMethod.BIDS,
    "RFQ": NoticeMethod.QUOTATIONS,
    "RFP": NoticeMethod.PROPOSALS,
    "QCBS": NoticeMethod.QUALITY_AND_COST,
    "QBS": NoticeMethod.QUALITY,
    "FBS": NoticeMethod.FIXED_BUDGET,
    "LCS": NoticeMethod.LEAST_COST,
    "CQS": NoticeMethod.CONSULTANT_QUALIFICATIONS,
    "INDV": NoticeMethod.INDIVIDUAL_CONSULTANT,
    "DIR": NoticeMethod.DIRECT,
    "SSS": NoticeMethod.DIRECT,
}
APPROACHES = {
    "Open": MarketApproach.OPEN,
    "Limited": MarketApproach.LIMITED,
    "Direct": MarketApproach.DIRECT,
}
LANGUAGES = {
    "Arabic": "ar",
    "Chinese": "zh",
    "English": "en",
    "French": "fr",
    "Indonesian": "id",
    "Portuguese": "pt",
    "Russian": "ru",
    "Spanish": "es",
    "Spanish; Castilian": "es",
    "Turkish": "tr",
    "Ukrainian": "uk",
    "Vietnamese": "vi",
}


class WorldBank(Source):
    """Notices of projects that the World Bank finances; see the head of this file."""

    code = "world_bank"
    name = "World Bank"
    bank = Bank.WORLD_BANK
    homepage = "https://projects.worldbank.org/en/projects-operations/procurement"
    access = Access.LIVE
    access_note = gettext_noop(
        "The open notices of energy projects are fetched once a day from the bank's public "
        "interface."
    )
    rhythm = timedelta(days=1)
    attribution = gettext_noop("World Bank, CC BY 4.0")
    languages = ("en", "fr", "es", "pt", "ru", "ar")
    zone_note = gettext_noop(
        "The bank states no time zone. Dates and times are the buyer's local ones."
    )
    hosts = frozenset({"search.worldbank.org"})
    partial_records = True

    def read(self, payload: bytes) -> list[RawRecord]:
        """All rows of one answer of the notice API."""
        return open_envelope(payload)

    def record_id(self, record: RawRecord) -> str:
        """The bank's own number, such as OP00468043."""
        return fields.key(record, "id")

    def fetch(self, client: Client, *, since: date) -> Iterator[Payload]:
        """Open energy notices published on or after a day, with their texts."""
        return pages(client, since=since)

    def parse(self, record: RawRecord) -> Notice:
        """One notice, from a whole or merged record."""
        notice_id = self.record_id(record)
        kind_raw = _required_kind(record)
        kind = KINDS.get(kind_raw, NoticeType.OTHER)
        status_raw = fields.line(record, "notice_status", limit=100)
        published_on = _published_on(record)
        deadline = _deadline(record, kind, published_on=published_on)
        text = _text(record)
        countries, regions = _places(record)
        buyer, buyer_country = _buyer(record)
        group_raw = fields.line(record, "procurement_group", limit=200)
        method_raw = fields.line(record, "procurement_method_code", limit=200)
        approach_raw = fields.line(record, "market_approach_name", limit=100)
        value = fields.amount(record, "bid_estimate_amount")
        return Notice(
            source=self.code,
            source_id=notice_id,
            reference=fields.line(record, "bid_reference_no", limit=300),
            notice_type=kind,
            notice_type_raw=kind_raw,
            status=STATUSES.get(status_raw, NoticeStatus.UNKNOWN),
            status_raw=status_raw,
            texts=(text,),
            language_published=text.language,
            buyer=buyer,
            buyer_country=buyer_country,
            bank=self.bank,
            project_id=fields.line(record, "project_id", limit=60),
            project_name=fields.line(record, "project_name"),
            countries=countries,
            regions=regions,
            codes=_codes(record),
            group=GROUPS.get(group_raw, NoticeGroup.UNKNOWN),
            group_raw=fields.line(record, "procurement_group_desc", limit=200) or group_raw,
            method=_method(method_raw),
            method_raw=fields.line(record, "procurement_method_name", limit=200) or method_raw,
            market_approach=APPROACHES.get(approach_raw, MarketApproach.UNKNOWN),
            market_approach_raw=approach_raw,
            published_on=published_on,
            deadline=deadline,
            value=value,
            currency=fields.currency(record, "bid_currency_code") if value else "",
            value_kind=ValueKind.ESTIMATE if value else ValueKind.UNKNOWN,
            contacts=_contacts(record),
            links=(Link(PAGE + notice_id),),
            version=fields.number_or_line(record, "notice_version_no"),
            modified_at=dates.moment(record, "api_modified_date"),
            flags=_flags(record, deadline, regions=regions),
        )


def _required_kind(record: RawRecord) -> str:
    kind = fields.line(record, "notice_type", limit=200)
    if not kind:
        raise BadRecord("notice_type", "is missing")
    return kind


def _published_on(record: RawRecord) -> date | None:
    # The two are equal wherever both were seen.
    return dates.english_day(record, "noticedate") or dates.iso_day(record, "submission_date")


def _deadline(record: RawRecord, kind: NoticeType, *, published_on: date | None) -> Deadline:
    if kind in WITHOUT_DEADLINE:
        return Deadline(DeadlineState.NONE_APPLICABLE)
    on = dates.iso_day(record, "submission_deadline_date")
    at_time = dates.clock(record, "submission_deadline_time")
    if on is None:
        return Deadline(DeadlineState.UNKNOWN)
    written = ("submission_deadline_date", "submission_deadline_time")
    return Deadline(
        DeadlineState.KNOWN,
        on=on,
        at_time=at_time,
        precision=DeadlinePrecision.MINUTE if at_time else DeadlinePrecision.DAY,
        source_text=" ".join(fields.line(record, field) for field in written).strip(),
        suspicious=published_on is not None and on <= published_on,
    )


def _text(record: RawRecord) -> NoticeText:
    title = _own_title(record) or fields.title(record, "project_name")
    if not title:
        raise BadRecord("noticetitle", "is missing, and so are bid_description and project_name")
    body = clean_body(fields.raw_text(record, "notice_text"), field="notice_text")
    return NoticeText(_language(record), title, body, plain_text(body))


def _own_title(record: RawRecord) -> str:
    longer, shorter = fields.title(record, "noticetitle"), fields.title(record, "bid_description")
    return longer or shorter


def _language(record: RawRecord) -> str:
    code = fields.line(record, "notice_lang_code").lower()
    name = fields.line(record, "notice_lang_name")
    return code if code in LANGUAGES.values() else LANGUAGES.get(name, "")


def _places(record: RawRecord) -> tuple[tuple[str, ...], tuple[str, ...]]:
    # 'project_ctry_code' has the bank's own codes, so the name decides.
    name = fields.line(record, "project_ctry_name", limit=200)
    code = country_code(name)
    if code:
        return (code,), ()
    return (), (name,) if name else ()


def _buyer(record: RawRecord) -> tuple[str, str]:
    agency = fields.line(record, "agency_name")
    contact = fields.line(record, "contact_organization")
    buyer = agency or contact
    if buyer != contact:
        return buyer, ""
    return buyer, country_code(fields.line(record, "contact_ctry_name"))


def _method(code: str) -> NoticeMethod:
    if not code:
        return NoticeMethod.UNKNOWN
    return METHODS.get(code, NoticeMethod.OTHER)


def _codes(record: RawRecord) -> tuple[NoticeCode, ...]:
    sectors = [
        _code(item, CodeScheme.WORLD_BANK, code="sector_code", label="sector_description")
        for item in fields.objects(record, "sector")
    ]
    products = [
        _code(item, CodeScheme.UNSPSC, code="proc_voc_id", label="proc_voc_title")
        for item in fields.objects(record, "unspsc_classification")
    ]
    stated = (found for found in sectors + products if found.code)
    return tuple({(found.scheme, found.code): found for found in stated}.values())


def _code(item: RawRecord, scheme: CodeScheme, *, code: str, label: str) -> NoticeCode:
    value = fields.line(item, code, limit=30)
    return NoticeCode(scheme, value, fields.line(item, label, limit=300), "en")


def _contacts(record: RawRecord) -> tuple[Contact, ...]:
    contact = Contact(
        name=fields.line(record, "contact_name", limit=300),
        organization=fields.line(record, "contact_organization"),
        email=fields.email(record, "contact_email"),
        phone=fields.line(record, "contact_phone_no", limit=100),
        address=fields.paragraph(record, "contact_address"),
        country=fields.line(record, "contact_ctry_name", limit=100),
    )
    return (contact,) if contact != Contact() else ()


def _flags(record: RawRecord, deadline: Deadline, *, regions: tuple[str, ...]) -> tuple[Flag, ...]:
    claims = {
        Flag.DEADLINE_SUSPICIOUS: deadline.suspicious,
        Flag.TITLE_FROM_PROJECT: not _own_title(record),
        Flag.COUNTRY_UNKNOWN: any(not is_region(name) for name in regions),
    }
    return tuple(flag for flag, is_true in claims.items() if is_true)
