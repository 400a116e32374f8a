"""Broken glass: an operator reads private notes with a reason, and the authors see it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import PersonRequest, verified_required
from counselors import sessions
from counselors.forms import BreakGlassForm
from counselors.models import Engagement, NoteOpening
from counselors.permissions import colleague_required


@require_http_methods(["GET", "HEAD", "POST"])
@colleague_required
def openings(request: PersonRequest) -> HttpResponse:
    """What was opened: for operators what they opened, for authors what was opened of theirs."""
    if request.method == "POST" and not request.user.is_staff:
        raise PermissionDenied
    form = BreakGlassForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        rows = Engagement.objects.visible_to(request.user)
        engagement = rows.filter(pk=form.cleaned_data["file"]).first()
        if engagement is None:
            form.add_error("file", _("There is no file with this number."))
        else:
            reason = form.cleaned_data["reason"]
            opening = sessions.break_glass(engagement, reason=reason, by=request.user)
            messages.warning(request, _("This reading is logged and its authors were told."))
            return redirect("counselors:opening", opening.pk)
    context = {
        "form": form if request.user.is_staff else None,
        "openings": NoteOpening.objects.visible_to(request.user).select_related("opened_by"),
    }
    return render(request, "counselors/openings.html", context, status=400 if form.errors else 200)


@require_safe
@verified_required
@never_cache
def opening(request: PersonRequest, pk: int) -> HttpResponse:
    """The notes, for half an hour, for the operator who gave the reason."""
    if not request.user.is_staff:
        raise PermissionDenied
    row = get_object_or_404(NoteOpening.objects.of_user(request.user), pk=pk)
    context = {"opening": row, "notes": sessions.notes_under(row)}
    return render(request, "counselors/opening.html", context)
