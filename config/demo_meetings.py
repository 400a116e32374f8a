"""Requests and introductions of the invented network, in each state that one can be in.

They are written by the verbs that people use, at today's moment, and then moved back by the days
that config/demo/meetings.json gives.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.db.models import DateTimeField, ExpressionWrapper, F
from django.utils import timezone
from django.utils.translation import override

from accounts.models import Consent, Disclosure, Enterprise, Membership, Notification, User
from config.demo_colleagues import ago
from config.demo_network import FOLDER, read
from matchmaking import introductions, open_requests, outcomes, rooms
from matchmaking.feasibility import local_day
from matchmaking.introductions import ContactFacts, clocks, requests
from matchmaking.models import Introduction, MeetingTime, Message, RoomFile
from reference.working_days import add_working_days

Told = Mapping[str, Any]
SHEET = "data-sheet.pdf"
BEFORE_LUNCH = timedelta(hours=4)
# What still waits for somebody stays unread.
STILL_NEW = (
    "matchmaking.introduction_asked",
    "matchmaking.introduction_proposed",
    "matchmaking.room_times",
)


@transaction.atomic
def load(people: Mapping[str, User]) -> None:
    """Add open requests and introductions to the network of config.demo_network."""
    told = read("meetings.json")
    sides = Sides(people)
    for key, number, days in told["requests"]:
        owner = sides.owner(key)
        need = list(sides.firm(key).needs.order_by("pk"))[number]
        closes_on = timezone.localdate() + timedelta(days=days)
        open_requests.publish(need, closes_on=closes_on, by=owner)
    for row in told["introductions"]:
        add(row, sides)
    for row in told["proposals"]:
        add_proposal(row, sides)
    introductions.replies.count_all()
    settle_messages()


class Sides:
    """Firms and their owners, by their key in the files."""

    def __init__(self, people: Mapping[str, User]) -> None:
        self.people = people

    def owner(self, key: str) -> User:
        return self.people.get(f"{key}-owner") or self.people[key]

    def firm(self, key: str) -> Enterprise:
        owned = Membership.objects.of(self.owner(key)).owners()
        return owned.select_related("enterprise").get().enterprise

    def contact(self, key: str) -> ContactFacts:
        owner = self.owner(key)
        return ContactFacts(name=owner.full_name, email=owner.email, phone="+999 555 0100")


def add(row: Told, sides: Sides) -> None:
    """One request with its answer, if it has one, and with what was said afterwards."""
    asking, asked = row["from"], row["to"]
    with override(sides.owner(asking).language):
        made = introductions.request(
            sides.firm(asking),
            sides.firm(asked),
            reason=row["reason"],
            contact=sides.contact(asking),
            by=sides.owner(asking),
        )
    moved_back(made, days=row["asked"])
    answer(made, row, sides)
    furnish(made, row, sides)


def answer(made: Introduction, row: Told, sides: Sides) -> None:
    asking, asked = row["from"], row["to"]
    firm, owner = sides.firm(asked), sides.owner(asked)
    match row.get("answer"):
        case "accept":
            introductions.accept(made, firm, contact=sides.contact(asked), by=owner)
        case "decline":
            introductions.decline(made, firm, by=owner)
        case "withdraw":
            introductions.withdraw(made, sides.firm(asking), by=sides.owner(asking))
        case "counsel":
            introductions.ask_counsel(made, firm, by=owner)
        case "silence":
            clocks.expire(made, timezone.now())
    if "answered" in row:
        answered_before(made, days=row["answered"])


def moved_back(made: Introduction, *, days: int) -> None:
    """Asked so many days ago, with the clock that it had then."""
    asked_at = ago(days)
    day, country = local_day(made.asked, asked_at), made.asked.country_id
    Introduction.objects.filter(pk=made.pk).update(
        asked_at=asked_at,
        asking_yes_at=asked_at if made.asking_yes_at else None,
        remind_on=add_working_days(day, requests.REMINDER_AFTER, country=country),
        due_on=add_working_days(day, requests.WORKING_DAYS, country=country),
    )
    Consent.objects.filter(subject=made.subject).update(given_at=asked_at)
    made.refresh_from_db()


def answered_before(made: Introduction, *, days: int) -> None:
    moment = ago(days) - BEFORE_LUNCH
    fields = ("asked_yes_at", "answered_at", "ended_at")
    changes = {name: moment for name in fields if getattr(made, name) is not None}
    Introduction.objects.filter(pk=made.pk).update(**changes)
    consents = Consent.objects.filter(subject=made.subject)
    consents.filter(enterprise=made.asked).update(given_at=moment)
    consents.filter(withdrawn_at__isnull=False).update(withdrawn_at=moment)
    Disclosure.objects.filter(consent__in=consents).update(disclosed_at=moment)
    made.refresh_from_db()


def furnish(made: Introduction, row: Told, sides: Sides) -> None:
    """The room of a meeting: words, a file, times, and what came of it."""
    for side, days, text in row.get("messages", ()):
        key = row[side]
        said = rooms.post(made, sides.firm(key), text=text, by=sides.owner(key))
        Message.objects.filter(pk=said.pk).update(sent_at=ago(days))
    if side := row.get("file"):
        share(made, row, sides, key=row[side])
    if side := row.get("times"):
        offer_times(made, row, sides, key=row[side])
    for side, weeks, useful, result in row.get("outcomes", ()):
        key = row[side]
        outcomes.say(
            made,
            sides.firm(key),
            weeks=weeks,
            useful=useful,
            result=result,
            by=sides.owner(key),
        )


def share(made: Introduction, row: Told, sides: Sides, *, key: str) -> None:
    sheet = SimpleUploadedFile(SHEET, (FOLDER / SHEET).read_bytes())
    shared = rooms.share(made, sides.firm(key), upload=sheet, by=sides.owner(key))
    last = min(days for _side, days, _text in row["messages"])
    RoomFile.objects.filter(pk=shared.pk).update(shared_at=ago(last))


def offer_times(made: Introduction, row: Told, sides: Sides, *, key: str) -> None:
    hour = timezone.now().replace(hour=16, minute=0, second=0, microsecond=0)
    starts = [hour + timedelta(days=days) for days in row["days"]]
    owner = sides.owner(key)
    times = rooms.propose_times(made, sides.firm(key), starts=starts, minutes=30, by=owner)
    if "taken" in row:
        other = made.other_than(sides.firm(key))
        taker = Membership.objects.owners().filter(enterprise=other).latest("-pk").user
        rooms.take(times[row["taken"]], other, by=taker)
    MeetingTime.objects.filter(introduction=made).update(
        proposed_at=ExpressionWrapper(
            F("proposed_at") - timedelta(days=2), output_field=DateTimeField()
        )
    )


def add_proposal(row: Told, sides: Sides) -> None:
    """A counselor brings two together; one of them has said yes so far."""
    first, second = sides.firm(row["first"]), sides.firm(row["second"])
    counselor = sides.people[row["counselor"]]
    made = introductions.propose(counselor, first, second, note=row["note"])
    moved_back(made, days=row["asked"])
    key = row[row["yes"]]
    with override(sides.owner(key).language):
        introductions.accept(made, sides.firm(key), contact=sides.contact(key), by=sides.owner(key))


def settle_messages() -> None:
    """What was told has been mailed; what is done has been read as well."""
    now = timezone.now()
    rows = Notification.objects.filter(kind__startswith="matchmaking.")
    rows.update(mail_state=Notification.MailState.SENT, sent_at=now)
    rows.exclude(kind__in=STILL_NEW).update(read_at=now)
