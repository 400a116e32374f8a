"""Meetings and trainings as iCalendar files (RFC 5545)."""

from collections.abc import Iterable
from datetime import datetime
from email.utils import parseaddr

from django.conf import settings
from django.urls import reverse
from icalendar import Calendar, Event

from counselors import meetings
from counselors.models import Meeting, Training


def of_meeting(meeting: Meeting) -> bytes:
    """An agreed meeting for the two who take part."""
    event = event_of(
        f"meeting-{meeting.pk}", meeting.topic, meeting.starts_at, meetings.end_of(meeting)
    )
    event.add("location", meeting.place)
    return calendar([event])


def of_trainings(trainings: Iterable[Training]) -> bytes:
    """Trainings as everybody sees them: the link for those who registered is not in it."""
    return calendar(training_event(training) for training in trainings)


def training_event(training: Training) -> Event:
    event = event_of(
        f"training-{training.pk}", training.title, training.starts_at, training.ends_at
    )
    event.add("description", training.text)
    if training.place:
        event.add("location", training.place)
    event.add("url", f"{settings.SITE_URL}{reverse('counselors:training', args=[training.pk])}")
    if training.cancelled_at:
        event.add("status", "CANCELLED")
    return event


def event_of(key: str, title: str, starts: datetime | None, ends: datetime | None) -> Event:
    event = Event()
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    event.add("uid", f"{key}@{domain}")
    event.add("summary", title)
    event.add("dtstamp", starts)
    event.add("dtstart", starts)
    event.add("dtend", ends)
    return event


def calendar(events: Iterable[Event]) -> bytes:
    made = Calendar()
    made.add("prodid", "-//Puente//EN")
    made.add("version", "2.0")
    for event in events:
        made.add_component(event)
    return made.to_ical()
