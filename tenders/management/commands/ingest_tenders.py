"""Read sources: from files as they published them, or by asking them."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from tenders import health, ingestion, registry, search_index
from tenders.models import IngestionRun
from tenders.runs import COUNTS, SourceBusy
from tenders.sources import UnknownSource
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
        parser.add_argument(
            "--all", action="store_true", help="Ask every live source whose rhythm is up."
        )
        parser.add_argument("--json", action="store_true", help="Print the outcome as JSON.")
        parser.add_argument("--list", action="store_true", help="Print the sources and stop.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["list"]:
            self._print_sources()
        elif options["all"]:
            if options["source"] or options["from_file"]:
                raise CommandError("--all asks every source that is due: it takes no source.")
            self._read_due(as_json=options["json"])
        else:
            self._read_one(options["source"], options["from_file"], as_json=options["json"])

    def _read_one(self, code: str, paths: list[str], *, as_json: bool) -> None:
        try:
            source = registry.source_named(code)
        except UnknownSource as fault:
            raise CommandError(str(fault)) from None
        ended: list[IngestionRun] = []
        try:
            self._read(source, paths, ended)
        finally:
            told = [run for run in ended if run.seen or run.state == IngestionRun.State.SUCCEEDED]
            if told:
                search_index.refresh()
                self._print(told, as_json=as_json, source=source.code)

    def _read(self, source: Source, paths: list[str], ended: list[IngestionRun]) -> None:
        """Fill `ended` with the readings, of which the first that fails ends the command."""
        path = ""
        try:
            for path in paths:
                ingestion.check_file(Path(path), limit=source.file_limit)
            for path in paths or [""]:
                run = (
                    ingestion.run_file(source, Path(path), now=timezone.now())
                    if path
                    else ingestion.fetch(source, now=timezone.now())
                )
                ended.append(run)
                if run.state == IngestionRun.State.FAILED:
                    raise CommandError(_line(path or source.code, run.fault))
        except ingestion.UnreadableFile as fault:
            raise CommandError(_line(path, str(fault))) from None
        except (NotLive, SourceBusy) as fault:
            raise CommandError(str(fault)) from None

    def _read_due(self, *, as_json: bool) -> None:
        """Every source has its turn; that some failed is told at the end."""
        finished = ingestion.fetch_due(timezone.now())
        search_index.refresh()
        if not finished and not as_json:
            self.stdout.write("No source is due.")
            return
        self._print(finished, as_json=as_json, source="")
        failed = [run.source for run in finished if run.state == IngestionRun.State.FAILED]
        if failed:
            raise CommandError(f"Could not be read: {', '.join(failed)}.")

    def _print_sources(self) -> None:
        for feed in health.feeds():
            rhythm = f"every {feed.rhythm_hours} h" if feed.rhythm_hours else "by hand"
            last = f"{feed.last_attempt_at:%Y-%m-%d %H:%M}" if feed.last_attempt_at else "never"
            line = f"{feed.code:<18} {feed.access:<7} {rhythm:<12} {last:<17} {feed.name}"
            self.stdout.write(line)

    def _print(self, finished: list[IngestionRun], *, as_json: bool, source: str) -> None:
        outcomes = [_outcome(run) for run in finished]
        totals = {name: sum(outcome[name] for outcome in outcomes) for name in COUNTS}
        if as_json:
            answer = {"source": source, **totals, "runs": outcomes}
            self.stdout.write(json.dumps(answer, indent=2))
            return
        self.stdout.write("".join(f"{name:>14}" for name in COUNTS))
        for outcome in outcomes:
            self._print_counts(outcome, outcome["origin"])
            for fault in outcome["quarantine"]:
                self.stdout.write(f"    record {fault['position']}: {fault['reason']}")
            for note in (outcome["warning"], outcome["fault"]):
                if note:
                    self.stdout.write(f"    {note}")
        if len(outcomes) > 1:
            self._print_counts(totals, "all together")

    def _print_counts(self, counts: dict[str, Any], origin: str) -> None:
        self.stdout.write("".join(f"{counts[name]:>14}" for name in COUNTS) + f"  {origin}")


def _outcome(run: IngestionRun) -> dict[str, Any]:
    aside = run.quarantine.order_by("position")[:REASONS_SHOWN]
    return {
        "origin": run.origin,
        "state": run.state,
        "warning": run.warning,
        "fault": run.fault,
        **{name: getattr(run, name) for name in COUNTS},
        "quarantine": list(aside.values("position", "record_id", "field", "reason")),
    }


def _line(place: str, fault: str) -> str:
    """One line whatever the place is called."""
    line = " ".join(f"{place}: {fault}".split())
    return "".join(letter if letter.isprintable() else "?" for letter in line)
