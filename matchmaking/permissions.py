"""For which enterprise a person asks: one of her own, or none."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render

from accounts.enterprises import require_owner
from accounts.models import Enterprise
from accounts.permissions import PersonRequest, verified_required
from matchmaking.models import Introduction

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


def owner_of_it_required(page: Page) -> Page:
    """The same, for what only an owner may do in the name of the enterprise."""

    @enterprise_required
    @wraps(page)
    def guarded(
        request: PersonRequest, enterprise: Enterprise, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        require_owner(enterprise, by=request.user)
        return page(request, enterprise, *args, **kwargs)

    return guarded


def party_required(page: Page) -> Page:
    """Gives the page an introduction and the reader's side of it; a foreign one looks missing."""

    @verified_required
    @wraps(page)
    def guarded(request: PersonRequest, pk: int, **kwargs: Any) -> HttpResponseBase:
        rows = Introduction.objects.visible_to(request.user)
        introduction = get_object_or_404(
            rows.select_related("asking__country", "asked__country", "proposed_by"), pk=pk
        )
        sides = Enterprise.objects.of_member(request.user).filter(
            pk__in=[introduction.asking_id, introduction.asked_id]
        )
        # Who belongs to both sides sees it from the one that has to answer.
        side = sides.filter(pk=introduction.asked_id).first() or sides.first()
        if side is None:
            raise Http404
        return page(request, introduction, side, **kwargs)

    return guarded


def party_owner_required(page: Page) -> Page:
    """The same, for what only an owner of that side may do."""

    @party_required
    @wraps(page)
    def guarded(
        request: PersonRequest, introduction: Introduction, side: Enterprise, **kwargs: Any
    ) -> HttpResponseBase:
        require_owner(side, by=request.user)
        return page(request, introduction, side, **kwargs)

    return guarded
