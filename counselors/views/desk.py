"""A counselor's desk: what waits, each number a link."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Certificate, Enterprise
from accounts.permissions import PersonRequest, verified_required
from counselors import clients, proposals
from counselors.forms import TaskForm
from counselors.models import (
    Center,
    Counselor,
    Engagement,
    Intake,
    Meeting,
    Proposal,
    Referral,
    Registration,
    Task,
    Training,
)
from counselors.permissions import CounselorRequest, counselor_required
from reference import working_days
from tenders.models import Tender

CLOSING_WITHIN_DAYS = 14
EXPIRING_WITHIN_DAYS = 60
QUIET_AFTER_DAYS = 21
TRAINING_WITHIN = timedelta(days=30)
ROWS_SHOWN = 8


@dataclass(frozen=True)
class Count:
    """One number of the desk and the place that shows what is counted."""

    label: str
    number: int
    href: str
    is_urgent: bool = False


@require_safe
@verified_required
def desk(request: PersonRequest) -> HttpResponse:
    """A counselor's start page; who is not one yet is shown how to join."""
    counselor = (
        Counselor.objects.of_user(request.user)
        .select_related("center__country", "user")
        .prefetch_related("countries")
        .first()
    )
    if counselor is None:
        return redirect("counselors:profile")
    now, today = timezone.now(), timezone.localdate()
    engagements = Engagement.objects.addressed_to(counselor).select_related("enterprise", "consent")
    referrals = Referral.objects.addressed_to(counselor).waiting_for(counselor)
    tasks = Task.objects.addressed_to(counselor).undone()
    intakes = Intake.objects.visible_to(request.user).assignable_by(request.user).waiting()
    context: dict[str, Any] = {
        "counselor": counselor,
        "waiting": [(row, days_to_answer(row, counselor)) for row in waiting_rows(referrals)],
        "intakes": intakes.select_related("enterprise__country")[:ROWS_SHOWN],
        "intakes_total": intakes.count(),
        "quiet": clients.quiet(engagements, days=QUIET_AFTER_DAYS),
        "closing": clients_deadlines(request, counselor, engagements),
        "expiring": expiring(engagements),
        "counsel": proposals.counsel_wanted(engagements),
        "tasks": tasks.select_related("engagement__enterprise"),
        "task_form": TaskForm(),
        "meetings": meetings_ahead(counselor),
        "trainings": next_trainings(request, now),
        "looks_after": Center.objects.administered_by(request.user),
        "today": today,
        "market": market(request, counselor, now),
    }
    context["counts"] = counts(context, engagements.count())
    return render(request, "counselors/desk.html", context)


def counts(context: dict[str, Any], clients_now: int) -> list[Count]:
    """What is counted stands on this page in full, or on the page that the number leads to."""
    waiting = len(context["waiting"])
    page = reverse("counselors:client-list")
    return [
        Count(_("New intakes"), context["intakes_total"], "#intakes"),
        Count(_("Referrals waiting for you"), waiting, "#waiting", is_urgent=waiting > 0),
        Count(_("Clients"), clients_now, page),
        Count(_("Clients without contact"), len(context["quiet"]), "#quiet"),
        Count(_("Clients' deadlines"), len(context["closing"]), "#closing"),
        Count(_("Certificates that expire"), len(context["expiring"]), "#expiring"),
        Count(_("Clients' questions about introductions"), len(context["counsel"]), "#counsel"),
        Count(_("Your tasks"), len(context["tasks"]), "#tasks"),
        Count(_("Meetings"), len(context["meetings"]), "#next"),
        Count(_("Trainings within a month"), len(context["trainings"]), "#trainings"),
    ]


def waiting_rows(referrals: QuerySet[Referral]) -> list[Referral]:
    rows = referrals.select_related("enterprise__country", "from_counselor__user")
    return list(rows.order_by("due_on", "pk"))


def days_to_answer(referral: Referral, counselor: Counselor) -> int:
    """Working days that are left where the receiver works."""
    if referral.due_on is None:
        return 0
    return working_days.working_days_between(
        timezone.localdate(), referral.due_on, country=counselor.center.country_id
    )


def clients_deadlines(
    request: PersonRequest, counselor: Counselor, engagements: QuerySet[Engagement]
) -> list[tuple[Engagement, Tender]]:
    """Open tenders of the next fortnight that a client watches or wants, soonest first."""
    shown = {row.enterprise_id: row for row in engagements if clients.shows_matches(row)}
    soon = Tender.objects.visible_to(request.user).closing_within(
        CLOSING_WITHIN_DAYS, timezone.now()
    )
    watched = soon.filter(watches__enterprise__in=shown).values_list("pk", "watches__enterprise")
    wanted = (
        Proposal.objects.addressed_to(counselor)
        .filter(state=Proposal.State.WANTED, tender__in=soon)
        .values_list("tender", "engagement__enterprise")
    )
    pairs = {*watched, *wanted}
    found = soon.for_cards().order_by("open_until", "pk").filter(pk__in=[pk for pk, _who in pairs])
    by_tender: dict[int, list[Engagement]] = {}
    for pk, enterprise in sorted(pairs):
        if enterprise in shown:
            by_tender.setdefault(pk, []).append(shown[enterprise])
    return [(row, tender) for tender in found for row in by_tender.get(tender.pk, [])]


def expiring(engagements: QuerySet[Engagement]) -> list[tuple[Engagement, Certificate]]:
    """Certificates of clients who show them, that end within two months."""
    soon = timezone.localdate() + timedelta(days=EXPIRING_WITHIN_DAYS)
    rows = engagements.prefetch_related("enterprise__certificates")
    return [
        (row, certificate)
        for row in rows
        if "certificates" in row.consent.fields
        for certificate in row.enterprise.certificates.all()
        if certificate.expires_on and certificate.expires_on <= soon
    ]


def meetings_ahead(counselor: Counselor) -> list[Meeting]:
    rows = Meeting.objects.addressed_to(counselor).filter(
        Q(state=Meeting.State.AGREED, starts_at__gt=timezone.now()) | Q(state=Meeting.State.OFFERED)
    )
    return list(rows.select_related("engagement__enterprise").order_by("starts_at", "pk"))


def next_trainings(request: PersonRequest, now: datetime) -> list[tuple[Training, str]]:
    """What begins within a month, with the state of one's own place, those with one first."""
    upcoming = Training.objects.visible_to(request.user).upcoming(now)
    rows = upcoming.filter(starts_at__lt=now + TRAINING_WITHIN).select_related("center")
    own = Registration.objects.of_user(request.user).holding()
    states = dict(own.values_list("training", "state"))
    # The sort is stable: among equals the next one stays first.
    ordered = sorted(rows, key=lambda row: row.pk not in states)
    return [(row, states.get(row.pk, "")) for row in ordered]


def market(request: PersonRequest, counselor: Counselor, now: datetime) -> dict[str, object]:
    """What closes soon in the countries that a counselor knows, and who joined there."""
    countries = {country.pk for country in counselor.countries.all()}
    countries.add(counselor.center.country_id)
    closing = (
        Tender.objects.visible_to(request.user)
        .closing_within(CLOSING_WITHIN_DAYS, now)
        .filter(countries__in=countries)
        .distinct()
    )
    firms = Enterprise.objects.visible_to(request.user).filter(country__in=countries)
    return {
        "closing": closing.for_cards().order_by("open_until")[:ROWS_SHOWN],
        "closing_total": closing.count(),
        "firms": firms.select_related("country").order_by("-created_at")[:ROWS_SHOWN],
    }


@require_POST
@counselor_required
def task_new(request: CounselorRequest) -> HttpResponse:
    """A task that is about no client."""
    form = TaskForm(request.POST)
    if not form.is_valid():
        context = {"form": form, "way_back": reverse("counselors:desk")}
        return render(request, "counselors/task_form.html", context, status=400)
    clients.add_task(by=request.counselor, **form.cleaned_data)
    return redirect(reverse("counselors:desk") + "#tasks")


@require_POST
@counselor_required
def task_done(request: CounselorRequest, pk: int) -> HttpResponse:
    task = get_object_or_404(Task.objects.addressed_to(request.counselor), pk=pk)
    clients.finish_task(task)
    return redirect(reverse("counselors:desk") + "#tasks")
