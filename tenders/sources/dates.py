"""Days and times as the sources write them, read without the system's locale."""

import re
from datetime import UTC, date, datetime, time

from tenders.sources.base import BadRecord, RawRecord
from tenders.sources.fields import raw_text

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_NAMES = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_ENGLISH = re.compile(r"([0-9]{1,2})-([A-Za-z]{3})-([0-9]{4})")
_DAY_FIRST = re.compile(r"([0-9]{1,2})[ -]([A-Za-z]{3,9})\.?,?[ -]([0-9]{4})")
_MONTH_FIRST = re.compile(r"([A-Za-z]{3,9})\.? ([0-9]{1,2}), ?([0-9]{4})")
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ][0-9:.]{5,15}(?:Z|[+-][0-9:]{4,6})?)?")
_CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::[0-9]{2})?")
# Before and after these years a date is a slip of the pen, and reckoning with it may overflow.
_FIRST_YEAR, _LAST_YEAR = 1990, 2100


def english_day(record: RawRecord, field: str) -> date | None:
    """A day such as 10-Sep-2026, whatever the language of the server."""
    text = raw_text(record, field).strip()
    if not text:
        return None
    match = _ENGLISH.fullmatch(text)
    if not match or match[2].lower() not in MONTHS:
        raise BadRecord(field, f"is no day such as 10-Sep-2026: {text[:40]!r}")
    return day(int(match[3]), MONTHS.index(match[2].lower()) + 1, int(match[1]), field=field)


def written_day(record: RawRecord, field: str) -> date | None:
    """A day with its month in English letters: 7 August 2025, April 21, 2026 or 10-Sep-2026."""
    text = " ".join(raw_text(record, field).split())
    if not text:
        return None
    if match := _DAY_FIRST.fullmatch(text):
        of_month, name, year = match.groups()
    elif match := _MONTH_FIRST.fullmatch(text):
        name, of_month, year = match.groups()
    else:
        raise BadRecord(field, f"is no day such as 7 August 2025: {text[:40]!r}")
    month = _month_number(name.lower())
    if not month:
        raise BadRecord(field, f"is no day such as 7 August 2025: {text[:40]!r}")
    return day(int(year), month, int(of_month), field=field)


def _month_number(name: str) -> int:
    """From 1 on; 0 where the word is neither a month nor its usual short form."""
    for number, full in enumerate(_MONTH_NAMES, start=1):
        if name in {full, full[:3], full[:4]}:
            return number
    return 0


def iso_day(record: RawRecord, field: str) -> date | None:
    """The day in 2026-10-28 or 2026-10-28T00:00:00Z; what follows the day is not read."""
    text = raw_text(record, field).strip()
    if not text:
        return None
    match = _ISO.fullmatch(text)
    if not match:
        raise BadRecord(field, f"is no day such as 2026-10-28: {text[:40]!r}")
    return day(int(match[1]), int(match[2]), int(match[3]), field=field)


def clock(record: RawRecord, field: str) -> time | None:
    """A time such as 10:00. 24:00 is the end of the day, as is a deadline without a time."""
    text = raw_text(record, field).strip()
    if not text or text in {"24:00", "24:00:00"}:
        return None
    match = _CLOCK.fullmatch(text)
    if not match or int(match[1]) > 23 or int(match[2]) > 59:
        raise BadRecord(field, f"is no time such as 10:00: {text[:40]!r}")
    return time(int(match[1]), int(match[2]))


def moment(record: RawRecord, field: str) -> datetime | None:
    """A moment with its offset, such as 2026-09-12T16:29:13Z."""
    text = raw_text(record, field).strip()
    if not text:
        return None
    try:
        value = datetime.fromisoformat(text)
    except ValueError:
        raise BadRecord(
            field, f"is no moment such as 2026-09-12T16:29:13Z: {text[:40]!r}"
        ) from None
    if value.tzinfo is None:
        raise BadRecord(field, "has no offset from UTC")
    day(value.year, value.month, value.day, field=field)
    return value.astimezone(UTC)


def day(year: int, month: int, of_month: int, *, field: str) -> date:
    """A day of the calendar, or a `BadRecord` that says which one does not exist."""
    try:
        value = date(year, month, of_month)
    except ValueError:
        raise BadRecord(
            field, f"is {year:04}-{month:02}-{of_month:02}, a day that does not exist"
        ) from None
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise BadRecord(field, f"lies outside the years {_FIRST_YEAR} to {_LAST_YEAR}")
    return value
