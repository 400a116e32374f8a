"""Pictures for the documents, taken only when asked for: PUENTE_SCREENSHOTS=1."""

import os
from pathlib import Path

from django.conf import settings
from playwright.sync_api import Page

FOLDER = Path(settings.BASE_DIR) / "docs" / "screenshots"


def keep(page: Page, name: str) -> None:
    if os.environ.get("PUENTE_SCREENSHOTS") == "1":
        FOLDER.mkdir(parents=True, exist_ok=True)
        page.wait_for_load_state("networkidle")
        page.screenshot(path=FOLDER / f"{name}.png", animations="disabled")


def keep_top(page: Page, name: str) -> None:
    """From the head of the page on, wherever the last word was typed."""
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    keep(page, name)
