"""Load the invented network, once."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from config import demo_counseling, demo_meetings, demo_network

PASSWORD = demo_network.PASSWORD
LOGINS = (
    ("solar-mx@example.org", "a solar installer in Mexico, in Spanish"),
    ("storage-ca@example.org", "a women-owned storage firm in Canada, in French"),
    ("counselor-us@example.org", "a business counselor in the United States"),
    ("admin@example.org", "the programme administrator"),
)


class Command(BaseCommand):
    help = "Load the invented demo network, unless it is there."

    def handle(self, *args: Any, **options: Any) -> None:
        if demo_network.is_loaded():
            self.stdout.write("The demo network is there already.")
            return
        people = demo_network.load_people()
        demo_network.load_enterprises(people)
        demo_network.load_counselors(people)
        for run in demo_network.load_notices(timezone.now()):
            self.stdout.write(
                f"{run.source}: {run.seen} notices seen, {run.inserted} new, "
                f"{run.quarantined} quarantined {run.fault}"
            )
        demo_counseling.load(people)
        demo_meetings.load(people)
