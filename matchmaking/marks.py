"""Save a partner, hide it, report it. None of this is told to the one it is about."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.enterprises import require_owner
from accounts.models import Enterprise, User
from matchmaking.models import PartnerMark, PartnerReport, RecommendationList


@transaction.atomic
def mark(
    enterprise: Enterprise, partner: Enterprise, *, kind: PartnerMark.Kind, by: User
) -> PartnerMark:
    """Keep a partner at hand, or put it out of the list; the later word holds."""
    made, _created = PartnerMark.objects.update_or_create(
        enterprise=enterprise,
        partner=partner,
        defaults={"kind": kind, "by": by, "since_at": timezone.now()},
    )
    make_again(enterprise)
    return made


@transaction.atomic
def unmark(enterprise: Enterprise, partner: Enterprise) -> None:
    PartnerMark.objects.filter(enterprise=enterprise, partner=partner).delete()
    make_again(enterprise)


@transaction.atomic
def report(
    enterprise: Enterprise, about: Enterprise, *, kind: str, text: str, by: User
) -> PartnerReport:
    """Tell the programme's administrators; a second report before the first is settled adds to it.

    The enterprise it is about is not told who reported it.
    """
    require_owner(enterprise, by=by)
    made, created = PartnerReport.objects.get_or_create(
        about=about,
        enterprise=enterprise,
        settled_at=None,
        defaults={"kind": kind, "text": text, "by": by},
    )
    if not created and text not in made.text:
        made.text = f"{made.text}\n\n{text}"
        made.save(update_fields=["text"])
    return made


@transaction.atomic
def settle(report: PartnerReport, *, by: User) -> PartnerReport:
    """An administrator has dealt with it; never one about an enterprise of her own."""
    if not PartnerReport.objects.addressed_to(by).filter(pk=report.pk).exists():
        raise PermissionDenied
    open_row = PartnerReport.objects.filter(pk=report.pk, settled_at__isnull=True)
    if open_row.update(settled_at=timezone.now(), settled_by=by):
        audit.record("partner_report.settled", thing=f"partner_report:{report.pk}", by=by)
    report.refresh_from_db()
    return report


def make_again(enterprise: Enterprise) -> None:
    """The stored list of partners no longer says what it would say now."""
    RecommendationList.objects.filter(enterprise=enterprise).update(partner_index="")
