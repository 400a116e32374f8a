"""Trainings: announced by a center, with places, a waiting list, attendance and feedback."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts import notifications
from accounts.models import User
from counselors.models import Counselor, Registration, Training

REMIND_BEFORE = timedelta(days=2)


class TrainingClosed(Exception):
    """It is over, or was called off."""


class NotBegun(Exception):
    """Nobody can have been there yet."""


@transaction.atomic
def announce(*, facts: dict[str, Any], by: Counselor) -> Training:
    """Put a training into the calendar of the network."""
    return Training.objects.create(center=by.center, organiser=by, **facts)


@transaction.atomic
def change(training: Training, *, facts: dict[str, Any]) -> Training:
    """Change a training; new places go to those who wait."""
    row = held(training)
    for name, value in facts.items():
        setattr(row, name, value)
    row.save()
    move_up(row)
    return row


@transaction.atomic
def register(training: Training, *, person: User) -> Registration:
    """A place while there is one, else a place in the waiting list. Twice is once."""
    row = held(training)
    if row.cancelled_at or row.starts_at <= timezone.now():
        raise TrainingClosed
    registration, created = Registration.objects.get_or_create(
        training=row, person=person, defaults={"state": next_state(row)}
    )
    if not created and registration.state == Registration.State.CANCELLED:
        registration.state = next_state(row)
        registration.registered_at = timezone.now()
        registration.save(update_fields=["state", "registered_at"])
    return registration


@transaction.atomic
def cancel_registration(registration: Registration) -> None:
    """Give a place back; the first of the waiting list gets it and is told."""
    row = held(registration.training)
    registration.state = Registration.State.CANCELLED
    registration.save(update_fields=["state"])
    move_up(row)


@transaction.atomic
def call_off(training: Training) -> Training:
    """Call a training off; everybody with a place or waiting is told."""
    row = held(training)
    if row.cancelled_at:
        raise TrainingClosed
    row.cancelled_at = timezone.now()
    row.save(update_fields=["cancelled_at"])
    for registration in row.registrations.holding().select_related("person"):
        tell(registration, "counselors.training_cancelled")
    return row


@transaction.atomic
def record_attendance(training: Training, *, present: Collection[int]) -> int:
    """Who was there, by the numbers of the registrations."""
    if training.cancelled_at or training.starts_at > timezone.now():
        raise NotBegun
    rows = training.registrations.filter(state=Registration.State.PLACE)
    rows.exclude(pk__in=present).update(attendance=Registration.Attendance.ABSENT)
    return rows.filter(pk__in=present).update(attendance=Registration.Attendance.PRESENT)


@transaction.atomic
def give_feedback(registration: Registration, *, rating: int, words: str) -> None:
    registration.rating = rating
    registration.feedback = words
    registration.save(update_fields=["rating", "feedback"])


def held(training: Training) -> Training:
    """The row, held until the transaction ends: two at once never get one place twice."""
    return Training.objects.select_for_update().get(pk=training.pk)


def taken(training: Training) -> int:
    return training.registrations.filter(state=Registration.State.PLACE).count()


def next_state(training: Training) -> Registration.State:
    has_place = taken(training) < training.capacity
    return Registration.State.PLACE if has_place else Registration.State.WAITING


def move_up(training: Training) -> None:
    waiting = training.registrations.filter(state=Registration.State.WAITING)
    free = max(0, training.capacity - taken(training))
    for registration in waiting.order_by("registered_at", "pk")[:free]:
        registration.state = Registration.State.PLACE
        registration.save(update_fields=["state"])
        tell(registration, "counselors.training_place")


def tell(registration: Registration, kind: str) -> None:
    notifications.notify(
        registration.person,
        kind=kind,
        cause=f"registration-{registration.pk}-{registration.registered_at:%Y%m%d%H%M%S}",
        facts={"training": registration.training},
        route="counselors:training",
        arguments=[registration.training_id],
    )


def remind(*, now: datetime) -> int:
    """Tell those with a place, once, two days before."""
    rows = Registration.objects.filter(
        state=Registration.State.PLACE,
        training__cancelled_at__isnull=True,
        training__starts_at__gt=now,
        training__starts_at__lte=now + REMIND_BEFORE,
    ).select_related("person", "training")
    for registration in rows:
        tell(registration, "counselors.training_reminder")
    return len(rows)
