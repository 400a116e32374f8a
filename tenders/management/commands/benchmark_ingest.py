"""Measure a reading: invented notices from a local server into the present database, twice."""

import json
import tempfile
import time
from argparse import ArgumentParser
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from tenders import ingestion, search_index
from tenders.management import large_file, local_feed
from tenders.models import IngestionRun, Tender
from tenders.sources.base import Source
from tenders.sources.http import Limits, PoliteClient
from tenders.sources.operator_feeds import operator_source

CODE = "feed-benchmark"
PIECE = 2_000
LOOPBACK = (ip_network("127.0.0.0/8"),)


class Command(BaseCommand):
    help = (
        "Read invented notices from a server on this machine, twice, bring the index up to them, "
        "print the seconds and take the notices out again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--notices", type=int, default=10_000)
        parser.add_argument(
            "--rows",
            type=int,
            default=0,
            metavar="N",
            help="Instead, stream a file of N rows in the shape of SAM.gov's and tell the memory.",
        )
        parser.add_argument("--json", action="store_true", help="Print the figures as JSON.")

    def handle(self, *args: Any, **options: Any) -> None:
        number = options["notices"]
        if number < 1 or options["rows"] < 0:
            raise CommandError("At least one notice is needed.")
        if options["rows"]:
            figures = _streamed(options["rows"])
            self.stdout.write(json.dumps(figures, indent=2))
            return
        try:
            with local_feed.serving(number) as url:
                feed = operator_source(
                    kind="ocds", code=CODE, name="Benchmark", url=url, rhythm=timedelta(days=1)
                )
                first, again = _measured(feed), _measured(feed)
        finally:
            _forget()
        if (first["inserted"], again["unchanged"]) != (number, number):
            raise CommandError(f"Not all notices were stored: {first}, {again}.")
        figures = {
            "database": connection.vendor,
            "notices": number,
            "first": first,
            "again": again,
        }
        self.stdout.write(json.dumps(figures, indent=2) if options["json"] else _lines(figures))


def _streamed(rows: int) -> dict[str, Any]:
    source = large_file.SamLike()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.csv"
        large_file.write(path, rows)
        size = path.stat().st_size
        try:
            started = time.perf_counter()
            run = ingestion.run_file(source, path, now=timezone.now())
            seconds = time.perf_counter() - started
        finally:
            _forget()
    return {
        "database": connection.vendor,
        "rows": rows,
        "megabytes": round(size / 1_000_000, 1),
        "state": run.state,
        "inserted": run.inserted,
        "quarantined": run.quarantined,
        "seconds": round(seconds, 1),
        "rows_a_second": round(rows / seconds),
        "grown_megabytes": source.grown_megabytes,
    }


def _measured(feed: Source) -> dict[str, Any]:
    worked = time.process_time()
    started = time.perf_counter()
    run = _read(feed)
    read = time.perf_counter()
    search_index.refresh()
    ended = time.perf_counter()
    return {
        "state": run.state,
        "inserted": run.inserted,
        "updated": run.updated,
        "unchanged": run.unchanged,
        "quarantined": run.quarantined,
        "seconds_reading": round(read - started, 2),
        "seconds_index": round(ended - read, 2),
        "seconds": round(ended - started, 2),
        # On a machine that is busy with other things this is the steadier figure.
        "seconds_of_processor": round(time.process_time() - worked, 2),
    }


def _read(feed: Source) -> IngestionRun:
    now = timezone.now()
    with PoliteClient(
        contact="a benchmark on this machine",
        hosts=feed.hosts,
        limits=Limits(pause=0),
        schemes=("http",),
        allowed_networks=LOOPBACK,
    ) as client:
        payloads = feed.fetch(client, since=now.date())
        return ingestion.run(feed, payloads=payloads, origin=feed.homepage, now=now)


def _forget() -> None:
    """Take out what was invented, in pieces: all that hangs on a tender goes through memory."""
    for code in (CODE, large_file.SamLike.code):
        while keys := list(Tender.objects.filter(source=code).values_list("pk", flat=True)[:PIECE]):
            Tender.objects.filter(pk__in=keys).delete()
        IngestionRun.objects.filter(source=code).delete()
    search_index.refresh()


def _lines(figures: dict[str, Any]) -> str:
    return "\n".join(
        f"{name}: {figures[name]['seconds']} s, of which the index "
        f"{figures[name]['seconds_index']} s, of a processor "
        f"{figures[name]['seconds_of_processor']} s "
        f"({figures['notices']} notices, {figures['database']})"
        for name in ("first", "again")
    )
