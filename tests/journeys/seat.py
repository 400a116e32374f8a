"""One person of a story, at a browser of her own and in her own language."""

from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from tests.browser.reader import PHONE, Reader
from tests.journeys import pictures

PATIENCE = 120_000  # ms: a busy machine is slow, not wrong
BUTTON = "main form .button--primary"


class Seat:
    """A phone, signed in. What a page should not do is noted in `complaints`."""

    def __init__(self, browser: Browser, server: LiveServer, person: User, language: str) -> None:
        client = Client()
        client.force_login(person)
        self.page: Page = browser.new_context().new_page()
        self.page.set_default_timeout(PATIENCE)
        self.server, self.language = server, language
        self.reader = Reader(self.page, server.url)
        self.reader.sign_in(client.cookies[settings.SESSION_COOKIE_NAME].value)
        self.page.set_viewport_size(PHONE)  # type: ignore[arg-type]

    @property
    def complaints(self) -> list[str]:
        return self.reader.complaints

    def opens(self, name: str, *arguments: object) -> int:
        with override(self.language):
            path = reverse(f"counselors:{name}", args=arguments)
        response = self.page.goto(f"{self.server.url}{path}")
        return response.status if response else 0

    def clicks(self, selector: str) -> None:
        self.page.locator(selector).first.click()
        self.page.wait_for_load_state()

    def sends(self, **words: str) -> None:
        """Fill the fields by their names and press the form's own button."""
        for name, value in words.items():
            self.page.fill(f"main [name={name}]", value)
        self.clicks(BUTTON)

    def sees(self, words: str) -> bool:
        return words in self.page.locator("main").inner_text()

    def picture(self, name: str) -> None:
        pictures.keep_top(self.page, f"{name}-{self.language}-390")

    def fits(self) -> bool:
        """Nothing stands out of a narrow screen."""
        self.page.set_viewport_size({"width": 320, "height": 640})
        width = "document.documentElement.scrollWidth"
        return bool(self.page.evaluate(f"{width} <= 320"))
