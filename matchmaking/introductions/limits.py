"""How often one may ask: open requests, requests of a day, and rest after a no."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from accounts.models import Enterprise
from matchmaking.feasibility import local_day
from matchmaking.introductions.faults import AlreadyThere, CoolingDown, TooMany
from matchmaking.models import Introduction

MOST_OPEN = 10
MOST_A_DAY = 5
DAY = timedelta(days=1)
# The same enterprise is not asked again for so long.
REST_AFTER_AN_END = timedelta(days=60)
REST_AFTER_WITHDRAWAL = timedelta(days=7)
# Many were asked and said no: time to look at the reason given.
MOST_DECLINES = 5
DECLINES_COUNT_FOR = timedelta(days=30)
REST_AFTER_DECLINES = timedelta(days=7)

Status = Introduction.Status


def refuse_more(asking: Enterprise, asked: Enterprise, *, now: datetime) -> None:
    """Raise what stands in the way of one more request between these two."""
    if Introduction.objects.between(asking, asked).live().exists():
        raise AlreadyThere
    own = Introduction.objects.filter(asking=asking, proposed_by__isnull=True)
    refuse_again(own.filter(asked=asked), asking, now=now)
    refuse_after_declines(own, asking, now=now)
    if own.waiting().count() >= MOST_OPEN:
        raise TooMany
    if own.filter(asked_at__gt=now - DAY).count() >= MOST_A_DAY:
        raise TooMany


def refuse_again(before: QuerySet[Introduction], asking: Enterprise, *, now: datetime) -> None:
    last = before.exclude(ended_at=None).order_by("-ended_at").first()
    if last is None or last.ended_at is None:
        return
    is_withdrawn = last.status == Status.WITHDRAWN
    until = last.ended_at + (REST_AFTER_WITHDRAWAL if is_withdrawn else REST_AFTER_AN_END)
    if until > now:
        raise CoolingDown(local_day(asking, until))


def refuse_after_declines(
    own: QuerySet[Introduction], asking: Enterprise, *, now: datetime
) -> None:
    declined = own.filter(status=Status.DECLINED, ended_at__gt=now - DECLINES_COUNT_FOR)
    moments = [row.ended_at for row in declined.order_by("-ended_at") if row.ended_at]
    if len(moments) >= MOST_DECLINES and moments[0] + REST_AFTER_DECLINES > now:
        raise CoolingDown(local_day(asking, moments[0] + REST_AFTER_DECLINES))
