"""How pages are served: what caches may keep, the pool of connections, gunicorn's settings."""

import importlib

import pytest
from django.test import Client
from django.urls import reverse
from gunicorn.config import Config

from tests.factories import PASSWORD, UserFactory
from tests.test_settings import PRODUCTION, setting


@pytest.mark.django_db
def test_no_cache_between_server_and_reader_keeps_a_page(client: Client) -> None:
    for address in (reverse("home"), reverse("tenders:list"), "/api/v1/tenders/", "/nowhere/"):
        assert client.get(address).headers["Cache-Control"] == "private, no-cache"


@pytest.mark.django_db
def test_pages_of_people_who_signed_in_are_not_kept_at_all(client: Client) -> None:
    client.login(email=UserFactory(password=PASSWORD).email, password=PASSWORD)

    for address in (reverse("dashboard"), reverse("tenders:list")):
        assert client.get(address).headers["Cache-Control"] == "private, no-store"


@pytest.mark.django_db
def test_a_view_that_says_it_itself_is_not_overruled(client: Client) -> None:
    answer = client.get(reverse("accounts:alike"))

    assert "max-age=0" in answer.headers["Cache-Control"]


@pytest.mark.pure
def test_production_on_postgresql_has_a_pool() -> None:
    on_postgresql = PRODUCTION | {"DATABASE_URL": "postgres://puente@127.0.0.1/puente"}

    assert "'max_size': 8" in setting("DATABASES['default']", **on_postgresql)
    assert "'max_size': 3" in setting("DATABASES['default']", **on_postgresql, DATABASE_POOL="3")
    embedded = {"DATABASE_URL": on_postgresql["DATABASE_URL"]}
    assert "pool" not in setting("DATABASES['default']", **embedded)


@pytest.mark.pure
def test_gunicorn_knows_every_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEB_CONCURRENCY", "3")
    module = importlib.reload(importlib.import_module("config.gunicorn"))
    config = Config()

    named = {name: value for name, value in vars(module).items() if name in config.settings}
    for name, value in named.items():
        config.set(name, value)

    assert {"workers", "threads", "timeout", "raw_env", "preload_app", "wsgi_app"} <= set(named)
    assert config.workers == 3
    assert "statement_timeout" in config.env["PGOPTIONS"]
