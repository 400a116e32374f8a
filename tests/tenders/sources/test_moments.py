"""Moments with offsets, and the names of zones that fit them."""

from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from tenders.sources.base import BadRecord
from tenders.sources.moments import LocalMoment, local_moment, zone_of


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("", None),
        ("2026-05-29", LocalMoment(date(2026, 5, 29))),
        ("2026-05-29 12:30", LocalMoment(date(2026, 5, 29), time(12, 30))),
        ("2026-05-29T12:30:59", LocalMoment(date(2026, 5, 29), time(12, 30))),
        ("2026-05-29T12:30:00Z", LocalMoment(date(2026, 5, 29), time(12, 30), "UTC")),
        (
            "2026-04-25 22:22:47.454-04",
            LocalMoment(date(2026, 4, 25), time(22, 22), "Etc/GMT+4"),
        ),
        ("2018-05-09 23:45:22+00", LocalMoment(date(2018, 5, 9), time(23, 45), "UTC")),
        (
            "2026-05-29T01:00:00+04:30",
            LocalMoment(date(2026, 5, 28), time(20, 30), "UTC"),
        ),
        ("2026-05-29T01:00:00 +0200", LocalMoment(date(2026, 5, 29), time(1), "Etc/GMT-2")),
    ],
)
def test_moment_is_read(text: str, moment: LocalMoment | None) -> None:
    assert local_moment({"when": text}, "when") == moment


@pytest.mark.parametrize(
    "text",
    ["soon", "29/05/2026", "2026-02-30", "0001-01-01T00:00:00+05:00", "9999-12-31", "\ud800"],
)
def test_what_is_no_moment_is_a_bad_record(text: str) -> None:
    with pytest.raises(BadRecord) as caught:
        local_moment({"when": text}, "when")

    assert caught.value.field == "when"


@pytest.mark.parametrize("hours", [-12, -7, -1, 0, 3, 14])
def test_zone_has_the_offset_it_was_named_for(hours: int) -> None:
    offset = timedelta(hours=hours)

    assert ZoneInfo(zone_of(offset)).utcoffset(None) == offset


def test_offset_without_a_zone_has_no_name() -> None:
    assert [zone_of(timedelta(minutes=minutes)) for minutes in (270, -750, 15 * 60)] == [""] * 3
