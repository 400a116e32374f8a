"""Engagements: who advises whom, on which consent, with which results and tasks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import DateField, Exists, F, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone

from accounts import consents, notifications
from accounts.models import Consent, Enterprise, OwnershipFacts, User
from counselors.models import Counselor, Engagement, Intake, Meeting, Milestone, Referral, Task

# What a client may let a counselor see: the groups of its profile, and its list of matches.
FIELDS = (*Enterprise.GROUPS, "matches")
# When a client who allowed it is asked for results, counted from the end of the advice.
ASK_AFTER, ASK_UNTIL = timedelta(days=180), timedelta(days=365)


class AlreadyClient(Exception):
    """This counselor advises this enterprise already."""


class EngagementClosed(Exception):
    """The engagement has ended, or its consent has."""


@dataclass(frozen=True)
class QuietClient:
    """A client and how long nobody has spoken with it."""

    engagement: Engagement
    days: int


def may_see(counselor: Counselor, enterprise: Enterprise) -> bool:
    """Whether a counselor may see a client at this moment. The ledger is asked each time."""
    return Engagement.objects.addressed_to(counselor).filter(enterprise=enterprise).exists()


def shown_groups(engagement: Engagement) -> set[str]:
    """The groups of facts that the client's consent opens to the counselor."""
    return {"profile", *engagement.consent.fields} & set(Enterprise.GROUPS)


def shows_matches(engagement: Engagement) -> bool:
    return "matches" in engagement.consent.fields


@transaction.atomic
def open_engagement(
    enterprise: Enterprise,
    *,
    counselor: Counselor,
    consent: Consent,
    goals: str = "",
    intake: Intake | None = None,
) -> Engagement:
    """Begin to advise an enterprise on a consent of its own."""
    if Engagement.objects.filter(
        counselor=counselor, enterprise=enterprise, closed_at__isnull=True
    ).exists():
        raise AlreadyClient
    consents.disclose(
        Consent.Purpose(consent.purpose),
        enterprise=enterprise,
        fields=consent.fields,
        to=f"{counselor} ({counselor.center})",
        subject=consent.subject,
    )
    return Engagement.objects.create(
        enterprise=enterprise, counselor=counselor, consent=consent, goals=goals, intake=intake
    )


@transaction.atomic
def set_goals(engagement: Engagement, *, goals: str, next_action: str, on: date | None) -> None:
    """Goals and the next action, as the client reads them too."""
    engagement.goals = goals
    engagement.next_action = next_action
    engagement.next_action_on = on
    engagement.save(update_fields=["goals", "next_action", "next_action_on"])


@transaction.atomic
def close(engagement: Engagement, *, ending: str, by: User) -> None:
    """End an engagement. The first to close it decides how it ended."""
    closed = Engagement.objects.filter(pk=engagement.pk, closed_at__isnull=True).update(
        closed_at=timezone.now(), ending=ending, closed_by=by
    )
    if not closed:
        raise EngagementClosed
    call_off_meetings(engagement)
    for person in people_of(engagement.enterprise):
        notifications.notify(
            person,
            kind="counselors.engagement_closed",
            cause=f"engagement-{engagement.pk}",
            facts={"counselor": engagement.counselor},
            route="counselors:mine",
        )


@transaction.atomic
def withdraw(engagement: Engagement, *, by: User) -> None:
    """The client takes the consent back: what rests on it is closed in the same moment."""
    consent = engagement.consent
    consents.withdraw(
        Consent.Purpose(consent.purpose),
        enterprise=engagement.enterprise,
        by=by,
        subject=consent.subject,
    )
    end_what_rested_on(consent, by=by)


def end_what_rested_on(consent: Consent, *, by: User) -> None:
    now = timezone.now()
    for referral in Referral.objects.filter(
        Q(consent=consent) | Q(engagement__consent=consent, status="awaiting_client"),
        status__in=Referral.OPEN,
    ).select_related("from_counselor__user", "to_counselor"):
        referral.status, referral.ended_at = Referral.Status.WITHDRAWN, now
        referral.save(update_fields=["status", "ended_at"])
        notifications.notify(
            referral.from_counselor.user,
            kind="counselors.referral_withdrawn",
            cause=f"referral-{referral.pk}",
            facts={"receiver": referral.to_counselor, "referral": referral},
            route="counselors:referral",
            arguments=[referral.pk],
        )
    for engagement in Engagement.objects.filter(consent=consent, closed_at__isnull=True):
        engagement.closed_at, engagement.closed_by = now, by
        engagement.ending = Engagement.Ending.WITHDRAWN
        engagement.save(update_fields=["closed_at", "closed_by", "ending"])
        call_off_meetings(engagement)
        notifications.notify(
            engagement.counselor.user,
            kind="counselors.consent_withdrawn",
            cause=f"engagement-{engagement.pk}",
            facts={},
            route="counselors:desk",
        )


def call_off_meetings(engagement: Engagement) -> None:
    """Nothing that was offered or agreed for later outlives the advice."""
    meetings = Meeting.objects.filter(engagement=engagement)
    offered = Q(state=Meeting.State.OFFERED)
    to_come = Q(state=Meeting.State.AGREED, starts_at__gt=timezone.now())
    meetings.filter(offered | to_come).update(state=Meeting.State.CANCELLED)


def people_of(enterprise: Enterprise) -> QuerySet[User]:
    """The people of an enterprise who are told."""
    return User.objects.filter(memberships__enterprise=enterprise, is_active=True)


def zone_of(enterprise: Enterprise) -> str:
    """Where the clock of the client's first person stands; empty where nobody belongs to it."""
    first = people_of(enterprise).order_by("memberships__pk").first()
    return first.time_zone if first is not None else ""


@transaction.atomic
def state_milestone(engagement: Engagement, *, facts: dict[str, Any]) -> Milestone:
    """Write a result down; it counts when the client has confirmed it."""
    milestone = Milestone.objects.create(engagement=engagement, **facts)
    for person in people_of(engagement.enterprise):
        notifications.notify(
            person,
            kind="counselors.milestone_stated",
            cause=f"milestone-{milestone.pk}",
            facts={"counselor": engagement.counselor},
            route="counselors:mine",
        )
    return milestone


@transaction.atomic
def answer_milestone(milestone: Milestone, *, answer: str, by: User) -> bool:
    """The client's word on a result; the first one holds."""
    answered = Milestone.objects.filter(pk=milestone.pk, answer=Milestone.Answer.WAITING).update(
        answer=answer, answered_by=by, answered_at=timezone.now()
    )
    return bool(answered)


@transaction.atomic
def tell_result(engagement: Engagement, *, facts: dict[str, Any], by: User) -> Milestone:
    """The client itself says what came of the advice; it needs nobody's confirmation."""
    return Milestone.objects.create(
        engagement=engagement,
        answer=Milestone.Answer.CONFIRMED,
        answered_by=by,
        answered_at=timezone.now(),
        **facts,
    )


def ask_for_results(*, now: datetime) -> int:
    """Ask once, half a year after the end, those who allowed it; how many engagements."""
    allowed = Consent.objects.live().filter(
        purpose=Consent.Purpose.FOLLOW_UP, enterprise=OuterRef("enterprise")
    )
    ended = Engagement.objects.filter(
        Exists(allowed),
        closed_at__range=(now - ASK_UNTIL, now - ASK_AFTER),
        consent__withdrawn_at__isnull=True,
        results_asked_at__isnull=True,
    )
    count = 0
    for engagement in ended.select_related("enterprise", "counselor__user"):
        with transaction.atomic():
            Engagement.objects.filter(pk=engagement.pk).update(results_asked_at=now)
            for person in people_of(engagement.enterprise):
                notifications.notify(
                    person,
                    kind="counselors.results_asked",
                    cause=f"engagement-{engagement.pk}",
                    facts={"counselor": engagement.counselor},
                    route="counselors:result-new",
                    arguments=[engagement.pk],
                )
            count += 1
    return count


@transaction.atomic
def add_task(
    *, title: str, due_on: date, by: Counselor, engagement: Engagement | None = None
) -> Task:
    """Something to do by a day; its counselor is reminded when it comes."""
    return Task.objects.create(counselor=by, engagement=engagement, title=title, due_on=due_on)


@transaction.atomic
def finish_task(task: Task) -> None:
    Task.objects.filter(pk=task.pk, done_at__isnull=True).update(done_at=timezone.now())


def remind_of_tasks(*, today: date) -> int:
    """Tell each counselor of her tasks that are due today or earlier, once a task and day due.

    A task about a client who is not hers any more has left her desk, so nothing is said of it.
    """
    about = Q(engagement__isnull=True) | Q(engagement__in=Engagement.objects.live())
    due = [
        task
        for task in Task.objects.undone()
        .filter(about, due_on__lte=today)
        .select_related("counselor__user")
        if task.counselor.is_working
    ]
    for task in due:
        notifications.notify(
            task.counselor.user,
            kind="counselors.task_due",
            cause=f"task-{task.pk}-{task.due_on}",
            facts={"due_on": task.due_on},
            route="counselors:desk",
        )
    return len(due)


def quiet(engagements: Iterable[Any] | QuerySet[Any], *, days: int) -> list[QuietClient]:
    """Clients nobody has had a session with for so many days, the longest first."""
    today = timezone.localdate()
    last = Coalesce(Max("sessions__held_on"), TruncDate("opened_at"), output_field=DateField())
    rows = (
        Engagement.objects.filter(pk__in=[row.pk for row in engagements])
        .select_related("enterprise")
        .annotate(last_contact=last)
        .filter(last_contact__lt=today - timedelta(days=days))
        .order_by(F("last_contact"), "pk")
    )
    return [QuietClient(row, (today - row.last_contact).days) for row in rows]


def ownership_shown(engagement: Engagement) -> OwnershipFacts | None:
    """Facts about ownership as the client shows them to the network; never more."""
    return OwnershipFacts.objects.filter(
        enterprise=engagement.enterprise, visibility__in=["public", "members"], is_disclosed=True
    ).first()
