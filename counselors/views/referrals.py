"""Referrals as the two counselors see them."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from counselors import network, referrals
from counselors.forms import DeclineForm, DirectoryForm, ReferralForm
from counselors.models import Counselor, Engagement, Referral
from counselors.permissions import CounselorRequest, client_required, counselor_required

ROWS_A_PAGE = 20
COLLEAGUES_SHOWN = 20
WITH_PEOPLE = (
    "from_counselor__user",
    "from_counselor__center__country",
    "to_counselor__user",
    "to_counselor__center__country",
)


@require_safe
@counselor_required
def referral_list(request: CounselorRequest) -> HttpResponse:
    """What I sent and what reached me; ended ones keep their outcome and lose the name."""
    own = request.counselor
    sent = Referral.objects.sent_by(own).select_related(
        "enterprise", "engagement__consent", *WITH_PEOPLE
    )
    received = Referral.objects.addressed_to(own).select_related("enterprise", *WITH_PEOPLE)
    ended = Referral.objects.outcomes_for(own).filter(to_counselor=own)
    context = {
        "sent": Paginator(sent, ROWS_A_PAGE).get_page(request.GET.get("page")),
        "received": received[:ROWS_A_PAGE],
        "ended": ended.exclude(pk__in=received.values("pk")).select_related(*WITH_PEOPLE)[
            :ROWS_A_PAGE
        ],
    }
    return render(request, "counselors/referral_list.html", context)


@require_safe
@client_required
def find_colleague(request: CounselorRequest, engagement: Engagement) -> HttpResponse:
    """Colleagues for this client by country, skill, language and answering."""
    form = DirectoryForm(request.GET)
    fits: list[network.Fit] = []
    if form.is_valid():
        wanted = form.wanted
        found = (
            network.find(wanted, reader=request.user)
            .exclude(pk=request.counselor.pk)
            .select_related("user", "center__country")
            .prefetch_related("countries", "sectors")
        )
        fits = network.ranked(
            found,
            topics=[wanted.skill] if wanted.skill else [],
            language=wanted.language,
            country=wanted.country,
            sectors=[row.pk for row in engagement.enterprise.sectors.all()],
        )
    context = {"engagement": engagement, "form": form, "fits": fits[:COLLEAGUES_SHOWN]}
    status = 200 if form.is_valid() else 400
    return render(request, "counselors/find_colleague.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@client_required
def refer(request: CounselorRequest, engagement: Engagement, colleague: int) -> HttpResponse:
    """Write what passes on; then the client decides."""
    others = Counselor.objects.visible_to(request.user).verified()
    to = get_object_or_404(
        others.exclude(pk=request.counselor.pk).select_related("user", "center__country"),
        pk=colleague,
    )
    data = request.POST if request.method == "POST" else None
    form = ReferralForm(data, engagement=engagement, initial={"summary": engagement.goals})
    if form.is_valid():
        values = form.cleaned_data
        try:
            made = referrals.refer(
                engagement,
                to=to,
                fields=values["fields_passed"],
                reason=values["reason"],
                summary=values["summary"],
                handover_note=values["handover_note"],
                by=request.counselor,
            )
        except referrals.AlreadyReferred:
            messages.error(request, _("This client is on the way to this colleague already."))
            return redirect("counselors:referral-list")
        messages.success(request, _("The client is asked. Until the yes nobody learns of it."))
        return redirect("counselors:referral", made.pk)
    context = {"engagement": engagement, "to": to, "form": form}
    status = 400 if form.errors else 200
    return render(request, "counselors/refer.html", context, status=status)


@require_safe
@counselor_required
def referral(request: CounselorRequest, pk: int) -> HttpResponse:
    """One referral: all of it for the sender, the agreed part for the receiver."""
    own = request.counselor
    sent = Referral.objects.sent_by(own).with_name()
    sent = sent.select_related("enterprise", "consent", *WITH_PEOPLE)
    received = Referral.objects.addressed_to(own).select_related(
        "enterprise__country", "consent", *WITH_PEOPLE
    )
    row = sent.filter(pk=pk).first()
    is_sender = row is not None
    row = row or received.filter(pk=pk).first()
    if row is None:
        return outcome(request, pk)
    context = {
        "referral": row,
        "is_sender": is_sender,
        "fields": [referrals.field_label(name) for name in row.fields],
        "decline_form": DeclineForm(),
    }
    return render(request, "counselors/referral.html", context)


def outcome(request: CounselorRequest, pk: int) -> HttpResponse:
    """What ended: the state and the colleague, and nothing of the client."""
    rows = Referral.objects.outcomes_for(request.counselor)
    row = rows.select_related(*WITH_PEOPLE).filter(pk=pk).first()
    if row is None:
        raise Http404
    return render(request, "counselors/referral_outcome.html", {"referral": row})


@require_POST
@counselor_required
def accept(request: CounselorRequest, pk: int) -> HttpResponse:
    row = addressed(request, pk)
    try:
        engagement = referrals.accept(row, by=request.counselor)
    except referrals.ReferralClosed:
        return gone(request)
    messages.success(request, _("You are now advising this enterprise."))
    return redirect("counselors:client", engagement.pk)


@require_POST
@counselor_required
def decline(request: CounselorRequest, pk: int) -> HttpResponse:
    row = addressed(request, pk)
    form = DeclineForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a reason from the list."))
        return redirect("counselors:referral", row.pk)
    try:
        referrals.decline(row, reason=form.cleaned_data["reason"], by=request.counselor)
    except referrals.ReferralClosed:
        return gone(request)
    messages.success(request, _("Declined. The colleague and the client have been told."))
    return redirect("counselors:referral-list")


@require_POST
@counselor_required
def complete(request: CounselorRequest, pk: int) -> HttpResponse:
    row = addressed(request, pk)
    try:
        referrals.complete(row, by=request.counselor)
    except referrals.NoSessionYet:
        messages.error(request, _("Record a counseling session first: it completes the referral."))
        return redirect("counselors:referral", row.pk)
    except referrals.ReferralClosed:
        return gone(request)
    messages.success(request, _("Completed. The colleague sees the outcome."))
    return redirect("counselors:referral", row.pk)


@require_POST
@counselor_required
def call_back(request: CounselorRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Referral.objects.sent_by(request.counselor), pk=pk)
    try:
        referrals.call_back(row, by=request.counselor)
    except referrals.ReferralClosed:
        return gone(request)
    messages.success(request, _("Taken back. The client is not asked any more."))
    return redirect("counselors:referral-list")


def addressed(request: CounselorRequest, pk: int) -> Referral:
    rows = Referral.objects.addressed_to(request.counselor)
    return get_object_or_404(rows.select_related("enterprise", "consent", *WITH_PEOPLE), pk=pk)


def gone(request: CounselorRequest) -> HttpResponse:
    """Somebody was quicker: 409 with what to do."""
    return render(request, "counselors/referral_gone.html", status=409)
