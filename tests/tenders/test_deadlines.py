"""Moments of deadlines, from days and clocks whose zone is known or not."""

from datetime import UTC, date, datetime, time

import pytest

from tenders.deadlines import columns_of, moment_of, open_until
from tenders.sources.notice import Deadline, DeadlineState

DAY = date(2026, 10, 28)


def known(on: date = DAY, at_time: time | None = None, zone: str = "") -> Deadline:
    return Deadline(DeadlineState.KNOWN, on=on, at_time=at_time, zone=zone, zone_known=bool(zone))


def test_a_known_zone_gives_the_moment() -> None:
    deadline = known(at_time=time(14, 0), zone="America/Bogota")

    assert moment_of(deadline) == datetime(2026, 10, 28, 19, 0, tzinfo=UTC)
    assert open_until(deadline) == moment_of(deadline)


def test_an_unknown_zone_gives_no_moment_but_the_last_one_on_earth() -> None:
    deadline = known(at_time=time(14, 0))

    assert moment_of(deadline) is None
    assert open_until(deadline) == datetime(2026, 10, 29, 2, 0, tzinfo=UTC)


def test_a_day_lasts_until_its_end() -> None:
    assert open_until(known()) == datetime(2026, 10, 29, 11, 59, 59, tzinfo=UTC)
    assert open_until(known(zone="Asia/Tokyo")) == datetime(2026, 10, 28, 14, 59, 59, tzinfo=UTC)


def test_an_hour_that_comes_twice_counts_until_the_later_one() -> None:
    deadline = known(on=date(2026, 10, 25), at_time=time(1, 30), zone="Europe/London")

    assert moment_of(deadline) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_an_hour_that_is_skipped_is_read_as_the_clock_before_the_change() -> None:
    deadline = known(on=date(2026, 3, 29), at_time=time(1, 30), zone="Europe/London")

    assert moment_of(deadline) == datetime(2026, 3, 29, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize("state", [DeadlineState.UNKNOWN, DeadlineState.NONE_APPLICABLE])
def test_an_unknown_deadline_is_neither_a_day_nor_a_moment(state: DeadlineState) -> None:
    columns = columns_of(Deadline(state, source_text="see the notice"))

    assert columns == {
        "deadline_state": state.value,
        "deadline_on": None,
        "deadline_time": None,
        "deadline_zone": "",
        "deadline_at": None,
        "open_until": None,
        "deadline_text": "see the notice",
        "deadline_suspicious": False,
    }
