"""The state of the feeds."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from tenders import health
from tenders.models import IngestionRun
from tests.tenders.payloads import NOW, envelope, read, row, solar_notice, table

pytestmark = pytest.mark.django_db


def feed(code: str, *, after: timedelta = timedelta()) -> health.Feed:
    return {feed.code: feed for feed in health.feeds(NOW + after)}[code]


def test_a_feed_shows_its_last_success_in_numbers() -> None:
    read(
        envelope(solar_notice(), solar_notice(id="OP2", submission_deadline_date=None), {"id": "?"})
    )

    bank = feed("world_bank", after=timedelta(hours=3))

    assert (bank.kept, bank.seen, bank.with_deadline, bank.quarantined) == (2, 3, 1, 1)
    assert (bank.last_success_at, bank.age, bank.deadline_share) == (NOW, timedelta(hours=3), 50)
    assert (bank.is_stale, bank.last_fault) == (False, "")


def test_a_live_feed_is_stale_when_it_was_tried_in_vain() -> None:
    assert not feed("world_bank").is_stale
    read(b"<html>")

    assert feed("world_bank").is_stale


def test_a_live_feed_is_stale_after_twice_its_rhythm() -> None:
    read(envelope(solar_notice()))

    assert not feed("world_bank", after=timedelta(hours=48)).is_stale
    assert feed("world_bank", after=timedelta(hours=49)).is_stale
    assert "world_bank" in [stale.code for stale in health.stale_feeds(NOW + timedelta(hours=49))]
    assert "world_bank" not in [stale.code for stale in health.stale_feeds(NOW)]


def test_an_imported_feed_has_no_rhythm_to_miss_and_says_why() -> None:
    read(table(row()), source="idb")

    with translation.override("en"):
        bank = feed("idb", after=timedelta(days=400))

    assert (bank.is_stale, bank.is_import_only, bank.rhythm) == (False, True, None)
    assert bank.access_reason == (
        "The bank's robots rule forbids programs to read its notices, so a person imports the file."
    )


def test_a_failure_shows_until_the_next_success() -> None:
    read(envelope(solar_notice()))
    read(b"<html>", now=NOW + timedelta(hours=1))

    failed = feed("world_bank", after=timedelta(hours=1))
    assert failed.last_fault == "HTML or XML came where JSON was expected."
    assert (failed.last_success_at, failed.last_attempt_at) == (NOW, NOW + timedelta(hours=1))
    assert failed.seen == 1

    read(envelope(solar_notice()), now=NOW + timedelta(hours=2))

    assert feed("world_bank").last_fault == ""


def test_the_number_of_queries_does_not_grow_with_the_runs() -> None:
    before = queries()
    for hours in range(3):
        read(envelope(solar_notice()), now=NOW + timedelta(hours=hours))
        read(b"[", now=NOW + timedelta(hours=hours))

    assert IngestionRun.objects.count() == 6
    assert queries() == before


def test_the_constant_facts_of_a_feed_take_no_query() -> None:
    with CaptureQueriesContext(connection) as captured:
        name = health.feed_of("idb").name

    assert name == "Inter-American Development Bank (IDB)"
    assert len(captured) == 0
    assert health.feed_of("gone").name == "gone"


def queries() -> int:
    with CaptureQueriesContext(connection) as captured:
        health.feeds(NOW)
    return len(captured)
