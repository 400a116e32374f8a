"""Makes all lists that are no longer fresh; call it twice, and two processes share the work."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from matchmaking import rounds
from matchmaking.rounds import Progress


class Command(BaseCommand):
    help = "Begin or join the round over all enterprises, and tell how far it is."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--minutes", type=float, default=0.0, help="stop after so many; 0: when all is done"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        minutes = options["minutes"]
        until = timezone.now() + timedelta(minutes=minutes) if minutes > 0 else None
        row = rounds.begin()
        made = rounds.join(row, until=until, tell=self.tell)
        row.refresh_from_db()
        self.tell(rounds.progress_of(row))
        end = "The round is finished." if row.finished_at else "Others are still at it."
        self.stdout.write(f"{made} lists were made here. {end}")

    def tell(self, progress: Progress) -> None:
        left = "" if progress.seconds_left is None else f", about {progress.seconds_left} s left"
        self.stdout.write(
            f"{progress.percent:3d} %  {progress.done} of {progress.total} "
            f"({progress.made} made, {progress.fresh} fresh, {progress.failed} failed), "
            f"{progress.rate or 0} a second{left}"
        )
        self.stdout.flush()
