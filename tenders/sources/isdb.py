"""Tenders of projects that the Islamic Development Bank finances.

Publisher
    Islamic Development Bank, https://www.isdb.org/project-procurement/tenders
Access
    Import by hand: the site's robots rule and terms were not checked.
Licence
    None stated. Facts are shown with a link to the tender.
Format
    JSON: a list of objects in the shape of a widely used scraper of list and details.
Languages
    English and French, by the part of the site ("/fr/").
Time zone
    None stated, and deadlines are days.
Traps
    - Labels stick to their values: "Issue Date7 August 2025".
    - Whole notices came as one run of text without breaks.
    - Awards have a last day of submission as well, which means nothing.
    - "IsDB Member Country Bidding" keeps out firms of the United States and Canada: it is handed
      over as published, for the rule of eligibility to read.
    - A reference, if any, is the start of the title.
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
from tenders.sources.country_names import country_code
from tenders.sources.json_payloads import read_json, records_of
from tenders.sources.markup import clean_body, plain_text
from tenders.sources.notice import (
    Award,
    Bank,
    Contact,
    Deadline,
    DeadlineState,
    Link,
    Notice,
    NoticeMethod,
    NoticeStatus,
    NoticeText,
    NoticeType,
)
from tenders.sources.notice_parts import common_flags, known_deadline, places

KINDS = {
    "expression of interest": NoticeType.EXPRESSION_OF_INTEREST,
    "request for expression of interest": NoticeType.EXPRESSION_OF_INTEREST,
    "pre-qualification": NoticeType.PREQUALIFICATION,
    "general procurement notice": NoticeType.GENERAL,
    "specific procurement notice": NoticeType.INVITATION,
    "invitation for bids": NoticeType.INVITATION,
    "contract award": NoticeType.AWARD,
}
WITHOUT_DEADLINE = {NoticeType.GENERAL, NoticeType.AWARD}
STATUSES = {
    "closed": NoticeStatus.CLOSED_BY_SOURCE,
    "fermé": NoticeStatus.CLOSED_BY_SOURCE,
    "open": NoticeStatus.PUBLISHED,
    "ouvert": NoticeStatus.PUBLISHED,
    "cancelled": NoticeStatus.CANCELLED,
    "annulé": NoticeStatus.CANCELLED,
}
LABELS = {
    "issue_date": "Issue Date",
    "close_date": "Last date of submission",
    "notice_type": "Notice Type",
    "project_code": "Project code",
    "project_title": "Project title",
    "contract_award_name": "Contract Award Company Name",
    "contract_award_country": "Contract Award Company Country",
}
_REFERENCE = re.compile(r"([A-Z]{2,6}[0-9]{4}-[0-9]{1,5}) - ")


class Isdb(Source):
    """Tenders of projects that the IsDB finances; see the head of this file."""

    code = "isdb"
    name = "Islamic Development Bank"
    bank = Bank.ISDB
    homepage = "https://www.isdb.org/project-procurement/tenders"
    access = Access.IMPORT
    access_note = gettext_noop(
        "The site's robots rule and terms were not checked, so a person imports the file."
    )
    rhythm = None
    attribution = "Islamic Development Bank"
    languages = ("en", "fr")
    zone_note = gettext_noop("The bank states days without a time and without a time zone.")

    def read(self, payload: bytes) -> list[RawRecord]:
        """All tenders of a saved list."""
        rows = read_json(payload)
        if not isinstance(rows, list):
            raise BadPayload("The JSON is no list of tenders.")
        return records_of(rows)

    def record_id(self, record: RawRecord) -> str:
        """The number of the page on the bank's site."""
        return fields.key(record, "node_id")

    def parse(self, record: RawRecord) -> Notice:
        """One tender with what its page adds."""
        notice_id = self.record_id(record)
        details = _details(record)
        kind_raw = fields.line(record, "tender_type", limit=200)
        kind = KINDS.get(kind_raw.casefold(), NoticeType.OTHER)
        status_raw = fields.line(record, "status", limit=100)
        text = _text(record, details)
        match = _REFERENCE.match(text.title)
        published_on = dates.written_day(details, "issue_date")
        deadline = _deadline(record, details, kind)
        countries, regions = places(fields.line(record, "country", limit=200))
        rule = fields.line(details, "notice_type", limit=200)
        address = fields.web_address(record, "url")
        return Notice(
            source=self.code,
            source_id=notice_id,
            reference=match[1] if match else "",
            notice_type=kind,
            notice_type_raw=kind_raw,
            status=STATUSES.get(status_raw.casefold(), NoticeStatus.UNKNOWN),
            status_raw=status_raw,
            texts=(text,),
            language_published=text.language,
            bank=self.bank,
            project_id=fields.line(details, "project_code", limit=60),
            project_name=fields.line(details, "project_title"),
            countries=countries,
            regions=regions,
            method=NoticeMethod.BIDS if rule.endswith("Bidding") else NoticeMethod.UNKNOWN,
            method_raw=rule,
            published_on=published_on,
            deadline=deadline,
            contacts=_contacts(details),
            documents=_documents(details),
            links=(Link(address),) if address else (),
            eligibility_raw=rule,
            awards=_awards(details) if kind == NoticeType.AWARD else (),
            flags=tuple(common_flags(deadline, regions=regions)),
        )


def _details(record: RawRecord) -> RawRecord:
    """What stands on the tender's own page, without the labels that stick to it."""
    details = record.get("details")
    if details is None:
        return {}
    if not isinstance(details, dict):
        raise BadRecord("details", "is no object")
    cleaned = dict(details)
    for field, label in LABELS.items():
        value = cleaned.get(field)
        if isinstance(value, str):
            cleaned[field] = value.strip().removeprefix(label).strip()
    return cleaned


def _text(record: RawRecord, details: RawRecord) -> NoticeText:
    title = fields.title(record, "title")
    if not title:
        raise BadRecord("title", "is missing")
    language = "fr" if "/fr/" in fields.raw_text(record, "url") else "en"
    written = fields.raw_text(details, "description")
    paragraphs = "<br>".join(html.escape(line) for line in written.splitlines() if line.strip())
    body = clean_body(paragraphs, field="details.description")
    return NoticeText(language, title, body, plain_text(body))


def _deadline(record: RawRecord, details: RawRecord, kind: NoticeType) -> Deadline:
    if kind in WITHOUT_DEADLINE:
        return Deadline(DeadlineState.NONE_APPLICABLE)
    shown = record if fields.line(record, "close_date") else details
    return known_deadline(
        dates.written_day(shown, "close_date"),
        written=fields.line(shown, "close_date", limit=200),
        published_on=dates.written_day(details, "issue_date"),
    )


def _contacts(details: RawRecord) -> tuple[Contact, ...]:
    address = fields.email(details, "email")
    return (Contact(email=address),) if address else ()


def _documents(details: RawRecord) -> tuple[Link, ...]:
    return tuple(
        Link(address, fields.line(item, "name"), "document")
        for item in fields.objects(details, "attachments")
        if (address := fields.web_address(item, "url"))
    )


def _awards(details: RawRecord) -> tuple[Award, ...]:
    supplier = fields.line(details, "contract_award_name")
    country = fields.line(details, "contract_award_country", limit=200)
    return (Award(supplier, country_code(country)),) if supplier else ()
