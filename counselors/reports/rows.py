"""The rows behind a figure, with names only for those who may see the client."""

from collections.abc import Callable
from functools import partial

from django.db.models import F, Q, QuerySet
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from counselors.models import Engagement, Milestone, Referral
from counselors.reports.figures import figures
from counselors.reports.scopes import Period, Scope

MOST_ROWS = 500
KINDS = {
    "contracts": Milestone.Kind.CONTRACT,
    "jobs": Milestone.Kind.JOBS,
    "capital": Milestone.Kind.CAPITAL,
}
ALL = Q()
COMPLETED = Q(status=Referral.Status.COMPLETED)
ANSWERED = Q(answered_at__isnull=False)
WAITING = Q(status=Referral.Status.SENT)
Table = tuple[list[str], list[list[str]]]


def rows(scope: Scope, period: Period, key: str) -> Table | None:
    """The rows behind a figure; None where there are none to open for this reader."""
    makers: dict[str, Callable[[Scope, Period], Table]] = {
        "clients": client_rows,
        "new-clients": new_client_rows,
        "wait": new_client_rows,
        **dict.fromkeys(("sessions", "contact-hours", "preparation-hours"), session_rows),
        "milestones": milestone_rows,
        **{key: partial(milestone_rows, kind=kind) for key, kind in KINDS.items()},
        "referrals": referral_rows,
        "completed-referrals": partial(referral_rows, only=COMPLETED),
        "reply-time": partial(referral_rows, only=ANSWERED),
        "oldest-waiting": partial(referral_rows, only=WAITING),
    }
    shown = {row.key for row in figures(scope, period) if row.has_rows}
    return makers[key](scope, period) if key in makers and key in shown else None


def name_of(scope: Scope, engagement: Engagement) -> str:
    """The client's name for her counselor and her center, while the consent holds."""
    is_live = engagement.closed_at is None and engagement.consent.withdrawn_at is None
    looked_after = scope.is_own or engagement.counselor.center_id in scope.named_centers
    if is_live and looked_after:
        return engagement.enterprise.name
    return _("Client %(number)d") % {"number": engagement.pk}


def client_rows(scope: Scope, period: Period) -> Table:
    return engagement_table(scope, scope.active(period))


def new_client_rows(scope: Scope, period: Period) -> Table:
    return engagement_table(scope, scope.opened(period))


def engagement_table(scope: Scope, engagements: QuerySet[Engagement]) -> Table:
    header = [_("Client"), _("Counselor"), _("Opened"), _("Ending")]
    found = engagements.select_related("enterprise", "consent", "counselor__user")[:MOST_ROWS]
    return header, [
        [
            name_of(scope, row),
            str(row.counselor),
            date_format(row.opened_at, "SHORT_DATE_FORMAT"),
            row.get_ending_display(),
        ]
        for row in found
    ]


def session_rows(scope: Scope, period: Period) -> Table:
    header = [_("Date"), _("Client"), _("Counselor"), _("Kind"), _("Minutes"), _("Barrier met")]
    found = scope.sessions(period).select_related(
        "engagement__enterprise", "engagement__consent", "engagement__counselor", "author__user"
    )[:MOST_ROWS]
    return header, [
        [
            date_format(row.held_on, "SHORT_DATE_FORMAT"),
            name_of(scope, row.engagement),
            str(row.author),
            row.get_kind_display(),
            str(row.contact_minutes + row.preparation_minutes),
            row.get_barrier_display(),
        ]
        for row in found
    ]


def milestone_rows(scope: Scope, period: Period, kind: str = "") -> Table:
    header = [_("Date"), _("Client"), _("Counselor"), _("Result"), _("Jobs"), _("Amount")]
    chosen = scope.milestones(period)
    found = (chosen.filter(kind=kind) if kind else chosen).select_related(
        "engagement__enterprise", "engagement__consent", "engagement__counselor__user"
    )[:MOST_ROWS]
    return header, [
        [
            date_format(row.reached_on, "SHORT_DATE_FORMAT"),
            name_of(scope, row.engagement),
            str(row.engagement.counselor),
            row.get_kind_display(),
            str(row.jobs or ""),
            f"{number_format(row.amount)} {row.currency}" if row.amount else "",
        ]
        for row in found
    ]


def referral_rows(scope: Scope, period: Period, only: Q = ALL) -> Table:
    header = [
        pgettext("referral", "Sent"),
        pgettext("referral", "From"),
        pgettext("referral", "To"),
        _("State"),
        _("Days to the answer"),
    ]
    found = (
        scope.referrals(period)
        .filter(only)
        .select_related("from_counselor__user", "to_counselor__user")
        .annotate(took=F("answered_at") - F("sent_at"))[:MOST_ROWS]
    )
    return header, [
        [
            date_format(row.sent_at, "SHORT_DATE_FORMAT") if row.sent_at else "",
            str(row.from_counselor),
            str(row.to_counselor),
            row.get_status_display(),
            str(row.took.days) if row.took is not None else "",
        ]
        for row in found
    ]
