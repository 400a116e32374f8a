"""Open requests: needs that firms ask for until a day, published alone or as gaps of a tender."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Enterprise, Need
from accounts.models.enterprises import Reader
from accounts.permissions import PersonRequest, verified_required
from matchmaking import gaps, open_requests
from matchmaking.forms import GapsForm, OpenRequestFilterForm, PublishForm
from matchmaking.forms.open_requests import in_a_month
from matchmaking.models import OpenRequest, PartnerRecommendation
from matchmaking.open_requests import MOST_OPEN, NotPublishable
from matchmaking.permissions import chosen_enterprise, owner_of_it_required
from tenders.models import Tender

ON_A_PAGE = 20
# An answer must come some days before the bid is due.
BEFORE_DEADLINE = timedelta(days=10)


@require_safe
def open_request_list(request: HttpRequest) -> HttpResponse:
    """What firms ask for now, as far as this reader may see it: those that end first, first."""
    form = OpenRequestFilterForm(request.GET)
    rows = OpenRequest.objects.visible_to(request.user).open(timezone.localdate())
    if not form.is_valid():
        rows = rows.none()
    elif kind := form.cleaned_data["kind"]:
        rows = rows.filter(need__kind=kind)
    if form.is_valid() and (country := form.cleaned_data["country"]):
        rows = rows.filter(need__enterprise__country=country)
    rows = rows.select_related("need__enterprise__country", "need__enterprise__reply_record")
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    enterprise = chosen_enterprise(request.user, request.GET.get("enterprise", ""))
    context = {
        "form": form,
        "page": page,
        "enterprise": enterprise,
        "cards": shown_to(request.user, enterprise, list(page)),
    }
    status = 200 if form.is_valid() else 400
    return render(request, "matchmaking/open_request_list.html", context, status=status)


@dataclass(frozen=True)
class RequestShown:
    """An open request with what it means for the reader."""

    row: OpenRequest
    is_own: bool
    # How well one of the reader's own offers answers; empty where none is known to.
    level: str
    # None where there is none, or it was taken back since.
    tender: Tender | None


def shown_to(
    reader: Reader, enterprise: Enterprise | None, rows: list[OpenRequest]
) -> list[RequestShown]:
    own = {*OpenRequest.objects.owned_by(reader).values_list("pk", flat=True)}
    levels = answered_by(reader, enterprise, rows) if enterprise else {}
    tenders = Tender.objects.visible_to(reader).in_bulk(
        [row.tender_id for row in rows if row.tender_id]
    )
    return [
        RequestShown(
            row=row,
            is_own=row.pk in own,
            level=levels.get(row.need_id, ""),
            tender=tenders.get(row.tender_id) if row.tender_id else None,
        )
        for row in rows
    ]


def answered_by(reader: Reader, enterprise: Enterprise, rows: list[OpenRequest]) -> dict[int, str]:
    """For each need that one of the reader's own offers answers: how well, in a level."""
    needs = {row.need_id for row in rows}
    stored = PartnerRecommendation.objects.visible_to(reader).filter(enterprise=enterprise)
    found: dict[int, str] = {}
    for row in stored.filter(partner__in={request.need.enterprise_id for request in rows}):
        for pair in row.pairs:
            if pair["direction"] == "offer" and pair["theirs"] in needs:
                found.setdefault(pair["theirs"], row.level)
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@owner_of_it_required
def open_request_new(request: PersonRequest, enterprise: Enterprise) -> HttpResponse:
    needs = Need.objects.owned_by(request.user).filter(enterprise=enterprise)
    closed = needs.exclude(open_request__closes_on__gte=timezone.localdate())
    form = PublishForm(
        request.POST if request.method == "POST" else None,
        needs=list(closed),
        chosen=request.GET.get("need", ""),
    )
    if form.is_valid():
        try:
            open_requests.publish(
                form.chosen, closes_on=form.cleaned_data["closes_on"], by=request.user
            )
        except NotPublishable as fault:
            form.add_error(None, explain(fault))
        else:
            messages.success(request, _("Published. It closes by itself."))
            return redirect(requests_of(enterprise))
    context = {"enterprise": enterprise, "form": form}
    status = 400 if form.errors else 200
    return render(request, "matchmaking/open_request_new.html", context, status=status)


@require_POST
@verified_required
def open_request_close(request: PersonRequest, pk: int) -> HttpResponse:
    rows = OpenRequest.objects.owned_by(request.user).select_related("need__enterprise")
    row = get_object_or_404(rows, pk=pk)
    open_requests.close(row, by=request.user)
    messages.success(request, _("Closed. The need stays among your cards."))
    return redirect(requests_of(row.need.enterprise))


@require_http_methods(["GET", "HEAD", "POST"])
@owner_of_it_required
def tender_gaps(request: PersonRequest, enterprise: Enterprise, pk: int) -> HttpResponse:
    """What a notice asks for and the enterprise does not offer, to be asked for in the open."""
    visible = Tender.objects.visible_to(request.user).prefetch_related("lots", "texts", "codes")
    tender = get_object_or_404(visible, pk=pk)
    form = GapsForm(
        request.POST if request.method == "POST" else None,
        gaps=gaps.gaps_of(enterprise, tender),
        closes_on=usual_end(tender.deadline_on),
    )
    if form.is_valid():
        try:
            made = open_requests.ask_for_gaps(
                enterprise,
                tender,
                gaps=form.wanted(),
                closes_on=form.cleaned_data["closes_on"],
                by=request.user,
            )
        except NotPublishable as fault:
            form.add_error(None, explain(fault))
        else:
            done = _("Published: %(number)d. You find each among your needs.")
            messages.success(request, done % {"number": len(made)})
            return redirect(requests_of(enterprise))
    context = {"enterprise": enterprise, "tender": tender, "form": form}
    status = 400 if form.errors else 200
    return render(request, "matchmaking/tender_gaps.html", context, status=status)


def usual_end(deadline: date | None) -> date:
    """In a month, or in time before the bid is due where that is sooner."""
    today, latest = timezone.localdate(), in_a_month()
    if deadline is None:
        return latest
    return max(today + timedelta(days=1), min(latest, deadline - BEFORE_DEADLINE))


def requests_of(enterprise: Enterprise) -> str:
    return f"{reverse('matchmaking:open-requests')}?enterprise={enterprise.pk}"


def explain(fault: NotPublishable) -> str:
    sentences = {
        open_requests.NeedsArePrivate: _(
            "Your needs are private, so nobody would see this. First choose who sees them."
        ),
        open_requests.TooManyOpen: _(
            "You have %(number)d open requests, and that is as many as may be open at once."
        )
        % {"number": MOST_OPEN},
        open_requests.WrongDay: _("Choose a day from tomorrow on, within six months."),
    }
    return sentences[type(fault)]
