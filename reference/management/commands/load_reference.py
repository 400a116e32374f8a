from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reference import loading
from reference.code_labels import READERS, LabelsUnreadable


class Command(BaseCommand):
    help = (
        "Load countries, regions, sectors and the facts about banks; safe to run again. "
        "With --cpv or --unspsc also the names of codes in several languages, from which the "
        "matcher learns to translate when its index is next built."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--cpv",
            type=Path,
            metavar="FILE",
            help="cpvCodes.json, with messages.es_es.yaml and its like beside it",
        )
        parser.add_argument(
            "--unspsc",
            type=Path,
            metavar="FILE",
            help="ref-unspsc.en_US.ISO-8859-1.xml, with its sister files beside it",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        tables = loading.load_all()
        try:
            for scheme in READERS:
                if options[scheme]:
                    tables[f"names of {scheme} codes"] = loading.load_labels(
                        scheme, options[scheme]
                    )
        except LabelsUnreadable as fault:
            raise CommandError(str(fault)) from fault
        for table, counts in tables.items():
            self.stdout.write(
                f"{table}: {counts.created} created, {counts.updated} updated, "
                f"{counts.unchanged} unchanged"
            )
