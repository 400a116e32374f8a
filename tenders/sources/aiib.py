"""Procurement notices of projects that the Asian Infrastructure Investment Bank finances.

Publisher
    Asian Infrastructure Investment Bank,
    https://www.aiib.org/en/opportunities/business/project-procurement/list.html
Access
    Import by hand until an operator has read robots rule and terms, which were not checked. From
    then on the file behind the bank's own page is asked once a day.
Licence
    None stated. Facts are shown with a link to the document.
Format
    JavaScript: 'var ppoData = [...]', a list of objects with bare keys. It is read as a literal and
    never run. No payload was at hand: the shape is known from documentation only.
Languages
    English.
Time zone
    None stated, and dates are days.
Traps
    - 'id' is the day of publication and not an identifier. The key is made of the address of the
      document in 'dc', or of the facts where there is none.
    - 'cd' is the closing day, may be empty, and may lack the space before the year.
    - 'ds' may be empty, and then the project alone is the title.
    - An extension of the deadline is a row of its own.
    - Text holds HTML entities.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import ClassVar

from tenders.sources import dates, fields
from tenders.sources.base import (
    Access,
    BadPayload,
    BadRecord,
    Client,
    Payload,
    RawRecord,
    Source,
    gettext_noop,
)
from tenders.sources.json_payloads import records_of
from tenders.sources.markup import TITLE_LIMIT
from tenders.sources.notice import (
    Bank,
    Deadline,
    DeadlineState,
    Flag,
    Link,
    Notice,
    NoticeText,
    NoticeType,
)
from tenders.sources.notice_parts import (
    common_flags,
    derived_key,
    known_deadline,
    places,
    sector_codes,
)
from tenders.sources.robots import check_allowed
from tenders.sources.script_payloads import SCRIPT_TYPES, read_assignment

HOST = "www.aiib.org"
ADDRESS = (
    "https://www.aiib.org/en/opportunities/business/project-procurement/_common/ppo-data-all.js"
)
NAME = "ppoData"
KEYS = {"id", "mb", "pj", "tp"}

KINDS = {
    "general procurement notice": NoticeType.GENERAL,
    "specific procurement notice": NoticeType.INVITATION,
    "invitation for bids": NoticeType.INVITATION,
    "invitation for prequalification": NoticeType.PREQUALIFICATION,
    "request for expression of interest": NoticeType.EXPRESSION_OF_INTEREST,
    "request for expressions of interest": NoticeType.EXPRESSION_OF_INTEREST,
    "extension of tender submission": NoticeType.AMENDMENT,
    "contract award": NoticeType.AWARD,
    "contract award notice": NoticeType.AWARD,
}
WITHOUT_DEADLINE = {NoticeType.GENERAL, NoticeType.AWARD}


class Aiib(Source):
    """Notices of AIIB projects, brought by a person; see the head of this file."""

    code = "aiib"
    name = "Asian Infrastructure Investment Bank"
    bank = Bank.AIIB
    homepage = "https://www.aiib.org/en/opportunities/business/project-procurement/list.html"
    access = Access.IMPORT
    access_note = gettext_noop(
        "A person imports the file. Reading by schedule is switched off until the operator has "
        "checked the bank's robots rule and terms."
    )
    rhythm: ClassVar[timedelta | None] = None
    attribution = "Asian Infrastructure Investment Bank"
    languages = ("en",)
    zone_note = gettext_noop("The bank states days without a time and without a time zone.")

    def read(self, payload: bytes) -> list[RawRecord]:
        """All objects of the list in the script."""
        rows = read_assignment(payload, name=NAME)
        if not isinstance(rows, list):
            raise BadPayload(f"The value of '{NAME}' is no list of notices.")
        records = records_of(rows)
        if records and not any(record.keys() >= KEYS for record in records):
            raise BadPayload(f"No object in '{NAME}' has the keys of a notice.")
        return records

    def record_id(self, record: RawRecord) -> str:
        """A hash of the document's address, or of all that tells the notice from others."""
        path = fields.line(record, "dc")
        if path:
            return derived_key(self.code, path)
        names = ("id", "mb", "pj", "ds", "tp")
        return derived_key(self.code, *(fields.line(record, name) for name in names))

    def parse(self, record: RawRecord) -> Notice:
        """One object of the list."""
        notice_id = self.record_id(record)
        title, project = _title(record), fields.line(record, "pj")
        kind_raw = fields.line(record, "tp", limit=200)
        kind = KINDS.get(kind_raw.casefold(), NoticeType.OTHER)
        published_on = dates.written_day(record, "id")
        deadline = _deadline(record, kind, published_on=published_on)
        countries, regions = places(*_members(record))
        document = _document(record)
        flags = common_flags(deadline, regions=regions, derived=notice_id)
        return Notice(
            source=self.code,
            source_id=notice_id,
            source_id_derived=True,
            notice_type=kind,
            notice_type_raw=kind_raw,
            texts=(NoticeText("en", title),),
            language_published="en",
            bank=self.bank,
            project_name=project,
            countries=countries,
            regions=regions,
            codes=sector_codes([fields.line(record, "st")]),
            published_on=published_on,
            deadline=deadline,
            documents=(Link(document, type="document"),) if document else (),
            amends_hint=title if kind == NoticeType.AMENDMENT else "",
            flags=tuple(flags if _has_own_title(record) else [*flags, Flag.TITLE_FROM_PROJECT]),
        )


class AiibByConsent(Aiib):
    """The same list, read by schedule: for an operator who has checked robots rule and terms."""

    access = Access.LIVE
    access_note = gettext_noop(
        "The bank's public list is read once a day, because the operator has checked its robots "
        "rule and terms."
    )
    rhythm = timedelta(days=1)
    hosts = frozenset({HOST})

    def fetch(self, client: Client, *, since: date) -> Iterator[Payload]:
        """The one file that there is; it holds all days."""
        check_allowed(client, ADDRESS)
        yield client.get(ADDRESS, media_types=SCRIPT_TYPES)


def _has_own_title(record: RawRecord) -> bool:
    return bool(fields.title(record, "ds"))


def _title(record: RawRecord) -> str:
    project, subject = fields.title(record, "pj"), fields.title(record, "ds")
    both = f"{project} - {subject}" if project and subject else project or subject
    if not both:
        raise BadRecord("pj", "is missing, and so is ds")
    if len(both) > TITLE_LIMIT:
        return subject
    return both


def _members(record: RawRecord) -> list[str]:
    """Usually one member of the bank, at times several with commas or slashes between them."""
    written = fields.line(record, "mb", limit=200)
    if places(written)[0]:
        return [written]
    parts = [part.strip() for part in written.replace("/", ",").split(",")]
    return parts if len(parts) > 1 and not places(*parts)[1] else [written]


def _deadline(record: RawRecord, kind: NoticeType, *, published_on: date | None) -> Deadline:
    if kind in WITHOUT_DEADLINE:
        return Deadline(DeadlineState.NONE_APPLICABLE)
    return known_deadline(
        dates.written_day(record, "cd"),
        written=fields.line(record, "cd", limit=200),
        published_on=published_on,
    )


def _document(record: RawRecord) -> str:
    path = fields.raw_text(record, "dc").strip()
    if path.startswith("/") and not path.startswith("//"):
        path = f"https://{HOST}{path}"
    return fields.web_address({"dc": path}, "dc")
