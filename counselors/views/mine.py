"""What an enterprise sees of its advice: counselors, shared notes, what it is asked."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Enterprise
from accounts.permissions import PersonRequest, verified_required
from counselors import clients, intakes, meetings, proposals, referrals
from counselors.forms import MilestoneForm, ProposalAnswerForm
from counselors.models import (
    Engagement,
    Intake,
    Meeting,
    Milestone,
    Proposal,
    Referral,
    Session,
)

ROWS_SHOWN = 30


@require_safe
@verified_required
def mine(request: PersonRequest) -> HttpResponse:
    """All advice of one's own enterprises on one page, with what waits for an answer first."""
    reader = request.user
    engagements = (
        Engagement.objects.of_member(reader)
        .select_related("enterprise", "consent", "counselor__user", "counselor__center")
        .order_by("closed_at", "-opened_at")
    )
    open_intakes = Intake.objects.of_member(reader).filter(
        status__in=[Intake.Status.DRAFT, Intake.Status.SUBMITTED]
    )
    asked_for = set(open_intakes.values_list("enterprise", flat=True))
    own = Enterprise.objects.of_member(reader)
    context = {
        "engagements": [
            (row, [referrals.field_label(name) for name in row.consent.fields])
            for row in engagements[:ROWS_SHOWN]
        ],
        "intakes": open_intakes.select_related("enterprise", "center"),
        "may_ask": own.exclude(pk__in=asked_for),
        "uses": intakes.live_uses(reader).select_related("enterprise"),
        "questions": Referral.objects.of_member(reader)
        .filter(status=Referral.Status.AWAITING_CLIENT)
        .select_related("enterprise", "to_counselor__user", "to_counselor__center"),
        "referrals": Referral.objects.of_member(reader)
        .exclude(status=Referral.Status.AWAITING_CLIENT)
        .select_related("enterprise", "to_counselor__user", "to_counselor__center")[:ROWS_SHOWN],
        "milestones": Milestone.objects.of_member(reader)
        .select_related("engagement__enterprise", "engagement__counselor__user")
        .order_by("-answer", "-reached_on", "pk")[:ROWS_SHOWN],
        "proposals": Proposal.objects.of_member(reader)
        .filter(partner__isnull=True)
        .select_related("tender", "engagement__counselor__user")[:ROWS_SHOWN],
        "partner_proposals": partner_proposals(request),
        "meetings": Meeting.objects.of_member(reader)
        .select_related("engagement__counselor__user", "engagement__enterprise")
        .prefetch_related("slots")[:ROWS_SHOWN],
        "sessions": Session.objects.of_member(reader)
        .select_related("author__user", "engagement__enterprise")
        .defer("engagement__goals")[:ROWS_SHOWN],
    }
    return render(request, "counselors/mine.html", context)


def partner_proposals(request: PersonRequest) -> list[Proposal]:
    """Partners that the reader may see now; one that hid itself since is left out."""
    visible = Enterprise.objects.visible_to(request.user)
    rows = Proposal.objects.of_member(request.user).filter(partner__in=visible)
    return list(rows.select_related("partner__country", "engagement__counselor__user"))


@require_POST
@verified_required
def engagement_withdraw(request: PersonRequest, pk: int) -> HttpResponse:
    """Take the consent back: from this moment the counselor sees nothing."""
    rows = Engagement.objects.of_member(request.user).select_related("enterprise", "consent")
    clients.withdraw(get_object_or_404(rows, pk=pk), by=request.user)
    messages.success(request, _("Withdrawn. The counselor sees nothing of you from now on."))
    return redirect("counselors:mine")


@require_http_methods(["GET", "HEAD", "POST"])
@verified_required
def result_new(request: PersonRequest, pk: int) -> HttpResponse:
    """After the end, the client tells what came of the advice."""
    rows = Engagement.objects.of_member(request.user).ended()
    row = get_object_or_404(rows.select_related("counselor__user"), pk=pk)
    start = {"reached_on": timezone.localdate()}
    form = MilestoneForm(request.POST if request.method == "POST" else None, initial=start)
    if form.is_valid():
        clients.tell_result(row, facts=form.cleaned_data, by=request.user)
        messages.success(request, _("Thank you. Your answer is stored."))
        return redirect("counselors:mine")
    context = {"form": form, "counselor": row.counselor}
    status = 400 if form.errors else 200
    return render(request, "counselors/result_form.html", context, status=status)


@require_POST
@verified_required
def use_end(request: PersonRequest, pk: int) -> HttpResponse:
    """Take one further use back; the advice goes on."""
    row = get_object_or_404(intakes.live_uses(request.user).select_related("enterprise"), pk=pk)
    intakes.end_use(row, by=request.user)
    messages.success(request, _("Taken back. The advice goes on without it."))
    return redirect("counselors:mine")


@require_POST
@verified_required
def milestone_answer(request: PersonRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Milestone.objects.of_member(request.user), pk=pk)
    is_right = "confirm" in request.POST
    answer = Milestone.Answer.CONFIRMED if is_right else Milestone.Answer.DENIED
    if clients.answer_milestone(row, answer=answer, by=request.user):
        messages.success(request, _("Thank you. Your answer is stored."))
    else:
        messages.info(request, _("This was answered already."))
    return redirect("counselors:mine")


@require_POST
@verified_required
def proposal_answer(request: PersonRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Proposal.objects.of_member(request.user), pk=pk)
    form = ProposalAnswerForm(request.POST)
    if form.is_valid():
        proposals.answer(row, state=form.cleaned_data["state"])
        messages.success(request, _("Thank you. Your counselor sees your answer."))
    else:
        messages.error(request, _("Choose one of the two answers."))
    return redirect("counselors:mine")


@require_POST
@verified_required
def meeting_take(request: PersonRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Meeting.objects.of_member(request.user), pk=pk)
    if "none" in request.POST:
        return meeting_turned_down(request, row)
    named = request.POST.get("slot", "")
    slot = row.slots.filter(pk=int(named)).first() if is_key(named) else None
    if slot is None:
        messages.error(request, _("Choose one of the offered times."))
        return redirect("counselors:mine")
    try:
        meetings.take(row, slot=slot)
    except meetings.MeetingClosed:
        messages.error(request, _("This time is taken or past, or the meeting was called off."))
    else:
        messages.success(request, _("Agreed. Put it into your calendar below."))
    return redirect("counselors:mine")


def meeting_turned_down(request: PersonRequest, row: Meeting) -> HttpResponse:
    try:
        meetings.turn_down(row)
    except meetings.MeetingClosed:
        messages.error(request, _("This time is taken or past, or the meeting was called off."))
    else:
        messages.success(request, _("Your counselor knows that none of the times suits you."))
    return redirect("counselors:mine")


def is_key(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 18


@require_http_methods(["GET", "HEAD", "POST"])
@verified_required
def referral_client(request: PersonRequest, pk: int) -> HttpResponse:
    """The client decides about being handed over, and may take a yes back at any time."""
    rows = Referral.objects.of_member(request.user).select_related(
        "enterprise",
        "consent",
        "engagement__consent",
        "from_counselor__user",
        "from_counselor__center",
        "to_counselor__user",
        "to_counselor__center__country",
    )
    row = get_object_or_404(rows, pk=pk)
    if request.method == "POST":
        return answered(request, row)
    context = {
        "referral": row,
        "wording": row.consent.wording if row.consent else referrals.wording(row),
        "fields": [referrals.field_label(name) for name in row.fields],
    }
    return render(request, "counselors/referral_client.html", context)


def answered(request: PersonRequest, row: Referral) -> HttpResponse:
    try:
        if "withdraw" in request.POST:
            referrals.withdraw(row, by=request.user)
            words = _("Withdrawn. The colleague sees nothing of you from now on.")
        elif "yes" in request.POST or "no" in request.POST:
            referrals.record_client_answer(row, granted="yes" in request.POST, by=request.user)
            words = _("Your answer is stored.")
        else:
            messages.error(request, _("Choose one of the two answers."))
            return redirect("counselors:referral-client", row.pk)
    except referrals.ReferralClosed:
        return render(request, "counselors/referral_gone.html", status=409)
    messages.success(request, words)
    return redirect("counselors:referral-client", row.pk)
