"""What a reader counts, over which days, and which numbers are too small to show."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import ngettext

from counselors.models import Center, Engagement, Milestone, Referral, Session

# A figure about fewer clients than these could be traced to one of them.
FEWEST_CLIENTS = 5


@dataclass(frozen=True)
class Period:
    """Days from and to, both counted; one's own work, one center or all one may count."""

    since: date
    until: date
    center: int | None = None
    is_own: bool = False


@dataclass(frozen=True)
class Scope:
    """The engagements that a reader counts, and whether they are her own."""

    engagements: QuerySet[Engagement]
    is_own: bool
    named_centers: frozenset[int] = frozenset()

    @classmethod
    def of(cls, reader: Any, period: Period) -> "Scope":
        """A supervisor counts centers; a counselor her own work."""
        if supervises(reader) and not period.is_own:
            rows = Engagement.objects.counted_for(reader)
            if period.center:
                rows = rows.filter(counselor__center=period.center)
            own = Center.objects.administered_by(reader).values_list("pk", flat=True)
            return cls(rows, False, frozenset(own))
        return cls(Engagement.objects.filter(counselor__user=reader), True)

    def sessions(self, period: Period) -> QuerySet[Session]:
        return Session.objects.filter(
            engagement__in=self.engagements, held_on__range=(period.since, period.until)
        )

    def milestones(self, period: Period) -> QuerySet[Milestone]:
        """Only what the client has confirmed counts."""
        return Milestone.objects.filter(
            engagement__in=self.engagements,
            answer=Milestone.Answer.CONFIRMED,
            reached_on__range=(period.since, period.until),
        )

    def opened(self, period: Period) -> QuerySet[Engagement]:
        return self.engagements.filter(opened_at__date__range=(period.since, period.until))

    def active(self, period: Period) -> QuerySet[Engagement]:
        """Advised at some time in the period: opened before its end, not closed before it began."""
        return self.engagements.filter(
            Q(closed_at__isnull=True) | Q(closed_at__date__gte=period.since),
            opened_at__date__lte=period.until,
        )

    def referrals(self, period: Period) -> QuerySet[Referral]:
        return Referral.objects.filter(
            engagement__in=self.engagements,
            sent_at__date__range=(period.since, period.until),
        )


def supervises(reader: Any) -> bool:
    return reader.may_operate or Center.objects.administered_by(reader).exists()


def centers_of(reader: Any) -> list[Center]:
    if reader.may_operate:
        return list(Center.objects.all())
    return list(Center.objects.administered_by(reader))


def is_hidden(scope: Scope, clients: int) -> bool:
    return not scope.is_own and 0 < clients < FEWEST_CLIENTS


def clients_in(engagements: QuerySet[Engagement]) -> int:
    return engagements.order_by().values("enterprise").distinct().count()


def hidden_words() -> str:
    return ngettext(
        "Fewer than %(number)d client", "Fewer than %(number)d clients", FEWEST_CLIENTS
    ) % {"number": FEWEST_CLIENTS}
