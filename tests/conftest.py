"""Few fixtures, shared by all: reference rows once a session, a private folder for made files."""

from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.cache import cache
from pytest_django.plugin import DjangoDbBlocker

from reference import loading


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
def fresh_limits(request: pytest.FixtureRequest) -> None:
    """Rate limits count within one test."""
    if "db" in request.fixturenames or "transactional_db" in request.fixturenames:
        request.getfixturevalue("db" if "db" in request.fixturenames else "transactional_db")
        cache.clear()
