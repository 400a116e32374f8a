"""The training calendar: registering, the waiting list, attendance, certificates."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Avg, Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import PersonRequest, verified_required
from counselors import calendars, papers, trainings
from counselors.forms import FeedbackForm, TrainingForm
from counselors.models import Registration, Training
from counselors.permissions import CounselorRequest, counselor_required
from counselors.views.mine import is_key
from counselors.views.work import as_file

ROWS_A_PAGE = 20


@require_safe
def training_list(request: HttpRequest) -> HttpResponse:
    """What comes, and what has been, of the trainings that the reader may see."""
    rows = Training.objects.visible_to(request.user)
    rows = rows.select_related("center__country").annotate(
        places=Count("registrations", filter=Q(registrations__state=Registration.State.PLACE))
    )
    is_past = request.GET.get("when") == "past"
    now = timezone.now()
    chosen = (
        rows.filter(ends_at__lte=now).order_by("-starts_at", "-pk")
        if is_past
        else rows.upcoming(now)
    )
    own = Registration.objects.of_user(request.user).holding()
    context = {
        "page": Paginator(chosen, ROWS_A_PAGE).get_page(request.GET.get("page")),
        "is_past": is_past,
        "own": dict(own.values_list("training", "state")),
    }
    return render(request, "counselors/training_list.html", context)


@require_safe
def training(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Training.objects.visible_to(request.user).select_related(
        "center__country", "organiser__user"
    )
    row = get_object_or_404(rows, pk=pk)
    own = Registration.objects.of_user(request.user).filter(training=row).first()
    organised = Training.objects.visible_to(request.user).organised_by(request.user)
    taken = trainings.taken(row)
    context = {
        "training": row,
        "own": own,
        "taken": taken,
        "is_full": taken >= row.capacity,
        "is_over": row.ends_at <= timezone.now(),
        "has_begun": row.starts_at <= timezone.now(),
        "has_place": own is not None and own.state == Registration.State.PLACE,
        "organises": organised.filter(pk=pk).exists(),
        "form": FeedbackForm(),
    }
    return render(request, "counselors/training.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@counselor_required
def training_new(request: CounselorRequest) -> HttpResponse:
    start = {"language": request.user.language}
    form = TrainingForm(request.POST if request.method == "POST" else None, initial=start)
    if form.is_valid():
        row = trainings.announce(facts=form.cleaned_data, by=request.counselor)
        messages.success(request, _("The training is in the calendar."))
        return redirect("counselors:training", row.pk)
    context = {"form": form, "training": None}
    status = 400 if form.errors else 200
    return render(request, "counselors/training_form.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@verified_required
def training_edit(request: PersonRequest, pk: int) -> HttpResponse:
    row = organised_training(request, pk)
    form = TrainingForm(request.POST if request.method == "POST" else None, instance=row)
    if form.is_valid():
        trainings.change(row, facts=form.cleaned_data)
        messages.success(request, _("Saved. New places went to those who wait."))
        return redirect("counselors:training", pk)
    context = {"form": form, "training": row}
    status = 400 if form.errors else 200
    return render(request, "counselors/training_form.html", context, status=status)


def organised_training(request: PersonRequest, pk: int) -> Training:
    rows = Training.objects.visible_to(request.user).organised_by(request.user)
    return get_object_or_404(rows.select_related("center"), pk=pk)


@require_POST
@verified_required
def training_register(request: PersonRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Training.objects.visible_to(request.user), pk=pk)
    try:
        registration = trainings.register(row, person=request.user)
    except trainings.TrainingClosed:
        messages.error(request, _("It has begun already, or was called off."))
        return redirect("counselors:training", pk)
    if registration.state == Registration.State.WAITING:
        messages.info(request, _("All places are taken. You are on the waiting list."))
    else:
        messages.success(request, _("You have a place."))
    return redirect("counselors:training", pk)


@require_POST
@verified_required
def training_leave(request: PersonRequest, pk: int) -> HttpResponse:
    rows = Registration.objects.of_user(request.user).holding().select_related("training")
    trainings.cancel_registration(get_object_or_404(rows, training=pk))
    messages.success(request, _("Your place is free for somebody else."))
    return redirect("counselors:training", pk)


@require_POST
@verified_required
def training_call_off(request: PersonRequest, pk: int) -> HttpResponse:
    try:
        trainings.call_off(organised_training(request, pk))
    except trainings.TrainingClosed:
        messages.error(request, _("It was called off already."))
    else:
        messages.success(request, _("Called off. Everybody who registered was told."))
    return redirect("counselors:training", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@verified_required
def attendance(request: PersonRequest, pk: int) -> HttpResponse:
    """Who came, ticked by whoever organises it; and what those who came say of it."""
    row = organised_training(request, pk)
    rows = Registration.objects.visible_to(request.user).filter(training=row)
    if request.method == "POST":
        present = [int(key) for key in request.POST.getlist("present") if is_key(key)]
        try:
            trainings.record_attendance(row, present=present)
        except trainings.NotBegun:
            messages.error(request, _("It has not begun yet: nobody can have been there."))
        else:
            messages.success(request, _("The attendance is stored."))
        return redirect("counselors:attendance", pk)
    told: dict[str, Any] = rows.aggregate(mean=Avg("rating"), number=Count("rating"))
    context = {
        "training": row,
        "rows": rows.holding().select_related("person"),
        "feedback": rows.exclude(feedback=""),
        "rating": told,
    }
    return render(request, "counselors/attendance.html", context)


@require_safe
@verified_required
def certificate(request: PersonRequest, pk: int) -> HttpResponse:
    """A page to print, for those who were there."""
    return render(request, "counselors/certificate.html", {"registration": attended(request, pk)})


@require_safe
@verified_required
def certificate_pdf(request: PersonRequest, pk: int) -> HttpResponse:
    """The same as a file; where no PDF is made, the page says so and is printed."""
    row = attended(request, pk)
    try:
        made = papers.certificate(row)
    except papers.NoTypesetter:
        context = {"registration": row, "is_without_pdf": True}
        return render(request, "counselors/certificate.html", context)
    return as_file(made, f"certificate-{row.pk}.pdf", "application/pdf")


def attended(request: PersonRequest, pk: int) -> Registration:
    rows = Registration.objects.of_user(request.user).filter(
        attendance=Registration.Attendance.PRESENT
    )
    return get_object_or_404(
        rows.select_related("person", "training__center", "training__organiser__user"), training=pk
    )


@require_POST
@verified_required
def feedback(request: PersonRequest, pk: int) -> HttpResponse:
    rows = Registration.objects.of_user(request.user).filter(
        training__ends_at__lte=timezone.now(), state=Registration.State.PLACE
    )
    row = get_object_or_404(rows, training=pk)
    form = FeedbackForm(request.POST)
    if form.is_valid():
        values = form.cleaned_data
        trainings.give_feedback(row, rating=values["rating"], words=values["words"])
        messages.success(request, _("Thank you."))
    else:
        messages.error(request, _("Choose how useful it was."))
    return redirect("counselors:training", pk)


@require_safe
def training_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    row = Training.objects.visible_to(request.user).filter(pk=pk).first()
    if row is None:
        raise Http404
    return as_file(calendars.of_trainings([row]), f"training-{row.pk}.ics")
