"""The worker of a queue is killed in mid-reading; the broker hands the reading to the next one.

On PostgreSQL with Redis and with RabbitMQ, as in production. Nobody reads the file a second time:
that the message comes again is all that heals.
"""

import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from celery import Celery
from kombu import Queue

from tenders import failpoints
from tests import needs
from tests.tenders.killing.workshop import (
    BATCH,
    IS_LONG,
    ON_POSTGRESQL,
    POINTS,
    ROOT,
    Workshop,
    moment,
)

pytestmark = pytest.mark.skipif(not ON_POSTGRESQL, reason="SQLite is used without a broker")
# A machine may be busy with other things: waiting longer costs nothing where all goes well.
PATIENCE = 240.0
# The tasks of tests/tenders/killing/queued.py, which only a worker imports.
READ, READ_EARLY = "tests.read", "tests.read_early"
RANDOM_KILLS = 25 if IS_LONG else 1
BROKERS = {"redis": needs.REDIS_URL, "rabbitmq": needs.RABBITMQ_URL}


@dataclass
class Delivery:
    """What is known of one reading that was sent through the queue."""

    deliveries: Path
    outcome: Path

    @property
    def processes(self) -> list[int]:
        return [int(line) for line in self.deliveries.read_text().split()]


@dataclass
class Station:
    """A queue of its own, and the worker that listens to it."""

    app: Celery
    queue: str
    folder: Path
    workshop: Workshop

    def send(self, database: str, *, task: str = READ, **environment: str) -> Delivery:
        place = self.folder / uuid.uuid4().hex
        sent = Delivery(place.with_suffix(".deliveries"), place.with_suffix(".outcome"))
        job = {
            "database": database,
            "read": str(self.workshop.file),
            "var": str(place),
            "batch": BATCH,
            "deliveries": str(sent.deliveries),
            "outcome": str(sent.outcome),
            "environment": environment,
        }
        self.app.send_task(task, args=[job], queue=self.queue)
        return sent

    def wait(self, is_so: Callable[[], bool]) -> None:
        ends = time.monotonic() + PATIENCE
        while not is_so():
            assert time.monotonic() < ends, (self.folder / "worker.log").read_text()[-3_000:]
            time.sleep(0.01)

    def rows_after(self, database: str, sent: Delivery) -> dict[str, Any]:
        self.wait(sent.outcome.exists)
        self.wait(lambda: sent.outcome.read_text() != "")
        assert sent.outcome.read_text() == "succeeded"
        return self.workshop.rows(database)


@pytest.fixture(scope="module", params=BROKERS)
def station(
    request: pytest.FixtureRequest,
    workshop: Workshop,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Station]:
    needs.need(request.param)
    url, folder = BROKERS[request.param], tmp_path_factory.mktemp("queue")
    queue = f"puente-kills-{uuid.uuid4().hex}"
    with (folder / "worker.log").open("wb") as log:
        worker = subprocess.Popen(
            [
                *(sys.executable, "-m", "celery", "-A", "tests.tenders.killing.queued", "worker"),
                *("--pool", "prefork", "--concurrency", "1", "-Q", queue, "-n", f"{queue}@here"),
                *("--without-gossip", "--without-mingle"),
            ],
            cwd=ROOT,
            env={
                **os.environ,
                "DATABASE_URL": workshop.url(),
                "VAR_DIR": str(folder),
                "CELERY_BROKER_URL": url,
                "DJANGO_SETTINGS_MODULE": "config.settings",
                "PYTHONWARNINGS": "default",
            },
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        app = Celery(broker=url)
        yield Station(app, queue, folder, workshop)
        worker.terminate()
        worker.wait(timeout=PATIENCE)
        with app.connection_for_write() as connection:
            Queue(queue)(connection.default_channel).delete()
        app.close()


@pytest.fixture
def database(workshop: Workshop) -> Iterator[str]:
    made = workshop.created(copy_of=workshop.template)
    yield made
    workshop.dropped(made)


@pytest.mark.parametrize("name", POINTS)
def test_w01_a_worker_killed_at_a_named_point_is_followed_by_one_that_completes_it(
    name: str, station: Station, database: str, undisturbed: tuple[dict[str, Any], float]
) -> None:
    sent = station.send(database, **{failpoints.VARIABLE: f"{name}:kill"})

    assert station.rows_after(database, sent) == undisturbed[0]
    first, second = sent.processes
    assert first != second


@pytest.mark.parametrize("number", range(RANDOM_KILLS))
def test_w01_a_worker_killed_at_any_moment_is_followed_by_one_that_completes_it(
    number: int, station: Station, database: str, undisturbed: tuple[dict[str, Any], float]
) -> None:
    rows, seconds = undisturbed
    sent = station.send(database)
    station.wait(lambda: sent.deliveries.exists() and sent.processes != [])
    time.sleep(moment(number, seconds))
    os.kill(sent.processes[0], signal.SIGKILL)

    assert station.rows_after(database, sent) == rows


def test_control_a_message_that_is_acknowledged_early_is_lost_with_its_worker(
    station: Station, database: str
) -> None:
    lost = station.send(database, task=READ_EARLY, **{failpoints.VARIABLE: "batch-counted:kill"})
    # One at a time and in order: had the first come again, it would be done before this one.
    station.rows_after(database, station.send(database))

    assert len(lost.processes) == 1
    assert not lost.outcome.exists()
