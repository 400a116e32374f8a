"""Partners of one's own enterprise: with reasons and reply records; save, hide, block, report."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import blocks
from accounts.models import Block, Enterprise
from accounts.permissions import PersonRequest, administrator_required, verified_required
from matchmaking import introductions, marks, outcomes, recommendations, supply_chains
from matchmaking.forms import PartnerFilterForm, ReportForm
from matchmaking.introductions import NotPossible
from matchmaking.models import Introduction, Outcome, PartnerMark, PartnerReport
from matchmaking.pairing import Market
from matchmaking.partners import PartnerShown
from matchmaking.permissions import enterprise_required, owner_of_it_required
from matchmaking.views.faults import not_possible

MOST_REPORTS = 50


@require_safe
@enterprise_required
def partner_list(request: PersonRequest, enterprise: Enterprise) -> HttpResponse:
    """Enterprises whose offers meet one's needs, or whose needs meet one's offers."""
    form = PartnerFilterForm(request.GET)
    found = recommendations.partners_for(enterprise, request.user)
    soon = found
    if form.is_valid() and (days := form.cleaned_data["answers_in"]):
        answering = Enterprise.objects.visible_to(request.user).answering_within(int(days))
        keys = {*answering.values_list("pk", flat=True)}
        soon = [partner for partner in found if partner.enterprise.pk in keys]
    own = PartnerMark.objects.visible_to(request.user).filter(enterprise=enterprise)
    seen = own.filter(partner__in=Enterprise.objects.visible_to(request.user))
    kept = list(seen.select_related("partner"))
    context = {
        "enterprise": enterprise,
        "form": form,
        "partners": saved_first(soon, kept),
        "saved": {mark.partner_id for mark in kept if mark.kind == PartnerMark.Kind.SAVED},
        "hidden": [mark for mark in kept if mark.kind == PartnerMark.Kind.HIDDEN],
        "left_out": len(found) - len(soon),
        "has_cards": enterprise.offers.exists() or enterprise.needs.exists(),
    }
    status = 200 if form.is_valid() else 400
    return render(request, "matchmaking/partner_list.html", context, status=status)


def saved_first(found: list[PartnerShown], kept: list[PartnerMark]) -> list[PartnerShown]:
    saved = {mark.partner_id for mark in kept if mark.kind == PartnerMark.Kind.SAVED}
    return sorted(found, key=lambda partner: partner.enterprise.pk not in saved)


@require_safe
@verified_required
def supply_chain(request: PersonRequest, pk: int) -> HttpResponse:
    """Who could supply one enterprise, and who could buy from it, as this reader may see them."""
    visible = Enterprise.objects.visible_to(request.user).select_related("country")
    enterprise = get_object_or_404(visible, pk=pk)
    is_own = Enterprise.objects.of_member(request.user).filter(pk=pk).exists()
    market = Market.around(enterprise) if is_own else Market.seen_by(request.user, enterprise)
    chain = supply_chains.chain_of(market, reader=request.user)
    context = {"enterprise": enterprise, "chain": chain, "is_own": is_own}
    return render(request, "matchmaking/supply_chain.html", context)


@require_POST
@enterprise_required
def partner_save(request: PersonRequest, enterprise: Enterprise, pk: int) -> HttpResponse:
    partner = other_enterprise(request, pk)
    marks.mark(enterprise, partner, kind=PartnerMark.Kind.SAVED, by=request.user)
    messages.success(request, _("Saved: it stands first in your list."))
    return redirect(own_partners(enterprise))


@require_POST
@enterprise_required
def partner_hide(request: PersonRequest, enterprise: Enterprise, pk: int) -> HttpResponse:
    partner = other_enterprise(request, pk)
    marks.mark(enterprise, partner, kind=PartnerMark.Kind.HIDDEN, by=request.user)
    messages.success(request, _("Hidden from your list. It is not told."))
    return redirect(own_partners(enterprise))


@require_POST
@enterprise_required
def partner_unmark(request: PersonRequest, enterprise: Enterprise, pk: int) -> HttpResponse:
    marks.unmark(enterprise, other_enterprise(request, pk))
    messages.success(request, _("Your mark is gone."))
    return redirect(own_partners(enterprise))


@require_http_methods(["GET", "HEAD", "POST"])
@owner_of_it_required
def partner_block(request: PersonRequest, enterprise: Enterprise, pk: int) -> HttpResponse:
    other = other_enterprise(request, pk)
    if request.method != "POST":
        context = {"enterprise": enterprise, "other": other}
        return render(request, "matchmaking/partner_block.html", context)
    try:
        introductions.keep_apart(enterprise, other, by=request.user)
    except NotPossible as error:
        return not_possible(request, error, enterprise)
    messages.success(request, _("From now on neither of you sees the other."))
    return redirect(f"{reverse('matchmaking:blocked')}?enterprise={enterprise.pk}")


@require_safe
@enterprise_required
def blocked(request: PersonRequest, enterprise: Enterprise) -> HttpResponse:
    """Whom this enterprise blocked; who blocked it is told to nobody."""
    rows = Block.objects.visible_to(request.user).filter(enterprise=enterprise)
    context = {
        "enterprise": enterprise,
        "rows": rows.select_related("other"),
        "is_owner": Enterprise.objects.owned_by(request.user).filter(pk=enterprise.pk).exists(),
    }
    return render(request, "matchmaking/blocked.html", context)


@require_POST
@owner_of_it_required
def partner_unblock(request: PersonRequest, enterprise: Enterprise, pk: int) -> HttpResponse:
    """Found through one's own blocks: the enterprise itself is out of sight."""
    rows = Block.objects.visible_to(request.user).filter(enterprise=enterprise)
    row = get_object_or_404(rows.select_related("other"), other=pk)
    blocks.unblock(enterprise, row.other, by=request.user)
    messages.success(request, _("The block is gone."))
    return redirect(f"{reverse('matchmaking:blocked')}?enterprise={enterprise.pk}")


@require_http_methods(["GET", "HEAD", "POST"])
@owner_of_it_required
def partner_report(request: PersonRequest, enterprise: Enterprise, pk: int) -> HttpResponse:
    other = other_enterprise(request, pk)
    form = ReportForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        marks.report(enterprise, other, by=request.user, **form.cleaned_data)
        messages.success(request, _("Thank you. The administrators of the programme read it."))
        return redirect(own_partners(enterprise))
    context = {"enterprise": enterprise, "other": other, "form": form}
    status = 400 if form.errors else 200
    return render(request, "matchmaking/partner_report.html", context, status=status)


@require_safe
@administrator_required
def reports(request: PersonRequest) -> HttpResponse:
    """What was reported and is not settled, oldest first."""
    rows = PartnerReport.objects.addressed_to(request.user).filter(settled_at__isnull=True)
    shown = rows.select_related("about", "enterprise")[:MOST_REPORTS]
    return render(request, "matchmaking/reports.html", {"rows": shown})


@require_POST
@administrator_required
def report_settle(request: PersonRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(PartnerReport.objects.addressed_to(request.user), pk=pk)
    marks.settle(row, by=request.user)
    messages.success(request, _("Settled."))
    return redirect("matchmaking:reports")


@require_safe
@administrator_required
def figures(request: PersonRequest) -> HttpResponse:
    """What introductions came to, for the programme: counts without names, none of a few."""
    counted = outcomes.figures()
    groups = [
        (_("Introductions by state"), "status", Introduction.Status.choices),
        (_("Was it useful? After two and twelve weeks"), "useful", Outcome.Useful.choices),
        (_("What came of it, after twelve weeks"), "result", Outcome.Result.choices),
    ]
    context = {
        "total": counted["introductions"],
        "fewest": outcomes.FEWEST,
        "groups": [
            (title, [(label, counted[f"{prefix}_{name}"]) for name, label in choices])
            for title, prefix, choices in groups
        ],
    }
    return render(request, "matchmaking/figures.html", context)


def other_enterprise(request: PersonRequest, pk: int) -> Enterprise:
    """An enterprise that she can see and that is not her own."""
    own = Enterprise.objects.of_member(request.user).values("pk")
    return get_object_or_404(Enterprise.objects.visible_to(request.user).exclude(pk__in=own), pk=pk)


def own_partners(enterprise: Enterprise) -> str:
    return f"{reverse('matchmaking:partners')}?enterprise={enterprise.pk}"
