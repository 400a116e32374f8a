"""Messages gathered into one mail a day or a week, in the morning of the reader's own zone."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from accounts import mail_choices, notifications
from accounts.models import MailChoice, Notification, User
from accounts.models.notifications import DIGEST

MORNING = 7
MONDAY = 0
MOST_LINES = 40
State = Notification.MailState
Rhythm = MailChoice.Rhythm


def send_digests(now: datetime) -> int:
    """Write the digests that are due; how many. Run twice, it finds nothing left to gather."""
    waiting = User.objects.filter(notifications__mail_state=State.GATHERED).distinct()
    return sum(send_to(person, now) for person in waiting.order_by("pk"))


@transaction.atomic
def send_to(person: User, now: datetime) -> bool:
    """One mail with a line for each message that came before this morning, or this Monday's."""
    rows = Notification.objects.select_for_update().filter(
        recipient=person, mail_state=State.GATHERED
    )
    chosen = mail_choices.choices_of(person)
    borders = borders_of(person, now)
    due, unwanted = [], []
    for row in rows.order_by("pk"):
        rhythm = chosen.get(mail_choices.topic_of(row.kind), Rhythm.DAILY)
        if rhythm == Rhythm.NEVER:
            unwanted.append(row)
        elif row.created_at < borders[rhythm]:
            due.append(row)
    move(unwanted, State.UNWANTED)
    move(due, State.DIGESTED)
    if not due:
        return False
    notifications.notify(
        person,
        kind=DIGEST,
        cause=f"digest:{due[-1].pk}",
        facts={
            "subjects": [row.subject for row in due[-MOST_LINES:]],
            "count": len(due),
        },
        route="accounts:inbox",
    )
    return True


def move(rows: list[Notification], state: str) -> None:
    keys = [row.pk for row in rows]
    Notification.objects.filter(pk__in=keys, mail_state=State.GATHERED).update(mail_state=state)


def borders_of(person: User, now: datetime) -> dict[str, datetime]:
    """Up to which moment messages of a rhythm are due: the last morning, the last Monday's."""
    local = now.astimezone(ZoneInfo(person.time_zone))
    morning = local.replace(hour=MORNING, minute=0, second=0, microsecond=0)
    if morning > local:
        morning -= timedelta(days=1)
    monday = morning - timedelta(days=(morning.weekday() - MONDAY) % 7)
    # Who has chosen 'at once' since gets what was gathered with the next morning.
    return {Rhythm.DAILY: morning, Rhythm.NOW: morning, Rhythm.WEEKLY: monday}
