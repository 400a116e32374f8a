"""Where each state and province sits on a map of equal tiles: as firms read it, not as it lies.

Pure: no geometry to draw or to license, and a small province is as easy to hit as a large one.
"""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TABLE = Path(__file__).parent / "data" / "region_tiles.csv"


@dataclass(frozen=True, slots=True)
class Tile:
    """One region by its ISO 3166-2 code, in whole columns and rows from the upper left."""

    code: str
    column: int
    row: int

    @property
    def letters(self) -> str:
        """The code without its country, short enough for a tile."""
        return self.code.partition("-")[2]


@cache
def tiles() -> tuple[Tile, ...]:
    """The shipped table: mainland and islands that have a place beside it."""
    with TABLE.open(encoding="utf-8", newline="") as lines:
        return tuple(
            Tile(line["code"], int(line["column"]), int(line["row"]))
            for line in csv.DictReader(lines)
        )
