from typing import Any

from django.core.management.base import BaseCommand

from reference import loading


class Command(BaseCommand):
    help = "Load countries, regions, sectors and the facts about banks; safe to run again."

    def handle(self, *args: Any, **options: Any) -> None:
        for table, counts in loading.load_all().items():
            self.stdout.write(
                f"{table}: {counts.created} created, {counts.updated} updated, "
                f"{counts.unchanged} unchanged"
            )
