"""I-20, I-21, I-23 and I-28 to I-32: what many readings do to the store."""

import gc
import logging
import multiprocessing
import os
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any, BinaryIO, ClassVar

import pytest
from django.db import IntegrityError, transaction

from tenders import batches, failpoints, health, ingestion, notices, registry, runs
from tenders.management import large_file
from tenders.models import IngestionRun, QuarantinedRecord, Tender, TenderVersion
from tenders.sources import operator_feeds
from tenders.sources.base import BadPayload, Client, Payload
from tenders.sources.http import FetchFailed
from tests.tenders.faults.serving import (
    Served,
    adds_up,
    answering,
    records,
    status,
    stored_ids,
    whole,
)
from tests.tenders.parsed import Plain, PlainStream, tell
from tests.tenders.payloads import NOW, envelope, read, solar_notice, table
from tests.tenders.sources.loopback import client_for

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)


def test_i20_a_notice_on_two_pages_in_two_sources_and_languages_is_one_tender() -> None:
    again = {"id": "1", "reference": "REA-2026/017"}
    pages = [Payload(table(again, {"id": "2"}), "", ""), Payload(table(again, {"id": "3"}), "", "")]
    run = ingestion.run(Plain(), payloads=pages, origin="test", now=NOW)
    tell({"id": "x", "reference": "REA-2026/017", "title": "Pompes solaires"}, source="other")

    assert (run.seen, run.inserted, run.unchanged) == (4, 3, 1)
    assert Tender.objects.once().count() == 3
    head = Tender.objects.get(source="plain", source_id="1")
    assert [row.source for row in head.told_by] == ["plain", "other"]


def test_i20_control_the_database_refuses_a_second_row_of_one_notice() -> None:
    tell({"id": "1"})
    row = Tender.objects.get()
    row.pk = None

    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def other_notice() -> dict[str, Any]:
    return solar_notice(
        bid_description="Rehabilitation of a hospital road",
        project_id="P777777",
        api_modified_date="2026-09-14T00:00:00Z",
    )


def test_i21_an_id_that_is_used_again_is_a_conflict_and_overwrites_nothing() -> None:
    read(envelope(solar_notice()))

    run = read(envelope(other_notice()), now=LATER)

    assert (run.quarantined, Tender.objects.get().project_number) == (1, "P900101")
    assert QuarantinedRecord.objects.get().field == "id"


def test_i21_control_without_the_check_it_would_be_overwritten(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(notices, "is_unrelated", lambda notice, stored: False)
    read(envelope(solar_notice()))

    read(envelope(other_notice()), now=LATER)

    assert Tender.objects.get().project_number == "P777777"


def deadlines_told(*days: str) -> date | None:
    for number, day in enumerate(days):
        tell({"id": "1", "deadline": day}, now=NOW + timedelta(days=number))
    return Tender.objects.get().deadline_on


def test_i23_a_stale_copy_moves_no_deadline_back() -> None:
    assert deadlines_told("2026-12-01", "2026-12-08", "2026-12-01") == date(2026, 12, 8)
    assert TenderVersion.objects.count() == 2


def test_i23_control_without_the_check_the_deadline_would_go_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(notices, "_is_older", lambda reading, stored: False)

    assert deadlines_told("2026-12-01", "2026-12-08", "2026-12-01") == date(2026, 12, 1)


def test_i28_a_source_that_is_dead_for_a_month_leaves_the_others_alone(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    class Alive(Served):
        rhythm: ClassVar[Any] = timedelta(days=1)

        def fetch(self, client: Client, *, since: date) -> Iterator[Payload]:
            yield Payload(records(2), "", "")

    class Dead(Alive):
        def fetch(self, client: Client, *, since: date) -> Iterator[Payload]:
            raise FetchFailed("It is silent.")
            yield

    alive, dead = Alive("127.0.0.1:1"), Dead("127.0.0.1:2")
    dead.code = "dead"  # type: ignore[misc]
    monkeypatch.setattr(registry, "sources", lambda: {"dead": dead, "served": alive})
    caplog.set_level(logging.ERROR)

    for day in range(30):
        ingestion.fetch_due(NOW + timedelta(days=day))

    states = IngestionRun.objects.values_list("source", "state")
    assert set(states) == {("dead", "failed"), ("served", "succeeded")}
    assert len(caplog.messages) == 30
    shown = {feed.code: feed for feed in health.feeds(NOW + timedelta(days=30))}
    assert (shown["dead"].is_stale, shown["dead"].last_success_at) == (True, None)
    assert not shown["served"].is_stale


def test_i28_control_after_a_failure_a_source_is_left_alone_for_hours() -> None:
    source = Served("127.0.0.1:1")
    source.rhythm = timedelta(days=1)  # type: ignore[misc]
    with answering(status(500)) as place, client_for(place, limits={"attempts": 1}) as client:
        source.place, source.hosts = place, frozenset({place})  # type: ignore[misc]
        payloads = source.fetch(client, since=NOW.date())
        ingestion.run(source, payloads=payloads, origin=source.homepage, now=NOW)

    assert not ingestion.is_due(source, now=NOW + timedelta(hours=5))
    assert ingestion.is_due(source, now=NOW + timedelta(hours=6))


def stream_file(folder: Path, number: int) -> Path:
    path = folder / "stream.jsonl"
    with path.open("w") as file:
        for index in range(number):
            file.write(f'{{"id": "n-{index}", "title": "Pumps for well {index}"}}\n')
    return path


class Watched(dict[str, Any]):
    """A record that is counted as long as anybody holds it."""

    alive: ClassVar[int] = 0

    def __init__(self, record: dict[str, Any]) -> None:
        super().__init__(record)
        Watched.alive += 1

    def __del__(self) -> None:
        Watched.alive -= 1


class WatchedStream(large_file.SamLike):
    """SAM.gov's reader that notes how many records and tenders are held at once."""

    most_records = most_tenders = 0

    def stream(self, file: BinaryIO) -> Iterator[Any]:
        for number, record in enumerate(super().stream(file)):
            if number % batches.BATCH == 0:
                # By type: a proxy whose thing has gone cannot be asked for its class.
                held = sum(type(thing) is Tender for thing in gc.get_objects())
                self.most_tenders = max(self.most_tenders, held)
            watched = Watched(record)
            self.most_records = max(self.most_records, Watched.alive)
            yield watched


LONG = 4 * batches.BATCH


@pytest.fixture
def long_file(tmp_path: Path) -> Path:
    path = tmp_path / "rows.csv"
    large_file.write(path, LONG)
    return path


def test_i29_of_a_long_file_never_more_than_two_batches_are_held(long_file: Path) -> None:
    source = WatchedStream()

    run = ingestion.run_file(source, long_file, now=NOW)

    assert (run.state, run.inserted, run.expected) == ("succeeded", LONG, LONG)
    assert batches.BATCH <= source.most_records <= 2 * batches.BATCH
    assert source.most_tenders <= 2 * batches.BATCH


def test_i29_control_a_list_of_the_file_holds_all_of_it(long_file: Path) -> None:
    source = WatchedStream()

    with long_file.open("rb") as file:
        assert len(list(source.stream(file))) == LONG

    assert source.most_records == LONG


def test_i29_a_stream_that_breaks_keeps_what_came_before(tmp_path: Path) -> None:
    path = stream_file(tmp_path, batches.BATCH + 10)
    with path.open("a") as file:
        file.write('{"id": "cut')

    run = ingestion.run_file(PlainStream(), path, now=NOW)

    assert (run.state, run.fault_kind) == ("failed", "wrong_payload")
    assert (run.seen, Tender.objects.count()) == (batches.BATCH, batches.BATCH)
    assert adds_up(run)


def test_i29_the_same_id_twice_in_a_stream_is_a_conflict_across_batches(tmp_path: Path) -> None:
    path = stream_file(tmp_path, batches.BATCH + 1)
    with path.open("a") as file:
        file.write('{"id": "n-0", "title": "Pumps for well number one hundred"}\n')

    run = ingestion.run_file(PlainStream(), path, now=NOW)

    assert (run.inserted, run.quarantined) == (batches.BATCH + 1, 1)


def packages(*following: str) -> list[Any]:
    body = (
        '{"releases": [{"ocid": "o", "id": "%d", "tag": ["tender"], "tender": {"title": "Pumps"}}]'
    )
    return [
        whole((body % number + f', "links": {{"next": "{link}"}}}}').encode())
        for number, link in enumerate(following)
    ]


def read_feed(*answers: Any) -> IngestionRun:
    with answering(status(404), *answers) as place:
        feed = operator_feeds.operator_source(
            kind="ocds",
            code="feed-x",
            name="X",
            url=f"http://{place}/0",
            rhythm=timedelta(days=1),
        )
        with client_for(place) as client:
            payloads = feed.fetch(client, since=NOW.date())
            return ingestion.run(feed, payloads=payloads, origin=feed.homepage, now=NOW)


def test_i30_a_next_page_that_names_itself_ends_the_reading() -> None:
    run = read_feed(*packages("/0"))

    assert (run.state, run.seen) == ("failed", 1)
    assert run.fault == "The feed names a next page that was read before."


def test_i30_ever_new_pages_end_at_a_cap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operator_feeds, "MOST_PAGES", 3)

    run = read_feed(*packages(*(f"/{number}" for number in range(1, 9))))

    assert (run.seen, run.fault) == (3, "The feed goes on after 3 pages.")


def test_i30_control_pages_that_end_are_all_read() -> None:
    run = read_feed(*packages("/1", "/2"), whole(b'{"releases": []}'))

    assert (run.state, run.seen) == ("succeeded", 2)


def interrupted_pages(pages: int, *, at: int) -> Iterator[Payload]:
    for number in range(pages):
        if number == at:
            raise KeyboardInterrupt
        yield Payload(records(3, start=3 * number), "", "")


def test_i31_a_reading_that_died_at_page_57_is_completed_by_the_next_one() -> None:
    with pytest.raises(KeyboardInterrupt):
        ingestion.run(Plain(), payloads=interrupted_pages(100, at=57), origin="test", now=NOW)
    assert Tender.objects.count() == 57 * 3

    run = ingestion.run(Plain(), payloads=interrupted_pages(100, at=-1), origin="test", now=LATER)

    assert (run.state, run.inserted, run.unchanged) == ("succeeded", 43 * 3, 57 * 3)
    assert stored_ids() == sorted(f"n-{number}" for number in range(300))
    assert TenderVersion.objects.count() == 300


def test_i31_control_a_failpoint_ends_a_batch_and_nothing_of_it_stays(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(failpoints.VARIABLE, "versions-inserted:raise")
    monkeypatch.setattr(failpoints, "_arrivals", failpoints.Counter())

    with pytest.raises(failpoints.Tripped):
        tell({"id": "1"})

    assert (Tender.objects.count(), IngestionRun.objects.get().state) == (0, "failed")


def test_i32_two_readings_of_one_source_never_run_at_once() -> None:
    runs.begin("plain", origin="elsewhere", now=NOW)

    with pytest.raises(runs.SourceBusy):
        tell({"id": "1"})


def test_i32_a_holder_that_was_killed_makes_way_at_once() -> None:
    holder = multiprocessing.get_context("spawn").Process(target=time.sleep, args=(60,))
    holder.start()
    start = runs._start_of(holder.pid or 0)
    row = runs.begin("plain", origin="elsewhere", now=NOW)
    IngestionRun.objects.filter(pk=row.pk).update(holder=f"{runs._machine()} {holder.pid} {start}")
    with pytest.raises(runs.SourceBusy):
        tell({"id": "1"})

    holder.kill()
    holder.join()

    assert tell({"id": "1"}).state == "succeeded"
    row.refresh_from_db()
    assert (row.state, row.fault_kind) == ("failed", "interrupted")


def test_i32_a_holder_of_another_machine_makes_way_after_two_heartbeats() -> None:
    row = runs.begin("plain", origin="elsewhere", now=NOW)
    rows = IngestionRun.objects.filter(pk=row.pk)
    rows.update(holder="another/machine 1 1", heartbeat_at=row.heartbeat_at - 2 * runs.HEARTBEAT)

    assert tell({"id": "1"}).state == "succeeded"


def test_i32_a_stale_holder_writes_nothing_after_its_lease() -> None:
    """The row is the fence: it was closed while the holder slept, so its batch is undone."""

    def asleep() -> Iterator[Payload]:
        yield Payload(records(2), "", "")
        runs.fail(IngestionRun.objects.get(), "The reading stopped before its end.")
        yield Payload(records(2, start=2), "", "")

    run = ingestion.run(Plain(), payloads=asleep(), origin="test", now=NOW)

    assert (run.state, run.seen, Tender.objects.count()) == ("failed", 2, 2)


def test_i32_control_without_the_fence_the_stale_holder_would_write(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(runs, "_still_running", lambda run: IngestionRun.objects.filter(pk=run.pk))

    def asleep() -> Iterator[Payload]:
        IngestionRun.objects.update(state="failed", finished_at=NOW)
        yield Payload(records(2), "", "")

    ingestion.run(Plain(), payloads=asleep(), origin="test", now=NOW)

    assert Tender.objects.count() == 2


def test_a_failpoint_is_refused_in_production(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.PRODUCTION = True
    monkeypatch.setenv(failpoints.VARIABLE, "run-begun")

    with pytest.raises(Exception, match="is refused in production"):
        failpoints.reach("run-begun")
    assert os.getpid()


def test_a_bad_payload_in_the_middle_keeps_the_pages_before() -> None:
    def pages() -> Iterator[Payload]:
        yield Payload(records(2), "", "")
        raise BadPayload("The second page is broken.")

    run = ingestion.run(Plain(), payloads=pages(), origin="test", now=NOW)

    assert (run.state, run.seen, Tender.objects.count()) == ("failed", 2, 2)
