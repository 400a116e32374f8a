"""Compile the message catalogues, where they changed. Needs no gettext on the machine."""

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Compile the message catalogues that changed."

    def handle(self, *args: Any, **options: Any) -> None:
        for folder in settings.LOCALE_PATHS:
            for source in sorted(Path(folder).glob("*/LC_MESSAGES/*.po")):
                compile_changed(source)


def compile_changed(source: Path) -> None:
    target = source.with_suffix(".mo")
    if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
        return
    with source.open("rb") as text:
        catalogue = read_po(text, locale=source.parent.parent.name)
    partial = target.with_suffix(".partial")
    with partial.open("wb") as binary:
        write_mo(binary, catalogue)
    partial.replace(target)
