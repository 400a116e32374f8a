"""Pure: the working days of the United States, Canada and Mexico, computed by rule.

The rules are those in force in 2020 to 2040 as far as they are law today:

- US: federal holidays (5 U.S.C. 6103). On a Saturday they are kept the Friday before, on a Sunday
  the Monday after.
- CA: general holidays of the Canada Labour Code, which bind federal workplaces. On a weekend they
  are kept on the next working day. Provinces differ: Family Day in February, the Fête nationale of
  Quebec on 24 June, the first Monday of August and others are working days here, so a day count
  for one province may be a day or two too long.
- MX: days of obligatory rest (Ley Federal del Trabajo, article 74). Three move to Mondays; the day
  on which the federal government changes comes every six years. None is made up for on a weekday.

Any other country has no table: there, every weekday counts as a working day, and has_holidays says
so, in order that a page can say it too.
"""

from collections.abc import Iterator
from datetime import MAXYEAR, date, timedelta
from functools import lru_cache

MONDAY, THURSDAY, SATURDAY, SUNDAY = 0, 3, 5, 6
DAY = timedelta(days=1)


class NoHolidayTable(LookupError):
    """The holidays of this country are not known here."""


def has_holidays(country: str) -> bool:
    """Whether holidays are counted for this country, or weekends only."""
    return country in RULES


def holidays(year: int, *, country: str) -> dict[date, str]:
    """Days of this year on which offices are closed, with the English name of the holiday."""
    if country not in RULES:
        raise NoHolidayTable(country)
    return dict(_closed_days(year, country))


def is_working_day(day: date, *, country: str) -> bool:
    """Whether offices are open; weekends only where the country has no table."""
    if day.weekday() >= SATURDAY:
        return False
    return country not in RULES or day not in _closed_days(day.year, country)


def working_days_between(start: date, end: date, *, country: str) -> int:
    """Working days after the start up to and including the end; 0 if the end is not later."""
    if end <= start:
        return 0
    return _weekdays_until(end) - _weekdays_until(start) - _closed_between(start, end, country)


def add_working_days(start: date, days: int, *, country: str) -> date:
    """The day that lies so many working days later, or earlier if days is negative."""
    step = DAY if days > 0 else -DAY
    day = start
    for _ in range(abs(days)):
        day += step
        while not is_working_day(day, country=country):
            day += step
    return day


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar."""
    golden, century = year % 19, year // 100
    moon = (century - century // 4 - (8 * century + 13) // 25 + 19 * golden + 15) % 30
    moon -= (moon // 28) * (1 - (moon // 28) * (29 // (moon + 1)) * ((21 - golden) // 11))
    weekday = (year + year // 4 + moon + 2 - century + century // 4) % 7
    offset = moon - weekday
    month = 3 + (offset + 40) // 44
    return date(year, month, offset + 28 - 31 * (month // 4))


def _weekdays_until(day: date) -> int:
    weeks, rest = divmod(day.toordinal() - 1, 7)  # day 1 of the calendar is a Monday
    return weeks * 5 + min(rest + 1, 5)


def _closed_between(start: date, end: date, country: str) -> int:
    if country not in RULES:
        return 0
    days = (day for year in range(start.year, end.year + 1) for day in _closed_days(year, country))
    return sum(1 for day in days if start < day <= end and day.weekday() < SATURDAY)


@lru_cache(maxsize=256)
def _closed_days(year: int, country: str) -> dict[date, str]:
    return dict(RULES[country](year))


def _nth(year: int, month: int, weekday: int, number: int) -> date:
    """The first, second, ... such weekday of a month; -1 is the last."""
    if number < 0:
        last = date(year, month + 1, 1) - DAY
        return last - timedelta(days=(last.weekday() - weekday) % 7)
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (number - 1))


def _nearest_weekday(day: date) -> date:
    if day.weekday() == SATURDAY:
        return day - DAY
    return day + DAY if day.weekday() == SUNDAY else day


def _united_states(year: int) -> Iterator[tuple[date, str]]:
    yield _nth(year, 1, MONDAY, 3), "Birthday of Martin Luther King, Jr."
    yield _nth(year, 2, MONDAY, 3), "Washington's Birthday"
    yield _nth(year, 5, MONDAY, -1), "Memorial Day"
    yield _nth(year, 9, MONDAY, 1), "Labor Day"
    yield _nth(year, 10, MONDAY, 2), "Columbus Day"
    yield _nth(year, 11, THURSDAY, 4), "Thanksgiving Day"
    fixed = [
        (date(year, 1, 1), "New Year's Day"),
        (date(year, 7, 4), "Independence Day"),
        (date(year, 11, 11), "Veterans Day"),
        (date(year, 12, 25), "Christmas Day"),
    ]
    if year >= 2021:
        fixed.append((date(year, 6, 19), "Juneteenth"))
    if year < MAXYEAR:
        fixed.append((date(year + 1, 1, 1), "New Year's Day"))
    for day, name in fixed:
        kept = _nearest_weekday(day)
        if kept.year == year:
            yield kept, name


def _canada(year: int) -> Iterator[tuple[date, str]]:
    yield easter(year) - 2 * DAY, "Good Friday"
    victoria = date(year, 5, 24)
    yield victoria - timedelta(days=victoria.weekday()), "Victoria Day"
    yield _nth(year, 9, MONDAY, 1), "Labour Day"
    yield _nth(year, 10, MONDAY, 2), "Thanksgiving Day"
    fixed = [
        (date(year, 1, 1), "New Year's Day"),
        (date(year, 7, 1), "Canada Day"),
        (date(year, 11, 11), "Remembrance Day"),
        (date(year, 12, 25), "Christmas Day"),
        (date(year, 12, 26), "Boxing Day"),
    ]
    if year >= 2021:
        fixed.append((date(year, 9, 30), "National Day for Truth and Reconciliation"))
    taken: set[date] = set()
    for day, name in fixed:
        kept = day
        while kept.weekday() >= SATURDAY or kept in taken:
            kept += DAY
        taken.add(kept)
        yield kept, name


def _mexico(year: int) -> Iterator[tuple[date, str]]:
    yield date(year, 1, 1), "New Year's Day"
    yield _nth(year, 2, MONDAY, 1), "Constitution Day"
    yield _nth(year, 3, MONDAY, 3), "Birthday of Benito Juárez"
    yield date(year, 5, 1), "Labour Day"
    yield date(year, 9, 16), "Independence Day"
    # Since the reform of 2014 the term begins on 1 October; 2024 was the first such year.
    if year >= 2024 and (year - 2024) % 6 == 0:
        yield date(year, 10, 1), "Change of the federal government"
    yield _nth(year, 11, MONDAY, 3), "Revolution Day"
    yield date(year, 12, 25), "Christmas Day"


RULES = {"US": _united_states, "CA": _canada, "MX": _mexico}
