"""What cannot be done now, in words: the page answers 409 and says why."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Enterprise
from matchmaking import introductions
from matchmaking.introductions import NotPossible


def explain(error: NotPossible) -> str:
    if isinstance(error, introductions.CoolingDown):
        day = date_format(error.until, "DATE_FORMAT")
        return _("You can ask again after %(day)s.") % {"day": day}
    sentences = {
        introductions.IntroductionClosed: _(
            "This has been answered or closed in the meantime. Nothing was changed."
        ),
        introductions.CannotBeAsked: _("This enterprise cannot be asked."),
        introductions.AlreadyThere: _(
            "There is an open introduction between you and this enterprise already."
        ),
        introductions.TooMany: _(
            "That is as many as may be open or sent in one day. Wait for answers, or take one back."
        ),
    }
    return sentences.get(type(error), _("This cannot be done now."))


def not_possible(request: HttpRequest, error: NotPossible, enterprise: Enterprise) -> HttpResponse:
    context = {"explanation": explain(error), "enterprise": enterprise}
    return render(request, "matchmaking/not_possible.html", context, status=409)
