from datetime import date, timedelta

import pytest

from reference.working_days import (
    NoHolidayTable,
    add_working_days,
    easter,
    has_holidays,
    holidays,
    is_working_day,
    working_days_between,
)


def days_off(year: int, country: str) -> list[str]:
    return sorted(day.isoformat() for day in holidays(year, country=country))


def test_us_federal_holidays_of_2026():
    assert days_off(2026, "US") == [
        "2026-01-01",
        "2026-01-19",
        "2026-02-16",
        "2026-05-25",
        "2026-06-19",
        "2026-07-03",  # the Fourth is a Saturday
        "2026-09-07",
        "2026-10-12",
        "2026-11-11",
        "2026-11-26",
        "2026-12-25",
    ]


def test_us_new_year_on_a_saturday_is_kept_in_the_year_before():
    assert holidays(2021, country="US")[date(2021, 12, 31)] == "New Year's Day"
    assert is_working_day(date(2022, 1, 3), country="US")


def test_us_christmas_on_a_sunday_is_kept_on_monday():
    assert not is_working_day(date(2022, 12, 26), country="US")


def test_us_juneteenth_begins_in_2021():
    assert is_working_day(date(2020, 6, 19), country="US")
    assert not is_working_day(date(2021, 6, 18), country="US")


def test_canadian_general_holidays_of_2026():
    assert days_off(2026, "CA") == [
        "2026-01-01",
        "2026-04-03",
        "2026-05-18",
        "2026-07-01",
        "2026-09-07",
        "2026-09-30",
        "2026-10-12",
        "2026-11-11",
        "2026-12-25",
        "2026-12-28",  # Boxing Day is a Saturday
    ]


def test_canadian_christmas_on_a_weekend_moves_both_days():
    assert not is_working_day(date(2027, 12, 27), country="CA")
    assert not is_working_day(date(2027, 12, 28), country="CA")
    assert is_working_day(date(2027, 12, 29), country="CA")


@pytest.mark.parametrize(
    ("year", "day"), [(2023, 22), (2024, 20), (2025, 19), (2027, 24), (2032, 24)]
)
def test_victoria_day_is_the_monday_before_25_may(year, day):
    assert holidays(year, country="CA")[date(year, 5, day)] == "Victoria Day"


def test_mexican_rest_days_of_2026():
    assert days_off(2026, "MX") == [
        "2026-01-01",
        "2026-02-02",
        "2026-03-16",
        "2026-05-01",
        "2026-09-16",
        "2026-11-16",
        "2026-12-25",
    ]


def test_mexico_rests_when_the_federal_government_changes():
    changes = [
        year for year in range(2020, 2041) if date(year, 10, 1) in holidays(year, country="MX")
    ]

    assert changes == [2024, 2030, 2036]


def test_mexico_does_not_make_up_for_a_day_lost_to_a_weekend():
    assert date(2027, 5, 1).weekday() == 5
    assert is_working_day(date(2027, 4, 30), country="MX")
    assert is_working_day(date(2027, 5, 3), country="MX")


@pytest.mark.parametrize(
    "sunday",
    ["2020-04-12", "2024-03-31", "2025-04-20", "2026-04-05", "2035-03-25", "2038-04-25"],
)
def test_easter_falls_where_the_calendar_says(sunday):
    expected = date.fromisoformat(sunday)

    assert easter(expected.year) == expected


@pytest.mark.parametrize("country", ["US", "CA", "MX"])
@pytest.mark.parametrize("year", range(2020, 2041))
def test_holidays_lie_in_their_year_and_us_and_canadian_ones_on_weekdays(country, year):
    days = holidays(year, country=country)

    assert {day.year for day in days} == {year}
    if country != "MX":
        assert [day for day in days if day.weekday() >= 5] == []


def test_holidays_of_a_country_without_a_table_are_refused_by_name():
    with pytest.raises(NoHolidayTable):
        holidays(2026, country="BR")


def test_country_without_a_table_counts_weekends_only_and_says_so():
    assert not has_holidays("BR")
    assert is_working_day(date(2026, 12, 25), country="BR")
    assert not is_working_day(date(2026, 12, 26), country="BR")


def test_changing_the_answer_does_not_change_the_calendar():
    holidays(2026, country="US").clear()

    assert len(holidays(2026, country="US")) == 11


def test_days_between_counts_the_last_day_and_not_the_first():
    # Thanksgiving 2026 is Thursday 26 November.
    monday, friday = date(2026, 11, 23), date(2026, 11, 27)

    assert working_days_between(monday, friday, country="US") == 3
    assert working_days_between(monday, friday, country="MX") == 4


def test_no_days_are_left_on_the_day_or_after_it():
    day = date(2026, 11, 23)

    assert working_days_between(day, day, country="US") == 0
    assert working_days_between(day, day - timedelta(days=9), country="US") == 0


@pytest.mark.parametrize("country", ["US", "CA", "MX", "BR"])
def test_days_between_equals_counting_on_the_fingers(country):
    start = date(2026, 2, 14)
    for length in range(0, 800, 7):
        end = start + timedelta(days=length)
        days = (start + timedelta(days=step) for step in range(1, length + 1))
        counted = sum(is_working_day(day, country=country) for day in days)
        assert working_days_between(start, end, country=country) == counted


def test_days_between_copes_with_the_ends_of_the_calendar():
    assert working_days_between(date.min, date.max, country="US") > 2_000_000


def test_add_working_days_steps_over_weekends_and_holidays():
    assert add_working_days(date(2026, 11, 25), 1, country="US") == date(2026, 11, 27)
    assert add_working_days(date(2026, 11, 27), 1, country="US") == date(2026, 11, 30)
    assert add_working_days(date(2026, 11, 27), -1, country="US") == date(2026, 11, 25)
    assert add_working_days(date(2026, 11, 26), 0, country="US") == date(2026, 11, 26)


def test_add_and_count_are_each_other_reversed():
    start = date(2026, 9, 15)
    for days in range(1, 60):
        later = add_working_days(start, days, country="MX")
        assert working_days_between(start, later, country="MX") == days
