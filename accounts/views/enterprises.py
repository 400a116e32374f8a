"""The directory, an enterprise's page, describing a new one and changing it."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import drafts, enterprises, ownership
from accounts.forms import DirectoryForm, EnterpriseForm, Registration, as_typed, typed_again
from accounts.models import Enterprise, RegistrationDraft
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
    places = enterprises.places_of(rows) if request.GET.get("view") == "map" else None
    rows = rows.select_related("country", "region", "reply_record")
    rows = rows.prefetch_related("sectors", "offers")
    page = Paginator(rows, PAGE_LENGTH).get_page(request.GET.get("page"))
    cards = [(row, row.groups_shown_to(request.user)) for row in page]
    context = {
        "form": form,
        "page": page,
        "cards": cards,
        "places": places,
        "words": form.data.get("q", "").split(),
    }
    status = 200 if form.is_valid() else 400
    return render(request, "accounts/enterprise_list.html", context, status=status)


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """An enterprise as this reader may see it."""
    visible = Enterprise.objects.visible_to(request.user).select_related("country", "region")
    whole = visible.prefetch_related(
        "sectors",
        "countries_served",
        "certificates",
        "projects",
        "offers__sectors",
        "needs__sectors",
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
    if request.method != "POST":
        return registration_page(request, begun(request))
    registration = Registration(request.POST)
    if "keep" in request.POST:
        return kept(request, registration)
    if "find" in request.POST:
        drafts.keep(request.POST, by=request.user)
        return registration_page(request, registration.as_typed())
    if not registration.is_valid():
        drafts.keep(request.POST, by=request.user)
        return registration_page(request, registration)
    if "not_a_twin" not in request.POST:
        name, country = registration.name_and_country
        if twins := enterprises.find_twins(request.user, name=name, country=country):
            drafts.keep(request.POST, by=request.user)
            return registration_page(request, registration, twins)
    return registered(request, registration)


def begun(request: PersonRequest) -> Registration:
    """The empty form, or what this person typed when she was last here."""
    typed = drafts.of(request.user)
    return Registration(typed).as_typed() if typed is not None else Registration()


def registration_page(
    request: PersonRequest, registration: Registration, twins: Sequence[Enterprise] = ()
) -> HttpResponse:
    status = 400 if registration.broken else 200
    context = {
        "registration": registration,
        "twins": twins,
        "draft": RegistrationDraft.objects.of_user(request.user).first(),
    }
    return render(request, "accounts/enterprise_new.html", context, status=status)


def kept(request: PersonRequest, registration: Registration) -> HttpResponse:
    if drafts.keep(request.POST, by=request.user) is None:
        messages.error(request, _("This is too long to be kept. Shorten the texts."))
        return registration_page(request, registration.as_typed())
    messages.success(request, _("Kept. You find it here when you come back."))
    return redirect("dashboard")


def registered(request: PersonRequest, registration: Registration) -> HttpResponse:
    try:
        enterprise = registration.save(by=request.user)
    except enterprises.AlreadyRegistered as twin:
        drafts.forget(request.user)
        messages.info(request, _("You have already described this enterprise. Here it is."))
        return redirect("accounts:enterprise", twin.enterprise.pk)
    drafts.forget(request.user)
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
