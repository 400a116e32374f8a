"""Meetings: three times are offered, the client takes one, both get it for their calendars."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts import notifications
from accounts.models import User
from counselors import clients
from counselors.models import Engagement, Meeting, MeetingSlot


class MeetingClosed(Exception):
    """A time was taken already, is past, or the meeting was cancelled."""


@transaction.atomic
def offer(
    engagement: Engagement, *, topic: str, place: str, minutes: int, times: Sequence[datetime]
) -> Meeting:
    """Offer times to the client, who is told."""
    meeting = Meeting.objects.create(
        engagement=engagement, topic=topic, place=place, minutes=minutes
    )
    MeetingSlot.objects.bulk_create(
        MeetingSlot(meeting=meeting, starts_at=moment) for moment in sorted(set(times))
    )
    for person in clients.people_of(engagement.enterprise):
        tell(person, meeting, "counselors.meeting_offered", route="counselors:mine")
    return meeting


@transaction.atomic
def take(meeting: Meeting, *, slot: MeetingSlot) -> Meeting:
    """The client takes one of the times to come; the first choice holds."""
    if slot.starts_at <= timezone.now():
        raise MeetingClosed
    taken = Meeting.objects.filter(pk=meeting.pk, state=Meeting.State.OFFERED).update(
        state=Meeting.State.AGREED, starts_at=slot.starts_at, answered_at=timezone.now()
    )
    if not taken or slot.meeting_id != meeting.pk:
        raise MeetingClosed
    meeting.refresh_from_db()
    tell(
        meeting.engagement.counselor.user,
        meeting,
        "counselors.meeting_agreed",
        route="counselors:client",
        arguments=[meeting.engagement_id],
    )
    return meeting


@transaction.atomic
def turn_down(meeting: Meeting) -> Meeting:
    """None of the times suits the client; the counselor is told and may offer others."""
    end(meeting, Meeting.State.OFFERED)
    tell(
        meeting.engagement.counselor.user,
        meeting,
        "counselors.meeting_turned_down",
        route="counselors:client",
        arguments=[meeting.engagement_id],
    )
    return meeting


@transaction.atomic
def cancel(meeting: Meeting) -> Meeting:
    """The counselor calls it off; the client is told."""
    end(meeting, Meeting.State.OFFERED, Meeting.State.AGREED)
    for person in clients.people_of(meeting.engagement.enterprise):
        tell(person, meeting, "counselors.meeting_cancelled", route="counselors:mine")
    return meeting


def end(meeting: Meeting, *before: str) -> None:
    ended = Meeting.objects.filter(pk=meeting.pk, state__in=before).update(
        state=Meeting.State.CANCELLED
    )
    if not ended:
        raise MeetingClosed
    meeting.refresh_from_db()


def end_of(meeting: Meeting) -> datetime | None:
    if meeting.starts_at is None:
        return None
    return meeting.starts_at + timedelta(minutes=meeting.minutes)


def tell(
    person: User, meeting: Meeting, kind: str, *, route: str, arguments: Sequence[object] = ()
) -> None:
    notifications.notify(
        person,
        kind=kind,
        cause=f"meeting-{meeting.pk}",
        facts={"counselor": meeting.engagement.counselor},
        route=route,
        arguments=arguments,
    )
