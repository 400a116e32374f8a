"""Asking, answering and following introductions."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Enterprise
from accounts.permissions import PersonRequest
from matchmaking import introductions, outcomes
from matchmaking.feasibility import local_day
from matchmaking.forms import ContactForm, MessageForm, RequestForm, RoomFileForm, TimesForm
from matchmaking.introductions import NotPossible
from matchmaking.models import Introduction, MeetingTime, Message, OpenRequest, Outcome, RoomFile
from matchmaking.permissions import (
    LONGEST_KEY,
    enterprise_required,
    owner_of_it_required,
    party_owner_required,
    party_required,
)
from matchmaking.views.faults import explain, not_possible
from reference.working_days import working_days_between

ENDED_A_PAGE = 20
Status = Introduction.Status


@require_safe
@enterprise_required
def introduction_list(request: PersonRequest, enterprise: Enterprise) -> HttpResponse:
    """What waits for us, what waits for them, what is open, and what has ended."""
    rows = (
        Introduction.objects.visible_to(request.user)
        .of(enterprise)
        .select_related("asking__country", "asked__country")
    )
    waiting = [with_clock(row, enterprise) for row in rows.waiting().order_by("due_on", "pk")]
    ended = rows.exclude(status__in=Introduction.LIVE).order_by("-ended_at", "-pk")
    context = {
        "enterprise": enterprise,
        "for_us": [row for row in waiting if row["waits_for_us"]],
        "for_them": [row for row in waiting if not row["waits_for_us"]],
        "open": [with_clock(row, enterprise) for row in rows.filter(status=Status.ACCEPTED)],
        "page": ended_page(request, ended, enterprise),
    }
    return render(request, "matchmaking/introduction_list.html", context)


def ended_page(request: PersonRequest, rows: QuerySet[Introduction], enterprise: Enterprise) -> Any:
    page: Any = Paginator(rows, ENDED_A_PAGE).get_page(request.GET.get("page"))
    page.object_list = [with_clock(row, enterprise) for row in page.object_list]
    return page


def with_clock(introduction: Introduction, enterprise: Enterprise) -> dict[str, Any]:
    """A row with its other side and its clock, which runs where the asked side is."""
    today = local_day(introduction.asked, timezone.now())
    return {
        "introduction": introduction,
        "other": introduction.other_than(enterprise),
        "waits_for_us": introduction.waits_for(enterprise),
        "days": working_days_between(
            today, introduction.due_on, country=introduction.asked.country_id
        ),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@owner_of_it_required
def introduction_new(request: PersonRequest, enterprise: Enterprise, pk: int) -> HttpResponse:
    """Write a reason, see exactly what passes and when, then send: two steps without a script."""
    own = Enterprise.objects.of_member(request.user).values("pk")
    others = Enterprise.objects.listed(request.user).exclude(pk__in=own)
    asked = get_object_or_404(others.select_related("country"), pk=pk)
    form = RequestForm(
        request.POST if request.method == "POST" else None,
        initial={
            **introductions.last_contact_of(enterprise, reader=request.user),
            "reason": reason_for(request, asked),
        },
    )
    context: dict[str, Any] = {
        "enterprise": enterprise,
        "other": asked,
        "form": form,
    }
    if not form.is_valid():
        context["hindrance"] = hindrance(enterprise, asked)
        status = 400 if form.errors else 200
        return render(request, "matchmaking/introduction_new.html", context, status=status)
    if "change" in request.POST:
        return render(request, "matchmaking/introduction_new.html", context)
    if "send" not in request.POST:
        return render(request, "matchmaking/introduction_preview.html", context)
    try:
        made = introductions.request(
            enterprise,
            asked,
            reason=form.cleaned_data["reason"],
            contact=form.contact,
            by=request.user,
        )
    except NotPossible as error:
        return not_possible(request, error, enterprise)
    messages.success(request, _("Your request is sent. The clock runs."))
    return redirect("matchmaking:introduction", made.pk)


def reason_for(request: PersonRequest, asked: Enterprise) -> str:
    """A first sentence for who comes from an open request of the other side."""
    key = request.GET.get("need", "")
    if not key.isdecimal() or len(key) > LONGEST_KEY:
        return ""
    rows = OpenRequest.objects.visible_to(request.user).of(asked).filter(need=int(key))
    row = rows.select_related("need").first()
    return _("About your open request “%(need)s”:") % {"need": row.need.title} if row else ""


def hindrance(enterprise: Enterprise, asked: Enterprise) -> str:
    """Why a request would not go through now, said before anything is typed."""
    try:
        introductions.refuse_more(enterprise, asked, now=timezone.now())
    except NotPossible as error:
        return explain(error)
    return ""


@require_safe
@party_required
def introduction(
    request: PersonRequest, introduction: Introduction, side: Enterprise
) -> HttpResponse:
    other = introduction.other_than(side)
    context = {
        **with_clock(introduction, side),
        "side": side,
        "enterprise": side,
        "is_owner": Enterprise.objects.owned_by(request.user).filter(pk=side.pk).exists(),
        "may_open_other": Enterprise.objects.visible_to(request.user).filter(pk=other.pk).exists(),
        "own_contact": labelled(introductions.contact_of(introduction, side, reader=request.user)),
        "their_contact": labelled(
            introductions.contact_of(introduction, other, reader=request.user)
        ),
        "candidates": candidates(request, introduction, side),
        "to_say": said_or_to_say(request, introduction, side),
        "results": Outcome.Result.choices,
    }
    if introduction.is_accepted:
        context |= room_of(request, introduction)
    return render(request, "matchmaking/introduction_detail.html", context)


def labelled(contact: dict[str, str]) -> list[tuple[str, str]]:
    return [(str(ContactForm.base_fields[name].label), value) for name, value in contact.items()]


def candidates(request: PersonRequest, introduction: Introduction, side: Enterprise) -> Any:
    """Who else may fit, for a side that got a no or no answer."""
    if introduction.status not in (Status.DECLINED, Status.EXPIRED):
        return []
    return introductions.next_candidates(introduction, side, reader=request.user)


def said_or_to_say(
    request: PersonRequest, introduction: Introduction, side: Enterprise
) -> list[dict[str, Any]]:
    weeks = outcomes.weeks_to_say(introduction, now=timezone.now())
    rows = Outcome.objects.visible_to(request.user).filter(
        introduction=introduction, enterprise=side
    )
    said = {row.weeks: row for row in rows}
    return [{"weeks": number, "outcome": said.get(number)} for number in weeks]


def room_of(request: PersonRequest, introduction: Introduction) -> dict[str, Any]:
    written = Message.objects.visible_to(request.user).filter(introduction=introduction)
    times = MeetingTime.objects.visible_to(request.user).filter(introduction=introduction)
    shared = RoomFile.objects.visible_to(request.user).filter(introduction=introduction)
    return {
        "written": written.select_related("enterprise"),
        "times": times.filter(starts_at__gt=timezone.now()),
        "files": shared.select_related("file__enterprise"),
        "message_form": MessageForm(),
        "file_form": RoomFileForm(),
        "times_form": TimesForm(zone=request.user.time_zone, initial={"minutes": "30"}),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@party_owner_required
def introduction_accept(
    request: PersonRequest, introduction: Introduction, side: Enterprise
) -> HttpResponse:
    """Choose what passes, see it once more, then say yes."""
    form = ContactForm(
        request.POST if request.method == "POST" else None,
        initial=introductions.last_contact_of(side, reader=request.user),
    )
    context = {
        "introduction": introduction,
        "enterprise": side,
        "other": introduction.other_than(side),
        "form": form,
    }
    if not introduction.waits_for(side):
        return not_possible(request, introductions.IntroductionClosed(), side)
    if not form.is_valid() or "change" in request.POST:
        status = 400 if form.errors else 200
        return render(request, "matchmaking/introduction_accept.html", context, status=status)
    if "send" not in request.POST:
        return render(request, "matchmaking/introduction_accept_preview.html", context)
    try:
        introductions.accept(introduction, side, contact=form.contact, by=request.user)
    except NotPossible as error:
        return not_possible(request, error, side)
    messages.success(request, _("You said yes."))
    return redirect("matchmaking:introduction", introduction.pk)


@require_POST
@party_owner_required
def introduction_decline(
    request: PersonRequest, introduction: Introduction, side: Enterprise
) -> HttpResponse:
    return carried_out(request, introductions.decline, introduction, side, _("You said no."))


@require_POST
@party_owner_required
def introduction_counsel(
    request: PersonRequest, introduction: Introduction, side: Enterprise
) -> HttpResponse:
    words = _("You have five working days more. Your counselor sees the question.")
    return carried_out(request, introductions.ask_counsel, introduction, side, words)


@require_POST
@party_owner_required
def introduction_withdraw(
    request: PersonRequest, introduction: Introduction, side: Enterprise
) -> HttpResponse:
    words = _("Your request is taken back.")
    return carried_out(request, introductions.withdraw, introduction, side, words)


@require_POST
@party_owner_required
def introduction_end(
    request: PersonRequest, introduction: Introduction, side: Enterprise
) -> HttpResponse:
    words = _("It has ended. Your contact details are out of their sight.")
    return carried_out(request, introductions.end, introduction, side, words)


def carried_out(
    request: PersonRequest, verb: Any, introduction: Introduction, side: Enterprise, words: str
) -> HttpResponse:
    """One verb without a form of its own; who comes too late reads why, with 409."""
    try:
        verb(introduction, side, by=request.user)
    except NotPossible as error:
        return not_possible(request, error, side)
    messages.success(request, words)
    return redirect("matchmaking:introduction", introduction.pk)
