"""Parts of a notice that several adapters put together alike."""

import hashlib
from collections.abc import Iterable
from datetime import date, time

from tenders.sources.country_names import country_code, is_region
from tenders.sources.notice import (
    CodeScheme,
    Deadline,
    DeadlinePrecision,
    DeadlineState,
    Flag,
    NoticeCode,
)

SECTOR_LIMIT = 100


def derived_key(source: str, *facts: str) -> str:
    """An identifier for a notice that has none: the same as long as these facts are the same."""
    folded = "\n".join(" ".join(fact.casefold().split()) for fact in facts)
    return f"{source}-{hashlib.sha256(folded.encode()).hexdigest()[:32]}"


def places(*names: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The codes of those names that are countries, and the other names as they came."""
    stated = [name for name in names if name]
    codes = [code for name in stated if (code := country_code(name))]
    others = [name for name in stated if not country_code(name)]
    return tuple(dict.fromkeys(codes)), tuple(dict.fromkeys(others))


def known_deadline(
    on: date | None,
    *,
    written: str,
    published_on: date | None,
    at_time: time | None = None,
    zone: str = "",
) -> Deadline:
    """A stated deadline, or an unknown one that keeps what was written in its place."""
    if on is None:
        return Deadline(DeadlineState.UNKNOWN, source_text=written)
    return Deadline(
        DeadlineState.KNOWN,
        on=on,
        at_time=at_time,
        zone=zone,
        zone_known=bool(zone),
        precision=DeadlinePrecision.MINUTE if at_time else DeadlinePrecision.DAY,
        source_text=written,
        suspicious=published_on is not None and on <= published_on,
    )


def sector_codes(names: Iterable[str], *, language: str = "en") -> tuple[NoticeCode, ...]:
    """Sectors that the source names without a code."""
    stated = dict.fromkeys(name.strip()[:SECTOR_LIMIT] for name in names)
    return tuple(NoticeCode(CodeScheme.SECTOR, name, name, language) for name in stated if name)


def common_flags(deadline: Deadline, *, regions: Iterable[str], derived: str = "") -> list[Flag]:
    """What the parts above give cause to say; `derived` is the identifier if it was made here."""
    claims = {
        Flag.ID_DERIVED: bool(derived),
        Flag.DEADLINE_SUSPICIOUS: deadline.suspicious,
        Flag.COUNTRY_UNKNOWN: any(not is_region(name) for name in regions),
    }
    return [flag for flag, is_true in claims.items() if is_true]
