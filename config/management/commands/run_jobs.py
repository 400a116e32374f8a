"""The schedule of config/celery.py in one process, for installations without a broker."""

import logging
import signal
import threading
import time
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand
from django.db import close_old_connections

from config.celery import SCHEDULE, Job, app

log = logging.getLogger("puente.jobs")


class Command(BaseCommand):
    help = "Run the schedule in this process (the embedded profile's Celery)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="run each job once and end")

    def handle(self, *args: Any, **options: Any) -> None:
        app.loader.import_default_modules()  # tasks register when their modules are read
        if options["once"]:
            for job in SCHEDULE:
                run(job)
            return
        stop = threading.Event()

        def ask_to_stop(number: int, frame: FrameType | None) -> None:
            stop.set()

        signal.signal(signal.SIGTERM, ask_to_stop)
        signal.signal(signal.SIGINT, ask_to_stop)
        run_until(stop)


def run_until(stop: threading.Event) -> None:
    """Start each job when its time has come, one after the other, until asked to stop."""
    # A clock that never jumps: a corrected wall clock must not start everything at once.
    due = {job: time.monotonic() + job.every for job in SCHEDULE}
    while True:
        next_job = min(due, key=lambda job: due[job])
        if stop.wait(max(0.0, due[next_job] - time.monotonic())):
            return
        run(next_job)
        due[next_job] = time.monotonic() + next_job.every


def run(job: Job) -> None:
    """One job. Its failure is logged and ends nothing: the next turn looks for the same work."""
    close_old_connections()
    try:
        app.tasks[job.task].run()
    except Exception:
        log.exception("job %s failed; it is tried again at its next turn", job.task)
    finally:
        close_old_connections()
