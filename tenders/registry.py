"""All sources that this installation reads: those that Puente ships, and the operator's own feeds.

Some shipped sources are live only once the operator has read their terms: SOURCES_WITH_CONSENT.
"""

import re
import unicodedata
from urllib.parse import urlsplit

from django.conf import settings
from django.db import IntegrityError, transaction

from tenders.models import OperatorFeed
from tenders.sources import UnknownSource, sources_with_consent
from tenders.sources.base import Source
from tenders.sources.operator_feeds import operator_source

CODE_PREFIX = "feed-"


class FeedRefused(Exception):
    """A feed that cannot be added as it stands; the message is one sentence."""


def sources() -> dict[str, Source]:
    """Every source by its code, in one query."""
    found = shipped()
    for feed in OperatorFeed.objects.all():
        found[feed.code] = _source_of(feed)
    return found


def shipped() -> dict[str, Source]:
    """The sources that come with Puente, without a query."""
    return dict(sources_with_consent(settings.SOURCES_WITH_CONSENT))


def source_named(code: str) -> Source:
    """One source; raises UnknownSource."""
    found = shipped().get(code)
    if found is not None:
        return found
    feed = OperatorFeed.objects.filter(code=code).first()
    if feed is None:
        raise UnknownSource(code)
    return _source_of(feed)


@transaction.atomic
def add_feed(name: str, url: str, *, kind: str, rhythm_hours: int = 24) -> OperatorFeed:
    """Add a feed at an address that the operator vouches for; its host is the only one asked.

    Raises FeedRefused.
    """
    name = " ".join(name.split())
    code = f"{CODE_PREFIX}{_slug(name)}"[:30].rstrip("-")
    if code == CODE_PREFIX.rstrip("-") or not name.isprintable() or len(name) > 100:
        raise FeedRefused("The name needs letters or digits, and at most 100 characters.")
    _check_address(url)
    if rhythm_hours < 1:
        raise FeedRefused("A feed is asked once an hour at most.")
    try:
        with transaction.atomic():
            return OperatorFeed.objects.create(
                code=code, name=name, url=url, kind=kind, rhythm_hours=rhythm_hours
            )
    except IntegrityError:
        raise FeedRefused(f"There is a feed '{code}' already.") from None


def _check_address(url: str) -> None:
    try:
        parts = urlsplit(url)
        has_port = parts.port is not None
    except ValueError:
        raise FeedRefused("The address of the feed cannot be read.") from None
    if parts.scheme != "https" or not parts.hostname:
        raise FeedRefused("The address of the feed has to begin with https://.")
    if parts.username or parts.password:
        raise FeedRefused("Addresses with a user name are not fetched.")
    if not url.isascii() or not url.isprintable() or " " in url or len(url) > 1_000:
        raise FeedRefused("The address holds characters that no address holds, or too many.")
    if has_port and parts.port == 0:
        raise FeedRefused("The address of the feed cannot be read.")


def _slug(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")


def _source_of(feed: OperatorFeed) -> Source:
    return operator_source(
        kind=feed.kind, code=feed.code, name=feed.name, url=feed.url, rhythm=feed.rhythm
    )
