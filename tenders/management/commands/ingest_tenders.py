"""Read a source: from files as it published them, or by asking it."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from tenders import ingestion, search_index
from tenders.models import IngestionRun
from tenders.runs import COUNTS, SourceBusy
from tenders.sources import SOURCES, UnknownSource, source_named
from tenders.sources.base import NotLive, Source

REASONS_SHOWN = 20


class Command(BaseCommand):
    help = "Read the notices of a source, from files or from the source itself."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", nargs="?", default="", metavar="SOURCE")
        parser.add_argument(
            "--from-file",
            nargs="+",
            action="extend",
            default=[],
            metavar="PATH",
            help="Files that hold payloads as the source published them; each is one reading.",
        )
        parser.add_argument("--json", action="store_true", help="Print the outcome as JSON.")
        parser.add_argument("--list", action="store_true", help="Print the sources and stop.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["list"]:
            self._print_sources()
            return
        try:
            source = source_named(options["source"])
        except UnknownSource as fault:
            raise CommandError(str(fault)) from None
        finished: list[IngestionRun] = []
        try:
            self._read(source, options["from_file"], finished)
        finally:
            if finished:
                search_index.refresh()
                self._print(source, finished, as_json=options["json"])

    def _read(self, source: Source, paths: list[str], finished: list[IngestionRun]) -> None:
        """Fill `finished` with the readings that succeeded; the first fault ends the command."""
        try:
            for path in paths:
                ingestion.check_file(Path(path))
            for path in paths or [""]:
                run = (
                    ingestion.run_file(source, Path(path), now=timezone.now())
                    if path
                    else ingestion.fetch(source, now=timezone.now())
                )
                if run.state == IngestionRun.State.FAILED:
                    raise CommandError(_line(path or source.code, run.fault))
                finished.append(run)
        except ingestion.UnreadableFile as fault:
            raise CommandError(_line(path, str(fault))) from None
        except (NotLive, SourceBusy) as fault:
            raise CommandError(str(fault)) from None

    def _print_sources(self) -> None:
        for source in SOURCES.values():
            self.stdout.write(f"{source.code:<12} {source.access.value:<7} {source.name}")

    def _print(self, source: Source, finished: list[IngestionRun], *, as_json: bool) -> None:
        outcomes = [_outcome(run) for run in finished]
        totals = {name: sum(outcome[name] for outcome in outcomes) for name in COUNTS}
        if as_json:
            answer = {"source": source.code, **totals, "runs": outcomes}
            self.stdout.write(json.dumps(answer, indent=2))
            return
        self.stdout.write("".join(f"{name:>14}" for name in COUNTS))
        for outcome in outcomes:
            self._print_counts(outcome, outcome["origin"])
            for fault in outcome["quarantine"]:
                self.stdout.write(f"    record {fault['position']}: {fault['reason']}")
        if len(outcomes) > 1:
            self._print_counts(totals, "all together")

    def _print_counts(self, counts: dict[str, Any], origin: str) -> None:
        self.stdout.write("".join(f"{counts[name]:>14}" for name in COUNTS) + f"  {origin}")


def _outcome(run: IngestionRun) -> dict[str, Any]:
    aside = run.quarantine.order_by("position")[:REASONS_SHOWN]
    return {
        "origin": run.origin,
        "state": run.state,
        **{name: getattr(run, name) for name in COUNTS},
        "quarantine": list(aside.values("position", "record_id", "field", "reason")),
    }


def _line(place: str, fault: str) -> str:
    """One line whatever the place is called."""
    line = " ".join(f"{place}: {fault}".split())
    return "".join(letter if letter.isprintable() else "?" for letter in line)
