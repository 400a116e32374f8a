"""Pages that mix apps, and the machine's own answers."""

from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


def navigation(request: HttpRequest) -> dict[str, Any]:
    """What every page's head shows."""
    return {}


@require_safe
def live(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "alive"})


@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ready"})


def home(request: HttpRequest) -> HttpResponse:
    return render(request, "home.html")


def dashboard(request: HttpRequest) -> HttpResponse:
    return render(request, "dashboard.html")


def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "privacy.html")


def design(request: HttpRequest) -> HttpResponse:
    return render(request, "design.html")


def demo_mail(request: HttpRequest) -> HttpResponse:
    return render(request, "demo_mail.html")


def tender(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "tender.html")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "400.html", status=400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    return render(request, "500.html", status=500)
