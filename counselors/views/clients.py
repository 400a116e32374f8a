"""A counselor's clients: the list, the file, goals, results, tasks, the end."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Max
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from counselors import clients, proposals, sessions
from counselors.forms import (
    CloseForm,
    GoalsForm,
    MilestoneForm,
    NoteForm,
    TaskForm,
)
from counselors.models import (
    Engagement,
    Meeting,
    Milestone,
    NoteOpening,
    Proposal,
    Referral,
    Session,
    Task,
)
from counselors.permissions import (
    CounselorRequest,
    client_required,
    counselor_required,
)

CLIENTS_A_PAGE = 25


@require_safe
@counselor_required
def client_list(request: CounselorRequest) -> HttpResponse:
    rows = (
        Engagement.objects.addressed_to(request.counselor)
        .select_related("enterprise__country")
        .annotate(last_contact=Max("sessions__held_on"))
        .order_by("enterprise__legal_name", "pk")
    )
    page = Paginator(rows, CLIENTS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "counselors/client_list.html", {"page": page})


@require_safe
@client_required
def client(request: CounselorRequest, engagement: Engagement) -> HttpResponse:
    """The client's file: what the consent opens, what was done, what comes next."""
    own = request.counselor
    enterprise = engagement.enterprise
    shown = clients.shown_groups(engagement)
    held = Session.objects.addressed_to(own).filter(engagement=engagement)
    held = held.prefetch_related("versions")
    context = {
        "engagement": engagement,
        "enterprise": enterprise,
        "shown": shown,
        "shows_matches": clients.shows_matches(engagement),
        "offers": enterprise.offers.all() if "offers" in shown else [],
        "needs": enterprise.needs.all() if "needs" in shown else [],
        "certificates": enterprise.certificates.all() if "certificates" in shown else [],
        "ownership": clients.ownership_shown(engagement),
        "sessions": held,
        "notes": sessions.own_notes(engagement, reader=own),
        "note_form": NoteForm(),
        "milestones": Milestone.objects.addressed_to(own).filter(engagement=engagement),
        "tasks": Task.objects.addressed_to(own).undone().filter(engagement=engagement),
        "task_form": TaskForm(),
        "referrals": Referral.objects.sent_by(own)
        .filter(engagement=engagement)
        .select_related("to_counselor__user", "to_counselor__center__country"),
        "came_from": Referral.objects.addressed_to(own)
        .filter(second_engagement=engagement)
        .select_related("from_counselor__user", "from_counselor__center")
        .first(),
        "meetings": Meeting.objects.addressed_to(own)
        .filter(engagement=engagement)
        .prefetch_related("slots"),
        "client_zone": clients.zone_of(enterprise),
        "proposals": Proposal.objects.addressed_to(own)
        .filter(engagement=engagement)
        .select_related("tender", "partner"),
        "introduced": proposals.introduced(engagement, by=own),
        "openings": NoteOpening.objects.visible_to(request.user)
        .filter(engagement=engagement)
        .select_related("opened_by"),
        "kinds": Session.Kind.choices,
    }
    return render(request, "counselors/client.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@client_required
def goals(request: CounselorRequest, engagement: Engagement) -> HttpResponse:
    initial = {
        "goals": engagement.goals,
        "next_action": engagement.next_action,
        "next_action_on": engagement.next_action_on,
    }
    form = GoalsForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        values = form.cleaned_data
        clients.set_goals(
            engagement,
            goals=values["goals"],
            next_action=values["next_action"],
            on=values["next_action_on"],
        )
        messages.success(request, _("Saved. The client sees it too."))
        return redirect("counselors:client", engagement.pk)
    context = {"engagement": engagement, "form": form}
    status = 400 if form.errors else 200
    return render(request, "counselors/goals_form.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@client_required
def milestone_new(request: CounselorRequest, engagement: Engagement) -> HttpResponse:
    start = {"reached_on": timezone.localdate()}
    form = MilestoneForm(request.POST if request.method == "POST" else None, initial=start)
    if form.is_valid():
        clients.state_milestone(engagement, facts=form.cleaned_data)
        messages.success(request, _("Stored. It counts when the client has confirmed it."))
        return redirect("counselors:client", engagement.pk)
    context = {"engagement": engagement, "form": form}
    status = 400 if form.errors else 200
    return render(request, "counselors/milestone_form.html", context, status=status)


@require_POST
@client_required
def client_task_new(request: CounselorRequest, engagement: Engagement) -> HttpResponse:
    form = TaskForm(request.POST)
    if not form.is_valid():
        context = {"engagement": engagement, "form": form}
        return render(request, "counselors/task_form.html", context, status=400)
    clients.add_task(by=request.counselor, engagement=engagement, **form.cleaned_data)
    messages.success(request, _("The task is on your list."))
    return redirect("counselors:client", engagement.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@client_required
def close(request: CounselorRequest, engagement: Engagement) -> HttpResponse:
    form = CloseForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            clients.close(engagement, ending=form.cleaned_data["ending"], by=request.user)
        except clients.EngagementClosed:
            messages.error(request, _("It has been closed in the meantime."))
        else:
            messages.success(request, _("The engagement is closed and the client was told."))
        return redirect("counselors:client-list")
    context = {"engagement": engagement, "form": form}
    status = 400 if form.errors else 200
    return render(request, "counselors/close_form.html", context, status=status)
