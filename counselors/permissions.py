"""Who may enter the network's pages: verified counselors, those who look after a center."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404

from accounts.permissions import PersonRequest, verified_required
from counselors.models import Center, Counselor, Engagement

Page = Callable[..., HttpResponseBase]


class CounselorRequest(PersonRequest):
    """A request behind `counselor_required`."""

    counselor: Counselor


def counselor_required(page: Page) -> Page:
    """Only for verified counselors; the request knows which one."""

    @verified_required
    @wraps(page)
    def guarded(request: CounselorRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        own = Counselor.objects.of_user(request.user).verified()
        counselor = own.select_related("center__country", "user").first()
        if counselor is None:
            raise PermissionDenied
        request.counselor = counselor
        return page(request, *args, **kwargs)

    return guarded


def client_required(page: Page) -> Page:
    """Only for the counselor whose client this is, on a consent that holds now.

    The page gets the engagement in place of its key.
    """

    @counselor_required
    @wraps(page)
    def guarded(request: CounselorRequest, pk: int, **kwargs: Any) -> HttpResponseBase:
        rows = Engagement.objects.addressed_to(request.counselor).select_related(
            "enterprise__country", "enterprise__region", "consent", "counselor__user"
        )
        return page(request, get_object_or_404(rows, pk=pk), **kwargs)

    return guarded


def supervisor_required(page: Page) -> Page:
    """Only for those who look after a center, or after the programme."""

    @verified_required
    @wraps(page)
    def guarded(request: PersonRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        looks_after = Center.objects.administered_by(request.user).exists()
        if not (looks_after or request.user.is_programme_administrator):
            raise PermissionDenied
        return page(request, *args, **kwargs)

    return guarded


def colleague_required(page: Page) -> Page:
    """For verified counselors and for those who run the programme, who read along."""

    @verified_required
    @wraps(page)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        is_colleague = Counselor.objects.of_user(request.user).verified().exists()
        if not (is_colleague or getattr(request.user, "may_operate", False)):
            raise PermissionDenied
        return page(request, *args, **kwargs)

    return guarded
