"""Moments with an offset from UTC, kept as the clock of their source shows them."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from tenders.sources import dates
from tenders.sources.base import BadRecord, RawRecord
from tenders.sources.fields import raw_text

_HOUR = timedelta(hours=1)
# Java and R leave a space before the offset, and some write GMT where they mean no zone at all.
_LOOSE_OFFSET = re.compile(r"\s+(?=[+-]\d{2}:?\d{0,2}$|Z$)")


@dataclass(frozen=True, slots=True)
class LocalMoment:
    """A day, with a time where one is stated; `zone` is "" where no offset is."""

    on: date
    at_time: time | None = None
    zone: str = ""


def local_moment(record: RawRecord, field: str) -> LocalMoment | None:
    """What stands in a field such as 2026-05-29T12:30:00-04:00, 2026-05-29 12:30 or 2026-05-29."""
    text = _LOOSE_OFFSET.sub("", raw_text(record, field).strip())
    if not text:
        return None
    try:
        value = datetime.fromisoformat(text)
    except ValueError:
        raise BadRecord(field, f"is no moment such as 2026-05-29T12:30:00: {text[:40]!r}") from None
    on = dates.day(value.year, value.month, value.day, field=field)
    if len(text) <= len("2026-05-29"):
        return LocalMoment(on)
    offset = value.utcoffset()
    if offset is None:
        return LocalMoment(on, _to_the_minute(value))
    zone = zone_of(offset)
    if not zone:
        value = datetime.combine(value.date(), value.time()) - offset
        return LocalMoment(value.date(), _to_the_minute(value), "UTC")
    return LocalMoment(on, _to_the_minute(value), zone)


def zone_of(offset: timedelta) -> str:
    """The name of a zone that never changes its clock; "" where the offset has no such name."""
    if not offset:
        return "UTC"
    hours, rest = divmod(offset, _HOUR)
    if rest or not -12 <= hours <= 14:
        return ""
    # These names count westwards: four hours behind UTC is Etc/GMT+4.
    return f"Etc/GMT{-hours:+d}"


def _to_the_minute(value: datetime) -> time:
    return time(value.hour, value.minute)
