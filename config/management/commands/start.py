"""Set everything up, then serve the site and run the schedule: what `make demo` calls."""

import os
import signal
import socket
import subprocess
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable
from io import StringIO
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from config.management.commands.seed_demo import LOGINS, PASSWORD
from matchmaking import partner_index, rounds
from tenders import search_index, vocabulary


class Command(BaseCommand):
    help = "Set up the database, reference data and indexes, then serve the site with its schedule."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--demo", action="store_true", help="with the invented demo network")
        parser.add_argument("--only-set-up", action="store_true", help="end before serving")

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = options["host"], options["port"]
        refuse_busy(host, port)
        started = time.monotonic()
        settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
        for title, step in self.steps(demo=options["demo"]):
            self.timed(title, step)
        self.stdout.write(f"Ready after {time.monotonic() - started:.1f} s.\n\n")
        self.stdout.write(f"  Open http://{host}:{port}/\n")
        if options["demo"]:
            self.stdout.write(demo_logins())
        self.stdout.write("  Stop with Ctrl+C.\n")
        self.stdout.flush()
        if not options["only_set_up"]:
            serve(host, port, read_sources="off" if options["demo"] else "on")

    def steps(self, *, demo: bool) -> list[tuple[str, Callable[[], object]]]:
        """What is done before serving. Each step may run again and then changes nothing."""
        steps: list[tuple[str, Callable[[], object]]] = [
            ("Languages", quietly("compile_catalogues")),
            ("Database", quietly("migrate")),
            ("Shared cache", quietly("createcachetable")),
            ("Countries, sectors, banks", quietly("load_reference")),
        ]
        if demo:
            steps.append(("Demo network", quietly("seed_demo")))
        return [
            *steps,
            ("Index of tenders", search_index.refresh),
            ("Words to suggest", vocabulary.remember),
            ("Index of offers and needs", partner_index.refresh),
            ("Recommendations", make_recommendations),
            ("Match quality", publish_quality),
        ]

    def timed(self, title: str, step: Callable[[], object]) -> None:
        self.stdout.write(f"{title + ' ':.<32} ", ending="")
        self.stdout.flush()
        begun = time.monotonic()
        step()
        self.stdout.write(f"{time.monotonic() - begun:5.1f} s")


def quietly(command: str) -> Callable[[], object]:
    """A command whose own words would stand between the lines of progress."""
    return lambda: call_command(command, verbosity=0, stdout=StringIO())


def make_recommendations() -> None:
    """A round over all enterprises, as the schedule makes them."""
    rounds.join(rounds.begin())


def publish_quality() -> None:
    """Measure the matcher on the labelled set, unless that was done with these very files."""
    options = {"store": True, "shipped_only": True, "unless_current": True}
    call_command("evaluate_matcher", stdout=StringIO(), **options)


def refuse_busy(host: str, port: int) -> None:
    """One clear line before any work, rather than a server's trace after it."""
    try:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except (OSError, OverflowError) as error:
        raise CommandError(
            f"Port {port} of {host} cannot be used ({error}). Choose another: make demo PORT=8001"
        ) from error


def demo_logins() -> str:
    rows = "".join(f"    {email:<36} {who}\n" for email, who in LOGINS)
    return f"  Sign in with one of these and the password {PASSWORD}\n{rows}"


def serve(host: str, port: int, *, read_sources: str) -> None:
    """The web server and the schedule side by side; when one ends, so does the other."""
    web = [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"{host}:{port}"]
    web += ["--worker-class", "gthread", "--threads", "8", "--log-level", "warning"]
    jobs = [sys.executable, "manage.py", "run_jobs"]
    # Links in mails lead to the address that was asked for.
    environment = {"SITE_URL": f"http://{host}:{port}", "READ_SOURCES": read_sources, **os.environ}
    processes = [
        subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment)  # noqa: S603
        for command in (web, jobs)
    ]

    def stop(number: int, frame: FrameType | None) -> None:
        for process in processes:
            process.terminate()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    while all(process.poll() is None for process in processes):
        time.sleep(0.2)
    stop(0, None)
    for process in processes:
        process.wait()
