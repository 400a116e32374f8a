"""For operators: how far the round of recommendations is."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.permissions import operator_required
from matchmaking import rounds

SHARDS_SHOWN = 50


@require_safe
@operator_required
def round_(request: HttpRequest) -> HttpResponse:
    """The latest round with its counts, its rate, and the parts that are under way or open."""
    row = rounds.latest()
    context = {
        "progress": rounds.progress_of(row) if row else None,
        "shards": rounds.shards_left(row)[:SHARDS_SHOWN] if row else [],
    }
    return render(request, "matchmaking/round.html", context)
