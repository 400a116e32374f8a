"""Until when a tender counts as open: the moment of a deadline, as far as its source tells it."""

from datetime import UTC, datetime, time, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

from tenders.sources.notice import Deadline, DeadlineState

# The last place where a day ends. A deadline without a zone has passed once it has passed here.
LAST_ZONE = timezone(timedelta(hours=-12))
END_OF_DAY = time(23, 59, 59)


def moment_of(deadline: Deadline) -> datetime | None:
    """The moment itself; None where the source does not say in which zone its clock runs."""
    if not (deadline.zone_known and deadline.zone):
        return None
    return _local(deadline, ZoneInfo(deadline.zone))


def open_until(deadline: Deadline) -> datetime | None:
    """When the deadline has passed for certain, wherever on Earth it was meant."""
    return moment_of(deadline) or _local(deadline, LAST_ZONE)


def columns_of(deadline: Deadline) -> dict[str, Any]:
    """The columns of a tender that tell its deadline."""
    is_known = deadline.state is DeadlineState.KNOWN
    return {
        "deadline_state": deadline.state.value,
        "deadline_on": deadline.on if is_known else None,
        "deadline_time": deadline.at_time if is_known else None,
        "deadline_zone": deadline.zone if is_known and deadline.zone_known else "",
        "deadline_at": moment_of(deadline),
        "open_until": open_until(deadline),
        "deadline_text": deadline.source_text,
        "deadline_suspicious": deadline.suspicious,
    }


def _local(deadline: Deadline, zone: ZoneInfo | timezone) -> datetime | None:
    if deadline.state is not DeadlineState.KNOWN or deadline.on is None:
        return None
    # Where the clocks go back and an hour comes twice, we count until the later one.
    clock = (deadline.at_time or END_OF_DAY).replace(fold=1)
    return datetime.combine(deadline.on, clock, zone).astimezone(UTC)
