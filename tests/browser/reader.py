"""Somebody before a browser: opens pages, and notes what a page did that it should not."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import ConsoleMessage, Page, Request, Response

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
NARROWEST = {"width": 320, "height": 640}
# How far the page reaches beyond its window; a scrolling table of its own does not count.
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# The widest things that do, for whoever has to mend it.
TOO_WIDE = """() => [...document.querySelectorAll('main *, header *, footer *')]
  .filter(one => one.getBoundingClientRect().right > innerWidth + 1)
  .slice(-2).map(one => one.tagName + '.' + one.className)"""


@dataclass
class Reader:
    page: Page
    site: str
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
        self.page.on("console", self.hear)
        self.page.on("pageerror", lambda error: self.complain(f"script: {error}"))
        self.page.on("request", self.watch)

    def complain(self, what: str) -> None:
        self.complaints.append(f"{urlsplit(self.page.url).path}: {what}")

    def hear(self, message: ConsoleMessage) -> None:
        """Violations of the content security policy are told here too."""
        if message.type in ("error", "warning"):
            self.complain(f"{message.type}: {message.text}")

    def watch(self, request: Request) -> None:
        if not request.url.startswith((self.site, "data:", "blob:", "about:")):
            self.complain(f"asks {request.url}")

    def sign_in(self, session: str) -> None:
        self.page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": self.site}]
        )

    def sign_out(self) -> None:
        self.page.context.clear_cookies()

    def open(self, address: str) -> Response:
        answer = self.page.goto(f"{self.site}{address}", wait_until="load")
        assert answer is not None
        return answer

    def barriers(self) -> list[str]:
        """What axe finds: rule, place and help of each violation."""
        found: Any = Axe().run(self.page).response["violations"]
        return [
            f"{urlsplit(self.page.url).path}: {rule['id']} at {node['target']} ({rule['help']})"
            for rule in found
            for node in rule["nodes"][:3]
        ]

    def overflow(self) -> list[str]:
        """Said once a page: how far it scrolls sideways, and what is so wide."""
        beyond = self.page.evaluate(OVERFLOW)
        if beyond <= 0:
            return []
        return [f"{urlsplit(self.page.url).path}: {beyond} px, {self.page.evaluate(TOO_WIDE)}"]
