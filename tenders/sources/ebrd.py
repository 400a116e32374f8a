"""Procurement notices of clients of the European Bank for Reconstruction and Development.

Publisher
    European Bank for Reconstruction and Development, https://ecepp.ebrd.com/
Access
    Live: one page with the whole archive, asked once a day after its robots rule. The host breaks
    off when it is asked twice within minutes. A saved page may be imported as well.
Licence
    None stated. Facts are shown with a link to the bank; texts are not republished.
Format
    HTML: the table 'noticeResultsTable' with ten cells a row, of which the last four are hidden:
    day, sort key of the publication, sort key of the closing, and a list of facts in brackets.
Languages
    English.
Time zone
    "UK Time", which is summer time in summer: Europe/London.
Traps
    - Parameters have no effect, and the rows are not sorted.
    - Days are day first. The hidden sort keys prove it: a row in which the two disagree is wrong.
    - Noon is printed as 00, and 00:00 may also mean that no time was stated. A closing in the hour
      00 is therefore read as a day.
    - The list of facts cannot be split at its commas, which also stand inside names, and items are
      missing on general notices and awards. Only what other cells prove is taken from it.
    - Addenda are rows of their own under the title of the notice that they change.
    - Inner spaces of the notice type vary, text is escaped twice, and Cyrillic letters came in as
      pairs of Latin ones.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta

from tenders.sources import dates, fields
from tenders.sources.base import (
    UNREADABLE,
    Access,
    BadPayload,
    BadRecord,
    Client,
    Payload,
    RawRecord,
    Source,
    gettext_noop,
)
from tenders.sources.country_names import country_code
from tenders.sources.html_payloads import (
    HTML_TYPES,
    Element,
    check_closed,
    read_html,
    table_rows,
    words,
)
from tenders.sources.markup import TITLE_LIMIT
from tenders.sources.notice import (
    Bank,
    Deadline,
    DeadlineState,
    Link,
    MarketApproach,
    Notice,
    NoticeGroup,
    NoticeMethod,
    NoticeStatus,
    NoticeText,
    NoticeType,
)
from tenders.sources.notice_parts import common_flags, known_deadline, places, sector_codes
from tenders.sources.robots import check_allowed

ADDRESS = "https://ecepp.ebrd.com/delta/noticeSearchResults.html"
PAGE = "https://ecepp.ebrd.com/delta/viewNotice.html?displayNoticeId="
TABLE = "noticeResultsTable"
CELLS = (
    *("title", "type", "exercise", "published", "closing", "state"),
    *("published_day", "published_key", "closing_key", "facts"),
)
ZONE = "Europe/London"
NOTHING = "N/A"
INFORMATION = "Information Only"

KINDS = {
    "general procurement notice": NoticeType.GENERAL,
    "invitation for tenders single": NoticeType.INVITATION,
    "invitation for tenders single stage": NoticeType.INVITATION,
    "invitation for tenders two stage": NoticeType.INVITATION,
    "request for proposals": NoticeType.INVITATION,
    "invitation for prequalification": NoticeType.PREQUALIFICATION,
    "invitation for expressions of interest": NoticeType.EXPRESSION_OF_INTEREST,
    "request for expressions of interest": NoticeType.EXPRESSION_OF_INTEREST,
    "ebrd contract notice addendum": NoticeType.AMENDMENT,
    "contract award notice": NoticeType.AWARD,
}
STATES = {
    "Open": NoticeStatus.PUBLISHED,
    INFORMATION: NoticeStatus.PUBLISHED,
    "Closed": NoticeStatus.CLOSED_BY_SOURCE,
    "Cancelled": NoticeStatus.CANCELLED,
}
WITHOUT_DEADLINE = {NoticeType.GENERAL, NoticeType.AWARD}
GROUPS = {
    "Goods": NoticeGroup.GOODS,
    "Works": NoticeGroup.WORKS,
    "Consultancy": NoticeGroup.CONSULTING,
}
# Sectors without a comma in them that were seen at the end of the facts.
SECTORS = {
    "Energy Efficiency and Climate Change",
    "Energy Eurasia",
    "Infra EMEA",
    "Infra Eurasia",
    "Infra Europe",
    "Municipal and Environmental Infrastructure",
    "Nuclear Safety",
    "Power and Energy",
    "Transport",
}
_LINK = re.compile(r"viewNotice\.html\?displayNoticeId=([0-9]{1,12})$")
_CLOCKED = re.compile(r"([0-9]{2})/([0-9]{2})/([0-9]{4}) ([0-9]{2}):([0-9]{2})(?: ?UK Time)?")
_METHOD = re.compile(r"(Open Tender [^,]+|Single Tender[^,]*|Selective Tender[^,]*)(?:, |$)")
_CATEGORY = re.compile(r"((?:Goods|Works|Consultancy)(?:,(?:Goods|Works|Consultancy))*)(?:, |$)")
_EXERCISE_ID = re.compile(r"([0-9]{4,12}), ")
# Two bytes of UTF-8 that were read as two letters of Latin-1: a Cyrillic letter.
_MISREAD = re.compile("(?:[\u00d0\u00d1][\u0080-\u00bf])+")


@dataclass(frozen=True, slots=True)
class Facts:
    """What the hidden list proves; the rest of it stays unread."""

    project: str = ""
    project_id: str = ""
    reference: str = ""
    category: str = ""
    method: str = ""
    client: str = ""
    sector: str = ""


class Ebrd(Source):
    """Notices of projects that the EBRD finances; see the head of this file."""

    code = "ebrd"
    name = "European Bank for Reconstruction and Development"
    bank = Bank.EBRD
    homepage = "https://ecepp.ebrd.com/delta/noticeSearchResults.html"
    access = Access.LIVE
    access_note = gettext_noop(
        "The bank's public list of notices is fetched once a day, as its robots rule allows."
    )
    rhythm = timedelta(days=1)
    attribution = "European Bank for Reconstruction and Development"
    languages = ("en",)
    zone_note = gettext_noop("The bank states its times in the time of the United Kingdom.")
    hosts = frozenset({"ecepp.ebrd.com"})
    pause_seconds = 2.0

    def read(self, payload: bytes) -> list[RawRecord]:
        """All rows of the table of notices, the whole archive."""
        page = read_html(payload)
        check_closed(payload, "table")
        tables = [table for table in page.iter("table") if table.get("id") == TABLE]
        if len(tables) != 1:
            raise BadPayload(f"The page has {len(tables)} tables '{TABLE}' where one was expected.")
        return [_row(cells) for cells in table_rows(tables[0])]

    def record_id(self, record: RawRecord) -> str:
        """The number in the address of the notice."""
        match = _LINK.search(fields.raw_text(record, "link"))
        if not match:
            raise BadRecord("link", "names no 'displayNoticeId'")
        return match[1]

    def fetch(self, client: Client, *, since: date) -> Iterator[Payload]:
        """The one page that there is; it holds all days."""
        check_allowed(client, ADDRESS)
        yield client.get(ADDRESS, media_types=HTML_TYPES)

    def parse(self, record: RawRecord) -> Notice:
        """One row of the table."""
        notice_id = self.record_id(record)
        title = _words(record, "title", limit=TITLE_LIMIT)
        if not title:
            raise BadRecord("title", "is missing")
        kind_raw = _words(record, "type", limit=200)
        kind = KINDS.get(kind_raw.casefold(), NoticeType.OTHER)
        state_raw = _words(record, "state", limit=100)
        published_on = _published_on(record)
        deadline = _deadline(record, kind, published_on=published_on)
        country = title.partition(": ")[0] if country_code(title.partition(": ")[0]) else ""
        countries, regions = places(country)
        facts = _facts(record, country)
        return Notice(
            source=self.code,
            source_id=notice_id,
            reference=facts.reference,
            notice_type=kind,
            notice_type_raw=kind_raw,
            status=STATES.get(state_raw, NoticeStatus.UNKNOWN),
            status_raw=state_raw,
            texts=(NoticeText("en", title),),
            language_published="en",
            buyer=facts.client,
            bank=self.bank,
            project_id=facts.project_id,
            project_name=facts.project,
            countries=countries,
            regions=regions,
            codes=sector_codes([facts.sector]),
            group=GROUPS.get(facts.category, NoticeGroup.UNKNOWN),
            group_raw=facts.category,
            method=NoticeMethod.BIDS if "Tender" in facts.method else NoticeMethod.UNKNOWN,
            method_raw=facts.method,
            market_approach=_approach(facts.method),
            published_on=published_on,
            deadline=deadline,
            links=(Link(PAGE + notice_id),),
            # An addendum bears the very title of what it changes.
            amends_hint=title if kind == NoticeType.AMENDMENT else "",
            flags=tuple(common_flags(deadline, regions=regions)),
        )


def _row(cells: list[Element]) -> RawRecord:
    if len(cells) != len(CELLS):
        return {UNREADABLE: [words(cell) for cell in cells]}
    record: RawRecord = {name: words(cell) for name, cell in zip(CELLS, cells, strict=True)}
    addresses = [link.get("href", "") for link in cells[0].iter("a")]
    return {"link": addresses[0] if addresses else "", **record}


def _words(record: RawRecord, field: str, *, limit: int) -> str:
    text = html.unescape(html.unescape(fields.raw_text(record, field)))
    return fields.line({field: _MISREAD.sub(_reread, text)}, field, limit=limit)


def _reread(match: re.Match[str]) -> str:
    return match[0].encode("latin-1").decode("utf-8", "replace")


def _approach(method: str) -> MarketApproach:
    is_open = method.startswith("Open Tender")
    return MarketApproach.OPEN if is_open else MarketApproach.UNKNOWN


def _published_on(record: RawRecord) -> date | None:
    on, at_time = _moment(record, "published")
    return _proven(record, "published_key", on, at_time)


def _deadline(record: RawRecord, kind: NoticeType, *, published_on: date | None) -> Deadline:
    on, at_time = _moment(record, "closing")
    _proven(record, "closing_key", on, at_time)
    is_information = _words(record, "state", limit=100) == INFORMATION
    if kind in WITHOUT_DEADLINE or (on is None and kind == NoticeType.OTHER and is_information):
        return Deadline(DeadlineState.NONE_APPLICABLE)
    return known_deadline(
        on,
        at_time=at_time if at_time and at_time.hour else None,
        zone=ZONE if on else "",
        written=_words(record, "closing", limit=100).replace(NOTHING, ""),
        published_on=published_on,
    )


def _moment(record: RawRecord, field: str) -> tuple[date | None, time | None]:
    text = _words(record, field, limit=200)
    if text in {"", NOTHING}:
        return None, None
    match = _CLOCKED.fullmatch(text)
    if not match:
        raise BadRecord(field, f"is no moment such as 01/09/2026 00:18: {text[:40]!r}")
    of_month, month, year, hour, minute = map(int, match.groups())
    if hour > 23 or minute > 59:
        raise BadRecord(field, f"is no moment such as 01/09/2026 00:18: {text[:40]!r}")
    return dates.day(year, month, of_month, field=field), time(hour, minute)


def _proven(record: RawRecord, field: str, on: date | None, at_time: time | None) -> date | None:
    """The day, if the hidden sort key says the same; a row without the key proves nothing."""
    key = _words(record, field, limit=100)
    if key and (on is None or at_time is None or key != f"{on:%Y%m%d}{at_time:%H%M}"):
        raise BadRecord(field, f"says {key[:20]!r}, which is not what the row shows")
    return on


def _facts(record: RawRecord, country: str) -> Facts:
    """What can be told apart in `[project, id, country, exercise, id, category, ...]`."""
    text = _words(record, "facts", limit=5_000).removeprefix("[").removesuffix("]").strip()
    if not country:
        return Facts()
    heads = list(re.finditer(rf"(?:^|, )([0-9]{{3,8}}), {re.escape(country)}, ", text))
    if len(heads) != 1:
        return Facts()
    head = heads[0]
    reference, rest = _after_exercise(record, text[head.end() :])
    category = _CATEGORY.match(rest)
    rest = rest[category.end() :] if category else rest
    method = _METHOD.match(rest)
    rest = rest[method.end() :] if method else rest
    client, sector = _client_and_sector(rest) if category else ("", "")
    return Facts(
        project=fields.line({"facts": text[: head.start()]}, "facts"),
        project_id=head[1],
        reference=reference,
        category=category[1] if category else "",
        method=method[1].strip()[:200] if method else "",
        client=client[: fields.LINE_LIMIT],
        sector=sector,
    )


def _after_exercise(record: RawRecord, rest: str) -> tuple[str, str]:
    """The number of the exercise and what follows, where the exercise is the one of the row."""
    exercise = _words(record, "exercise", limit=TITLE_LIMIT)
    if not exercise or exercise == NOTHING or not rest.startswith(exercise):
        return "", rest
    after = rest.removeprefix(exercise).lstrip(" ,")
    number = _EXERCISE_ID.match(after)
    return (number[1], after[number.end() :]) if number else ("", after)


def _client_and_sector(rest: str) -> tuple[str, str]:
    """From `client, sector, type`; nothing where commas leave it open which is which."""
    items = [item.strip() for item in rest.split(", ")][:-1]
    if len(items) == 2 or (len(items) > 2 and items[-1] in SECTORS):
        return ", ".join(items[:-1]), items[-1]
    return "", ""
