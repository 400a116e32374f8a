"""What stands in the cells of CanadaBuys, row by row."""

import re
from collections.abc import Iterable
from decimal import Decimal

from tenders.sources import fields
from tenders.sources.base import BadRecord, RawRecord
from tenders.sources.country_codes import from_code_or_name
from tenders.sources.csv_streams import Table
from tenders.sources.fields import LINE_LIMIT
from tenders.sources.markup import one_line, plain_text
from tenders.sources.moments import local_moment
from tenders.sources.notice import (
    Award,
    CodeScheme,
    Contact,
    Link,
    MarketApproach,
    NoticeCode,
    NoticeGroup,
    NoticeMethod,
    NoticeStatus,
    NoticeText,
    NoticeType,
    TextOrigin,
)
from tenders.sources.plain_bodies import Stripped, body_of, without_details

LANGUAGES = {"eng": "en", "fra": "fr"}
MOST_VALUES = 200
KINDS = {
    "request for proposal": NoticeType.INVITATION,
    "invitation to tender": NoticeType.INVITATION,
    "request for standing offer": NoticeType.INVITATION,
    "request for supply arrangement": NoticeType.INVITATION,
    "request for bid": NoticeType.INVITATION,
    "request for quotation": NoticeType.REQUEST_QUOTATION,
    "request for quote": NoticeType.REQUEST_QUOTATION,
    "invitation to qualify": NoticeType.PREQUALIFICATION,
    "request for information": NoticeType.EXPRESSION_OF_INTEREST,
    "letter of interest": NoticeType.EXPRESSION_OF_INTEREST,
}
STATUSES = {
    "open": NoticeStatus.PUBLISHED,
    "active": NoticeStatus.PUBLISHED,
    "amended": NoticeStatus.REVISED,
    "cancelled": NoticeStatus.CANCELLED,
    "expired": NoticeStatus.CLOSED_BY_SOURCE,
    "closed": NoticeStatus.CLOSED_BY_SOURCE,
    "awarded": NoticeStatus.CLOSED_BY_SOURCE,
}
# Whether a service is consulting is not said.
GROUPS = {
    "CNST": NoticeGroup.WORKS,
    "GD": NoticeGroup.GOODS,
    "SRVTGD": NoticeGroup.NON_CONSULTING,
}
METHODS = {
    "request for proposal": NoticeMethod.PROPOSALS,
    "invitation to tender": NoticeMethod.BIDS,
    "request for bid": NoticeMethod.BIDS,
    "request for quotation": NoticeMethod.QUOTATIONS,
    "request for quote": NoticeMethod.QUOTATIONS,
}
APPROACHES = {
    "open bidding": MarketApproach.OPEN,
    "open competitive bidding": MarketApproach.OPEN,
    "selective tendering": MarketApproach.LIMITED,
    "limited tendering": MarketApproach.LIMITED,
    "non-competitive": MarketApproach.DIRECT,
}
NO_REASON = {"", "none"}
_IN_CANADA = re.compile(
    r"canada|alberta|british columbia|manitoba|new brunswick|newfoundland|northwest territories"
    r"|nova scotia|nunavut|ontario|prince edward island|quebec|québec|saskatchewan|yukon"
    r"|national capital",
    re.I,
)
_ADDRESS = re.compile(r"https?://[^\s,*\"'<>]+")


def column_name(cell: str) -> str:
    """The English half of a name, with its language: title-titre-eng is title-eng."""
    first, *rest = cell.strip().split("-")
    return f"{first}-{rest[-1]}" if rest and rest[-1] in LANGUAGES else first


TABLE = Table(
    required=("referenceNumber", "title-eng", "title-fra", "publicationDate"),
    name_of=column_name,
)


def cells(record: RawRecord, name: str) -> list[str]:
    """The values in a cell, without their asterisks."""
    lines = fields.raw_text(record, name).splitlines()
    values = (one_line(line).lstrip("*").strip() for line in lines)
    stated = [value for value in values if value][:MOST_VALUES]
    if any(len(value) > LINE_LIMIT for value in stated):
        raise BadRecord(name, f"holds a value longer than {LINE_LIMIT} characters")
    return stated


def texts(record: RawRecord) -> tuple[tuple[NoticeText, ...], list[Stripped]]:
    """The notice in both languages, and the details of persons that were taken out of it."""
    names = [contact.name for contact in contacts(record)]
    words: list[NoticeText] = []
    found: list[Stripped] = []
    for suffix, language in LANGUAGES.items():
        title = fields.title(record, f"title-{suffix}")
        name = _body_column(record, suffix)
        stripped = without_details(fields.raw_text(record, name), names=names)
        body = body_of(stripped.text, field=name)
        if title:
            words.append(NoticeText(language, title, body, plain_text(body)))
            found.append(stripped)
    if not words:
        raise BadRecord("title-eng", "is missing, and so is title-fra")
    return _told_apart(words), found


def _body_column(record: RawRecord, suffix: str) -> str:
    tender, award = f"tenderDescription-{suffix}", f"awardDescription-{suffix}"
    return award if award in record and not record.get(tender) else tender


def _told_apart(words: list[NoticeText]) -> tuple[NoticeText, ...]:
    first, *others = words
    if not others:
        return (first,)
    other = others[0]
    if (first.title, first.body_text) == (other.title, other.body_text):
        # The same words in both columns: which language they are in, nobody says.
        return (NoticeText("", first.title, first.body_html, first.body_text),)
    translated = NoticeText(
        other.language,
        other.title,
        other.body_html,
        other.body_text,
        TextOrigin.OFFICIAL_TRANSLATION,
    )
    return (first, translated)


def codes(record: RawRecord) -> tuple[NoticeCode, ...]:
    """UNSPSC and GSIN, with the English labels where there are as many of them as codes."""
    found = [
        *_labelled(record, CodeScheme.UNSPSC, "unspsc", "unspscDescription-eng"),
        *_labelled(record, CodeScheme.GSIN, "gsin", "gsinDescription-eng"),
    ]
    return tuple({(code.scheme, code.code): code for code in found}.values())


def _labelled(
    record: RawRecord, scheme: CodeScheme, codes_in: str, labels_in: str
) -> Iterable[NoticeCode]:
    values, labels = cells(record, codes_in), cells(record, labels_in)
    if len(labels) != len(values):
        labels = [""] * len(values)
    for value, label in zip(values, labels, strict=True):
        yield NoticeCode(scheme, value[:30], label[:300], "en" if label else "")


def places(record: RawRecord) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The countries of delivery, and the regions as they are written."""
    names = cells(record, "regionsOfDelivery-eng")
    countries = [from_code_or_name(name) for name in names]
    if any(_IN_CANADA.search(name) for name in names):
        countries.insert(0, "CA")
    regions = tuple(name for name in names if not from_code_or_name(name))
    return tuple(dict.fromkeys(code for code in countries if code)), regions


def group(record: RawRecord) -> NoticeGroup:
    """What is bought, where one thing is."""
    kinds = {GROUPS.get(cell, NoticeGroup.UNKNOWN) for cell in cells(record, "procurementCategory")}
    return kinds.pop() if len(kinds) == 1 else NoticeGroup.UNKNOWN


def method(kind: str) -> NoticeMethod:
    """How the winner is chosen, as far as the type of the notice tells."""
    return METHODS.get(kind.casefold(), NoticeMethod.UNKNOWN)


def approach(record: RawRecord) -> MarketApproach:
    """Who is invited: "Competitive - Open Bidding" and the like."""
    written = fields.line(record, "procurementMethod-eng", limit=200).casefold()
    for ending, found in APPROACHES.items():
        if written.endswith(ending):
            return found
    return MarketApproach.UNKNOWN


def eligibility(record: RawRecord) -> str:
    """The trade agreements that open the tender, and why it is limited where it is."""
    parts = cells(record, "tradeAgreements-eng")
    parts += [
        reason
        for reason in cells(record, "limitedTenderingReason-eng")
        if reason.casefold() not in NO_REASON
    ]
    text = "; ".join(dict.fromkeys(parts))
    return text if len(text) <= LINE_LIMIT else text[: LINE_LIMIT - 1] + "…"


def contacts(record: RawRecord) -> list[Contact]:
    """The officer in charge."""
    address = ", ".join(
        part
        for name in (
            "contactInfoAddressLine-eng",
            "contactInfoCity-eng",
            "contactInfoProvince-eng",
            "contactInfoPostalcode",
        )
        if (part := fields.line(record, name))
    )
    contact = Contact(
        name=fields.line(record, "contactInfoName", limit=300),
        email=fields.email(record, "contactInfoEmail"),
        phone=fields.line(record, "contactInfoPhone", limit=100),
        address=address,
        country=fields.line(record, "contactInfoCountry-eng", limit=100),
    )
    return [contact] if contact != Contact() else []


def documents(record: RawRecord) -> tuple[Link, ...]:
    """The attachments in both languages, each once."""
    found = [
        address
        for suffix in LANGUAGES
        for address in _ADDRESS.findall(fields.raw_text(record, f"attachment-{suffix}"))
    ]
    return _as_links(found, kind="document")


def links(record: RawRecord) -> tuple[Link, ...]:
    """The pages of the notice, the English one first."""
    found = [fields.raw_text(record, f"noticeURL-{suffix}").strip() for suffix in LANGUAGES]
    return _as_links(found, kind="page")


def _as_links(addresses: Iterable[str], *, kind: str) -> tuple[Link, ...]:
    checked = (fields.web_address({"address": each}, "address") for each in addresses)
    stated = dict.fromkeys(address for address in checked if address)
    return tuple(Link(address, type=kind) for address in list(stated)[:MOST_VALUES])


def awards(record: RawRecord, value: Decimal | None, *, currency: str) -> tuple[Award, ...]:
    """The supplier of an award file."""
    supplier = fields.line(record, "supplierLegalName-eng")
    if not supplier:
        return ()
    country = fields.line(record, "supplierAddressCountry-eng", limit=100)
    signed = local_moment(record, "contractAwardDate")
    return (
        Award(
            supplier,
            supplier_country=from_code_or_name(country),
            amount=value,
            currency=currency,
            signed_on=signed.on if signed else None,
        ),
    )
