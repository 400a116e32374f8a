"""Recording a counseling session and a private note, and putting both right."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from counselors import sessions
from counselors.forms import CorrectionForm, NoteForm, SessionForm
from counselors.models import Engagement, PrivateNote, Session
from counselors.permissions import CounselorRequest, client_required, counselor_required


# A fault's report must not hold a private note either.
@sensitive_post_parameters("private_note")
@require_http_methods(["GET", "HEAD", "POST"])
@client_required
def session_new(request: CounselorRequest, engagement: Engagement) -> HttpResponse:
    """A session in two minutes; ?kind= starts from what such a session usually holds."""
    form = SessionForm(
        request.POST if request.method == "POST" else None, initial=session_start(request)
    )
    if form.is_valid():
        sessions.record(
            engagement,
            facts=form.as_facts(),
            private_note=form.cleaned_data["private_note"],
            by=request.counselor,
        )
        messages.success(request, _("The session is recorded."))
        return redirect("counselors:client", engagement.pk)
    context = {"engagement": engagement, "form": form, "kinds": Session.Kind.choices}
    status = 400 if form.errors else 200
    return render(request, "counselors/session_form.html", context, status=status)


def session_start(request: CounselorRequest) -> dict[str, Any]:
    kind = request.GET.get("kind", Session.Kind.FOLLOW_UP)
    if kind not in Session.Kind.values:
        kind = Session.Kind.FOLLOW_UP
    return {"kind": kind, "held_on": timezone.localdate(), **sessions.template_for(kind)}


@sensitive_post_parameters("text")
@require_POST
@client_required
def note_new(request: CounselorRequest, engagement: Engagement) -> HttpResponse:
    form = NoteForm(request.POST)
    if not form.is_valid():
        context = {"engagement": engagement, "form": form}
        return render(request, "counselors/note_form.html", context, status=400)
    sessions.write_note(engagement, text=form.cleaned_data["text"], by=request.counselor)
    messages.success(request, _("Your private note is sealed and stored."))
    return redirect("counselors:client", engagement.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@counselor_required
def session_edit(request: CounselorRequest, pk: int) -> HttpResponse:
    """Put a session right: a wrong minute would stand in every report."""
    rows = Session.objects.addressed_to(request.counselor).filter(author=request.counselor)
    row = get_object_or_404(rows.select_related("engagement__enterprise"), pk=pk)
    start = {name: getattr(row, name) for name in sessions.CORRECTABLE}
    form = CorrectionForm(request.POST if request.method == "POST" else None, initial=start)
    if form.is_valid():
        sessions.correct(row, facts=form.cleaned_data, by=request.counselor)
        messages.success(request, _("The session is corrected."))
        return redirect("counselors:client", row.engagement_id)
    context = {"engagement": row.engagement, "session": row, "form": form}
    status = 400 if form.errors else 200
    return render(request, "counselors/session_edit.html", context, status=status)


@sensitive_post_parameters("text")
@require_http_methods(["GET", "HEAD", "POST"])
@counselor_required
@never_cache
def note_edit(request: CounselorRequest, pk: int) -> HttpResponse:
    """Put one's own private note right; the earlier wording is kept, sealed."""
    rows = PrivateNote.objects.addressed_to(request.counselor)
    row = get_object_or_404(rows.select_related("engagement__enterprise"), pk=pk)
    opened = sessions.opened(row)
    if not opened.is_readable:
        messages.error(request, opened.text)
        return redirect("counselors:client", row.engagement_id)
    sent = request.POST if request.method == "POST" else None
    form = NoteForm(sent, initial={"text": opened.text})
    if form.is_valid():
        sessions.correct_note(row, text=form.cleaned_data["text"], by=request.counselor)
        messages.success(request, _("Your private note is sealed and stored."))
        return redirect("counselors:client", row.engagement_id)
    context = {"engagement": row.engagement, "form": form, "is_correction": True}
    status = 400 if form.errors else 200
    return render(request, "counselors/note_form.html", context, status=status)
