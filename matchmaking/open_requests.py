"""A need published as an open request with an end, and the gaps of a tender turned into some."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.enterprises import CardFacts, add_card, require_owner
from accounts.models import Enterprise, Need, User, Visibility
from matchmaking.models import OpenRequest
from tenders.models import Tender

MOST_OPEN = 10
FURTHEST = timedelta(days=183)


class NotPublishable(Exception):
    """The base of what the page explains."""


class NeedsArePrivate(NotPublishable):
    """Nobody outside would see it."""


class TooManyOpen(NotPublishable):
    """An enterprise has so many requests open at once, and no more."""


class WrongDay(NotPublishable):
    """It ends before it begins, or in a far future."""


@transaction.atomic
def publish(need: Need, *, closes_on: date, tender: Tender | None = None, by: User) -> OpenRequest:
    """Ask for a need in the open; published again, it gets the new end."""
    # Locked, so that requests published at once count each other.
    enterprise = Enterprise.objects.select_for_update().get(pk=need.enterprise_id)
    require_owner(enterprise, by=by)
    refuse_wrong_day(closes_on)
    if Visibility.PRIVATE in (enterprise.needs_visibility, enterprise.profile_visibility):
        raise NeedsArePrivate
    others = OpenRequest.objects.of(enterprise).open(timezone.localdate()).exclude(need=need)
    if others.count() >= MOST_OPEN:
        raise TooManyOpen
    made, _created = OpenRequest.objects.update_or_create(
        need=need,
        defaults={
            "closes_on": closes_on,
            "tender": tender,
            "published_at": timezone.now(),
            "published_by": by,
        },
    )
    return made


@transaction.atomic
def ask_for_gaps(
    enterprise: Enterprise,
    tender: Tender,
    *,
    gaps: Iterable[CardFacts],
    closes_on: date,
    by: User,
) -> list[OpenRequest]:
    """A need for each gap, all open until the same day, or none of them."""
    return [
        publish(add_need(enterprise, facts, by=by), closes_on=closes_on, tender=tender, by=by)
        for facts in gaps
    ]


def add_need(enterprise: Enterprise, facts: CardFacts, *, by: User) -> Need:
    need: Any = add_card(enterprise, model=Need, facts=facts, by=by)
    return need


@transaction.atomic
def close(request: OpenRequest, *, by: User) -> None:
    """It is over before its day; the need stays among the cards."""
    require_owner(request.need.enterprise, by=by)
    request.delete()


def refuse_wrong_day(closes_on: date) -> None:
    today = timezone.localdate()
    if not today < closes_on <= today + FURTHEST:
        raise WrongDay
