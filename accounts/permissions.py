"""Who may enter: decorators for pages, permissions for the API. Nothing opens by default."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django_htmx.middleware import HtmxDetails
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from accounts.models import Enterprise, User


class PersonRequest(HttpRequest):
    """A request behind `verified_required`: somebody has signed in."""

    user: User
    htmx: HtmxDetails


Page = Callable[..., HttpResponseBase]


def verified_required(page: Page) -> Page:
    """Only for people who have signed in and confirmed an address."""

    @wraps(page)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not request.user.has_verified_email:
            return redirect("account_email_verification_sent")
        return page(request, *args, **kwargs)

    return guarded


def member_required(page: Page) -> Page:
    """Only for people of this enterprise; a foreign one looks like one that is not there.

    The page gets the enterprise in place of its key.
    """

    @verified_required
    @wraps(page)
    def guarded(request: PersonRequest, pk: int, **kwargs: Any) -> HttpResponseBase:
        enterprise = get_object_or_404(Enterprise.objects.of_member(request.user), pk=pk)
        return page(request, enterprise, **kwargs)

    return guarded


def owner_required(page: Page) -> Page:
    """Only for its owners. A member learns that an owner must do this; others find nothing."""

    @member_required
    @wraps(page)
    def guarded(request: PersonRequest, enterprise: Enterprise, **kwargs: Any) -> HttpResponseBase:
        if not Enterprise.objects.owned_by(request.user).filter(pk=enterprise.pk).exists():
            raise PermissionDenied
        return page(request, enterprise, **kwargs)

    return guarded


def operator_required(page: Page) -> Page:
    """Only for those who look after the feeds and the network: operators and administrators."""

    @verified_required
    @wraps(page)
    def guarded(request: PersonRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.may_operate:
            raise PermissionDenied
        return page(request, *args, **kwargs)

    return guarded


def administrator_required(page: Page) -> Page:
    """Only for programme administrators: they verify evidence. Operators of the machine do not."""

    @verified_required
    @wraps(page)
    def guarded(request: PersonRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_programme_administrator:
            raise PermissionDenied
        return page(request, *args, **kwargs)

    return guarded


class DenyAll(BasePermission):
    """The default of the API: a view says itself who may enter, or nobody does."""

    def has_permission(self, request: Request, view: Any) -> bool:
        return False


class IsVerified(BasePermission):
    """People who have signed in and confirmed an address."""

    def has_permission(self, request: Request, view: Any) -> bool:
        return bool(request.user.is_authenticated and request.user.has_verified_email)
