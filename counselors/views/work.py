"""Working for a client: matches as she sees them, the shortlist, the brief, meetings."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Enterprise
from accounts.permissions import PersonRequest, verified_required
from counselors import calendars, clients, meetings, papers, proposals
from counselors.forms import MeetingForm, ProposeForm, WhyNotForm
from counselors.models import Counselor, Engagement, Meeting, Proposal
from counselors.permissions import CounselorRequest, client_required, counselor_required
from matchmaking import recommendations
from tenders.models import Tender

MATCHES_SHOWN = 15
PARTNERS_SHOWN = 8
FOUND_SHOWN = 8


@require_safe
@client_required
def matches(request: CounselorRequest, engagement: Engagement) -> HttpResponse:
    """The list as the client sees it, and an answer to 'why not this one?'."""
    if not clients.shows_matches(engagement):
        raise PermissionDenied
    enterprise = engagement.enterprise
    form = WhyNotForm(request.GET)
    is_good = form.is_valid()
    listed = Proposal.objects.addressed_to(request.counselor).filter(engagement=engagement)
    context: dict[str, Any] = {
        "engagement": engagement,
        "form": form,
        "found": found(request, form) if is_good else [],
        "why": why(request, form, enterprise) if is_good else None,
        "recommendations": list(recommendations.current_for(enterprise)[:MATCHES_SHOWN]),
        "partners": proposals.partners_of(engagement, reader=request.user)[:PARTNERS_SHOWN],
        "listed_tenders": set(listed.values_list("tender_id", flat=True)),
        "listed_partners": set(listed.values_list("partner_id", flat=True)),
    }
    status = 200 if is_good else 400
    return render(request, "counselors/matches.html", context, status=status)


def found(request: CounselorRequest, form: WhyNotForm) -> list[Tender]:
    words = form.cleaned_data["q"].split()
    if not words:
        return []
    rows = Tender.objects.visible_to(request.user)
    for word in words[:10]:
        rows = rows.filter(title__icontains=word)
    return list(rows.order_by("-published_on", "-pk")[:FOUND_SHOWN])


def why(
    request: CounselorRequest, form: WhyNotForm, enterprise: Enterprise
) -> recommendations.TenderVerdicts | None:
    """All three verdicts and the first rule that keeps this tender out of the client's list."""
    wanted = form.cleaned_data["tender"]
    if not wanted:
        return None
    tender = get_object_or_404(Tender.objects.visible_to(request.user), pk=wanted)
    return recommendations.verdicts_for(enterprise, tender)


@require_POST
@client_required
def shortlist(
    request: CounselorRequest, engagement: Engagement, kind: str, thing: int
) -> HttpResponse:
    """Put a tender or a partner on the client's list."""
    if not clients.shows_matches(engagement):
        raise PermissionDenied
    if kind == "tender":
        tender = get_object_or_404(Tender.objects.visible_to(request.user), pk=thing)
        proposals.shortlist(engagement, tender=tender)
    else:
        others = Enterprise.objects.visible_to(request.user).exclude(pk=engagement.enterprise_id)
        proposals.shortlist(engagement, partner=get_object_or_404(others, pk=thing))
    messages.success(request, _("It is on the list. The client does not see it yet."))
    return redirect("counselors:brief", engagement.pk)


@require_safe
@client_required
def brief(request: CounselorRequest, engagement: Engagement) -> HttpResponse:
    """The shortlist, to propose from and to print."""
    return render(request, "counselors/brief.html", brief_facts(request, engagement))


@require_safe
@client_required
def brief_pdf(request: CounselorRequest, engagement: Engagement) -> HttpResponse:
    """The same on paper; where no PDF is made, the page says so and is printed."""
    facts = brief_facts(request, engagement)
    try:
        made = papers.brief(engagement, facts["rows"])
    except papers.NoTypesetter:
        return render(request, "counselors/brief.html", {**facts, "is_without_pdf": True})
    return as_file(made, f"brief-{engagement.pk}.pdf", "application/pdf")


def brief_facts(request: CounselorRequest, engagement: Engagement) -> dict[str, Any]:
    """What is on the list, without partners that have hidden themselves since."""
    rows = (
        Proposal.objects.addressed_to(request.counselor)
        .filter(engagement=engagement)
        .select_related("tender", "partner__country")
        .prefetch_related("tender__countries")
    )
    seen = Enterprise.objects.visible_to(request.user)
    names = set(seen.filter(pk__in=[row.partner_id for row in rows]).values_list("pk", flat=True))
    return {
        "engagement": engagement,
        "shows_matches": clients.shows_matches(engagement),
        "rows": [row for row in rows if row.partner_id is None or row.partner_id in names],
    }


@require_http_methods(["GET", "HEAD", "POST"])
@counselor_required
def propose(request: CounselorRequest, pk: int) -> HttpResponse:
    row = own_proposal(request, pk)
    data = request.POST if request.method == "POST" else None
    form = ProposeForm(data, initial={"note": row.note})
    if form.is_valid():
        proposals.propose(row, note=form.cleaned_data["note"])
        messages.success(request, _("Proposed. The client has been told."))
        return redirect("counselors:brief", row.engagement_id)
    context = {"form": form, "proposal": row}
    status = 400 if form.errors else 200
    return render(request, "counselors/propose.html", context, status=status)


@require_POST
@counselor_required
def proposal_remove(request: CounselorRequest, pk: int) -> HttpResponse:
    row = own_proposal(request, pk)
    row.delete()
    messages.success(request, _("It is off the list."))
    return redirect("counselors:brief", row.engagement_id)


def own_proposal(request: CounselorRequest, pk: int) -> Proposal:
    rows = Proposal.objects.addressed_to(request.counselor)
    return get_object_or_404(
        rows.select_related("tender", "partner", "engagement__enterprise"), pk=pk
    )


@require_http_methods(["GET", "HEAD", "POST"])
@client_required
def meeting_new(request: CounselorRequest, engagement: Engagement) -> HttpResponse:
    form = MeetingForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        values = form.cleaned_data
        meetings.offer(
            engagement,
            topic=values["topic"],
            place=values["place"],
            minutes=values["minutes"],
            times=form.times,
        )
        messages.success(request, _("The client chooses one of the times and you are told."))
        return redirect("counselors:client", engagement.pk)
    context = {"engagement": engagement, "form": form}
    status = 400 if form.errors else 200
    return render(request, "counselors/meeting_form.html", context, status=status)


@require_POST
@counselor_required
def meeting_cancel(request: CounselorRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Meeting.objects.addressed_to(request.counselor), pk=pk)
    try:
        meetings.cancel(row)
    except meetings.MeetingClosed:
        messages.error(request, _("This meeting was called off already."))
    else:
        messages.success(request, _("The meeting is called off and the client was told."))
    return redirect("counselors:client", row.engagement_id)


@require_safe
@verified_required
def meeting_calendar(request: PersonRequest, pk: int) -> HttpResponse:
    """The agreed meeting as a file for a calendar, for both sides."""
    own = Counselor.objects.of_user(request.user).first()
    rows = Meeting.objects.of_member(request.user)
    row = rows.filter(pk=pk).first()
    if row is None and own is not None:
        row = Meeting.objects.addressed_to(own).filter(pk=pk).first()
    if row is None or row.state != Meeting.State.AGREED:
        raise Http404
    return as_file(calendars.of_meeting(row), f"meeting-{row.pk}.ics")


def as_file(content: bytes, name: str, kind: str = "text/calendar; charset=utf-8") -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
