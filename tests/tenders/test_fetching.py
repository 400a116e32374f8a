"""Asking a live source: the window, and what the schedule does when it fails."""

import logging
from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from tenders import ingestion, registry
from tenders.models import IngestionRun, Tender
from tenders.sources import SOURCES
from tenders.sources.base import Client, NotLive, Payload
from tenders.sources.http import FetchFailed
from tenders.sources.world_bank import WorldBank
from tests.tenders.payloads import NOW, counts, envelope, read, solar_notice

pytestmark = pytest.mark.django_db


class Neighbour(WorldBank):
    """A live source that answers from this process and notes what it was asked for."""

    def __init__(self, *answers: bytes | FetchFailed) -> None:
        self.answers = answers
        self.asked: list[date] = []

    def fetch(self, client: Client, *, since: date) -> Iterator[Payload]:
        self.asked.append(since)
        for answer in self.answers:
            if isinstance(answer, FetchFailed):
                raise answer
            yield Payload(answer, "https://search.worldbank.org/", "application/json")


def test_the_first_fetch_looks_back_two_months_and_the_next_ones_overlap() -> None:
    source = Neighbour(envelope(solar_notice()))

    first = ingestion.fetch(source, now=NOW)
    ingestion.fetch(source, now=NOW + timedelta(days=3))

    assert counts(first) == ("succeeded", 1, 1, 0, 0, 0)
    assert source.asked == [date(2026, 7, 17), date(2026, 9, 8)]


def test_a_failed_fetch_does_not_shorten_the_next_window() -> None:
    ingestion.fetch(Neighbour(FetchFailed("The bank is silent.")), now=NOW)
    source = Neighbour(envelope(solar_notice()))

    ingestion.fetch(source, now=NOW + timedelta(days=3))

    assert source.asked == [date(2026, 7, 20)]


def test_an_imported_source_is_not_asked() -> None:
    with pytest.raises(NotLive):
        ingestion.fetch(SOURCES["idb"], now=NOW)

    assert IngestionRun.objects.count() == 0


def test_the_schedule_asks_what_is_due_and_says_what_failed(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    source = Neighbour(envelope(solar_notice()), FetchFailed("The bank broke off."))
    monkeypatch.setattr(registry, "sources", lambda: {"world_bank": source})

    with caplog.at_level(logging.ERROR):
        finished = ingestion.fetch_due(NOW)
        again = ingestion.fetch_due(NOW + timedelta(hours=1))

    assert [counts(run) for run in finished] == [("failed", 1, 1, 0, 0, 0)]
    assert caplog.messages == [
        f"The source world_bank could not be read (run {finished[0].pk}): The bank broke off."
    ]
    assert (again, Tender.objects.count()) == ([], 1)


def test_the_schedule_passes_over_a_source_that_is_being_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read(envelope(solar_notice()))
    source = Neighbour(envelope(solar_notice()))
    monkeypatch.setattr(registry, "sources", lambda: {"world_bank": source})
    IngestionRun.objects.update(state=IngestionRun.State.RUNNING, finished_at=None)

    assert ingestion.fetch_due(NOW) == []


def test_a_slip_in_one_adapter_leaves_the_others_their_turn(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    class Slip(Neighbour):
        code = "slip"

        def fetch(self, client: Client, *, since: date) -> Iterator[Payload]:
            raise ZeroDivisionError

    sound = Neighbour(envelope(solar_notice()))
    monkeypatch.setattr(registry, "sources", lambda: {"slip": Slip(), "world_bank": sound})

    finished = ingestion.fetch_due(NOW)

    assert [counts(run) for run in finished] == [("succeeded", 1, 1, 0, 0, 0)]
    assert caplog.messages == ["The source slip could not be read."]


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
