"""For which enterprise a person asks: one of her own, or none."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render

from accounts.models import Enterprise
from accounts.permissions import PersonRequest, verified_required

Page = Callable[..., HttpResponseBase]
# Longer numbers than any key are not even asked for: a database could not hold them.
LONGEST_KEY = 18


def chosen_enterprise(reader: Any, named: str) -> Enterprise | None:
    """The enterprise that is named by its id, else her first. A foreign one looks missing."""
    own = Enterprise.objects.of_member(reader).select_related("country")
    if not named:
        return own.first()
    if not named.isdecimal() or len(named) > LONGEST_KEY:
        raise Http404
    return get_object_or_404(own, pk=int(named))


def enterprise_required(page: Page) -> Page:
    """Gives the page the enterprise of ?enterprise=ID; who has none is told how to get one."""

    @verified_required
    @wraps(page)
    def guarded(request: PersonRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        enterprise = chosen_enterprise(request.user, request.GET.get("enterprise", ""))
        if enterprise is None:
            return no_enterprise(request)
        return page(request, enterprise, *args, **kwargs)

    return guarded


def no_enterprise(request: HttpRequest) -> HttpResponseBase:
    status = 200 if request.method in ("GET", "HEAD") else 404
    return render(request, "matchmaking/no_enterprise.html", status=status)
