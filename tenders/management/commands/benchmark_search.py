"""Measure searches over many invented notices in the present database."""

import json
import time
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from tenders import search_index, searches
from tenders.management import invented
from tenders.models import Tender
from tenders.searches import Criteria

ROUNDS = 20
A_PAGE = 20
SEARCHES = {
    "list of what is open": Criteria(),
    "list of everything": Criteria(state="all"),
    "list with a filter": Criteria(source="world_bank"),
    "words": Criteria(words="water treatment"),
    "words with a filter": Criteria(words="solar energy", source="world_bank"),
    "phrase and a word left out": Criteria(words='"power supply" -radar'),
    "field": Criteria(words="buyer:office"),
}


class Command(BaseCommand):
    help = (
        "Fill the present database with invented notices, time searches with their counts, and "
        "take the notices out again. For a database of its own, not for one that people use."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--notices", type=int, default=10_000)
        parser.add_argument(
            "--texts", type=Path, help="JSON lines with title and text, instead of invented ones"
        )
        parser.add_argument(
            "--keep", action="store_true", help="leave the notices in, for load_check"
        )
        parser.add_argument("--only-lists", action="store_true", help="no index, no words")
        parser.add_argument("--json", action="store_true", help="print the figures as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["notices"] < 1:
            raise CommandError("At least one notice is needed.")
        missing = max(0, options["notices"] - invented.held())
        try:
            invented.fill(missing, texts=options["texts"])
            if not options["only_lists"]:
                search_index.refresh()
            figures = measured(with_words=not options["only_lists"])
        except (OSError, ValueError) as error:
            raise CommandError(str(error)) from error
        finally:
            if not options["keep"]:
                invented.forget()
        self.stdout.write(json.dumps(figures, indent=2) if options["json"] else table(figures))


def measured(*, with_words: bool) -> dict[str, Any]:
    """Milliseconds of each kind of search: the first time, and again while counts are held."""
    asked = {
        name: criteria
        for name, criteria in SEARCHES.items()
        if with_words or not criteria.query.about
    }
    return {
        "database": connection.vendor,
        "notices": Tender.objects.count(),
        "searches": {name: _timed(criteria) for name, criteria in asked.items()},
    }


def _timed(criteria: Criteria) -> dict[str, Any]:
    cache.clear()
    first = _clocked(lambda: _page(criteria))
    again = [_clocked(lambda: _page(criteria)) for _round in range(ROUNDS)]
    walls = sorted(wall for wall, _cpu in again)
    return {
        "first": first[0],
        "p50": round(median(walls), 1),
        "p95": walls[-1 - ROUNDS // 20],
        "cpu": round(median(cpu for _wall, cpu in again), 1),
    }


def _page(criteria: Criteria) -> int:
    """What a page needs: the counts, and the first rows with all that hangs on them."""
    found = searches.find(criteria, reader=AnonymousUser(), now=timezone.now())
    return len(searches.rows(list(found.tenders[:A_PAGE])))


def _clocked(work: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds by the clock, and those in which this process was at work."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    spent = (time.perf_counter() - wall, time.process_time() - cpu)
    return round(1000 * spent[0], 1), round(1000 * spent[1], 1)


def table(figures: dict[str, Any]) -> str:
    head = f"{'milliseconds':<28}{'first':>9}{'p50':>9}{'p95':>9}{'cpu':>9}"
    lines = [
        f"{name:<28}" + "".join(f"{row[key]:>9}" for key in ("first", "p50", "p95", "cpu"))
        for name, row in figures["searches"].items()
    ]
    return "\n".join([head, *lines, f"{figures['notices']} notices, {figures['database']}"])
