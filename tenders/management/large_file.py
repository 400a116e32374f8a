"""A file in the shape of SAM.gov's daily one, as long as wanted, and what reading it takes."""

import csv
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from tenders.management.local_feed import PLACES, SUBJECTS
from tenders.sources.base import RawRecord
from tenders.sources.sam import SamGov

PAGE_BYTES = 4096
EVERY = 500
COLUMNS = (
    *("NoticeId", "Title", "Sol#", "Department/Ind.Agency", "Sub-Tier", "Office", "PostedDate"),
    *("Type", "BaseType", "SetASideCode", "SetASide", "ResponseDeadLine", "NaicsCode"),
    *("ClassificationCode", "PopCity", "PopState", "PopCountry", "Active", "Award$", "Awardee"),
    *("AwardDate", "PrimaryContactFullname", "PrimaryContactEmail", "Link", "Description"),
)


class SamLike(SamGov):
    """The reader of SAM.gov that notes how much memory the process holds meanwhile."""

    code = "feed-benchmark-rows"

    def __init__(self) -> None:
        self.held_at_start = held()
        self.most_held = 0

    def stream(self, file: BinaryIO) -> Iterator[RawRecord]:
        self.held_at_start = held()
        for number, record in enumerate(super().stream(file)):
            if number % EVERY == 0:
                self.most_held = max(self.most_held, held())
            yield record

    @property
    def grown_megabytes(self) -> float:
        """By how much the process grew while it read."""
        return round(max(0, self.most_held - self.held_at_start) / 1_000_000, 1)


def held() -> int:
    """The memory that this process holds now."""
    return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * PAGE_BYTES


def write(path: Path, rows: int) -> float:
    """Write so many rows; gives the seconds that it took."""
    started = time.perf_counter()
    with path.open("w", encoding="cp1252", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        writer.writerow(COLUMNS)
        for number in range(rows):
            writer.writerow(_row(number))
    return time.perf_counter() - started


def _row(number: int) -> tuple[str, ...]:
    title, text = SUBJECTS[number % len(SUBJECTS)]
    place = PLACES[number % len(PLACES)]
    return (
        *(f"{number:032x}", f"{title} in {place}, number {number}", f"BENCH-{number:08}"),
        *("ENERGY, DEPARTMENT OF", "ENERGY, DEPARTMENT OF", f"OFFICE {number % 300}"),
        *(f"2026-{1 + number % 9:02}-{1 + number % 27:02} 10:00:00.000-05", "Solicitation"),
        *("Solicitation", "WOSB" if number % 20 == 0 else "", ""),
        *(f"2027-{1 + number % 9:02}-{1 + number % 27:02}T17:00:00-05:00", "221114", "AG"),
        *(place, "TX", "USA", "Yes", "", "", "", f"Officer {number % 50}"),
        *(f"officer{number % 50}@agency.example", f"https://sam.example/{number}"),
        f"{text} Bids are invited from firms with experience in {place}. " * 3,
    )
