"""A person's own pages, and the people of an enterprise."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse, translate_url
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import enterprises, notifications
from accounts.forms import PreferencesForm, RoleForm
from accounts.models import Enterprise, Invitation, Membership, Notification
from accounts.permissions import (
    PersonRequest,
    member_required,
    owner_required,
    verified_required,
)

PAGE_LENGTH = 20


@require_safe
@member_required
def team(request: PersonRequest, enterprise: Enterprise) -> HttpResponse:
    people = Membership.objects.visible_to(request.user).filter(enterprise=enterprise)
    invited = Invitation.objects.owned_by(request.user).filter(enterprise=enterprise)
    context = {
        "enterprise": enterprise,
        "is_owner": Enterprise.objects.owned_by(request.user).filter(pk=enterprise.pk).exists(),
        "invitations": invited.waiting(),
        "people": [
            (person, RoleForm(initial={"role": person.role}, prefix=f"person{person.pk}"))
            for person in people.select_related("user").order_by("joined_at", "pk")
        ],
    }
    return render(request, "accounts/team.html", context)


@require_POST
@owner_required
def member_role(request: PersonRequest, enterprise: Enterprise, membership: int) -> HttpResponse:
    row = own_membership(request, enterprise, membership)
    form = RoleForm(request.POST, prefix=f"person{row.pk}")
    if not form.is_valid():
        messages.error(request, _("Choose a role from the list."))
        return redirect("accounts:team", enterprise.pk)
    try:
        enterprises.change_role(row, role=form.cleaned_data["role"], by=request.user)
    except enterprises.LastOwner:
        messages.error(request, _("An enterprise needs at least one owner."))
    else:
        messages.success(request, _("The role is saved."))
    return redirect("accounts:team", enterprise.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def member_remove(request: PersonRequest, enterprise: Enterprise, membership: int) -> HttpResponse:
    """Owners let anybody go; a member may leave."""
    row = own_membership(request, enterprise, membership)
    if row.user_id != request.user.pk:
        enterprises.require_owner(enterprise, by=request.user)
    if request.method != "POST":
        return render(request, "accounts/confirm.html", parting(row, enterprise))
    try:
        enterprises.remove_member(row, by=request.user)
    except enterprises.LastOwner:
        messages.error(request, _("An enterprise needs at least one owner."))
        return redirect("accounts:team", enterprise.pk)
    if row.user_id == request.user.pk:
        messages.success(request, _("You have left the enterprise."))
        return redirect("dashboard")
    messages.success(request, _("This person does not belong to the enterprise any more."))
    return redirect("accounts:team", enterprise.pk)


def parting(row: Membership, enterprise: Enterprise) -> dict[str, object]:
    question = _("Remove %(person)s from %(enterprise)s?") % {
        "person": row.user,
        "enterprise": enterprise.name,
    }
    return {"enterprise": enterprise, "question": question}


def own_membership(request: PersonRequest, enterprise: Enterprise, membership: int) -> Membership:
    rows = Membership.objects.visible_to(request.user).filter(enterprise=enterprise)
    return get_object_or_404(rows, pk=membership)


@require_safe
@verified_required
def inbox(request: PersonRequest) -> HttpResponse:
    rows = Notification.objects.visible_to(request.user)
    page = Paginator(rows, PAGE_LENGTH).get_page(request.GET.get("page"))
    context = {"page": page, "unread": rows.unread().count()}
    return render(request, "accounts/inbox.html", context)


@require_POST
@verified_required
def inbox_read(request: PersonRequest, pk: int) -> HttpResponse:
    """Mark one message and go where it leads."""
    rows = Notification.objects.visible_to(request.user)
    row = notifications.mark_read(get_object_or_404(rows, pk=pk), by=request.user)
    return redirect(row.path or "accounts:inbox")


@require_POST
@verified_required
def inbox_read_all(request: PersonRequest) -> HttpResponse:
    notifications.mark_all_read(by=request.user)
    return redirect("accounts:inbox")


@require_http_methods(["GET", "HEAD", "POST"])
@verified_required
def preferences(request: PersonRequest) -> HttpResponse:
    """Name, language and zone; the answer comes in the language just chosen."""
    person = request.user
    form = PreferencesForm(
        request.POST if request.method == "POST" else None,
        initial={name: getattr(person, name) for name in PreferencesForm.base_fields},
    )
    if form.is_valid():
        for name, value in form.cleaned_data.items():
            setattr(person, name, value)
        person.save(update_fields=list(form.cleaned_data))
        with override(person.language):
            messages.success(request, _("Your preferences are saved."))
        return redirect(translate_url(reverse("accounts:preferences"), person.language))
    status = 400 if form.errors else 200
    return render(request, "accounts/preferences.html", {"form": form}, status=status)
