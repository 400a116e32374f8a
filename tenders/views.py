"""Pages about tenders: search, versions, the state of the feeds, the operators' page."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from accounts.permissions import operator_required
from tenders import health, search_index, searches
from tenders.forms import TenderSearchForm
from tenders.models import IngestionRun, QuarantinedRecord, Tender, TenderContact

TENDERS_A_PAGE = 20
ROWS_SHOWN = 50


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
    tenders = searches.rows(list(page.object_list))
    context |= {
        "found": found,
        "criteria": form.criteria,
        "page": page,
        "hits": [(tender, words_in(tender, form.criteria.words)) for tender in tenders],
    }
    return render(request, template, context)


def words_in(tender: Tender, words: str) -> list[str]:
    """The words of a notice that answer the words of a search, in whichever language."""
    if not words:
        return []
    explanation = search_index.explain_words(words, tender.pk)
    return [word for part in explanation.contributions for word in part.document_words]


def detail_context(request: HttpRequest, pk: int) -> dict[str, Any]:
    """What a tender's own page shows, whoever composes it with more. 404 where it is not shown."""
    tender = get_object_or_404(
        Tender.objects.visible_to(request.user)
        .for_cards()
        .select_related("amends", "buyer_country")
        .prefetch_related("codes__sector", "links", "amendments"),
        pk=pk,
    )
    return {
        "tender": tender,
        "text": tender.original_text,
        "contacts": TenderContact.objects.visible_to(request.user).filter(tender=tender),
        # The page at the source is linked by its own name already.
        "links": [link for link in tender.links.all() if link.url != tender.url],
        "versions": tender.versions.count(),
        "source": health.feed_of(tender.source),
    }


@require_safe
def versions(request: HttpRequest, pk: int) -> HttpResponse:
    """How a tender changed from reading to reading."""
    tender = get_object_or_404(Tender.objects.visible_to(request.user), pk=pk)
    return render(
        request,
        "tenders/versions.html",
        {"tender": tender, "versions": tender.versions.defer("raw").all()},
    )


@require_safe
def feeds(request: HttpRequest) -> HttpResponse:
    """For everyone: what each source gave, when, and what is not covered."""
    known = health.feeds()
    stale = [feed for feed in known if feed.is_stale]
    return render(request, "tenders/feed_health.html", {"feeds": known, "stale": stale})


@require_safe
@operator_required
def operations(request: HttpRequest) -> HttpResponse:
    """For operators: the latest readings and the records that could not be taken."""
    return render(
        request,
        "tenders/operations.html",
        {
            "runs": IngestionRun.objects.visible_to(request.user)[:ROWS_SHOWN],
            "quarantine": QuarantinedRecord.objects.visible_to(request.user).defer("raw")[
                :ROWS_SHOWN
            ],
        },
    )
