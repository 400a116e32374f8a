"""Pages about tenders: search, versions, the state of the feeds, the operators' pages."""

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from accounts.permissions import operator_required
from reference.exchange_rates import Approximation, approximate, rates
from tenders import (
    health,
    highlights,
    ingestion,
    quarantine,
    registry,
    runs,
    search_index,
    searches,
)
from tenders.forms import ReplayForm, TenderSearchForm
from tenders.models import IngestionRun, QuarantinedRecord, Tender, TenderContact, TenderVersion

TENDERS_A_PAGE = 20
ROWS_SHOWN = 50
COMPARED_IN = "USD"


@require_safe
@vary_on_headers("HX-Request")
def tender_list(request: HttpRequest) -> HttpResponse:
    """Search with words and filters; htmx asks for the rows alone."""
    form = TenderSearchForm(request.GET)
    is_part = request.headers.get("HX-Request") == "true"
    template = "tenders/tender_rows.html" if is_part else "tenders/tender_list.html"
    context: dict[str, Any] = {"form": form, "feeds": health.stale_feeds()}
    if not form.is_valid():
        return render(request, template, context, status=400)
    found = searches.find(form.criteria, reader=request.user, now=timezone.now())
    form.show_counts(found.counts)
    paginator: Paginator[Any] = Paginator(found.tenders, TENDERS_A_PAGE)
    paginator.count = found.total  # counted once already
    page = paginator.get_page(request.GET.get("page"))
    context |= {
        "found": found,
        "criteria": form.criteria,
        "page": page,
        "hits": highlights.of(searches.rows(list(page.object_list)), form.criteria.query),
        "meant": highlights.meant(form.criteria.words, form.criteria.query),
    }
    return render(request, template, context)


def detail_context(request: HttpRequest, pk: int) -> dict[str, Any]:
    """What a tender's own page shows, whoever composes it with more. 404 where it is not shown."""
    tender = get_object_or_404(
        Tender.objects.visible_to(request.user)
        .for_cards()
        .select_related("amends", "buyer_country", "joined_to", "award_of")
        .prefetch_related("codes__sector", "links", "amendments", "lots", "awards", "joined")
        .prefetch_related("award_notices__awards"),
        pk=pk,
    )
    # The page at the source is linked by its own name already.
    links = [link for link in tender.links.all() if link.url != tender.url]
    is_disputed = tender.is_deadline_disputed
    return {
        "tender": tender,
        "text": tender.original_text,
        "contacts": TenderContact.objects.visible_to(request.user).filter(tender=tender),
        "links": [link for link in links if link.kind == "page"],
        "documents": [link for link in links if link.kind != "page"],
        "claims": tender.deadline_claims.select_related("stated_by") if is_disputed else [],
        "about": about(tender.value, tender.currency),
        "versions": tender.versions.count(),
        "source": health.feed_of(tender.source),
    }


def about(value: Decimal | None, currency: str) -> Approximation | None:
    """About how much that is in the currency in which sizes are compared here."""
    if not value or not currency:
        return None
    table = rates(settings.EXCHANGE_RATES)
    return approximate(value, currency, into=COMPARED_IN, table=table)


@require_safe
def versions(request: HttpRequest, pk: int) -> HttpResponse:
    """How a tender changed from reading to reading, and which other notices tell of it."""
    tender = get_object_or_404(Tender.objects.visible_to(request.user), pk=pk)
    others = Tender.objects.visible_to(request.user)
    context = {
        "tender": tender,
        "versions": tender.versions.defer("raw").all(),
        "amendments": others.filter(amends=tender).order_by("-published_on", "-pk"),
        "joined": others.filter(joined_to=tender).order_by("pk"),
    }
    return render(request, "tenders/versions.html", context)


@require_safe
def feeds(request: HttpRequest) -> HttpResponse:
    """For everyone: what each source gave, when, and what is not covered."""
    known = health.feeds()
    context = {
        "feeds": known,
        "stale": [feed for feed in known if feed.is_stale],
        "not_covered": health.NOT_COVERED,
    }
    return render(request, "tenders/feed_health.html", context)


@require_safe
@operator_required
def operations(request: HttpRequest) -> HttpResponse:
    """For operators: the latest readings, what runs now, and the records that are outside."""
    readings = IngestionRun.objects.visible_to(request.user)
    records = QuarantinedRecord.objects.visible_to(request.user)
    context = {
        "running": readings.filter(state=IngestionRun.State.RUNNING),
        "runs": readings.exclude(state=IngestionRun.State.RUNNING)[:ROWS_SHOWN],
        "reasons": quarantine.by_reason(records)[:ROWS_SHOWN],
        "quarantine": records.open().defer("raw")[:ROWS_SHOWN],
        "quarantined": records.open().count(),
    }
    return render(request, "tenders/operations.html", context)


@require_safe
@operator_required
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """For operators: what one reading changed, and what it had to leave outside."""
    row = get_object_or_404(IngestionRun.objects.visible_to(request.user), pk=pk)
    changed = TenderVersion.objects.visible_to(request.user).filter(run=row, number__gt=1)
    context = {
        "run": row,
        "changed": changed.defer("raw").select_related("tender").order_by("pk")[:ROWS_SHOWN],
        "quarantine": row.quarantine.defer("raw").order_by("position")[:ROWS_SHOWN],
    }
    return render(request, "tenders/run.html", context)


@require_POST
@operator_required
def replay(request: HttpRequest) -> HttpResponse:
    """Try again the records of one source that are outside."""
    form = ReplayForm(request.POST)
    if not form.is_valid():
        return render(request, "400.html", status=400)
    source = registry.sources()[form.cleaned_data["source"]]
    try:
        row = ingestion.replay(source, now=timezone.now())
    except runs.SourceBusy:
        messages.error(request, _("This source is being read just now. Try again in a while."))
        return redirect("tenders:operations")
    taken = row.seen - row.quarantined if row else 0
    if taken:
        search_index.refresh()
    messages.success(
        request,
        ngettext(
            "%(taken)d record left the quarantine.",
            "%(taken)d records left the quarantine.",
            taken,
        )
        % {"taken": taken},
    )
    return redirect("tenders:operations")
