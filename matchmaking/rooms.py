"""The shared room after two yes: messages, three times to meet, and a file for the calendar."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from icalendar import Calendar, Event

from accounts import notifications, vault
from accounts.models import Enterprise, Membership, User
from matchmaking.introductions import IntroductionClosed, TooMany
from matchmaking.introductions.telling import people_of
from matchmaking.models import Introduction, MeetingTime, Message, RoomFile

MOST_MESSAGES_A_DAY = 60
MOST_FILES = 20
DAY = timedelta(days=1)


@transaction.atomic
def post(introduction: Introduction, enterprise: Enterprise, *, text: str, by: User) -> Message:
    """Write into the room; the other side's people are told that there is something to read."""
    enter(introduction, enterprise, by=by)
    now = timezone.now()
    said = Message.objects.filter(introduction=introduction, enterprise=enterprise)
    if said.filter(sent_at__gt=now - DAY).count() >= MOST_MESSAGES_A_DAY:
        raise TooMany
    message = Message.objects.create(
        introduction=introduction, enterprise=enterprise, by=by, text=text, sent_at=now
    )
    tell_others(introduction, enterprise, kind="room_message", cause=f"message:{message.pk}")
    return message


@transaction.atomic
def share(
    introduction: Introduction, enterprise: Enterprise, *, upload: UploadedFile, by: User
) -> RoomFile:
    """Lay a checked file into the room; the other side's people are told that it is there."""
    enter(introduction, enterprise, by=by)
    if RoomFile.objects.filter(introduction=introduction).count() >= MOST_FILES:
        raise TooMany
    file = vault.store(enterprise, upload=upload, by=by)
    made = RoomFile.objects.create(introduction=introduction, file=file)
    tell_others(introduction, enterprise, kind="room_file", cause=f"file:{made.pk}")
    return made


@transaction.atomic
def take_back(shared: RoomFile, *, by: User) -> None:
    """The side that brought a file removes it, also from its own papers."""
    vault.remove(shared.file, by=by)


@transaction.atomic
def propose_times(
    introduction: Introduction,
    enterprise: Enterprise,
    *,
    starts: Sequence[datetime],
    minutes: int,
    by: User,
) -> list[MeetingTime]:
    """Offer times to meet; those that this side offered before and nobody took are replaced."""
    enter(introduction, enterprise, by=by)
    own = MeetingTime.objects.filter(introduction=introduction, enterprise=enterprise)
    own.filter(taken_at__isnull=True).delete()
    times = [
        MeetingTime.objects.get_or_create(
            introduction=introduction,
            enterprise=enterprise,
            starts_at=start,
            defaults={"minutes": minutes, "zone": by.time_zone},
        )[0]
        for start in sorted(set(starts))
    ]
    cause = f"times:{times[0].pk}" if times else "times"
    tell_others(introduction, enterprise, kind="room_times", cause=cause)
    return times


@transaction.atomic
def take(time: MeetingTime, enterprise: Enterprise, *, by: User) -> MeetingTime:
    """Choose a time that the other side offered; an earlier choice for this meeting gives way."""
    introduction = time.introduction
    enter(introduction, enterprise, by=by)
    if time.enterprise_id == enterprise.pk:
        raise PermissionDenied
    MeetingTime.objects.filter(introduction=introduction).update(taken_at=None)
    if not MeetingTime.objects.filter(pk=time.pk).update(taken_at=timezone.now()):
        raise IntroductionClosed  # the other side offers other times by now
    time.refresh_from_db()
    tell_others(introduction, enterprise, kind="room_time_taken", cause=f"taken:{time.pk}")
    return time


def enter(introduction: Introduction, enterprise: Enterprise, *, by: User) -> None:
    """Only people of the two sides, and only while both stand by their yes."""
    is_side = enterprise.pk in (introduction.asking_id, introduction.asked_id)
    if not is_side or not Membership.objects.of(by).filter(enterprise=enterprise).exists():
        raise PermissionDenied
    # The lock makes an end of the introduction wait for this word, or this word for the end.
    current = Introduction.objects.select_for_update().get(pk=introduction.pk)
    if not current.is_accepted:
        raise IntroductionClosed


def tell_others(
    introduction: Introduction, enterprise: Enterprise, *, kind: str, cause: str
) -> None:
    for person in people_of(introduction.other_than(enterprise)):
        notifications.notify(
            person,
            kind=f"matchmaking.{kind}",
            cause=cause,
            facts={"other": enterprise.name},
            route="matchmaking:introduction",
            arguments=(introduction.pk,),
        )


def calendar_of(time: MeetingTime, *, title: str, address: str) -> bytes:
    """An iCalendar file of one time; it names the two enterprises and nothing else."""
    event = Event()
    event.add("uid", f"meeting-{time.pk}@{notifications.mail_domain()}")
    event.add("dtstamp", time.proposed_at.astimezone(UTC))
    event.add("dtstart", time.starts_at.astimezone(UTC))
    event.add("dtend", (time.starts_at + timedelta(minutes=time.minutes)).astimezone(UTC))
    event.add("summary", title)
    event.add("url", f"{settings.SITE_URL}{address}")
    event.add("status", "CONFIRMED" if time.taken_at else "TENTATIVE")
    calendar = Calendar()
    calendar.add("prodid", "-//Puente//EN")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    return bytes(calendar.to_ical())
