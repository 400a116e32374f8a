"""Colleagues: invited, let in, and given the ownership of a profile."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts import enterprises, invitations
from accounts.forms import InvitationForm
from accounts.models import Enterprise, Invitation, Membership
from accounts.permissions import PersonRequest, owner_required, verified_required


@require_http_methods(["GET", "HEAD", "POST"])
@owner_required
def invite(request: PersonRequest, enterprise: Enterprise) -> HttpResponse:
    form = InvitationForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            invitations.invite(enterprise, by=request.user, **form.cleaned_data)
        except invitations.AlreadyIn:
            form.add_error("email", _("A person with this address is in your team already."))
        except invitations.TooManyWaiting:
            form.add_error(None, _("Twenty invitations wait already. Withdraw one first."))
        else:
            messages.success(request, _("The invitation is on its way."))
            return redirect("accounts:team", enterprise.pk)
    context = {"enterprise": enterprise, "form": form}
    status = 400 if form.errors else 200
    return render(request, "accounts/invite.html", context, status=status)


@require_POST
@owner_required
def invitation_withdraw(
    request: PersonRequest, enterprise: Enterprise, invitation: int
) -> HttpResponse:
    own = Invitation.objects.owned_by(request.user).filter(enterprise=enterprise)
    row = get_object_or_404(own.select_related("enterprise"), pk=invitation)
    invitations.withdraw(row, by=request.user)
    messages.success(request, _("The invitation is withdrawn."))
    return redirect("accounts:team", enterprise.pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@verified_required
def invitation(request: PersonRequest, token: str) -> HttpResponse:
    """For the invited person alone; for all others there is nothing behind the link."""
    try:
        row = invitations.for_reader(token, reader=request.user)
        if request.method == "POST":
            membership = invitations.accept(row, by=request.user)
            name = membership.enterprise.name
            messages.success(request, _("You now belong to %(name)s.") % {"name": name})
            return redirect("accounts:enterprise", membership.enterprise_id)
    except invitations.NotInvited:
        return render(request, "accounts/invitation_ended.html", status=404)
    return render(request, "accounts/invitation.html", {"invitation": row})


@require_http_methods(["GET", "HEAD", "POST"])
@owner_required
def member_hand_over(
    request: PersonRequest, enterprise: Enterprise, membership: int
) -> HttpResponse:
    """Give the ownership to a colleague and become a member."""
    rows = Membership.objects.visible_to(request.user).filter(enterprise=enterprise)
    others = rows.exclude(user=request.user).select_related("user")
    row = get_object_or_404(others, pk=membership)
    if request.method == "POST":
        enterprises.hand_over(row, by=request.user)
        messages.success(request, _("The ownership is handed over. You are a member now."))
        return redirect("accounts:team", enterprise.pk)
    context = {"enterprise": enterprise, "person": row.user}
    return render(request, "accounts/hand_over.html", context)
