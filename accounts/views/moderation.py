"""The programme's desk: entries to verify, and profiles that may be one enterprise."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import audit, merging, moderation
from accounts.enterprises.twins import Pair, all_pairs
from accounts.forms import ApprovalForm, ReasonForm
from accounts.models import AuditEntry, Certificate
from accounts.permissions import PersonRequest, administrator_required

PAGE_LENGTH = 20


@require_safe
@administrator_required
def queue(request: PersonRequest) -> HttpResponse:
    """What waits, oldest first, and what was verified."""
    handed_in = Certificate.objects.addressed_to(request.user)
    waiting = handed_in.filter(state=Certificate.State.SUBMITTED).order_by("submitted_at", "pk")
    verified = handed_in.filter(state=Certificate.State.VERIFIED).order_by("-verified_at", "pk")
    context = {
        "page": Paginator(waiting.select_related("enterprise"), PAGE_LENGTH).get_page(
            request.GET.get("page")
        ),
        "verified": verified.select_related("enterprise")[:PAGE_LENGTH],
    }
    return render(request, "accounts/verification_queue.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@administrator_required
def verification(request: PersonRequest, pk: int) -> HttpResponse:
    """One entry with its paper; a look at it is written down, for the enterprise to read."""
    row = handed_in(request, pk)
    approval = ApprovalForm(request.POST if "approve" in request.POST else None, prefix="yes")
    refusal = ReasonForm(request.POST if "reject" in request.POST else None, prefix="no")
    try:
        if approval.is_valid():
            moderation.approve(row, by=request.user, **approval.cleaned_data)
            messages.success(request, _("Verified. The owners are told."))
            return redirect("accounts:verifications")
        if refusal.is_valid():
            moderation.reject(row, by=request.user, **refusal.cleaned_data)
            messages.success(request, _("Given back. The owners read your reason."))
            return redirect("accounts:verifications")
    except moderation.NotWaiting:
        messages.info(request, _("Somebody else has decided this already."))
        return redirect("accounts:verifications")
    return verification_page(request, row, approval, refusal)


def handed_in(request: PersonRequest, pk: int) -> Certificate:
    rows = Certificate.objects.addressed_to(request.user)
    return get_object_or_404(rows.select_related("enterprise", "file", "verified_by"), pk=pk)


def verification_page(
    request: PersonRequest, row: Certificate, approval: ApprovalForm, refusal: ReasonForm
) -> HttpResponse:
    thing = moderation.thing_of(row)
    if request.method == "GET":
        audit.record("certificate.read", thing=thing, by=request.user, enterprise=row.enterprise)
    history = AuditEntry.objects.visible_to(request.user).about(thing)
    context = {
        "certificate": row,
        "enterprise": row.enterprise,
        "approval": approval,
        "refusal": refusal,
        "history": history.select_related("actor"),
    }
    status = 400 if approval.errors or refusal.errors else 200
    return render(request, "accounts/verification.html", context, status=status)


@require_safe
@administrator_required
def twins(request: PersonRequest) -> HttpResponse:
    """Pairs of profiles whose names are alike. Names alone are shown here."""
    page = Paginator(all_pairs(by=request.user), PAGE_LENGTH).get_page(request.GET.get("page"))
    return render(request, "accounts/twin_list.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@administrator_required
def merge(request: PersonRequest, kept: int, gone: int) -> HttpResponse:
    """Join two profiles after a look at both; only pairs of possible twins have this page."""
    pair = next((pair for pair in all_pairs(by=request.user) if is_pair(pair, kept, gone)), None)
    if pair is None:
        raise Http404
    stays, goes = sorted((pair.older, pair.younger), key=lambda row: row.pk != kept)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        merging.merge(stays, goes, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, _("The two profiles are one now. The owners are told."))
        return redirect("accounts:twins")
    if request.method == "GET":
        for row in (stays, goes):
            audit.record(
                "enterprise.compared", thing=f"enterprise:{row.pk}", by=request.user, enterprise=row
            )
    context = {"stays": stays, "goes": goes, "form": form}
    status = 400 if form.errors else 200
    return render(request, "accounts/merge.html", context, status=status)


def is_pair(pair: Pair, one: int, other: int) -> bool:
    return one != other and {pair.older.pk, pair.younger.pk} == {one, other}
