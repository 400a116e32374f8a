"""From sign-up in Spanish to real tenders with marked reasons, in five minutes at most."""

import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.utils import timezone
from django.utils.translation import gettext, override
from playwright.sync_api import Page

from accounts.models import User
from tenders import ingestion
from tenders.models import Tender
from tenders.sources import SOURCES
from tests.browser.reader import DESKTOP, PHONE, Reader
from tests.journeys import pictures

FILES = Path(settings.BASE_DIR).parent / "shared/data/mdb/worldbank"
NOTICES = (
    "procnotices_energy_sectors_2026-09-12.json",
    "procnotices_togo_ukraine_energy_2026-09_cut.json",
)
ABOUT = (
    "Instalamos plantas solares fotovoltaicas: módulos, inversores y baterías para escuelas, "
    "hospitales y comunidades rurales. Suministro, instalación y puesta en marcha de sistemas "
    "de energía renovable, mini redes y pequeñas centrales hidroeléctricas."
)
PASSWORD = "una clave larga y buena"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        not all((FILES / name).is_file() for name in NOTICES), reason=f"no bank files in {FILES}"
    ),
]


@pytest.fixture
def while_open() -> Iterator[None]:
    """The notices of the file invite bids until the autumn of 2026."""
    with time_machine.travel(datetime(2026, 9, 15, 15, 0, tzinfo=UTC), tick=True):
        yield


@pytest.fixture
def after_all_closed() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 12, 20, 15, 0, tzinfo=UTC), tick=True):
        yield


def read_notices() -> set[str]:
    for name in NOTICES:
        ingestion.run_file(SOURCES["world_bank"], FILES / name, now=timezone.now())
    return set(Tender.objects.values_list("title", flat=True))


def in_spanish(words: str) -> str:
    with override("es"):
        return gettext(words)


def sign_up(reader: Reader) -> None:
    page = reader.page
    reader.open("/es/")
    page.locator("header a[href='/es/account/signup/']").first.click()
    page.fill("[name=full_name]", "Lucía Armenta")
    page.fill("[name=email]", "lucia@example.org")
    page.fill("[name=password1]", PASSWORD)
    page.check("[name=terms]")
    pictures.keep_top(page, "signup-es")
    page.press("[name=password1]", "Enter")
    page.wait_for_url("**/es/account/confirm-email/")


def confirm(reader: Reader) -> None:
    """By the link in the mail, which is in Spanish too."""
    (letter,) = mail.outbox
    assert letter.to == ["lucia@example.org"]
    (link,) = re.findall(r"https?://\S+/es/account/confirm-email/\S+", str(letter.body))
    reader.open(link.removeprefix(settings.SITE_URL))
    reader.page.locator("main form button.button--primary").first.click()
    reader.page.wait_for_url("**/es/dashboard/")


def describe_a_solar_firm(reader: Reader) -> None:
    page = reader.page
    page.locator("main a[href='/es/enterprises/new/']").first.click()
    page.fill("[name=legal_name]", "Sol de Sonora, S.A. de C.V.")
    page.select_option("[name=country]", "MX")
    page.fill("[name=about]", ABOUT)
    page.select_option("[name=about_language]", "es")
    page.fill("[name=offer0-title]", "Plantas solares para escuelas")
    page.fill("[name=offer0-text]", "Diseño, suministro e instalación de plantas fotovoltaicas.")
    pictures.keep_top(page, "profile-es")
    page.locator("main form .form__actions button.button--primary").last.click()
    page.wait_for_url("**/es/dashboard/")


def cards(page: Page) -> list[str]:
    return [title.strip() for title in page.locator("article .card__title").all_inner_texts()]


def test_a_new_user_sees_real_tenders_with_marked_reasons(while_open: None, reader: Reader) -> None:
    published = read_notices()
    started = time.monotonic()

    sign_up(reader)
    confirm(reader)
    describe_a_solar_firm(reader)
    reader.page.locator("main a[href^='/es/matches/tenders/']").first.click()

    page = reader.page
    user = User.objects.get()
    assert (user.language, user.has_verified_email) == ("es", True)
    recommended = cards(page)
    assert len(recommended) >= 2
    assert set(recommended) <= published
    assert page.locator("html").get_attribute("lang") == "es"
    assert page.locator("article mark").count() >= len(recommended)
    assert page.locator("article .verdicts").count() == len(recommended)
    pictures.keep_top(page, "recommendations-es")
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.locator("article").first.scroll_into_view_if_needed()
    pictures.keep(page, "recommendation-es-390")
    page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]

    page.locator("article .card__title a").first.click()
    assert page.locator("h1").inner_text().strip() == recommended[0]
    assert page.locator("main .verdicts mark, main .panel mark").count() >= 1
    pictures.keep_top(page, "tender-es")
    assert time.monotonic() - started < 300
    assert reader.complaints == []


def test_closed_tenders_are_called_closed_and_shown_when_asked_for(
    after_all_closed: None, reader: Reader
) -> None:
    read_notices()
    sign_up(reader)
    confirm(reader)
    describe_a_solar_firm(reader)

    reader.open("/es/matches/tenders/")
    assert cards(reader.page) == []
    reader.open("/es/matches/tenders/?closed=on")

    shown = cards(reader.page)
    assert len(shown) >= 2
    deadlines = reader.page.locator("article .deadline").all_inner_texts()
    assert len(deadlines) == len(shown)
    assert all(in_spanish("Closed") in text for text in deadlines)
