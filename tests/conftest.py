"""Few fixtures, shared by all: reference rows once a session, a private folder for made files."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.cache import cache
from django.core.management import call_command
from django.utils.translation import override
from pytest_django.plugin import DjangoDbBlocker

from reference import loading
from reference.models import Country


def pytest_configure(config: pytest.Config) -> None:
    """The catalogues are compiled before any worker reads them: a fresh clone has none."""
    if not hasattr(config, "workerinput"):
        call_command("compile_catalogues")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Countries, sectors and banks stand in every test, as they do in every installation."""
    with django_db_blocker.unblock():
        loading.load_all()


@pytest.fixture(autouse=True)
def private_var(settings: LazySettings, tmp_path: Path) -> None:
    """Indexes and mails of one test are never seen by another."""
    settings.VAR_DIR = tmp_path


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """A request leaves its language behind; each story starts in English."""
    with override("en"):
        yield


@pytest.fixture(autouse=True)
def fresh_database(request: pytest.FixtureRequest) -> None:
    """Rate limits count within one test, and a test that empties all tables harms no other."""
    marker = request.node.get_closest_marker("django_db")
    wanted = set(request.fixturenames)
    if marker:
        wanted.add("transactional_db" if marker.kwargs.get("transaction") else "db")
    for name in ("transactional_db", "db"):
        if name in wanted:
            request.getfixturevalue(name)
            cache.clear()
            if not Country.objects.exists():
                loading.load_all()
            return
