"""A real worker and a real broker do what `manage.py run_jobs --once` does without them."""

import os
import sqlite3
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import redis
from celery import Celery
from django.conf import settings
from kombu import Queue

from config.celery import SCHEDULE
from tests import needs

PATIENCE = 60.0  # seconds until a worker that does nothing is given up


@dataclass
class Installation:
    """A database and a folder of their own, and what stands in them."""

    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "DATABASE_URL": f"sqlite:///{self.folder}/db.sqlite3",
            "VAR_DIR": str(self.folder),
            "CELERY_BROKER_URL": needs.REDIS_URL,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "PYTHONWARNINGS": "default",
        }

    def run(self, *command: str) -> None:
        subprocess.run(
            [sys.executable, *command],
            cwd=settings.BASE_DIR,
            env=self.environment,
            check=True,
            capture_output=True,
            timeout=300,
        )

    def rows(self, query: str) -> list[tuple[object, ...]]:
        with sqlite3.connect(self.folder / "db.sqlite3", timeout=20) as database:
            found = database.execute(query).fetchall()
        database.close()
        return found

    def effects(self) -> dict[str, object]:
        """What the jobs of the schedule leave behind."""
        return {
            "mail": [
                state for (state,) in self.rows("SELECT mail_state FROM accounts_notification")
            ],
            "letters": len([*(self.folder / "mail").glob("*.log")]),
            "indexes": sorted(path.name for path in (self.folder / "indexes").glob("*")),
            "recommended": self.rows("SELECT count(*) FROM matchmaking_recommendation")[0][0],
            "readings": self.rows("SELECT count(*) FROM tenders_ingestionrun")[0][0],
        }


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    made = Installation(tmp_path)
    made.run("-m", "tests.celery_scene")
    return made


@pytest.fixture
def done(installation: Installation) -> dict[str, object]:
    """The effects of every job, from an untouched outbox and no index."""
    readings = installation.effects()["readings"]
    return {
        "mail": ["sent"],
        "letters": 1,
        "indexes": ["needs", "offers", "tenders", "words_of_titles.json"],
        "recommended": 1,
        "readings": readings,
    }


def test_run_jobs_does_every_job_once(installation: Installation, done: dict[str, object]) -> None:
    assert installation.effects()["mail"] == ["pending"]

    installation.run("manage.py", "run_jobs", "--once")

    assert installation.effects() == done
    installation.run("manage.py", "run_jobs", "--once")
    assert installation.effects() == done


@dataclass
class Broker:
    """A queue of its own on the shared server, and the worker that listens to it."""

    queue: str
    worker: subprocess.Popen[bytes]
    app: Celery
    server: redis.Redis

    def send(self, task: str, *arguments: object) -> None:
        self.app.send_task(task, args=arguments, queue=self.queue)

    def send_raw(self, body: bytes, *, content_type: str) -> None:
        """A message that names a task of ours, with a body that no client of ours would write."""
        headers = {"task": SCHEDULE[0].task, "id": uuid.uuid4().hex, "lang": "py"}
        with self.app.connection_for_write() as connection:
            connection.Producer(routing_key=self.queue).publish(
                body,
                content_type=content_type,
                content_encoding="binary",
                headers=headers,
                declare=[Queue(self.queue, routing_key=self.queue)],
            )

    @property
    def is_alive(self) -> bool:
        return self.worker.poll() is None


@pytest.fixture
def broker(installation: Installation) -> Iterator[Broker]:
    needs.need("redis")
    queue = f"puente-tests-{uuid.uuid4().hex}"
    log = (installation.folder / "worker.log").open("wb")
    worker = subprocess.Popen(
        [
            *(sys.executable, "-m", "celery", "-A", "config", "worker", "--pool", "solo"),
            *("-Q", queue, "-n", f"{queue}@localhost", "--without-gossip", "--without-mingle"),
        ],
        cwd=settings.BASE_DIR,
        env=installation.environment,
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    app = Celery(broker=needs.REDIS_URL)
    server = redis.Redis.from_url(needs.REDIS_URL)
    yield Broker(queue, worker, app, server)
    worker.terminate()
    worker.wait(timeout=PATIENCE)
    log.close()
    server.delete(queue)
    server.close()
    app.close()


def wait_until(is_so: Callable[[], bool]) -> bool:
    """Ask again and again, at most for as long as patience lasts."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if is_so():
            return True
        time.sleep(0.1)
    return False


@pytest.mark.redis
def test_a_worker_does_every_job_of_the_schedule_and_shrugs_at_garbage(
    broker: Broker, installation: Installation, done: dict[str, object]
) -> None:
    broker.send_raw(b"not json", content_type="application/json")
    broker.send_raw(b"[[], {}", content_type="application/json")
    # Would make a folder if anybody unpickled it.
    trap = installation.folder / "unpickled"
    broker.send_raw(
        f"cos\nmkdir\n(V{trap}\ntR.".encode(),
        content_type="application/x-python-serialize",
    )
    broker.send("no.such.task")
    broker.send(SCHEDULE[0].task, "an argument too many")
    for job in SCHEDULE:
        broker.send(job.task)

    assert wait_until(lambda: installation.effects() == done), (
        installation.effects(),
        (installation.folder / "worker.log").read_text("utf-8", "replace")[-3000:],
    )
    # A message that comes twice changes nothing, and the worker still listens.
    for job in SCHEDULE:
        broker.send(job.task)
    assert wait_until(lambda: broker.server.llen(broker.queue) == 0)
    assert broker.is_alive
    assert not trap.exists()
    assert installation.effects() == done
