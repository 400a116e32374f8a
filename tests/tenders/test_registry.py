"""Sources of this installation: shipped, by consent, and feeds that an operator adds."""

import json
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from tenders import health, ingestion, registry
from tenders.models import OperatorFeed, Tender
from tenders.sources import SOURCES, UnknownSource
from tenders.sources.base import Access
from tests.tenders.faults.serving import Answer, answering, status, whole
from tests.tenders.payloads import NOW
from tests.tenders.sources.loopback import client_for

pytestmark = pytest.mark.django_db
RSS = b"""<?xml version="1.0"?>
<rss version="2.0"><channel><title>Notices</title>
  <item><title>Solar pumps &amp; panels</title><link>https://agency.example/1</link>
    <guid>tag:agency.example,1</guid><pubDate>Fri, 2 Oct 2026 21:09:55 EDT</pubDate>
    <description>&lt;p&gt;Bids are invited. Ask ana@agency.example.&lt;/p&gt;</description></item>
  <item><title>Wind mills</title><pubDate>no day</pubDate></item>
</channel></rss>"""
ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Notices</title>
  <entry><id>urn:1</id><title>Bombas solares para pozos</title>
    <link rel="edit" href="https://agency.example/edit"/><link href="https://agency.example/1"/>
    <updated>2026-10-02T08:00:00Z</updated><summary>Se invita a presentar ofertas.</summary></entry>
</feed>"""
FEED = "application/rss+xml"


def add(name: str = "Agency of Energy", **options: Any) -> OperatorFeed:
    facts = {"url": "https://agency.example/feed.xml", "kind": "rss", **options}
    return registry.add_feed(name, facts.pop("url"), **facts)


def read_feed(*answers: Answer, kind: str = "rss") -> Any:
    """A reading of the operator's feed from a server in this process."""
    add(kind=kind)
    with answering(*answers) as place:
        OperatorFeed.objects.update(url=f"http://{place}/feed")
        source = registry.source_named("feed-agency-of-energy")
        with client_for(place) as client:
            payloads = source.fetch(client, since=date(2026, 1, 1))
            return ingestion.run(source, payloads=payloads, origin=source.homepage, now=NOW)


def test_a_feed_becomes_a_source_with_its_host_alone() -> None:
    add(rhythm_hours=6)

    source = registry.sources()["feed-agency-of-energy"]

    assert (source.name, source.access) == ("Agency of Energy", Access.LIVE)
    assert source.hosts == frozenset({"agency.example"})
    assert [code for code in registry.sources() if code not in SOURCES] == ["feed-agency-of-energy"]


def test_items_of_rss_become_notices_with_unknown_deadline() -> None:
    run = read_feed(status(404), whole(RSS, media_type=FEED))

    tender = Tender.objects.get()
    assert (run.seen, run.inserted, run.quarantined) == (2, 1, 1)
    assert (tender.title, tender.source_id) == ("Solar pumps & panels", "tag:agency.example,1")
    assert (tender.deadline_state, tender.published_on) == ("unknown", date(2026, 10, 2))
    assert tender.texts.get().body_text == "Bids are invited. Ask ."
    assert tender.contacts.get().email == "ana@agency.example"
    assert run.quarantine.get().field == "pubDate"


def test_entries_of_atom_become_notices() -> None:
    run = read_feed(status(404), whole(ATOM, media_type="application/atom+xml"))

    tender = Tender.objects.get()
    assert (run.inserted, tender.url) == (1, "https://agency.example/1")
    assert (tender.language, tender.published_on) == ("es", date(2026, 10, 2))


def test_packages_of_ocds_become_notices() -> None:
    package = {"releases": [{"ocid": "o-1", "id": "1", "tender": {"title": "Solar pumps"}}]}

    run = read_feed(status(404), whole(json.dumps(package).encode()), kind="ocds")

    assert (run.inserted, Tender.objects.get().source) == (1, "feed-agency-of-energy")


def test_robots_of_the_host_are_honoured() -> None:
    robots = whole(b"User-agent: *\nDisallow: /feed", media_type="text/plain")

    run = read_feed(robots, whole(RSS, media_type=FEED))

    assert run.state == "failed"
    assert run.fault.startswith("The robots rule of 127.0.0.1")


@pytest.mark.parametrize("body", [b"<html><body>x</body></html>", b"<rss>", b"", b"{}"])
def test_what_is_no_feed_changes_nothing(body: bytes) -> None:
    run = read_feed(status(404), whole(body, media_type=FEED))

    assert (run.state, Tender.objects.count()) == ("failed", 0)


def test_an_address_inside_the_network_is_refused_at_the_reading() -> None:
    feed = add(url="https://127.0.0.1/feed")

    run = ingestion.fetch(registry.source_named(feed.code), now=NOW)

    assert run.fault == "127.0.0.1 leads to 127.0.0.1, which is not a public address."


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("", "https://a.example/"),
        ("!!", "https://a.example/"),
        ("x" * 101, "https://a.example/"),
        ("Agency", "http://a.example/"),
        ("Agency", "file:///etc/passwd"),
        ("Agency", "https://user:key@a.example/"),
        ("Agency", "https://a.example/ x"),
        ("Agency", "https://a.example:port/"),
        ("Agency", "https:///x"),
    ],
)
def test_a_feed_that_cannot_be_read_safely_is_refused(name: str, url: str) -> None:
    with pytest.raises(CommandError):
        call_command("add_feed", name, url, "--kind", "rss")

    assert OperatorFeed.objects.count() == 0


def test_the_command_adds_a_feed_once() -> None:
    output = StringIO()
    arguments = ("add_feed", "Agency", "https://a.example/rss", "--kind", "rss", "--hours", "12")

    call_command(*arguments, stdout=output)

    assert "manage.py ingest_tenders feed-agency" in output.getvalue()
    with pytest.raises(CommandError, match="There is a feed 'feed-agency' already"):
        call_command(*arguments)


def test_the_database_keeps_feeds_apart_from_shipped_sources() -> None:
    for facts in ({"code": "world_bank"}, {"code": "feed-x", "rhythm_hours": 0}):
        with pytest.raises(IntegrityError), transaction.atomic():
            OperatorFeed.objects.create(
                **{"name": "X", "url": "https://a.example/", "kind": "rss", **facts}
            )


def test_a_feed_is_named_in_lists_filters_and_health(client: Client) -> None:
    read_feed(status(404), whole(ATOM, media_type="application/atom+xml"))

    page = client.get(reverse("tenders:list"), {"state": "all"}).content.decode()

    assert "Agency of Energy (1)" in page
    assert health.feeds()[-1].name == "Agency of Energy"
    assert "Agency of Energy" in client.get(reverse("tenders:feeds")).content.decode()
    tender = reverse("tender", args=[Tender.objects.get().pk])
    assert "Agency of Energy" in client.get(tender).content.decode()


def test_a_source_whose_terms_were_read_is_live(settings: Any) -> None:
    assert registry.sources()["ungm"].access is Access.IMPORT

    settings.SOURCES_WITH_CONSENT = ["ungm", "unheard-of"]

    assert registry.sources()["ungm"].access is Access.LIVE
    assert registry.source_named("ungm").access is Access.LIVE
    assert list(registry.sources()) == list(SOURCES)


def test_a_source_that_nobody_knows_is_unknown() -> None:
    with pytest.raises(UnknownSource):
        registry.source_named("feed-nothing")
