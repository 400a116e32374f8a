"""Feeds of two known shapes at any address: RSS or Atom, and OCDS. An operator adds them by name.

Publisher
    Whoever the operator trusts: the feed's address is her choice and its host the only one asked.
Access
    Live, after the robots rule of the host at each run.
Licence
    The publisher's own: the operator has read it.
Format
    RSS 2.0 or Atom, or release and record packages of OCDS, which may name a next page.
Languages
    Any; neither feed nor item is believed, so the text is read.
Time zone
    A day of publication is read; RSS and Atom know no deadline.
Traps
    - An item says what it is in words only, so its kind is 'other' and its deadline unknown.
    - Items without 'guid', 'id' and 'link' are told apart by title and day.
    - A next page may name itself, or go on for ever.
"""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from email.utils import parsedate_tz
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import Element

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
from tenders.sources.markup import plain_text
from tenders.sources.moments import local_moment
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
from tenders.sources.notice_parts import derived_key
from tenders.sources.ocds import OpenContracting
from tenders.sources.ocds_packages import read_all
from tenders.sources.plain_bodies import body_of, with_found, without_details
from tenders.sources.robots import check_allowed
from tenders.sources.xml_payloads import local_name, read_xml, text_of

FEED_TYPES = frozenset(
    {"application/rss+xml", "application/atom+xml", "application/xml", "text/xml"}
)
OCDS_TYPES = frozenset({"application/json", "text/json", "application/x-ndjson"})
MOST_PAGES = 200
ID_LIMIT = 200
_BODIES = ("description", "summary", "content", "encoded")
_DAYS = ("published", "updated", "date")
# The elements of an item that are kept, and under which name.
_SINGLE = {name: name for name in ("guid", "title", "link", "pubDate", *_DAYS)} | {"id": "guid"}


class _OperatorFeed(Source):
    """What both shapes share."""

    bank = Bank.NONE
    access = Access.LIVE
    access_note = gettext_noop("The operator of this site has added this feed.")
    zone_note = gettext_noop("The feed states days of publication and no deadlines.")
    languages = ("en", "es", "fr", "pt")

    def _page(self, client: Client, url: str, media_types: frozenset[str]) -> Payload:
        check_allowed(client, url)
        return client.get(url, media_types=media_types)


class RssFeed(_OperatorFeed):
    """Items of an RSS or Atom feed; see the head of this file."""

    def read(self, payload: bytes) -> list[RawRecord]:
        """All items of the feed."""
        root = read_xml(payload)
        if local_name(root) == "feed":
            return [_record(child) for child in root if local_name(child) == "entry"]
        if local_name(root) not in {"rss", "RDF"}:
            raise BadPayload("The XML is neither an RSS nor an Atom feed.")
        return [_record(child) for child in root.iter() if local_name(child) == "item"]

    def record_id(self, record: RawRecord) -> str:
        """The feed's own mark of an item, or a hash of what tells it apart."""
        mark = fields.line(record, "guid") or fields.web_address(record, "link")
        if 0 < len(mark) <= ID_LIMIT:
            return mark
        facts = mark or fields.title(record, "title")
        if not facts:
            raise BadRecord("guid", "is missing, and so are link and title")
        return derived_key(self.code, facts, "" if mark else _day_as_text(record))

    def fetch(self, client: Client, *, since: date) -> Iterator[Payload]:
        """The one page that there is."""
        yield self._page(client, self.homepage, FEED_TYPES)

    def parse(self, record: RawRecord) -> Notice:
        """One item."""
        key = self.record_id(record)
        title = fields.title(record, "title")
        if not title:
            raise BadRecord("title", "is missing")
        found = without_details(fields.raw_text(record, "body"))
        body = body_of(found.text, field="body")
        address = fields.web_address(record, "link")
        is_derived = key.startswith(f"{self.code}-")
        return Notice(
            source=self.code,
            source_id=key,
            source_id_derived=is_derived,
            notice_type=NoticeType.OTHER,
            texts=(NoticeText("", title, body, plain_text(body)),),
            published_on=_published_on(record),
            deadline=Deadline(DeadlineState.UNKNOWN),
            contacts=with_found([], [found]),
            links=(Link(address),) if address else (),
            flags=(Flag.ID_DERIVED,) if is_derived else (),
        )


class OcdsFeed(OpenContracting):
    """Packages of one publisher, page by page; see the head of this file."""

    access = Access.LIVE
    access_note = _OperatorFeed.access_note

    def read(self, payload: bytes) -> list[RawRecord]:
        """All releases of a package; a repeat is for the store to know."""
        return read_all(payload)

    def fetch(self, client: Client, *, since: date) -> Iterator[Payload]:
        """The packages that follow each other by 'links.next', each once."""
        asked: set[str] = set()
        url = self.homepage
        while url:
            if url in asked:
                raise BadPayload("The feed names a next page that was read before.")
            if len(asked) == MOST_PAGES:
                raise BadPayload(f"The feed goes on after {MOST_PAGES} pages.")
            if not asked:
                check_allowed(client, url)
            asked.add(url)
            page = client.get(url, media_types=OCDS_TYPES)
            yield page
            url = _next_page(page)


def operator_source(*, kind: str, code: str, name: str, url: str, rhythm: timedelta) -> Source:
    """The source of a feed that an operator added."""
    base: type[Source] = OcdsFeed if kind == "ocds" else RssFeed
    place = urlsplit(url)
    facts = {
        "__doc__": base.__doc__,
        "code": code,
        "name": name,
        "homepage": url,
        "attribution": name,
        "rhythm": rhythm,
        "hosts": frozenset({place.netloc.lower()}),
        "pause_seconds": 2.0,
    }
    made: Source = type(base.__name__, (base,), facts)()
    return made


def _record(element: Element) -> RawRecord:
    """The children that say something: the first of each name, and of all bodies the longest."""
    record: RawRecord = {}
    for child in element:
        name, text = local_name(child), text_of(child).strip()
        if name == "link" and child.get("rel", "alternate") == "alternate":
            text = text or child.get("href", "")
        if name in _BODIES:
            record["body"] = max(record.get("body", ""), text, key=len)
        elif text and name in _SINGLE:
            record.setdefault(_SINGLE[name], text)
    return record


def _published_on(record: RawRecord) -> date | None:
    text = fields.raw_text(record, "pubDate").strip()
    if text:
        try:
            parts = parsedate_tz(text)
        except (ValueError, IndexError, TypeError):
            parts = None
        if parts is None:
            raise BadRecord("pubDate", f"is no day of a feed: {text[:40]!r}")
        return dates.day(parts[0], parts[1], parts[2], field="pubDate")
    for name in _DAYS:
        if moment := local_moment(record, name):
            return moment.on
    return None


def _day_as_text(record: RawRecord) -> str:
    return next((str(record[name]) for name in ("pubDate", *_DAYS) if record.get(name)), "")


def _next_page(page: Payload) -> str:
    try:
        package = json.loads(page.content)
    except ValueError:
        # Whether this is a package at all is for `read` to say.
        return ""
    links = package.get("links") if isinstance(package, dict) else None
    following = links.get("next") if isinstance(links, dict) else None
    return urljoin(page.url, following) if isinstance(following, str) else ""
