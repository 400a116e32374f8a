"""CSV files larger than memory, row by row, where one broken row must not cost the others.

A row ends where its quotes are closed. Publishers forget to close them, so a file may also say what
the start of a row looks like: such a line always begins a new row, and the broken one ends there.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import BinaryIO, NamedTuple

from tenders.sources.base import UNREADABLE, BadPayload, RawRecord
from tenders.sources.json_payloads import SIZE_LIMIT

FILE_LIMIT = 2 * 1024 * 1024 * 1024
ROW_LIMIT = 4 * 1024 * 1024
# So much of a row without an end is kept for a person to look at.
EXCERPT = 2_000

_BOM = b"\xef\xbb\xbf"
_NAMES_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Table:
    """What is known of a publisher's table: columns it must have, and how its rows begin.

    `name_of` gives the name under which a column is kept; "" leaves the column out.
    """

    required: tuple[str, ...]
    name_of: Callable[[str], str] = str.strip
    row_start: re.Pattern[bytes] | None = None


class Row(NamedTuple):
    """One row as it stands in the file, and what it says."""

    raw: bytes
    record: RawRecord


class CsvStream:
    """The rows of an open file; raises BadPayload, for a missing end only after the last row."""

    def __init__(self, file: BinaryIO, table: Table) -> None:
        pieces = _pieces(file, table.row_start)
        first = next(pieces, None)
        if first is None:
            raise BadPayload("The payload is empty.")
        self.header = first.raw.removeprefix(_BOM)
        text = _decoded(self.header).strip()
        if text.startswith("<"):
            raise BadPayload("HTML or XML came where CSV was expected.")
        self._delimiter = ";" if text.count(";") > text.count(",") else ","
        # The limit is the process's own and only ever raised, to what any payload may hold.
        csv.field_size_limit(SIZE_LIMIT)
        header = [] if first.is_too_long else self._cells(first.raw.removeprefix(_BOM))
        self._names = [table.name_of(cell) for cell in header or []]
        _check_names(self._names, table.required)
        self._pieces = pieces

    def __iter__(self) -> Iterator[Row]:
        last: _Piece | None = None
        number = 1
        for piece in chain(self._pieces, [None]):
            if last is not None:
                number += 1
                row = self._row(last)
                if piece is None and (last.is_open or self._is_short(row)):
                    raise BadPayload(f"The CSV ends early, in row {number:,}.")
                yield row
            last = piece

    def _row(self, piece: "_Piece") -> Row:
        if piece.is_too_long:
            return Row(piece.raw, {UNREADABLE: [_decoded(piece.raw)]})
        cells = self._cells(piece.raw)
        if cells is None:
            return Row(piece.raw, {UNREADABLE: [_decoded(piece.raw)[:EXCERPT]]})
        if len(cells) != len(self._names):
            return Row(piece.raw, {UNREADABLE: cells})
        named = zip(self._names, cells, strict=True)
        return Row(piece.raw, {name: cell for name, cell in named if name})

    def _cells(self, raw: bytes) -> list[str] | None:
        try:
            return next(csv.reader((_decoded(raw),), delimiter=self._delimiter), None)
        except csv.Error:
            return None

    def _is_short(self, row: Row) -> bool:
        cells = row.record.get(UNREADABLE)
        return isinstance(cells, list) and len(cells) < len(self._names)


def stream_csv(file: BinaryIO, table: Table) -> Iterator[RawRecord]:
    """One record a row; a row of another width keeps its place as unreadable."""
    for row in CsvStream(file, table):
        yield row.record


def read_all(payload: bytes, table: Table) -> list[RawRecord]:
    """The same for a payload that is in memory already: all of it, or BadPayload."""
    return list(stream_csv(opened(payload), table))


def opened(payload: bytes) -> BinaryIO:
    """A payload as a file; raises BadPayload where it is larger than memory should hold."""
    if len(payload) > SIZE_LIMIT:
        raise BadPayload(f"The payload is larger than {SIZE_LIMIT:,} bytes.")
    return io.BytesIO(payload)


class _Piece(NamedTuple):
    raw: bytes
    is_open: bool
    is_too_long: bool


def _pieces(file: BinaryIO, row_start: re.Pattern[bytes] | None) -> Iterator[_Piece]:
    """The file cut into rows, of which memory holds one, and no more than a limit of that."""
    lines: list[bytes] = []
    size, is_open, is_at_start = 0, False, True
    while line := file.readline(ROW_LIMIT):
        begins = is_at_start and (not is_open or bool(row_start and row_start.match(line)))
        if lines and begins:
            yield _piece(lines, size, is_open=is_open)
            lines, size, is_open = [], 0, False
        is_at_start = line.endswith(b"\n")
        if not lines and not line.strip():
            continue
        size += len(line)
        is_open ^= line.count(b'"') % 2 == 1
        lines.append(line)
        if size > ROW_LIMIT:
            lines = [b"".join(lines)[:EXCERPT]]
    if lines:
        yield _piece(lines, size, is_open=is_open)


def _piece(lines: list[bytes], size: int, *, is_open: bool) -> _Piece:
    return _Piece(b"".join(lines), is_open, size > ROW_LIMIT)


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        # What is not UTF-8 in these files is the code page of western Europe, row by row.
        return raw.decode("cp1252", "replace")


def _check_names(names: list[str], required: tuple[str, ...]) -> None:
    missing = [name for name in required if name not in names]
    if missing:
        shown = ", ".join(map(repr, missing[:_NAMES_SHOWN]))
        raise BadPayload(f"The CSV has no column named {shown}.")
    stated = [name for name in names if name]
    if len(set(stated)) < len(stated):
        raise BadPayload("The CSV has two columns of one name.")
