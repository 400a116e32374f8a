"""Asking for an introduction, proposing one, and taking it back."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import blocks
from accounts.enterprises import require_owner
from accounts.models import Enterprise, User
from matchmaking.feasibility import local_day
from matchmaking.introductions import contacts
from matchmaking.introductions.answers import close, end
from matchmaking.introductions.contacts import ContactFacts
from matchmaking.introductions.faults import AlreadyThere, CannotBeAsked, IntroductionClosed
from matchmaking.introductions.limits import refuse_more
from matchmaking.introductions.telling import tell
from matchmaking.models import Introduction, RecommendationList
from reference.working_days import add_working_days

WORKING_DAYS = 10
REMINDER_AFTER = 6
Status = Introduction.Status


@transaction.atomic
def request(
    asking: Enterprise, asked: Enterprise, *, reason: str, contact: ContactFacts, by: User
) -> Introduction:
    """Ask once, with a reason; the contact details wait here until the other side says yes too."""
    require_owner(asking, by=by)
    # The lock makes requests of one enterprise wait for each other, so that no limit is passed.
    Enterprise.objects.select_for_update().get(pk=asking.pk)
    refuse_stranger(asking, asked, by=by)
    now = timezone.now()
    refuse_more(asking, asked, now=now)
    introduction = begin(asking, asked, now=now, reason=reason, requested_by=by, asking_yes_at=now)
    contacts.agree(introduction, asking, contact, by=by)
    tell(asked, introduction, kind="introduction_asked", due_on=introduction.due_on)
    return introduction


@transaction.atomic
def propose(counselor: User, first: Enterprise, second: Enterprise, *, note: str) -> Introduction:
    """A counselor brings two enterprises together: both are asked, and nothing passes before both
    say yes. Whether she may act for them is for the caller to know.

    Both must be enterprises that she may see: a private one is not named to anybody.
    """
    for enterprise in (first, second):
        if not Enterprise.objects.listed(counselor).filter(pk=enterprise.pk).exists():
            raise CannotBeAsked
    if first.pk == second.pk or blocks.are_apart(first, second):
        raise CannotBeAsked
    introduction = begin(first, second, now=timezone.now(), reason=note, proposed_by=counselor)
    for enterprise in (first, second):
        tell(
            enterprise,
            introduction,
            kind="introduction_proposed",
            counselor=counselor.full_name,
            due_on=introduction.due_on,
        )
    return introduction


@transaction.atomic
def withdraw(introduction: Introduction, enterprise: Enterprise, *, by: User) -> Introduction:
    """The asking side takes its request back, for no reason; the other side is told kindly."""
    require_owner(enterprise, by=by)
    if enterprise.pk != introduction.asking_id or introduction.is_proposal:
        raise IntroductionClosed
    close(introduction, Status.WITHDRAWN, by=by)
    tell(introduction.asked, introduction, kind="introduction_withdrawn")
    return introduction


@transaction.atomic
def keep_apart(enterprise: Enterprise, other: Enterprise, *, by: User) -> None:
    """Block: what is open between the two ends as if by an ordinary answer, and both lists are due.

    The other side cannot tell it from a no.
    """
    blocks.block(enterprise, other, by=by)
    for row in Introduction.objects.between(enterprise, other).live().order_by("pk"):
        try:
            leave(row, enterprise, by=by)
        except IntroductionClosed:
            continue  # the other side ended it in the same moment
    RecommendationList.objects.filter(enterprise__in=[enterprise, other]).update(partner_index="")


def leave(introduction: Introduction, enterprise: Enterprise, *, by: User) -> None:
    if introduction.is_accepted:
        end(introduction, enterprise, by=by)
        return
    is_own_request = introduction.asking_id == enterprise.pk and not introduction.is_proposal
    close(introduction, Status.WITHDRAWN if is_own_request else Status.DECLINED, by=by)
    kind = "introduction_withdrawn" if is_own_request else "introduction_declined"
    tell(introduction.other_than(enterprise), introduction, kind=kind, candidates=[])


def refuse_stranger(asking: Enterprise, asked: Enterprise, *, by: User) -> None:
    """Only whom she can see, who is not herself, and who does not keep apart."""
    can_see = Enterprise.objects.listed(by).filter(pk=asked.pk).exists()
    is_own = Enterprise.objects.of_member(by).filter(pk=asked.pk).exists()
    if is_own or not can_see or blocks.are_apart(asking, asked):
        raise CannotBeAsked


def begin(asking: Enterprise, asked: Enterprise, *, now: datetime, **facts: object) -> Introduction:
    """Start the clock, in working days of the asked side's country."""
    today, country = local_day(asked, now), asked.country_id
    try:
        with transaction.atomic():
            return Introduction.objects.create(
                asking=asking,
                asked=asked,
                asked_at=now,
                remind_on=add_working_days(today, REMINDER_AFTER, country=country),
                due_on=add_working_days(today, WORKING_DAYS, country=country),
                **facts,
            )
    except IntegrityError as error:  # the other side asked in the same moment
        raise AlreadyThere from error
