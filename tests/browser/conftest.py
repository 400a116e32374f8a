"""Chromium, a live server, and a network on it. Stories with a browser need them all."""

import os
from typing import Any

import pytest
from pytest_django.live_server_helper import LiveServer

from reference import loading
from tests import needs
from tests.browser.reader import Reader
from tests.guards.network import Network, seed

# Playwright keeps a loop of its own running in this thread; Django would refuse to ask a database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The system's own Chromium, which asks nobody outside."""
    needs.need("chromium")
    return {
        **browser_type_launch_args,
        "executable_path": needs.chromium(),
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ],
    }


@pytest.fixture(scope="session")
def base_url() -> str:
    """Each story has a server of its own, so no address holds for all."""
    return ""


@pytest.fixture
def countries(transactional_db: None) -> None:
    """These stories empty all tables behind them, so each brings its own."""
    loading.load_all()


@pytest.fixture
def network(countries: None) -> Network:
    """The network of the guards: one row of everything, with long words in every field."""
    return seed()


@pytest.fixture
def reader(page: Any, live_server: LiveServer, countries: None) -> Reader:
    return Reader(page, live_server.url)
