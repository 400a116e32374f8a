"""Races for one introduction, on whatever database is configured.

SQLite in memory, as in tests, has one connection. So COMMAND runs the same rounds in a process of
its own, on a file, as an installation has it, and prints what it saw.
"""

import json
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from accounts.models import Disclosure
from matchmaking import introductions
from matchmaking.introductions import answers, clocks
from matchmaking.models import Introduction
from reference import loading
from tests.matchmaking.meeting import BEN, Side, asked, side

COMMAND = "import django; django.setup(); from tests.matchmaking import racing; racing.main()"
ROUNDS = 15
ASKERS = 9


@dataclass
class Seen:
    """What came of some rounds."""

    rounds: int = 0
    several_winners: int = 0
    wrong_state: int = 0
    faults: list[str] = field(default_factory=list)
    sent_of_a_day: int = 0


def together(works: list[Callable[[], object]]) -> list[object]:
    """All start at once; what each gave back or raised."""
    barrier = threading.Barrier(len(works))
    results: list[object] = [None] * len(works)

    def run(number: int) -> None:
        barrier.wait(timeout=60)
        try:
            results[number] = works[number]()
        except Exception as error:
            results[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def race(rounds: int) -> Seen:
    """Accept, decline, withdraw and the clock at once: one of them counts, the others are told."""
    seen = Seen()
    for number in range(rounds):
        one, other = side(f"One {number}"), side(f"Other {number}")
        made = asked(one, other)
        before = Disclosure.objects.count()
        results = together(all_answers(made, one, other))
        made.refresh_from_db()
        judge(seen, made, results, passed=Disclosure.objects.count() - before)
    return seen


def all_answers(made: Introduction, one: Side, other: Side) -> list[Callable[[], object]]:
    """Each with a row that was read before the start, as on a page that was opened earlier."""
    rows = [
        Introduction.objects.select_related("asking", "asked").get(pk=made.pk) for _ in range(4)
    ]
    late = timezone.now() + timedelta(days=40)
    return [
        lambda: introductions.accept(rows[0], other.firm, contact=BEN, by=other.owner),
        lambda: introductions.decline(rows[1], other.firm, by=other.owner),
        lambda: introductions.withdraw(rows[2], one.firm, by=one.owner),
        lambda: clocks.expire(rows[3], late),
    ]


def judge(seen: Seen, made: Introduction, results: list[object], *, passed: int) -> None:
    winners = [str(row.status) for row in results if isinstance(row, Introduction)]
    winners += ["expired"] * sum(row is True for row in results)
    seen.rounds += 1
    seen.several_winners += len(winners) != 1
    is_right = winners == [made.status] and passed == (2 if made.is_accepted else 0)
    seen.wrong_state += not is_right
    known = (Introduction, introductions.IntroductionClosed, bool)
    seen.faults += [repr(row) for row in results if not isinstance(row, known)]


def ask_at_once() -> Seen:
    """Many requests of one enterprise in the same moment: never more than a day's worth."""

    one = side("Asker of many")
    others = [side(f"Asked at once {number}") for number in range(ASKERS)]
    together([partial(asked, one, other) for other in others])
    return Seen(sent_of_a_day=Introduction.objects.filter(asking=one.firm).count())


@contextmanager
def without_the_condition() -> Iterator[None]:
    """The control: a step that trusts what was read earlier, and writes without asking again."""

    real = answers.step

    def trusting(row: Any, *, changes: dict[str, Any], **conditions: Any) -> None:
        if row.status != conditions.get("from_status", Introduction.Status.WAITING):
            raise answers.IntroductionClosed
        Introduction.objects.filter(pk=row.pk).update(**changes)
        row.refresh_from_db()

    answers.step = trusting  # type: ignore[assignment]
    try:
        yield
    finally:
        answers.step = real


def main() -> None:
    call_command("migrate", verbosity=0)
    loading.load_all()
    call_command("createcachetable", verbosity=0)
    seen = {"guarded": asdict(race(ROUNDS)), "at_once": asdict(ask_at_once())}
    with without_the_condition():
        seen["control"] = asdict(race(ROUNDS))
    sys.stdout.write(json.dumps(seen))
