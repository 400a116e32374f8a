"""National tenders from dgMarket: its upload format and its RSS feed.

Publisher
    dgMarket, https://www.dgmarket.com/
Access
    Import by hand: the service is commercial and its terms do not let programs collect notices.
Licence
    None seen. Facts are shown with a link to the notice; texts are not republished.
Format
    XML without entities. Either 'NOTICES' with 'NOTICE' elements, the format in which tenders are
    delivered to dgMarket, or RSS 2.0, whose facts stand in repeated 'category' elements:
    'type/spn', 'country/sn - Senegal', 'CPV/45232450', 'deadline/2015/Apr/30'.
Languages
    Any, stated in 'LANG'. The feed does not state it.
Time zone
    None stated, and deadlines are days.
Traps
    - These are tenders of national buyers. No bank stands behind them as far as the notice says.
    - 'NOTICE_NO' is the buyer's own number, which others use as well, and may be missing: the key
      is made of the buyer and the number, or of buyer, title and address.
    - 'END_DATE' is 2022/07/27 or 27-07-2022, both within one file. Which of two digits is the day
      is read only where the file proves it; otherwise it stays open and is flagged.
    - Both dates may be missing.
    - 'NOTICE_TEXT' is escaped HTML, or plain lines.
    - A title may be longer than a title can be: it is cut, and the whole stands in the text.
    - Days of the feed come with zone names such as EDT, of which only the day is read.
"""

import html
import re
from dataclasses import dataclass, field
from datetime import date
from email.utils import parsedate_tz
from urllib.parse import parse_qs, urlsplit
from xml.etree.ElementTree import Element

from tenders.sources import dates, fields
from tenders.sources.base import (
    UNREADABLE,
    Access,
    BadPayload,
    BadRecord,
    RawRecord,
    Source,
    gettext_noop,
)
from tenders.sources.country_names import country_code
from tenders.sources.day_orders import DAY_ORDER, day_in_digits, proven_order
from tenders.sources.markup import TITLE_LIMIT, clean_body, one_line, plain_text
from tenders.sources.notice import (
    Bank,
    CodeScheme,
    Deadline,
    DeadlineState,
    Flag,
    Link,
    Notice,
    NoticeCode,
    NoticeText,
    NoticeType,
    ValueKind,
)
from tenders.sources.notice_parts import common_flags, derived_key, known_deadline, places
from tenders.sources.xml_payloads import local_name, read_xml, text_of

KINDS = {
    "gpn": NoticeType.GENERAL,
    "spn": NoticeType.INVITATION,
    "rei": NoticeType.EXPRESSION_OF_INTEREST,
    "eoi": NoticeType.EXPRESSION_OF_INTEREST,
    "ca": NoticeType.AWARD,
    "can": NoticeType.AWARD,
}
WITHOUT_DEADLINE = {NoticeType.GENERAL, NoticeType.AWARD}
REPEATED = "category"
_LANGUAGE = re.compile(r"[a-z]{2}")
_PRODUCT = re.compile(r"[0-9]{8}(?:-[0-9])?")
_NUMBER = re.compile(r"[0-9]{1,15}")


class DgMarket(Source):
    """Tenders as they are delivered to dgMarket and by it; see the head of this file."""

    code = "dgmarket"
    name = "dgMarket"
    bank = Bank.NONE
    homepage = "https://www.dgmarket.com/"
    access = Access.IMPORT
    access_note = gettext_noop("The service is commercial, so a person imports the file.")
    rhythm = None
    attribution = "dgMarket"
    languages = ("en", "es", "fr", "pt")
    zone_note = gettext_noop("Deadlines are days without a time and without a time zone.")

    def read(self, payload: bytes) -> list[RawRecord]:
        """All notices of an upload file or of a feed."""
        root = read_xml(payload)
        if local_name(root) == "NOTICES":
            return _with_day_order([_record(child) for child in root])
        channel = next((child for child in root if local_name(child) == "channel"), None)
        if local_name(root) != "rss" or channel is None:
            raise BadPayload("The XML is neither 'NOTICES' nor an RSS feed with a channel.")
        return [_record(child) for child in channel if local_name(child) == "item"]

    def record_id(self, record: RawRecord) -> str:
        """The feed's number of the notice, or a hash of what tells it apart in an upload file."""
        return _feed_key(record) if _is_of_feed(record) else _upload_key(record)

    def parse(self, record: RawRecord) -> Notice:
        """One notice of either shape."""
        return _from_feed(self, record) if _is_of_feed(record) else _from_upload(self, record)


@dataclass(frozen=True, slots=True)
class Categories:
    """What the repeated elements of the feed say."""

    kind: str = ""
    country: str = ""
    deadline: str = ""
    products: list[str] = field(default_factory=list)


def _record(element: Element) -> RawRecord:
    record: RawRecord = {}
    for child in element:
        name, text = local_name(child), text_of(child)
        if name == REPEATED:
            record.setdefault(REPEATED, []).append(text)
        elif name in record:
            return {UNREADABLE: f"two elements '{name[:40]}' in one notice"}
        else:
            record[name] = text
    return record or {UNREADABLE: text_of(element)}


def _with_day_order(records: list[RawRecord]) -> list[RawRecord]:
    order = proven_order(
        str(record.get(name, "")) for record in records for name in ("PUBLISHED_DATE", "END_DATE")
    )
    return [
        record if UNREADABLE in record else record | {DAY_ORDER: order.value} for record in records
    ]


def _is_of_feed(record: RawRecord) -> bool:
    return "NOTICE_TITLE" not in record and "BUYER" not in record


def _upload_key(record: RawRecord) -> str:
    buyer = fields.line(record, "BUYER")
    number = fields.line(record, "NOTICE_NO", limit=300)
    if number:
        return derived_key("dgmarket", buyer, number)
    address = fields.line(record, "NOTICE_URL", limit=fields.ADDRESS_LIMIT)
    return derived_key("dgmarket", buyer, _whole_title(record), address)


def _whole_title(record: RawRecord) -> str:
    title = fields.line(record, "NOTICE_TITLE", limit=5 * TITLE_LIMIT)
    if not title:
        raise BadRecord("NOTICE_TITLE", "is missing")
    return title


def _from_upload(source: Source, record: RawRecord) -> Notice:
    notice_id = _upload_key(record)
    kind_raw = fields.line(record, "TYPE", limit=200)
    kind = KINDS.get(kind_raw.casefold(), NoticeType.OTHER)
    published_on = day_in_digits(record, "PUBLISHED_DATE")
    deadline = _upload_deadline(record, kind, published_on)
    text = _upload_text(record)
    place = fields.line(record, "PERFORMANCE_COUNTRY", limit=200)
    buyer_country = fields.line(record, "COUNTRY", limit=200)
    countries, regions = places(place or buyer_country)
    value = fields.amount(record, "EST_COST")
    page, document = (fields.web_address(record, name) for name in ("NOTICE_URL", "RESOURCE_URL"))
    flags = common_flags(deadline, regions=regions, derived=notice_id)
    return Notice(
        source=source.code,
        source_id=notice_id,
        source_id_derived=True,
        reference=fields.line(record, "NOTICE_NO", limit=300),
        notice_type=kind,
        notice_type_raw=kind_raw,
        texts=(text,),
        language_published=text.language,
        buyer=fields.line(record, "BUYER"),
        buyer_country=country_code(buyer_country),
        bank=source.bank,
        countries=countries,
        regions=regions,
        method_raw=fields.line(record, "METHOD", limit=200),
        published_on=published_on,
        deadline=deadline,
        value=value,
        currency=fields.currency(record, "CURRENCY") if value else "",
        value_kind=ValueKind.ESTIMATE if value else ValueKind.UNKNOWN,
        documents=(Link(document, type="document"),) if document else (),
        links=(Link(page),) if page else (),
        flags=(*flags, *_ambiguous(record, published_on, deadline)),
    )


def _upload_deadline(record: RawRecord, kind: NoticeType, published_on: date | None) -> Deadline:
    on = day_in_digits(record, "END_DATE")
    if kind in WITHOUT_DEADLINE:
        return Deadline(DeadlineState.NONE_APPLICABLE)
    written = fields.line(record, "END_DATE", limit=200)
    return known_deadline(on, written=written, published_on=published_on)


def _ambiguous(
    record: RawRecord, published_on: date | None, deadline: Deadline
) -> tuple[Flag, ...]:
    is_published_open = published_on is None and bool(fields.line(record, "PUBLISHED_DATE"))
    is_deadline_open = deadline.state == DeadlineState.UNKNOWN and bool(deadline.source_text)
    return (Flag.AMBIGUOUS_DATE,) if is_published_open or is_deadline_open else ()


def _upload_text(record: RawRecord) -> NoticeText:
    language = fields.line(record, "LANG", limit=20).lower()
    whole, written = _whole_title(record), fields.raw_text(record, "NOTICE_TEXT")
    if "<" not in written:
        written = "<br>".join(html.escape(line) for line in written.splitlines())
    title = whole
    if len(whole) > TITLE_LIMIT:
        title = whole[: TITLE_LIMIT - 1].rpartition(" ")[0] + "\u2026"
        written = f"<p>{html.escape(whole)}</p>{written}"
    body = clean_body(written, field="NOTICE_TEXT")
    is_code = bool(_LANGUAGE.fullmatch(language))
    return NoticeText(language if is_code else "", title, body, plain_text(body))


def _feed_key(record: RawRecord) -> str:
    for name in ("link", "guid"):
        query = urlsplit(fields.web_address(record, name)).query
        numbers = parse_qs(query).get("noticeId", [])
        if len(numbers) == 1 and _NUMBER.fullmatch(numbers[0]):
            return numbers[0]
    raise BadRecord("link", "names no 'noticeId'")


def _from_feed(source: Source, record: RawRecord) -> Notice:
    notice_id = _feed_key(record)
    title = fields.title(record, "title")
    if not title:
        raise BadRecord("title", "is missing")
    stated = _categories(record)
    kind = KINDS.get(stated.kind.casefold(), NoticeType.OTHER)
    published_on = _feed_day(record)
    deadline = _feed_deadline(stated, kind, published_on)
    countries, regions = places(stated.country)
    address = fields.web_address(record, "link")
    return Notice(
        source=source.code,
        source_id=notice_id,
        notice_type=kind,
        notice_type_raw=stated.kind,
        texts=(NoticeText("", title),),
        buyer=one_line(fields.line(record, "description")).removeprefix("Buyer:").strip(),
        bank=source.bank,
        countries=countries,
        regions=regions,
        codes=tuple(NoticeCode(CodeScheme.CPV, code) for code in stated.products),
        published_on=published_on,
        deadline=deadline,
        links=(Link(address),) if address else (),
        flags=tuple(common_flags(deadline, regions=regions)),
    )


def _categories(record: RawRecord) -> Categories:
    written = record.get(REPEATED, [])
    if not isinstance(written, list):
        raise BadRecord(REPEATED, "is no list of texts")
    found: dict[str, list[str]] = {"type": [], "country": [], "deadline": [], "CPV": []}
    for item in written:
        name, _, value = fields.line({REPEATED: item}, REPEATED).partition("/")
        if value and value not in found.setdefault(name, []):
            found[name].append(value)
    if any(len(found[name]) > 1 for name in ("type", "deadline")):
        raise BadRecord(REPEATED, "states two types or two deadlines")
    # "sn - Senegal": the name behind the dash decides, because the letters are dgMarket's own.
    countries = [value.partition(" - ")[2] or value for value in found["country"]]
    return Categories(
        kind="".join(found["type"])[:200],
        country=countries[0][:200] if len(countries) == 1 else "",
        deadline="".join(found["deadline"])[:200],
        products=[code for code in found["CPV"] if _PRODUCT.fullmatch(code)],
    )


def _feed_deadline(stated: Categories, kind: NoticeType, published_on: date | None) -> Deadline:
    if kind in WITHOUT_DEADLINE:
        return Deadline(DeadlineState.NONE_APPLICABLE)
    parts = stated.deadline.split("/")
    if stated.deadline and len(parts) != 3:
        raise BadRecord(REPEATED, f"states no day such as 2015/Apr/30: {stated.deadline[:40]!r}")
    on = dates.english_day({REPEATED: "-".join(reversed(parts))}, REPEATED)
    return known_deadline(on, written=stated.deadline, published_on=published_on)


def _feed_day(record: RawRecord) -> date | None:
    text = fields.raw_text(record, "pubDate").strip()
    if not text:
        return None
    try:
        parts = parsedate_tz(text)
    except (ValueError, IndexError, TypeError):
        parts = None
    if parts is None:
        raise BadRecord("pubDate", f"is no day of a feed: {text[:40]!r}")
    return dates.day(parts[0], parts[1], parts[2], field="pubDate")
