"""The production profile starts with all its values or not at all, and never with DEBUG."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

pytestmark = pytest.mark.pure

PRODUCTION = {
    "DJANGO_ENV": "production",
    "SECRET_KEY": "ab1-_" * 13,
    "ALLOWED_HOSTS": "puente.example.org",
    "SITE_URL": "https://puente.example.org",
    "CONTACT_EMAIL": "operator@puente.example.org",
    "DEFAULT_FROM_EMAIL": "no-reply@puente.example.org",
    "DATABASE_URL": "sqlite:////tmp/unused.sqlite3",
    "EMAIL_URL": "smtp://127.0.0.1:25",
}
MANDATORY = sorted({*PRODUCTION} - {"DJANGO_ENV"})
# What a development machine may have set, and a production must not need.
OWN = ("PATH", "HOME", "LANG", "VIRTUAL_ENV", "SYSTEMROOT")


def python(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in OWN if name in os.environ}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=settings.BASE_DIR,
        env={**kept, **variables},
        capture_output=True,
        text=True,
        timeout=120,
    )


def setting(name: str, **variables: str) -> str:
    """The value that a fresh process reads, or the error that it ends with."""
    done = python("-c", f"from config import settings; print(settings.{name})", **variables)
    return (done.stdout or done.stderr.splitlines()[-1]).strip()


@pytest.mark.parametrize("missing", MANDATORY)
def test_production_does_not_start_without(missing: str) -> None:
    given = {name: value for name, value in PRODUCTION.items() if name != missing}

    assert setting("DEBUG", **given).endswith(f"{missing} must be set in production")


@pytest.mark.parametrize("empty", MANDATORY)
def test_production_does_not_start_with_an_empty(empty: str) -> None:
    assert setting("DEBUG", **{**PRODUCTION, empty: ""}).endswith(
        f"{empty} must be set in production"
    )


def test_production_passes_every_check_for_a_deployment() -> None:
    done = python("manage.py", "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)

    assert (done.returncode, done.stdout.strip()) == (
        0,
        "System check identified no issues (0 silenced).",
    )


@pytest.mark.parametrize("asked", ["true", "True", "1"])
def test_debug_cannot_be_switched_on_in_production(asked: str) -> None:
    assert setting("DEBUG", DJANGO_DEBUG=asked, **PRODUCTION) == "False"


def test_debug_is_off_unless_asked_for() -> None:
    assert setting("DEBUG") == "False"
    assert setting("DEBUG", DJANGO_DEBUG="true") == "True"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECURE_SSL_REDIRECT", "True"),
        ("SESSION_COOKIE_SECURE", "True"),
        ("CSRF_COOKIE_SECURE", "True"),
        ("SESSION_COOKIE_NAME", "__Host-session"),
        ("SECURE_HSTS_SECONDS", "31536000"),
        ("ALLOWED_HOSTS", "['puente.example.org']"),
        ("CSRF_TRUSTED_ORIGINS", "['https://puente.example.org']"),
        ("EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend"),
    ],
)
def test_production_closes_what_a_laptop_may_leave_open(name: str, value: str) -> None:
    assert setting(name, **PRODUCTION) == value


def test_the_cache_is_shared_by_all_processes() -> None:
    """Limits on sign-ups and calls count over the site: no profile has a cache of its own."""
    backend = "CACHES['default']['BACKEND']"

    for profile in ({}, PRODUCTION):
        assert setting(backend, **profile).endswith("DatabaseCache")
        assert setting(backend, REDIS_URL="redis://127.0.0.1:6379/0", **profile).endswith(
            "RedisCache"
        )


def test_the_embedded_profile_starts_with_nothing_set() -> None:
    done = python("manage.py", "check", "--fail-level", "WARNING")

    assert (done.returncode, done.stderr.strip()) == (0, "")
