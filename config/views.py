"""Pages that mix apps, what every page's head shows, and the machine's own answers."""

import logging
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_safe

from accounts import enterprises
from accounts.models import Enterprise, Notification
from accounts.permissions import PersonRequest, verified_required
from config import mailbox, published_quality, showcase
from counselors.models import Counselor
from matchmaking import quality as match_quality
from matchmaking import recommendations
from tenders import health
from tenders.models import Tender
from tenders.views import detail_context

SHOWN_ON_HOME = 3
LONGEST_KEY = 18
SHOWN_ON_DASHBOARD = 5
# The answer of last resort: it needs no template, no database and no language.
BARE_FAILURE = '<!doctype html><html lang="en"><title>Puente</title><h1>Something failed.</h1>'
logger = logging.getLogger(__name__)


def navigation(request: HttpRequest) -> dict[str, Any]:
    """What every page's head and foot show. Nothing is asked before a page shows it."""
    shared = {"has_demo_mail": mailbox.is_open(), "contact_email": settings.CONTACT_EMAIL}
    reader = getattr(request, "user", None)
    if reader is None or not reader.is_authenticated:
        return shared
    unread = Notification.objects.visible_to(reader).unread()
    return shared | {
        "unread_count": SimpleLazyObject(unread.count),
        "own_enterprises": SimpleLazyObject(lambda: list(Enterprise.objects.of_member(reader))),
        "is_counselor": SimpleLazyObject(Counselor.objects.of_user(reader).exists),
    }


@require_safe
def live(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "alive"})


@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ready"})


@require_safe
def enter_admin(request: HttpRequest) -> HttpResponse:
    """Operators sign in where everybody does. Who has signed in and is none may not enter."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.GET.get("next", reverse("admin:index")))
    if not request.user.is_staff:
        raise PermissionDenied
    return redirect("admin:index")


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Value before any account: a search, open tenders, who is here."""
    opened = Tender.objects.visible_to(request.user).open(timezone.now())
    newest = list(opened.for_cards().order_by("-published_on", "-pk")[:SHOWN_ON_HOME])
    others = opened.exclude(pk__in=[tender.pk for tender in newest])
    context = {
        "newest": newest,
        "closing": others.for_cards().order_by("open_until", "pk")[:SHOWN_ON_HOME],
        "open_count": opened.count(),
        "enterprise_count": Enterprise.objects.listed(request.user).count(),
        "counselor_count": Counselor.objects.visible_to(request.user).count(),
        "feeds": health.feeds(),
    }
    return render(request, "home.html", context)


@require_safe
@verified_required
def dashboard(request: PersonRequest) -> HttpResponse:
    """Where a person starts: what is new for her enterprise, or how to describe one."""
    enterprise = chosen_enterprise(request)
    if enterprise is None:
        return render(request, "dashboard_start.html")
    now, reader = timezone.now(), request.user
    watched = (
        Tender.objects.visible_to(reader).worth_bidding(now).filter(watches__enterprise=enterprise)
    )
    context = {
        "enterprise": enterprise,
        "may_edit": Enterprise.objects.owned_by(reader).filter(pk=enterprise.pk).exists(),
        "hints": enterprises.hints(enterprise),
        "recommendations": recommendations.current_for(enterprise)[:SHOWN_ON_DASHBOARD],
        "partners": recommendations.partners_for(enterprise, reader)[:SHOWN_ON_HOME],
        "watched": watched.order_by(F("open_until").asc(nulls_last=True), "pk")[
            :SHOWN_ON_DASHBOARD
        ],
        "letters": Notification.objects.visible_to(reader)[:SHOWN_ON_DASHBOARD],
        "feeds": health.stale_feeds(),
    }
    return render(request, "dashboard.html", context)


def chosen_enterprise(request: HttpRequest) -> Enterprise | None:
    """The enterprise that the address names among the reader's own, else her first.

    A link that a colleague of another enterprise passed on opens with one's own.
    """
    own = Enterprise.objects.of_member(request.user).select_related("country")
    asked = request.GET.get("enterprise", "")
    is_key = asked.isdecimal() and len(asked) <= LONGEST_KEY
    named = own.filter(pk=asked).first() if is_key else None
    return named or own.first()


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "privacy.html")


@require_safe
def quality(request: HttpRequest) -> HttpResponse:
    """The last published measurement of the matcher, for everybody."""
    run = match_quality.latest()
    return render(request, "quality.html", published_quality.context_of(run) if run else {})


@require_safe
def design(request: HttpRequest) -> HttpResponse:
    if not settings.DEBUG:
        raise Http404
    return render(request, "design.html", showcase.samples())


@require_safe
def demo_mail(request: HttpRequest) -> HttpResponse:
    """What a demo would have sent. Anybody may read it there, so it exists nowhere else."""
    if not mailbox.is_open():
        raise Http404
    return render(request, "demo_mail.html", {"mails": mailbox.newest()})


@require_safe
def tender(request: HttpRequest, pk: int) -> HttpResponse:
    """The notice as everybody sees it and, for an enterprise, what it means for her."""
    context = detail_context(request, pk)
    enterprise = chosen_enterprise(request)
    if enterprise is not None:
        verdicts = recommendations.verdicts_for(enterprise, context["tender"])
        context |= {"enterprise": enterprise, "verdicts": verdicts}
    return render(request, "tender.html", context)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "400.html", status=400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Asks nothing of what may have failed: no database, no session, no context processor."""
    try:
        page: str = render_to_string("500.html", {"request": request})
    except Exception:
        logger.exception("The page for failures failed too")
        page = BARE_FAILURE
    return HttpResponse(page, status=500)
