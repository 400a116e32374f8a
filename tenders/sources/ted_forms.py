"""Notices of the schema R2.0.9 and its relatives: coded data, titles, and a form a language."""

import re
from datetime import date, time
from decimal import Decimal
from xml.etree.ElementTree import Element

from tenders.sources import dates, fields
from tenders.sources.base import BadRecord
from tenders.sources.country_codes import from_code
from tenders.sources.notice import (
    Deadline,
    DeadlineState,
    Link,
    MarketApproach,
    Notice,
    NoticeCode,
    NoticeGroup,
    NoticeType,
    ValueKind,
)
from tenders.sources.notice_parts import common_flags, known_deadline
from tenders.sources.ted_elements import (
    all_named,
    attribute,
    code_of,
    first,
    line_of,
    money_of,
    original,
    value_of,
)
from tenders.sources.ted_numbers import APPROACHES, GROUPS, method_of
from tenders.sources.ted_parts import awards, contacts, lots, texts

KINDS = {
    "0": NoticeType.GENERAL,
    "2": NoticeType.AMENDMENT,
    "3": NoticeType.INVITATION,
    "7": NoticeType.AWARD,
    "A": NoticeType.EXPRESSION_OF_INTEREST,
    "C": NoticeType.INVITATION,
    "H": NoticeType.INVITATION,
    "J": NoticeType.AWARD,
    "M": NoticeType.EXPRESSION_OF_INTEREST,
    "O": NoticeType.PREQUALIFICATION,
    "P": NoticeType.GENERAL,
    "R": NoticeType.AWARD,
    "V": NoticeType.AWARD,
    "Y": NoticeType.PREQUALIFICATION,
}
# Beside awards and early warnings: a buyer's profile, a changed contract, a closed system.
WITHOUT_DEADLINE = {"0", "7", "B", "J", "K", "P", "Q", "R", "V"}
DEADLINE_SECTION = re.compile(r"IV\.2\.2\)?")
_DAY = re.compile(r"([0-9]{4})-?([0-9]{2})-?([0-9]{2})(?: ([0-9]{1,2}:[0-9]{2}))?")


def parsed_form(document: Element, *, source: str, key: str) -> Notice:
    """One TED_EXPORT; raises BadRecord."""
    kind_code = attribute(document, "TD_DOCUMENT_TYPE", "CODE")
    if not kind_code:
        raise BadRecord("TD_DOCUMENT_TYPE", "is missing")
    kind = KINDS.get(kind_code, NoticeType.OTHER)
    form = original(document)
    published_on = _day(line_of(document, "DATE_PUB"), "DATE_PUB")
    deadline = _deadline(document, form, kind_code, published_on=published_on)
    procedure = attribute(document, "PR_PROC", "CODE")
    nature = attribute(document, "NC_CONTRACT_NATURE", "CODE")
    buyer_country = from_code(attribute(document, "ISO_COUNTRY", "VALUE"))
    value, currency, meaning = _worth(document, form)
    words = texts(document)
    return Notice(
        source=source,
        source_id=key,
        reference=line_of(form, "REFERENCE_NUMBER", "FILE_REFERENCE_NUMBER", limit=300),
        notice_type=kind,
        notice_type_raw=line_of(document, "TD_DOCUMENT_TYPE", limit=200),
        texts=words,
        language_published=words[0].language,
        buyer=line_of(document, "AA_NAME") or line_of(form, "OFFICIALNAME"),
        buyer_country=buyer_country,
        countries=_countries(document) or ((buyer_country,) if buyer_country else ()),
        codes=_codes(document),
        group=GROUPS.get(nature, NoticeGroup.UNKNOWN),
        group_raw=line_of(document, "NC_CONTRACT_NATURE", limit=200),
        method=method_of(procedure),
        method_raw=line_of(document, "PR_PROC", limit=200),
        market_approach=APPROACHES.get(procedure, MarketApproach.UNKNOWN),
        market_approach_raw=line_of(document, "PR_PROC", limit=100),
        published_on=published_on,
        deadline=deadline,
        value=value,
        currency=currency,
        value_kind=meaning,
        contacts=contacts(form),
        documents=_links(form, "URL_DOCUMENT", kind="document"),
        links=_pages(document, words[0].language),
        amends_hint=words[0].title if kind is NoticeType.AMENDMENT else "",
        # Firms of other parties to the procurement agreement may bid where it is said here.
        eligibility_raw=line_of(document, "RP_REGULATION"),
        lots=lots(form),
        awards=awards(form),
        flags=tuple(common_flags(deadline, regions=())),
    )


def _deadline(
    document: Element, form: Element, kind: str, *, published_on: date | None
) -> Deadline:
    if kind in WITHOUT_DEADLINE:
        return Deadline(DeadlineState.NONE_APPLICABLE)
    written = _changed_deadline(form) or line_of(document, "DT_DATE_FOR_SUBMISSION", limit=200)
    if not written:
        parts = (line_of(form, name) for name in ("DATE_RECEIPT_TENDERS", "TIME_RECEIPT_TENDERS"))
        written = " ".join(part for part in parts if part)
    field = "DT_DATE_FOR_SUBMISSION"
    return known_deadline(
        _day(written, field),
        at_time=_time(written, field),
        written=written,
        published_on=published_on,
    )


def _changed_deadline(form: Element) -> str:
    """The deadline to which a corrigendum moves the tender."""
    for change in all_named(form, "CHANGE"):
        new = first(change, "NEW_VALUE")
        if new is not None and DEADLINE_SECTION.fullmatch(line_of(change, "SECTION")):
            return f"{line_of(new, 'DATE')} {line_of(new, 'TIME')}".strip()
    return ""


def _day(text: str, field: str) -> date | None:
    if not text:
        return None
    match = _DAY.fullmatch(text)
    if not match:
        raise BadRecord(field, f"is no day such as 20160923: {text[:40]!r}")
    return dates.day(int(match[1]), int(match[2]), int(match[3]), field=field)


def _time(text: str, field: str) -> time | None:
    match = _DAY.fullmatch(text)
    return dates.clock({field: match[4]}, field) if match and match[4] else None


def _worth(document: Element, form: Element) -> tuple[Decimal | None, str, ValueKind]:
    coded = {value.get("TYPE", ""): value for value in all_named(document, "VALUE")}
    contract = first(form, "OBJECT_CONTRACT")
    for stated, name, meaning in (
        (coded.get("PROCUREMENT_TOTAL"), "VAL_TOTAL", ValueKind.AWARD),
        (coded.get("ESTIMATED_TOTAL"), "VAL_ESTIMATED_TOTAL", ValueKind.ESTIMATE),
    ):
        amount, currency = money_of(stated)
        if amount is None and contract is not None:
            amount, currency = value_of(contract, name)
        if amount is not None:
            return amount, currency, meaning
    return None, "", ValueKind.UNKNOWN


def _countries(document: Element) -> tuple[str, ...]:
    """Where the work is done: the first two letters of a place's NUTS code are its country."""
    names = ("PERFORMANCE_NUTS", "ORIGINAL_NUTS")
    found = [from_code(each.get("CODE", "")[:2]) for each in all_named(document, *names)]
    return tuple(dict.fromkeys(code for code in found if code))


def _codes(document: Element) -> tuple[NoticeCode, ...]:
    found = [code_of(element) for element in all_named(document, "ORIGINAL_CPV")]
    return tuple({code.code: code for code in found if code}.values())


def _pages(document: Element, language: str) -> tuple[Link, ...]:
    pages = all_named(document, "URI_DOC")
    wanted = [page for page in pages if page.get("LG", "").lower() == language] or pages
    found = (fields.web_address({"URI_DOC": page.text}, "URI_DOC") for page in wanted[:1])
    return tuple(Link(address) for address in found if address)


def _links(form: Element, name: str, *, kind: str) -> tuple[Link, ...]:
    stated = (fields.web_address({name: each.text}, name) for each in all_named(form, name))
    addresses = dict.fromkeys(address for address in stated if address)
    return tuple(Link(address, type=kind) for address in list(addresses)[:20])
