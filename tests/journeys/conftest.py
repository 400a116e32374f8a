"""The same browser as for single pages, on a network that each story brings itself."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import (
    base_url,
    browser_type_launch_args,
    countries,
    network,
    reader,
)

__all__ = ["base_url", "browser_type_launch_args", "countries", "network", "reader"]


@pytest.fixture(autouse=True)
def everybody_leaves(browser: Browser) -> Iterator[None]:
    """Windows that stay open keep threads of the server alive beyond its database."""
    yield
    for window in browser.contexts:
        window.close()
