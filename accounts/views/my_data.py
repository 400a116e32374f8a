"""A person's own data: as a file, and gone."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts import erasure, exports
from accounts.models import AuditEntry, Consent
from accounts.permissions import PersonRequest, verified_required

SHOWN = 30


@require_safe
@verified_required
def overview(request: PersonRequest) -> HttpResponse:
    """Consents, deeds, and the two doors: take it along, or leave."""
    context = {
        "consents": Consent.objects.visible_to(request.user).select_related("enterprise")[:SHOWN],
        "deeds": AuditEntry.objects.visible_to(request.user).filter(actor=request.user)[:SHOWN],
    }
    return render(request, "accounts/my_data.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@verified_required
@reauthentication_required
def export(request: PersonRequest) -> HttpResponse | FileResponse:
    """A page with a button, for the file holds everything; asks for the password first."""
    if request.method != "POST":
        return render(request, "accounts/my_data_export.html")
    name = f"puente-{timezone.localdate():%Y-%m-%d}.zip"
    return FileResponse(exports.archive_of(request.user), as_attachment=True, filename=name)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@verified_required
@reauthentication_required
def erase(request: PersonRequest) -> HttpResponse:
    """Says what goes and what stays; asks for the password before anything happens."""
    person = request.user
    context: dict[str, object] = {
        "going": erasure.going_with(person),
        "to_hand_over": erasure.to_hand_over(person),
    }
    if request.method != "POST":
        return render(request, "accounts/my_data_erase.html", context)
    try:
        erasure.erase(person)
    except erasure.MustHandOver:
        return render(request, "accounts/my_data_erase.html", context, status=400)
    except erasure.StillAtWork:
        return render(
            request, "accounts/my_data_erase.html", context | {"at_work": True}, status=400
        )
    logout(request)
    messages.success(request, _("Your account is erased."))
    return redirect("home")
