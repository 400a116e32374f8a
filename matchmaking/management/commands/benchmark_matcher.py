"""Measures the search beside other libraries, on the same data in one run."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from matchmaking import benchmark

FEWEST_TEXTS = 100


class Command(BaseCommand):
    help = "Measure one search and batches beside other libraries; they come with extra `bench`."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--texts", type=int, default=299_080)
        parser.add_argument("--profiles", type=int, default=60)
        parser.add_argument(
            "--source", type=Path, help="folder of JSON files with texts; without it, invented ones"
        )
        parser.add_argument(
            "--seconds", type=float, default=60.0, help="at most so long for single searches"
        )
        parser.add_argument("--json", action="store_true", help="figures for programs")

    def handle(self, *args: Any, **options: Any) -> None:
        source = options["source"]
        if options["texts"] < FEWEST_TEXTS or options["profiles"] < 1 or options["seconds"] <= 0:
            raise CommandError(
                f"At least {FEWEST_TEXTS} texts, one profile and some time are needed."
            )
        if source and not any(benchmark.texts_of(source)):
            raise CommandError(f"There are no texts in JSON files below {source}.")
        self.say("Reading the texts")
        collection = benchmark.collected(
            options["texts"], source=source, profiles=options["profiles"]
        )
        figures = benchmark.measured(collection, seconds=options["seconds"], say=self.say)
        self.stdout.write(
            json.dumps(figures, indent=1) if options["json"] else benchmark.as_table(figures)
        )

    def say(self, line: str) -> None:
        """Progress goes beside the figures."""
        self.stderr.write(line)
