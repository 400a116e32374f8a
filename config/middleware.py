"""What happens around every request: its id, a guard on its bytes, the reader's time zone."""

import logging
import uuid
from collections.abc import Callable
from contextvars import ContextVar
from urllib.parse import unquote_to_bytes
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

Respond = Callable[[HttpRequest], HttpResponse]
# Keys of rows are 64-bit numbers, and databases fail on what is larger.
LARGEST_KEY = 2**63 - 1
request_id: ContextVar[str] = ContextVar("request_id", default="-")


class RequestIdFilter(logging.Filter):
    """Gives every log line the id that the error page shows."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.get()
        return True


class RequestIdMiddleware:
    """Names each request, so that a person can quote the id of a failure."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.id = uuid.uuid4().hex[:12]  # type: ignore[attr-defined]
        token = request_id.set(request.id)  # type: ignore[attr-defined]
        try:
            response = self.respond(request)
        finally:
            request_id.reset(token)
        response["X-Request-ID"] = request.id  # type: ignore[attr-defined]
        return response


class CachingMiddleware:
    """Says for whom a page may be kept, where its view does not.

    No cache between server and reader keeps any page: they differ by language and by reader, and a
    tender that has closed is gone at once. Pages of people who signed in are not kept at all.
    """

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.respond(request)
        if not response.has_header("Cache-Control"):
            is_somebodys = settings.SESSION_COOKIE_NAME in request.COOKIES
            response["Cache-Control"] = f"private, {'no-store' if is_somebodys else 'no-cache'}"
        return response


class HostileInputMiddleware:
    """Answers 400 to NUL and broken UTF-8 in an address, before any database sees them.

    A number longer than any row's is a page that does not exist.
    """

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        query = unquote_to_bytes(request.META.get("QUERY_STRING", ""))
        path = request.path_info.encode("utf-8", "surrogatepass")
        if not (is_clean(query) and is_clean(path)):
            return render(request, "400.html", status=400)
        return self.respond(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, named: dict[str, object]
    ) -> None:
        if any(isinstance(key, int) and key > LARGEST_KEY for key in named.values()):
            raise Http404


class ReaderTimeZoneMiddleware:
    """Shows moments in the zone that the signed-in reader chose."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        zone = getattr(request.user, "time_zone", "")
        with timezone.override(ZoneInfo(zone) if zone else None):
            return self.respond(request)


def is_clean(text: bytes) -> bool:
    if b"\x00" in text:
        return False
    try:
        text.decode()
    except UnicodeDecodeError:
        return False
    return True
