"""Asking for advice, step by step, and deciding who gives it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Enterprise
from accounts.permissions import PersonRequest, member_required, verified_required
from counselors import clients, intakes
from counselors.forms import AssignForm, CenterStep, NeedStep, SignStep
from counselors.models import Intake
from counselors.permissions import supervisor_required


@require_POST
@member_required
def start(request: PersonRequest, enterprise: Enterprise) -> HttpResponse:
    """Begin, or go on where one stopped."""
    try:
        intake = intakes.start(enterprise, by=request.user)
    except intakes.OpenIntake as waiting:
        messages.info(request, _("You have asked already. A counselor answers soon."))
        return redirect("counselors:intake", waiting.intake.pk)
    return redirect("counselors:intake", intake.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@verified_required
def intake(request: PersonRequest, pk: int) -> HttpResponse:
    """The step that was reached; ?step= goes back to an earlier one."""
    row = own_intake(request, pk)
    if row.status != Intake.Status.DRAFT:
        return render(request, "counselors/intake_sent.html", {"intake": row})
    step = chosen_step(request, row)
    form = step_form(request, step, row)
    if form.is_valid():
        try:
            return stored(request, row, step, form)
        except intakes.IntakeClosed:
            messages.error(request, _("This intake has been sent or ended in the meantime."))
            return redirect("counselors:intake", row.pk)
    context = {
        "intake": row,
        "form": form,
        "step": step,
        "steps": range(1, intakes.LAST_STEP + 1),
        "terms": intakes.terms(),
        "terms_version": intakes.TERMS_VERSION,
        "doubles": intakes.own_doubles(row.enterprise),
    }
    return render(request, "counselors/intake.html", context, status=400 if form.errors else 200)


def own_intake(request: PersonRequest, pk: int) -> Intake:
    rows = Intake.objects.of_member(request.user)
    return get_object_or_404(rows.select_related("enterprise__country", "center"), pk=pk)


def chosen_step(request: HttpRequest, row: Intake) -> int:
    """No step is left out: what lies ahead of the last saved one is not open yet."""
    reached = min(row.step, intakes.LAST_STEP)
    named = request.GET.get("step", "")
    return min(int(named), reached) if named in ("1", "2", "3") else reached


def step_form(request: PersonRequest, step: int, row: Intake) -> Any:
    data = request.POST if request.method == "POST" else None
    if step == 1:
        initial = {"center": row.center_id, "language": row.language}
        return CenterStep(data, initial=initial, enterprise=row.enterprise)
    if step == 2:
        initial = {"topics": row.topics, "need": row.need, "urgency": row.urgency}
        return NeedStep(data, initial=initial)
    allowed = intakes.live_uses(request.user).filter(enterprise=row.enterprise)
    shown = ["details", "offers", "needs", "matches"]
    uses = list(allowed.values_list("purpose", flat=True))
    return SignStep(data, initial={"fields_shown": shown, "uses": uses})


def stored(request: PersonRequest, row: Intake, step: int, form: forms.Form) -> HttpResponse:
    if isinstance(form, SignStep):
        intakes.sign(
            row,
            signature=form.cleaned_data["signature"],
            fields=form.shown,
            uses=form.cleaned_data["uses"],
            by=request.user,
        )
        messages.success(request, _("Sent. The center chooses a counselor and you are told."))
        return redirect("counselors:mine")
    intakes.save_step(row, step=step, facts=form.as_facts())  # type: ignore[attr-defined]
    return redirect("counselors:intake", row.pk)


@require_POST
@verified_required
def end(request: PersonRequest, pk: int) -> HttpResponse:
    try:
        intakes.end(own_intake(request, pk), by=request.user)
    except intakes.IntakeClosed:
        messages.error(request, _("A counselor has been assigned already."))
        return redirect("counselors:mine")
    messages.success(request, _("Your request is taken back."))
    return redirect("counselors:mine")


@require_safe
@supervisor_required
def intake_list(request: PersonRequest) -> HttpResponse:
    """For a center: what waits for a counselor, and what was begun and left."""
    rows = Intake.objects.visible_to(request.user).assignable_by(request.user)
    rows = rows.select_related("enterprise__country", "center")
    context = {"waiting": rows.waiting(), "unfinished": rows.unfinished()}
    return render(request, "counselors/intake_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@supervisor_required
def assign(request: PersonRequest, pk: int) -> HttpResponse:
    """Counselors with the reasons for each; a person decides."""
    rows = Intake.objects.visible_to(request.user).assignable_by(request.user).waiting()
    row = get_object_or_404(rows.select_related("enterprise__country", "center"), pk=pk)
    form = AssignForm(request.POST if request.method == "POST" else None, intake=row)
    if form.is_valid():
        try:
            intakes.assign(row, counselor=form.cleaned_data["counselor"], by=request.user)
        except (intakes.IntakeClosed, clients.AlreadyClient):
            messages.error(request, _("This intake was assigned or taken back in the meantime."))
        else:
            messages.success(request, _("Assigned. Both have been told."))
        return redirect("counselors:intake-list")
    context = {
        "intake": row,
        "form": form,
        "fits": intakes.suggestions(row),
        "twins": intakes.twins(row),
    }
    return render(request, "counselors/assign.html", context, status=400 if form.errors else 200)
