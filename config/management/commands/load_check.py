"""Drive a mixed load against a running server of this machine and tell how long pages took."""

import json
import random
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any, cast
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from accounts.models import User
from config import load
from tenders.models import Tender

# What visitors ask for, in parts of a hundred.
SHARES = {
    "search": 40,
    "search with filters": 15,
    "list": 15,
    "tender": 20,
    "home": 5,
    "recommendations": 5,
}
SAMPLE = 300
LONGEST_QUERY = 3


class Command(BaseCommand):
    help = "Drive a mixed, bounded load against a running server of this machine."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--url", default="http://127.0.0.1:8000")
        parser.add_argument("--rate", type=float, default=10.0, help="requests a second")
        parser.add_argument("--seconds", type=float, default=10.0)
        parser.add_argument("--workers", type=int, default=16, help="requests at the same time")
        parser.add_argument(
            "--language", default="en", choices=[code for code, _ in settings.LANGUAGES]
        )
        parser.add_argument("--only", choices=sorted(SHARES), help="one kind of page alone")
        parser.add_argument(
            "--as",
            dest="person",
            metavar="EMAIL",
            help="sign in as this person for the time of the check; needs the server's database",
        )
        parser.add_argument("--json", action="store_true", help="print the figures as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        shares = {options["only"]: 1} if options["only"] else SHARES
        try:
            server = load.Server.at(options["url"])
            with override(options["language"]), signed_in(options["person"]) as headers:
                plan = load.Plan(
                    addresses=addresses(signed_in=bool(headers)),
                    shares=shares,
                    rate=options["rate"],
                    seconds=options["seconds"],
                    workers=options["workers"],
                    headers=headers,
                )
                figures = load.drive(server, plan)
        except load.Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(json.dumps(figures, indent=2) if options["json"] else table(figures))


def addresses(*, signed_in: bool) -> dict[str, list[str]]:
    """Addresses by kind of page, made from open tenders that the database holds."""
    chance = random.Random(1)  # noqa: S311 not for secrets
    shown = Tender.objects.open(timezone.now()).order_by("open_until", "pk")
    rows = list(shown.values_list("pk", "title", "source")[:SAMPLE])
    listed = reverse("tenders:list")
    searches = [words_of(title, chance) for _pk, title, _source in rows]
    found = {
        "search": [f"{listed}?{urlencode({'q': words})}" for words in searches],
        "search with filters": [
            f"{listed}?{urlencode({'q': words, 'source': source})}"
            for words, (_pk, _title, source) in zip(searches, rows, strict=True)
        ],
        "list": [
            listed,
            *(f"{listed}?{urlencode({'page': number})}" for number in range(2, 6)),
            *(f"{listed}?{urlencode({'source': source})}" for source in {row[2] for row in rows}),
        ],
        "tender": [reverse("tender", args=[pk]) for pk, _title, _source in rows],
        "home": [reverse("home")],
    }
    if signed_in:
        found["recommendations"] = [reverse("matchmaking:recommendations")]
    return found


def words_of(title: str, chance: random.Random) -> str:
    """A few neighbouring words of a title, as somebody might type them."""
    words = [word for word in title.split() if word.isalpha()] or ["energy"]
    first = chance.randrange(len(words))
    return " ".join(words[first : first + chance.randint(1, LONGEST_QUERY)])


@contextmanager
def signed_in(email: str | None) -> Iterator[dict[str, str]]:
    """Headers of a session that lasts as long as the check; none where nobody is named."""
    if not email:
        yield {}
        return
    person = User.objects.filter(email=email, is_active=True).first()
    if person is None:
        raise CommandError(f"Nobody here has the address {email}.")
    session = cast(Any, import_module(settings.SESSION_ENGINE)).SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    try:
        yield {"Cookie": f"{settings.SESSION_COOKIE_NAME}={session.session_key}"}
    finally:
        session.delete()


def table(figures: dict[str, Any]) -> str:
    """The figures as lines; milliseconds."""
    head = f"{'':<22}{'requests':>10}{'errors':>8}{'p50':>9}{'p95':>9}{'p99':>9}"
    rows = [(kind, figures["kinds"][kind]) for kind in figures["kinds"]]
    lines = [line(name, row) for name, row in [*rows, ("all", figures["all"])]]
    faults = [f"{number} x {fault}" for fault, number in figures["all"]["faults"].items()]
    foot = f"{figures['requests_a_second']} requests/s over {figures['seconds']} s"
    return "\n".join([head, *lines, foot, *faults])


def line(name: str, row: dict[str, Any]) -> str:
    times = "".join(f"{'-' if row[key] is None else row[key]:>9}" for key in ("p50", "p95", "p99"))
    return f"{name:<22}{row['requests']:>10}{row['errors']:>8}{times}"
