"""A reading that is killed, at every named point and at any moment, and read again: the rows are
those of a reading that nobody disturbed."""

import os
import signal
import subprocess
import sys
from typing import Any

import pytest

from tenders import failpoints
from tests.tenders.killing.workshop import (
    IS_LONG,
    IS_SHORT,
    ON_POSTGRESQL,
    POINTS,
    RECORDS,
    ROOT,
    Workshop,
    moment,
)

RANDOM_KILLS = 50 if IS_LONG else 2 if IS_SHORT else 5
ACTIONS = ["kill", "term"] if IS_LONG else ["kill"]


def rows_after(workshop: Workshop, **disturbed: Any) -> tuple[int, dict[str, Any]]:
    """By which signal a reading ended, and the rows after it was read again."""
    database = workshop.created(copy_of=workshop.template)
    try:
        ended = workshop.read(database, workshop.file, **disturbed)
        again = workshop.read(database, workshop.file)
        assert again["code"] == 0, workshop.log()
        return ended["signal"], workshop.rows(database)
    finally:
        workshop.dropped(database)


def test_the_undisturbed_reading_does_all_that_a_kill_could_break(
    undisturbed: tuple[dict[str, Any], float],
) -> None:
    rows, _ = undisturbed
    numbers = {int(version["number"]) for version in rows["TenderVersion"]}
    joined = [row for row in rows["Tender"] if row["joined_to"] != "None"]

    assert (len(rows["Tender"]), len(rows["QuarantinedRecord"])) == (RECORDS - 3, 4)
    assert numbers == {1, 2}
    assert len(joined) == 2


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("name", POINTS)
def test_w01_a_reading_killed_at_a_named_point_is_completed_by_the_next(
    name: str,
    action: str,
    workshop: Workshop,
    undisturbed: tuple[dict[str, Any], float],
) -> None:
    ended_by, rows = rows_after(workshop, environment={failpoints.VARIABLE: f"{name}:{action}"})

    assert ended_by == (signal.SIGKILL if action == "kill" else signal.SIGTERM)
    assert rows == undisturbed[0]


@pytest.mark.parametrize("times", [2, 3])
def test_w01_the_second_and_third_batch_are_no_different(
    times: int, workshop: Workshop, undisturbed: tuple[dict[str, Any], float]
) -> None:
    failpoint = {failpoints.VARIABLE: f"batch-counted:kill:{times}"}

    ended_by, rows = rows_after(workshop, environment=failpoint)

    assert (ended_by, rows) == (signal.SIGKILL, undisturbed[0])


@pytest.mark.parametrize("number", range(RANDOM_KILLS))
def test_w22_a_reading_killed_at_any_moment_is_completed_by_the_next(
    number: int, workshop: Workshop, undisturbed: tuple[dict[str, Any], float]
) -> None:
    rows, seconds = undisturbed

    _, after = rows_after(workshop, kill_after=moment(number, seconds))

    assert after == rows


def test_control_without_the_second_reading_the_rows_differ(
    workshop: Workshop, undisturbed: tuple[dict[str, Any], float]
) -> None:
    database = workshop.created(copy_of=workshop.template)
    failpoint = {failpoints.VARIABLE: "batch-committed:kill"}
    workshop.read(database, workshop.file, environment=failpoint)

    assert workshop.rows(database) != undisturbed[0]
    workshop.dropped(database)


@pytest.mark.skipif(ON_POSTGRESQL, reason="the same start on either database")
def test_the_command_itself_is_killed_and_started_again(
    workshop: Workshop, undisturbed: tuple[dict[str, Any], float]
) -> None:
    """Once as an operator would see it: `manage.py` from its very start."""
    database = workshop.created(copy_of=workshop.template)
    reading = ["ingest_tenders", "ocds", "--from-file", str(workshop.file), "--skip-checks"]
    command = [sys.executable, "manage.py", *reading]
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{database}",
        "VAR_DIR": str(workshop.folder / "var-command"),
    }

    killed = subprocess.run(
        command,
        cwd=ROOT,
        env={**environment, failpoints.VARIABLE: "batch-committed"},
        capture_output=True,
        check=False,
    )
    again = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False)

    assert (killed.returncode, again.returncode) == (-signal.SIGKILL, 0)
    assert workshop.rows(database) == undisturbed[0]
