"""Bring the message catalogues up to what the code says, or check that they are."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config import catalogues


class Command(BaseCommand):
    help = "Add new strings to the catalogues and drop those no longer said."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing, name each fault")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["check"]:
            self.check_all()
            return
        for language in catalogues.translated_languages():
            catalogues.update(language)
            empty = len(catalogues.faults(language))
            self.stdout.write(f"{language}: {empty} strings to look at")

    def check_all(self) -> None:
        found = [
            fault
            for language in catalogues.translated_languages()
            for fault in catalogues.faults(language)
        ]
        if found:
            raise CommandError("The catalogues are not complete.\n" + "\n".join(found))
        self.stdout.write("Catalogues: complete.")
