"""Answers that come at once end in exactly one state, on both databases; the control shows why."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from accounts.models.enterprises import EnterpriseQuerySet
from matchmaking.introductions import limits
from reference import loading
from tests.matchmaking.racing import COMMAND, ROUNDS, ask_at_once, race, without_the_condition

needs_a_server = pytest.mark.skipif(
    connection.vendor == "sqlite", reason="On SQLite these races run in a process of their own."
)


@pytest.fixture
def countries(transactional_db: None) -> None:
    """These stories empty all tables behind them, so each brings its own."""
    loading.load_all()


@needs_a_server
def test_one_answer_counts(countries: None) -> None:
    seen = race(ROUNDS)

    assert (seen.several_winners, seen.wrong_state, seen.faults) == (0, 0, [])


@needs_a_server
def test_without_the_condition_several_would_count(countries: None) -> None:
    with without_the_condition():
        seen = race(ROUNDS)

    assert seen.several_winners > 0


@needs_a_server
def test_requests_at_once_stay_within_the_limit_of_a_day(countries: None) -> None:
    assert ask_at_once().sent_of_a_day == limits.MOST_A_DAY


@needs_a_server
def test_without_the_lock_they_would_not(countries: None, monkeypatch: pytest.MonkeyPatch) -> None:
    unlocked: Any = lambda rows, *args, **kwargs: rows.all()  # noqa: E731
    monkeypatch.setattr(EnterpriseQuerySet, "select_for_update", unlocked)

    assert ask_at_once().sent_of_a_day > limits.MOST_A_DAY


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL runs them in this process.")
def test_the_same_on_a_file_of_sqlite(tmp_path: Path) -> None:
    environment = {**os.environ, "VAR_DIR": str(tmp_path), "DATABASE_URL": ""}
    environment = {name: value for name, value in environment.items() if value}
    done = subprocess.run(
        [sys.executable, "-c", COMMAND],
        cwd=settings.BASE_DIR,
        env={**environment, "DJANGO_SETTINGS_MODULE": "config.settings"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )

    assert done.returncode == 0, done.stderr[-2000:]
    seen = json.loads(done.stdout)
    guarded = seen["guarded"]
    assert (guarded["several_winners"], guarded["wrong_state"], guarded["faults"]) == (0, 0, [])
    assert seen["at_once"]["sent_of_a_day"] == limits.MOST_A_DAY
    assert seen["control"]["several_winners"] > 0
