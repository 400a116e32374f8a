"""Tenders that fit one's own enterprise, and those that it watches."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from accounts.enterprises import hints
from accounts.models import Enterprise
from accounts.permissions import PersonRequest
from matchmaking import feasibility, recommendations, watching
from matchmaking.documents import is_thin, profile_of
from matchmaking.forms import DismissForm, RecommendationFilterForm
from matchmaking.models import Feedback, Watch
from matchmaking.permissions import enterprise_required
from tenders import eligibility, health
from tenders.models import Tender

CARDS_A_PAGE = 10
PUT_AWAY_SHOWN = 20


@require_safe
@enterprise_required
@vary_on_headers("HX-Request")
def recommendation_list(request: PersonRequest, enterprise: Enterprise) -> HttpResponse:
    """Tenders for the enterprise with the three verdicts; htmx asks for the rows alone."""
    form = RecommendationFilterForm(request.GET)
    template = "recommendation_rows" if is_part(request) else "recommendation_list"
    context: dict[str, Any] = {
        "enterprise": enterprise,
        "form": form,
        "feeds": health.stale_feeds(),
    }
    if not form.is_valid():
        return render(request, f"matchmaking/{template}.html", context, status=400)
    is_back = form.cleaned_data["closed"]
    rows = (
        recommendations.including_closed(enterprise)
        if is_back
        else list(recommendations.current_for(enterprise))
    )
    kept = [row for row in rows if form.keeps(row)]
    page = Paginator(kept, CARDS_A_PAGE).get_page(request.GET.get("page"))
    prefetch_related_objects([row.tender for row in page.object_list], "texts")
    context |= {
        "feeds": health.stale_feeds(),
        "page": page,
        "left_out": len(rows) - len(kept),
        "includes_closed": is_back,
        "watched": watched_ids(request, enterprise),
        "put_away": put_away(request, enterprise),
        "emptiness": "" if rows else recommendations.why_empty(enterprise).value,
        "hints": [] if rows else hints(enterprise),
        "has_thin_profile": is_thin(profile_of(enterprise)),
    }
    return render(request, f"matchmaking/{template}.html", context)


@require_safe
@enterprise_required
def watched(request: PersonRequest, enterprise: Enterprise) -> HttpResponse:
    """Tenders that the enterprise keeps an eye on, the latest first."""
    watches = (
        Watch.objects.visible_to(request.user)
        .filter(enterprise=enterprise, tender__in=Tender.objects.visible_to(request.user))
        .select_related("tender")
        .prefetch_related("tender__countries")
    )
    page = Paginator(watches, CARDS_A_PAGE).get_page(request.GET.get("page"))
    may_bid = eligibility.verdicts([watch.tender for watch in page], enterprise)
    today = feasibility.local_day(enterprise, timezone.now())
    rows = [
        (
            watch,
            may_bid[watch.tender_id],
            feasibility.verdict(watch.tender, enterprise, today),
        )
        for watch in page
    ]
    context = {"enterprise": enterprise, "page": page, "rows": rows}
    return render(request, "matchmaking/watched_list.html", context)


@require_POST
@enterprise_required
def watch(request: PersonRequest, enterprise: Enterprise, pk: int) -> HttpResponse:
    tender = get_object_or_404(Tender.objects.visible_to(request.user), pk=pk)
    watching.watch(enterprise, tender, by=request.user)
    return answered(request, enterprise, tender, _("You are watching this tender."))


@require_POST
@enterprise_required
def unwatch(request: PersonRequest, enterprise: Enterprise, pk: int) -> HttpResponse:
    tender = get_object_or_404(Tender.objects.visible_to(request.user), pk=pk)
    watching.unwatch(enterprise, tender)
    return answered(request, enterprise, tender, _("You no longer watch this tender."))


@require_POST
@enterprise_required
def dismiss(request: PersonRequest, enterprise: Enterprise, pk: int) -> HttpResponse:
    """Not for this enterprise: the card gives way to a line with the way back."""
    tender = get_object_or_404(Tender.objects.visible_to(request.user), pk=pk)
    form = DismissForm(request.POST)
    if not form.is_valid():
        raise BadRequest("A reason is one of four.")
    said = watching.dismiss(enterprise, tender, reason=form.chosen, by=request.user)
    if is_part(request):
        context = {"enterprise": enterprise, "said": said, "next": way_back(request)}
        return render(request, "matchmaking/put_away.html", context)
    messages.success(request, _("The tender is out of your list. Undo brings it back."))
    return redirect(way_back(request) or own_list(enterprise))


@require_POST
@enterprise_required
def restore(request: PersonRequest, enterprise: Enterprise, pk: int) -> HttpResponse:
    tender = get_object_or_404(Tender.objects.visible_to(request.user), pk=pk)
    watching.restore(enterprise, tender)
    messages.success(request, _("The tender is back in your list, if it still fits."))
    return redirect(way_back(request) or own_list(enterprise))


def watched_ids(request: PersonRequest, enterprise: Enterprise) -> set[int]:
    rows = Watch.objects.visible_to(request.user).filter(enterprise=enterprise)
    return set(rows.values_list("tender", flat=True))


def put_away(request: PersonRequest, enterprise: Enterprise) -> list[Feedback]:
    """What was said to be not for the enterprise, the latest first, for undoing."""
    rows = Feedback.objects.visible_to(request.user).filter(
        enterprise=enterprise,
        undone_at__isnull=True,
        tender__in=Tender.objects.visible_to(request.user),
    )
    return list(rows.select_related("tender")[:PUT_AWAY_SHOWN])


def answered(
    request: PersonRequest, enterprise: Enterprise, tender: Tender, words: str
) -> HttpResponse:
    """After a button: its new state for htmx, else the page one came from."""
    if is_part(request):
        context = {
            "enterprise": enterprise,
            "tender": tender,
            "is_watched": tender.pk in watched_ids(request, enterprise),
            "next": way_back(request),
        }
        return render(request, "matchmaking/watch_button.html", context)
    messages.success(request, words)
    return redirect(way_back(request) or own_list(enterprise))


def is_part(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def own_list(enterprise: Enterprise) -> str:
    return f"{reverse('matchmaking:recommendations')}?enterprise={enterprise.pk}"


def way_back(request: HttpRequest) -> str:
    """The page of this site that the button stood on; empty where none is named."""
    address = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    # A word without its slash would be taken for the name of a route.
    return address if is_ours and address.startswith("/") else ""
