"""One network a module, seeded once; what a story writes is undone behind it."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.cache import cache
from django.db import transaction
from django.test import override_settings
from django.utils.translation import override
from pytest_django.plugin import DjangoDbBlocker

from reference import loading
from tests.guards.network import Arguments, Network, seed


@pytest.fixture(scope="module")
def shared_var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("guards")


@pytest.fixture(autouse=True)
def private_var(settings: LazySettings, shared_var: Path) -> None:
    """The stories of a module share their indexes, which are made from the same rows."""
    settings.VAR_DIR = shared_var


@pytest.fixture(scope="module")
def seeded(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, shared_var: Path
) -> Iterator[Network]:
    with django_db_blocker.unblock(), override_settings(VAR_DIR=shared_var), transaction.atomic():
        loading.load_all()  # a story before this one may have emptied all tables
        yield seed()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def few_words(caplog: pytest.LogCaptureFixture) -> None:
    """Thousands of refusals are what is asked for here: only failures are worth a line."""
    caplog.set_level(logging.ERROR, logger="django.request")


@pytest.fixture
def network(seeded: Network, db: None) -> Iterator[Network]:
    """The test's own transaction lies within that of the module, so it leaves the network whole."""
    cache.clear()
    with override("en"):
        yield seeded


@pytest.fixture
def arguments(network: Network) -> Arguments:
    return Arguments(network)
