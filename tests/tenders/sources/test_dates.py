"""Days with their month in letters."""

from datetime import date

import pytest

from tenders.sources.base import BadRecord
from tenders.sources.dates import written_day


@pytest.mark.parametrize(
    "text",
    ["7 August 2025", " 07  Aug 2025 ", "August 7, 2025", "August 7,2025", "Aug. 7, 2025"],
)
def test_one_day_has_many_spellings(text: str) -> None:
    assert written_day({"on": text}, "on") == date(2025, 8, 7)


def test_short_september_and_dashes_are_known() -> None:
    assert written_day({"on": "10-Sept-2026"}, "on") == date(2026, 9, 10)


def test_nothing_is_no_day() -> None:
    assert written_day({}, "on") is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2025-08-07", "is no day such as 7 August 2025: '2025-08-07'"),
        ("7 Augustus 2025", "is no day such as 7 August 2025: '7 Augustus 2025'"),
        ("7 août 2025", "is no day such as 7 August 2025: '7 août 2025'"),
        ("31 June 2025", "is 2025-06-31, a day that does not exist"),
        ("7 August 1889", "lies outside the years 1990 to 2100"),
    ],
)
def test_anything_else_is_a_bad_record(text: str, reason: str) -> None:
    with pytest.raises(BadRecord) as caught:
        written_day({"on": text}, "on")

    assert caught.value.reason == reason
