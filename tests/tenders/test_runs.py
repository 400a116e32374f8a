"""Readings of a source: one at a time, given up when their holder died, due by rhythm."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from tenders import ingestion, runs
from tenders.models import (
    IngestionRun,
    Tender,
)
from tenders.sources import SOURCES
from tenders.sources.base import Payload
from tests.tenders.payloads import NOW, counts, envelope, read, solar_notice

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)


def test_one_source_is_read_by_one_run_at_a_time() -> None:
    runs.begin("world_bank", origin="elsewhere", now=NOW)

    with pytest.raises(runs.SourceBusy):
        read(envelope(solar_notice()))

    assert Tender.objects.count() == 0


def test_a_run_whose_holder_died_makes_way_after_two_heartbeats() -> None:
    dead = runs.begin("world_bank", origin="elsewhere", now=NOW)
    IngestionRun.objects.update(heartbeat_at=dead.heartbeat_at - 2 * runs.HEARTBEAT)

    run = read(envelope(solar_notice()))

    dead.refresh_from_db()
    assert counts(run) == ("succeeded", 1, 1, 0, 0, 0)
    assert (dead.state, dead.fault) == ("failed", "The reading stopped before its end.")


def test_a_holder_that_was_given_up_stores_nothing_more() -> None:
    def slow() -> Iterator[Payload]:
        runs.fail(IngestionRun.objects.get(), "The reading stopped before its end.")
        yield Payload(envelope(solar_notice()), "", "")

    run = ingestion.run(SOURCES["world_bank"], payloads=slow(), origin="test", now=NOW)

    assert counts(run) == ("failed", 0, 0, 0, 0, 0)
    assert Tender.objects.count() == 0


def test_the_database_refuses_a_run_that_does_not_add_up() -> None:
    run = read(envelope(solar_notice()))

    with pytest.raises(IntegrityError), transaction.atomic():
        IngestionRun.objects.filter(pk=run.pk).update(seen=5)


def test_a_live_source_is_due_after_its_rhythm_and_sooner_after_a_failure() -> None:
    bank = SOURCES["world_bank"]
    assert ingestion.is_due(bank, now=NOW)
    run = ingestion.run(bank, payloads=[], origin=bank.homepage, now=NOW)
    assert not ingestion.is_due(bank, now=NOW + timedelta(hours=23))
    assert ingestion.is_due(bank, now=NOW + timedelta(hours=24))

    IngestionRun.objects.filter(pk=run.pk).update(state="failed", fault="Broken.")

    assert not ingestion.is_due(bank, now=NOW + timedelta(hours=5))
    assert ingestion.is_due(bank, now=NOW + timedelta(hours=6))


def test_an_imported_file_does_not_put_off_the_next_fetch() -> None:
    read(envelope(solar_notice()))

    assert ingestion.is_due(SOURCES["world_bank"], now=NOW)


def test_an_imported_source_is_never_due() -> None:
    assert not ingestion.is_due(SOURCES["idb"], now=NOW)
