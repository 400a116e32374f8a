"""The directory, an enterprise's page, describing a new one and changing it."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import enterprises, ownership
from accounts.forms import DirectoryForm, EnterpriseForm, Registration, as_typed, typed_again
from accounts.models import Enterprise
from accounts.models.enterprises import Reader
from accounts.permissions import PersonRequest, owner_required, verified_required

PAGE_LENGTH = 20


@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    """Listed enterprises, each with what this reader may see of it."""
    form = DirectoryForm(request.GET)
    if form.is_valid():
        rows = enterprises.find_listed(request.user, **form.as_query())
    else:
        rows = Enterprise.objects.listed(request.user).none()
    rows = rows.select_related("country", "region").prefetch_related("sectors", "offers")
    page = Paginator(rows, PAGE_LENGTH).get_page(request.GET.get("page"))
    cards = [(row, row.groups_shown_to(request.user)) for row in page]
    context = {"form": form, "page": page, "cards": cards, "words": form.data.get("q", "").split()}
    status = 200 if form.is_valid() else 400
    return render(request, "accounts/enterprise_list.html", context, status=status)


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """An enterprise as this reader may see it."""
    visible = Enterprise.objects.visible_to(request.user).select_related("country", "region")
    whole = visible.prefetch_related(
        "sectors", "countries_served", "certificates", "offers__sectors", "needs__sectors"
    )
    enterprise = get_object_or_404(whole, pk=pk)
    context = detail_context(enterprise, request.user)
    return render(request, "accounts/enterprise_detail.html", context)


def detail_context(enterprise: Enterprise, reader: Reader) -> dict[str, Any]:
    is_own = Enterprise.objects.of_member(reader).filter(pk=enterprise.pk).exists()
    return {
        "enterprise": enterprise,
        "shown": enterprise.groups_shown_to(reader),
        "is_own": is_own,
        "is_owner": is_own
        and Enterprise.objects.owned_by(reader).filter(pk=enterprise.pk).exists(),
        "hints": enterprises.hints(enterprise) if is_own else [],
        "ownership": ownership.stated_by(enterprise, reader=reader),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@verified_required
def new(request: PersonRequest) -> HttpResponse:
    """Describe an enterprise on one page; what was typed stays whatever happens."""
    registration = Registration(request.POST if request.method == "POST" else None)
    if "find" in request.POST:
        registration = registration.as_typed()
    elif request.method == "POST" and registration.is_valid():
        return registered(request, registration)
    status = 400 if registration.broken else 200
    context = {"registration": registration}
    return render(request, "accounts/enterprise_new.html", context, status=status)


def registered(request: PersonRequest, registration: Registration) -> HttpResponse:
    try:
        enterprise = registration.save(by=request.user)
    except enterprises.AlreadyRegistered as twin:
        messages.info(request, _("You have already described this enterprise. Here it is."))
        return redirect("accounts:enterprise", twin.enterprise.pk)
    messages.success(request, _("%(name)s is registered.") % {"name": enterprise.name})
    return redirect("dashboard")


@require_http_methods(["GET", "HEAD", "POST"])
@owner_required
def edit(request: PersonRequest, enterprise: Enterprise) -> HttpResponse:
    form = EnterpriseForm(
        request.POST if request.method == "POST" else None, initial=typed_again(enterprise)
    )
    if "find" in request.POST:
        form = as_typed(form)
    elif form.is_valid():
        enterprises.update(enterprise, facts=form.as_facts(), by=request.user)
        messages.success(request, _("The profile is saved."))
        return redirect("accounts:enterprise", enterprise.pk)
    context = {"form": form, "enterprise": enterprise}
    status = 400 if form.errors else 200
    return render(request, "accounts/enterprise_edit.html", context, status=status)
