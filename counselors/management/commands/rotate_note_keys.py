"""Seal all private notes with the newest key, after which the older keys may go."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from counselors import sealing, sessions


class Command(BaseCommand):
    help = "Seal all private notes anew with the first key of NOTE_KEYS."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            count = sessions.rotate_keys()
        except sealing.Unreadable as error:
            raise CommandError(
                "A note opens with none of the keys that are given. Nothing was changed: "
                "add the key that sealed it to the end of NOTE_KEYS and start again."
            ) from error
        self.stdout.write(f"{count} notes are sealed with the newest key.")
