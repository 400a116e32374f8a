"""Asks Puente as one identity. Django's test client copies every template's context: too slow."""

from collections.abc import Mapping
from functools import cache
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.http import HttpResponse
from django.test import RequestFactory

Data = Mapping[str, object]


@cache
def handler() -> BaseHandler:
    """The whole chain of middleware, as a server would run it."""
    made = BaseHandler()
    made.load_middleware()
    return made


class Visitor:
    """A browser that keeps its session and follows nothing."""

    def __init__(self, session: str = "", *, checks_forgery: bool = False) -> None:
        self.checks_forgery = checks_forgery
        cookie = {"HTTP_COOKIE": f"{settings.SESSION_COOKIE_NAME}={session}"} if session else {}
        self.requests = RequestFactory(**cookie)  # type: ignore[arg-type]

    def ask(
        self, method: str, address: str, data: Data | None = None, **headers: Any
    ) -> HttpResponse:
        """The answer to one request; a failure of the view is an answer of 500."""
        # Half a character is sent as the bytes that it is, which no browser would do.
        sent = urlencode(dict(data or {}), doseq=True, errors="surrogatepass")
        if method == "POST":
            headers = {"content_type": "application/x-www-form-urlencoded", **headers}
            request = self.requests.generic("POST", address, sent, **headers)
        else:
            question = f"{'&' if '?' in address else '?'}{sent}" if sent else ""
            request = self.requests.generic(method, f"{address}{question}", **headers)
        request._dont_enforce_csrf_checks = not self.checks_forgery  # type: ignore[attr-defined]
        response = handler().get_response(request)
        assert isinstance(response, HttpResponse), address
        return response

    def get(self, address: str, data: Data | None = None, **headers: Any) -> HttpResponse:
        return self.ask("GET", address, data, **headers)

    def post(self, address: str, data: Data | None = None, **headers: Any) -> HttpResponse:
        return self.ask("POST", address, data, **headers)
