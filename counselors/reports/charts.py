"""Charts that are tables too: each line has a label, a number and its share of the longest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, QuerySet

from counselors.models import Engagement, Session
from counselors.reports.scopes import Period, Scope, is_hidden


@dataclass(frozen=True)
class Bar:
    """One line of a chart, which is a table too."""

    label: str
    number: int | None
    share: int


def pairs(scope: Scope, period: Period) -> list[Bar]:
    """Referrals by the countries of the two centers."""
    sent = scope.referrals(period).order_by()
    counted = sent.values_list(
        "from_counselor__center__country", "to_counselor__center__country"
    ).annotate(number=Count("pk"), clients=Count("enterprise", distinct=True))
    return bars(
        scope,
        [(f"{start} → {goal}", number, few) for start, goal, number, few in counted],
    )


def caseload(scope: Scope) -> list[Bar]:
    """Open clients of each counselor today."""
    counted = (
        scope.engagements.live()  # type: ignore[attr-defined]
        .order_by()
        .values_list("counselor__user__full_name", "counselor")
        .annotate(number=Count("pk"))
    )
    return bars(scope, [(name, number, number) for name, _pk, number in counted])


def met_barriers(sessions: QuerySet[Session], scope: Scope) -> list[Bar]:
    """How often each barrier was met; a few clients of one kind are not shown."""
    names = dict(Session.Barrier.choices)
    counted = (
        sessions.exclude(barrier=Session.Barrier.NONE)
        .order_by()
        .values_list("barrier")
        .annotate(number=Count("pk"), clients=Count("engagement__enterprise", distinct=True))
    )
    return bars(scope, [(str(names[key]), number, few) for key, number, few in counted])


def bars(scope: Scope, rows: Sequence[tuple[str, int, int]]) -> list[Bar]:
    """Longest first; a line about too few clients keeps its label and loses its number."""
    most = max((number for _label, number, _few in rows), default=1)
    shown = [
        Bar(label, None, 0)
        if is_hidden(scope, clients)
        else Bar(label, number, round(100 * number / most))
        for label, number, clients in rows
    ]
    return sorted(shown, key=lambda bar: (-(bar.number or 0), bar.label))


def last_year_of_weeks(today: date) -> tuple[date, date]:
    """First and last day of the 52 whole weeks before this one, from Monday to Sunday.

    Whole weeks, because the difference of two daily counts would be a single session.
    """
    monday = today - timedelta(days=today.weekday())
    return monday - timedelta(weeks=52), monday - timedelta(days=1)


def public_barriers(since: date, until: date) -> list[Bar]:
    """What holds firms back, for everyone: only clients who agreed to be counted, never few."""
    everybody = Scope(Engagement.objects.agreed(), False)
    period = Period(since, until)
    return met_barriers(everybody.sessions(period), everybody)
