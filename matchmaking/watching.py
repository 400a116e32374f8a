"""What an enterprise says of a tender: kept an eye on, or not for it. Its list follows both."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Enterprise, User
from matchmaking.models import Feedback, RecommendationList, Watch
from tenders.models import Tender


@transaction.atomic
def watch(enterprise: Enterprise, tender: Tender, *, by: User) -> Watch:
    """Keep an eye on a tender; the list moves towards what is watched."""
    watched, _ = Watch.objects.get_or_create(
        enterprise=enterprise, tender=tender, defaults={"by": by}
    )
    _make_again(enterprise)
    return watched


@transaction.atomic
def unwatch(enterprise: Enterprise, tender: Tender) -> None:
    Watch.objects.filter(enterprise=enterprise, tender=tender).delete()
    _make_again(enterprise)


@transaction.atomic
def dismiss(
    enterprise: Enterprise, tender: Tender, *, reason: Feedback.Reason, by: User
) -> Feedback:
    """Not for this enterprise: gone from its list at once. 'Wrong work' moves the list as well."""
    _end(enterprise, tender)
    said = Feedback.objects.create(enterprise=enterprise, tender=tender, reason=reason, by=by)
    _make_again(enterprise)
    return said


@transaction.atomic
def restore(enterprise: Enterprise, tender: Tender) -> bool:
    """Take 'not for me' back; what was said stays in the table with the moment of its end."""
    was_dismissed = bool(_end(enterprise, tender))
    _make_again(enterprise)
    return was_dismissed


def dismissals(enterprise: Enterprise) -> QuerySet[Feedback]:
    """What holds now, the latest first."""
    return Feedback.objects.filter(enterprise=enterprise, undone_at__isnull=True)


def liked(enterprise: Enterprise) -> list[int]:
    """Tenders that speak for what it seeks: watched, and not put away since."""
    away = dismissals(enterprise).values("tender")
    watched = Watch.objects.filter(enterprise=enterprise).exclude(tender__in=away)
    return list(watched.order_by("tender").values_list("tender_id", flat=True))


def disliked(enterprise: Enterprise) -> list[int]:
    """Tenders about work that it does not do. The other reasons say nothing about the work."""
    wrong = dismissals(enterprise).filter(reason=Feedback.Reason.WRONG_WORK)
    return list(wrong.order_by("tender").values_list("tender_id", flat=True))


def _end(enterprise: Enterprise, tender: Tender) -> int:
    return dismissals(enterprise).filter(tender=tender).update(undone_at=timezone.now())


def _make_again(enterprise: Enterprise) -> None:
    """The stored list no longer says what it would say now."""
    RecommendationList.objects.filter(enterprise=enterprise).update(tender_index="")
