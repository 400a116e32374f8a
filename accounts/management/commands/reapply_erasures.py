"""After a restore: forget again whoever asked to be forgotten after the backup was made."""

from typing import Any

from django.core.management.base import BaseCommand

from accounts import erasure


class Command(BaseCommand):
    help = "Erase again the accounts that a restored backup brought back."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{erasure.reapply()} accounts erased again")
