"""The shared room of an introduction, and what came of it."""

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts import vault
from accounts.models import Enterprise
from accounts.permissions import PersonRequest
from matchmaking import outcomes, rooms
from matchmaking.forms import MessageForm, RoomFileForm, TimesForm
from matchmaking.introductions import IntroductionClosed, NotPossible
from matchmaking.models import Introduction, MeetingTime, Outcome, RoomFile
from matchmaking.permissions import party_owner_required, party_required
from matchmaking.views.faults import not_possible


@require_POST
@party_required
def message(request: PersonRequest, introduction: Introduction, side: Enterprise) -> HttpResponse:
    if not introduction.is_accepted:
        return not_possible(request, IntroductionClosed(), side)
    form = MessageForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write a message of at most 4,000 characters."))
        return redirect("matchmaking:introduction", introduction.pk)
    try:
        rooms.post(introduction, side, text=form.cleaned_data["text"], by=request.user)
    except NotPossible as error:
        return not_possible(request, error, side)
    return redirect(f"{reverse('matchmaking:introduction', args=[introduction.pk])}#room")


@require_POST
@party_owner_required
def file_share(
    request: PersonRequest, introduction: Introduction, side: Enterprise
) -> HttpResponse:
    if not introduction.is_accepted:
        return not_possible(request, IntroductionClosed(), side)
    form = RoomFileForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            rooms.share(introduction, side, upload=form.cleaned_data["paper"], by=request.user)
        except vault.BadFile as bad:
            messages.error(request, str(bad))
        except NotPossible as error:
            return not_possible(request, error, side)
        else:
            messages.success(request, _("Both enterprises can open this file now."))
    else:
        messages.error(request, _("Choose a file."))
    return redirect(f"{reverse('matchmaking:introduction', args=[introduction.pk])}#files")


@never_cache
@require_safe
@party_required
def file(
    request: PersonRequest, introduction: Introduction, side: Enterprise, file: int
) -> HttpResponse:
    """One shared file, as something to save; a scanner may still hold it back."""
    row = file_of(request, introduction, file).file
    try:
        return vault.as_attachment(row, vault.opened(row))
    except FileNotFoundError as gone:
        raise Http404 from gone


@require_POST
@party_owner_required
def file_remove(
    request: PersonRequest, introduction: Introduction, side: Enterprise, file: int
) -> HttpResponse:
    rooms.take_back(file_of(request, introduction, file), by=request.user)
    messages.success(request, _("The file is gone."))
    return redirect(f"{reverse('matchmaking:introduction', args=[introduction.pk])}#files")


def file_of(request: PersonRequest, introduction: Introduction, pk: int) -> RoomFile:
    rows = RoomFile.objects.visible_to(request.user).filter(introduction=introduction)
    return get_object_or_404(rows.select_related("file__enterprise"), pk=pk)


@require_POST
@party_required
def times(request: PersonRequest, introduction: Introduction, side: Enterprise) -> HttpResponse:
    if not introduction.is_accepted:
        return not_possible(request, IntroductionClosed(), side)
    form = TimesForm(request.POST, zone=request.user.time_zone)
    if not form.is_valid():
        faults = [str(fault) for faults in form.errors.values() for fault in faults]
        messages.error(request, " ".join(faults))
        return redirect("matchmaking:introduction", introduction.pk)
    minutes = int(form.cleaned_data["minutes"])
    try:
        rooms.propose_times(
            introduction, side, starts=form.starts, minutes=minutes, by=request.user
        )
    except NotPossible as error:
        return not_possible(request, error, side)
    messages.success(request, _("The other side sees your times."))
    return redirect("matchmaking:introduction", introduction.pk)


@require_POST
@party_required
def time_take(
    request: PersonRequest, introduction: Introduction, side: Enterprise, time: int
) -> HttpResponse:
    row = time_of(request, introduction, time)
    try:
        rooms.take(row, side, by=request.user)
    except NotPossible as error:
        return not_possible(request, error, side)
    messages.success(request, _("The meeting is set. Put it into your calendar."))
    return redirect("matchmaking:introduction", introduction.pk)


@require_safe
@party_required
def time_file(
    request: PersonRequest, introduction: Introduction, side: Enterprise, time: int
) -> HttpResponse:
    """The time as a file for a calendar."""
    row = time_of(request, introduction, time)
    names = {"one": side.name, "other": introduction.other_than(side).name}
    title = _("Meeting of %(one)s and %(other)s") % names
    address = reverse("matchmaking:introduction", args=[introduction.pk])
    content = rooms.calendar_of(row, title=title, address=address)
    return HttpResponse(
        content,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="meeting-{row.pk}.ics"'},
    )


def time_of(request: PersonRequest, introduction: Introduction, pk: int) -> MeetingTime:
    rows = MeetingTime.objects.visible_to(request.user).filter(introduction=introduction)
    return get_object_or_404(rows.select_related("introduction"), pk=pk)


@require_POST
@party_owner_required
def outcome(request: PersonRequest, introduction: Introduction, side: Enterprise) -> HttpResponse:
    """One tap: 'useful' or what came of it."""
    weeks, useful, result = (request.POST.get(name) for name in ("weeks", "useful", "result"))
    is_known = (useful is None or useful in Outcome.Useful.values) and (
        result is None or result in Outcome.Result.values
    )
    if weeks not in ("2", "12") or not is_known:
        raise BadRequest("An answer is one of the buttons.")
    try:
        outcomes.say(
            introduction, side, weeks=int(weeks), useful=useful, result=result, by=request.user
        )
    except NotPossible as error:
        return not_possible(request, error, side)
    messages.success(request, _("Thank you. It is counted without names."))
    return redirect("matchmaking:introduction", introduction.pk)
