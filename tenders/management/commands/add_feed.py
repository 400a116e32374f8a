"""Add a feed of a known shape, without code."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tenders import registry
from tenders.models import OperatorFeed


class Command(BaseCommand):
    help = (
        "Add an RSS, Atom or OCDS feed. Its host is the only one that is asked, at a public "
        "address, after its robots rule. Read the publisher's terms first."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", metavar="NAME", help="What readers see as the source.")
        parser.add_argument("url", metavar="URL", help="The https address of the feed.")
        parser.add_argument("--kind", choices=OperatorFeed.Kind.values, required=True)
        parser.add_argument("--hours", type=int, default=24, help="The rhythm of its readings.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            feed = registry.add_feed(
                options["name"],
                options["url"],
                kind=options["kind"],
                rhythm_hours=options["hours"],
            )
        except registry.FeedRefused as fault:
            raise CommandError(str(fault)) from None
        self.stdout.write(
            f"The feed '{feed.code}' is read every {feed.rhythm_hours} h. "
            f"Read it now: manage.py ingest_tenders {feed.code}"
        )
