"""Try again the records that could not be taken, after the reader of their source was mended."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from tenders import ingestion, registry, search_index
from tenders.runs import SourceBusy
from tenders.sources import UnknownSource


class Command(BaseCommand):
    help = "Read the quarantined records again. What can be taken now leaves the quarantine."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--source", default="", help="Only the records of this source.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            chosen = (
                [registry.source_named(options["source"])]
                if options["source"]
                else list(registry.sources().values())
            )
        except UnknownSource as fault:
            raise CommandError(str(fault)) from None
        taken = remaining = 0
        for source in chosen:
            try:
                run = ingestion.replay(source, now=timezone.now())
            except SourceBusy as fault:
                raise CommandError(str(fault)) from None
            if run is None:
                continue
            taken += run.seen - run.quarantined
            remaining += run.quarantined
            self.stdout.write(
                f"{source.code}: {run.seen} records, {run.inserted} new, {run.updated} changed, "
                f"{run.unchanged} known already, {run.quarantined} still outside"
            )
        if taken:
            search_index.refresh()
        if not taken and not remaining:
            self.stdout.write("No record is in quarantine.")
