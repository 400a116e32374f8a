"""The figures of a period, each with its definition."""

from dataclasses import dataclass
from statistics import median

from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from accounts.models import OwnershipFacts
from counselors.models import Milestone, Referral
from counselors.reports.scopes import Period, Scope, clients_in, is_hidden

DAY = 86_400


@dataclass(frozen=True)
class Figure:
    """A number with its definition. None where it is about too few clients to be shown."""

    key: str
    title: str
    definition: str
    value: str | None
    has_rows: bool = False


@dataclass(frozen=True)
class Maker:
    """Makes the figures of one reader: too few clients behind a number hide it."""

    scope: Scope

    def figure(
        self, key: str, title: str, definition: str, value: float | str, clients: int
    ) -> Figure:
        if is_hidden(self.scope, clients):
            return Figure(key, title, definition, None)
        words = value if isinstance(value, str) else number_format(value)
        has_rows = clients > 0 and key not in WITHOUT_ROWS
        return Figure(key, title, definition, words, has_rows)


# Who of the clients is owned by women is told to nobody: that figure has no rows.
WITHOUT_ROWS = ("women-owned",)


def figures(scope: Scope, period: Period) -> list[Figure]:
    """All figures of the period, in the order of the page."""
    make = Maker(scope)
    return [
        *enterprises(make, period),
        *work(make, period),
        *results(make, period),
        *answering(make, period),
    ]


def enterprises(make: Maker, period: Period) -> list[Figure]:
    active = clients_in(make.scope.active(period))
    begun = clients_in(make.scope.opened(period))
    return [
        make.figure(
            "clients",
            _("Clients"),
            _("Enterprises with an engagement that was open on a day of the period."),
            active,
            active,
        ),
        make.figure(
            "new-clients",
            _("New clients"),
            _("Enterprises whose engagement was opened in the period."),
            begun,
            begun,
        ),
        women_owned(make, period),
    ]


def work(make: Maker, period: Period) -> list[Figure]:
    held = make.scope.sessions(period).aggregate(
        number=Count("pk"),
        contact=Sum("contact_minutes", default=0),
        before=Sum("preparation_minutes", default=0),
        clients=Count("engagement__enterprise", distinct=True),
    )
    return [
        make.figure(
            "sessions",
            _("Counseling sessions"),
            _("Sessions held in the period, of any kind."),
            held["number"],
            held["clients"],
        ),
        make.figure(
            "contact-hours",
            _("Hours with clients"),
            _("Minutes with the client of these sessions, divided by 60."),
            round(held["contact"] / 60, 1),
            held["clients"],
        ),
        make.figure(
            "preparation-hours",
            _("Hours of preparation"),
            _("Minutes of preparation of these sessions, divided by 60."),
            round(held["before"] / 60, 1),
            held["clients"],
        ),
    ]


def results(make: Maker, period: Period) -> list[Figure]:
    reached = make.scope.milestones(period)
    kinds = Milestone.Kind
    counted = reached.aggregate(
        number=Count("pk"),
        clients=behind(Q()),
        contracts=Count("pk", filter=Q(kind=kinds.CONTRACT)),
        contract_clients=behind(Q(kind=kinds.CONTRACT)),
        jobs=Sum("jobs", filter=Q(kind=kinds.JOBS), default=0),
        job_clients=behind(Q(kind=kinds.JOBS)),
        capital_clients=behind(Q(kind=kinds.CAPITAL)),
    )
    return [
        make.figure(
            "milestones",
            _("Results"),
            _("Results of any kind, reached in the period and confirmed by the client."),
            counted["number"],
            counted["clients"],
        ),
        make.figure(
            "contracts",
            _("Contracts won"),
            _("Confirmed results of the kind contract, whatever their value."),
            counted["contracts"],
            counted["contract_clients"],
        ),
        make.figure(
            "jobs",
            _("Jobs"),
            _("Jobs created or kept, added up over confirmed results."),
            counted["jobs"],
            counted["job_clients"],
        ),
        make.figure(
            "capital",
            _("Capital obtained"),
            _("Amounts of confirmed results of the kind capital, by currency."),
            amounts(reached.filter(kind=kinds.CAPITAL)),
            counted["capital_clients"],
        ),
    ]


def behind(kind: Q) -> Count:
    """How many clients stand behind the results of a kind."""
    return Count("engagement__enterprise", distinct=True, filter=kind or None)


def amounts(obtained: QuerySet[Milestone]) -> str:
    """Currencies are not added together: there is no rate that would hold for all days."""
    sums = obtained.order_by("currency").values("currency").annotate(total=Sum("amount"))
    words = [
        f"{number_format(row['total'], 0, force_grouping=True)} {row['currency']}"
        for row in sums
        if row["total"]
    ]
    return ", ".join(words) or "0"


def women_owned(make: Maker, period: Period) -> Figure:
    """Nothing is inferred: only what an enterprise states and shows to the network counts."""
    stated = OwnershipFacts.objects.filter(
        enterprise__in=make.scope.active(period).values("enterprise"),
        is_disclosed=True,
        owned_percent__isnull=False,
        visibility__in=["public", "members"],
    ).aggregate(number=Count("pk"), owned=Count("pk", filter=Q(owned_percent__gt=50)))
    owned, number = stated["owned"], stated["number"]
    words = _("%(owned)d of %(stated)d") % {"owned": owned, "stated": number}
    # Both parts must be large enough: the rest of few can be told as well as the few.
    parts = [part for part in (owned, number - owned) if part]
    return make.figure(
        "women-owned",
        _("Women-owned clients"),
        _("Clients more than half owned by women, of those that state it to the network."),
        words,
        min(parts, default=0),
    )


def answering(make: Maker, period: Period) -> list[Figure]:
    sent = list(make.scope.referrals(period))
    done = [row for row in sent if row.status == Referral.Status.COMPLETED]
    answered = [row for row in sent if row.answered_at]
    waiting = [row for row in sent if row.status == Referral.Status.SENT]
    return [
        waited(make, period),
        make.figure(
            "referrals",
            _("Referrals"),
            _("Referrals sent in the period, after the client's yes."),
            len(sent),
            firms_of(sent),
        ),
        make.figure(
            "completed-referrals",
            _("Referrals completed"),
            _("Of these, referrals that ended with a counseling session at the receiver's."),
            len(done),
            firms_of(done),
        ),
        make.figure(
            "reply-time",
            _("Usual reply time in days"),
            _("Median of the days from sending to the colleague's yes or no."),
            usual_days(answered),
            firms_of(answered),
        ),
        make.figure(
            "oldest-waiting",
            _("Oldest waiting, in days"),
            _("Days since the oldest referral that has no answer yet was sent."),
            oldest_days(waiting),
            firms_of(waiting),
        ),
    ]


def waited(make: Maker, period: Period) -> Figure:
    """How long a firm waited for its counselor, from its signature on."""
    asked = make.scope.opened(period).filter(intake__signed_at__isnull=False)
    pairs = asked.order_by().values_list("opened_at", "intake__signed_at", "enterprise")
    days = [
        max(0.0, (begun - signed).total_seconds() / DAY) for begun, signed, _firm in pairs if signed
    ]
    return make.figure(
        "wait",
        _("Usual wait for a counselor, in days"),
        _("Median of the days from a firm's signed request to the opening of its engagement."),
        number_format(median(days), 1) if days else _("No request yet"),
        len({firm for _begun, _signed, firm in pairs}),
    )


def firms_of(sent: list[Referral]) -> int:
    return len({row.enterprise_id for row in sent})


def usual_days(answered: list[Referral]) -> str:
    times = [
        (row.answered_at - row.sent_at).total_seconds() / DAY
        for row in answered
        if row.answered_at and row.sent_at
    ]
    return number_format(median(times), 1) if times else _("No answer yet")


def oldest_days(waiting: list[Referral]) -> int:
    moments = [row.sent_at for row in waiting if row.sent_at]
    return (timezone.now() - min(moments)).days if moments else 0
