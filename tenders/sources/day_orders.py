"""What a whole file proves about dates in digits: 03-04-2026 is April or March."""

import re
from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from tenders.sources import dates
from tenders.sources.base import RawRecord
from tenders.sources.fields import raw_text

DAY_ORDER = "@day_order"
"""Added to each record of a file: the order that the file proves."""

_DIGITS = re.compile(r"([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})")
_YEAR_FIRST = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})")


class DayOrder(StrEnum):
    """What comes first in a date in digits."""

    DAY = "day"
    MONTH = "month"
    UNPROVEN = "unproven"


def proven_order(texts: Iterable[str]) -> DayOrder:
    """Proven by dates that have one reading only, as long as they do not contradict each other."""
    found = [match for text in texts if (match := _DIGITS.fullmatch(text.strip()))]
    day_first = any(int(match[1]) > 12 for match in found)
    month_first = any(int(match[2]) > 12 for match in found)
    if day_first == month_first:
        return DayOrder.UNPROVEN
    return DayOrder.DAY if day_first else DayOrder.MONTH


def day_in_digits(record: RawRecord, field: str) -> date | None:
    """The day, or None where none is stated or nothing proves which of two days is meant."""
    text = raw_text(record, field).strip()
    if match := _YEAR_FIRST.fullmatch(text):
        return dates.day(int(match[1]), int(match[2]), int(match[3]), field=field)
    match = _DIGITS.fullmatch(text)
    if not match:
        return dates.iso_day(record, field)
    first, second, year = int(match[1]), int(match[2]), int(match[3])
    order = raw_text(record, DAY_ORDER)
    if order == DayOrder.MONTH:
        return dates.day(year, first, second, field=field)
    # Even where the file proves nothing, some dates have one reading only.
    if order == DayOrder.DAY or first > 12 or first == second:
        return dates.day(year, second, first, field=field)
    return dates.day(year, first, second, field=field) if second > 12 else None
