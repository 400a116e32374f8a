"""The clock of an introduction: one reminder, then a kind end. Each row in its own transaction."""

from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import Enterprise
from matchmaking.feasibility import local_day
from matchmaking.introductions.answers import close, step
from matchmaking.introductions.candidates import candidates_for
from matchmaking.introductions.faults import IntroductionClosed
from matchmaking.introductions.telling import owners_of, tell, write
from matchmaking.models import Introduction
from matchmaking.models.introductions import IntroductionQuerySet

Status = Introduction.Status
# Somewhere it is a day later than here.
DAY_AHEAD = timedelta(days=1)


def remind_waiting(now: datetime) -> int:
    """Remind once whoever has still to answer; how many were reminded of."""
    near = waiting_at(now).filter(reminded_at__isnull=True, remind_on__lte=now + DAY_AHEAD)
    return sum(remind(row, now) for row in near)


def expire_overdue(now: datetime) -> int:
    """Close what nobody answered in time; how many were closed."""
    late = waiting_at(now).filter(due_on__lt=now + DAY_AHEAD)
    return sum(expire(row, now) for row in late)


def waiting_at(now: datetime) -> IntroductionQuerySet:
    rows = Introduction.objects.waiting().filter(asked_at__lte=now)
    return rows.select_related("asking", "asked").order_by("pk")


@transaction.atomic
def remind(introduction: Introduction, now: datetime) -> bool:
    if local_day(introduction.asked, now) < introduction.remind_on:
        return False
    try:
        step(introduction, reminded_at__isnull=True, changes={"reminded_at": now})
    except IntroductionClosed:
        return False
    for enterprise in sides_that_wait(introduction):
        tell(enterprise, introduction, kind="introduction_reminder", due_on=introduction.due_on)
    return True


@transaction.atomic
def expire(introduction: Introduction, now: datetime) -> bool:
    """A last look at the clock decides in the UPDATE too: it may have got days more meanwhile."""
    today = local_day(introduction.asked, now)
    if introduction.due_on >= today:
        return False
    silent = sides_that_wait(introduction)
    try:
        close(introduction, Status.EXPIRED, by=None, due_on__lt=today)
    except IntroductionClosed:
        return False
    for enterprise in silent:
        tell(enterprise, introduction, kind="introduction_lapsed")
    for enterprise in {introduction.asking, introduction.asked} - {*silent}:
        for person in owners_of(enterprise):
            other = introduction.other_than(enterprise)
            found = candidates_for(enterprise, person, without=other)
            names = [candidate.enterprise.name for candidate in found]
            write(person, enterprise, introduction, kind="introduction_expired", candidates=names)
    return True


def sides_that_wait(introduction: Introduction) -> list[Enterprise]:
    sides = (introduction.asking, introduction.asked)
    return [side for side in sides if introduction.waits_for(side)]
