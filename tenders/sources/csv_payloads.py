"""CSV files that a person saved, opened with limits and without guessing at broken ends."""

import csv
import io
from collections.abc import Iterable

from tenders.sources.base import UNREADABLE, BadPayload, RawRecord
from tenders.sources.json_payloads import SIZE_LIMIT, decode

_BOM = b"\xef\xbb\xbf"


def read_csv(payload: bytes, *, columns: Iterable[str]) -> list[RawRecord]:
    """One record a row, under the given column names; other columns are left out.

    A row with too few or too many cells keeps its place as unreadable, unless it is the last one:
    then the file was cut.
    """
    text = _text(payload)
    if text.startswith("<"):
        raise BadPayload("HTML or XML came where CSV was expected.")
    rows = _rows(text)
    header = [cell.strip().casefold() for cell in rows[0]]
    places = _places(header, tuple(columns))
    if len(rows) > 1 and len(rows[-1]) < len(header):
        raise BadPayload(f"The CSV ends early, in row {len(rows):,}.")
    return [
        {name: row[place] for name, place in places.items()}
        if len(row) == len(header)
        else {UNREADABLE: row}
        for row in rows[1:]
    ]


def _text(payload: bytes) -> str:
    try:
        payload.removeprefix(_BOM).decode("utf-8")
    except UnicodeDecodeError as error:
        if error.reason != "unexpected end of data":
            # Spreadsheets on Windows save in the code page of western Europe.
            payload = payload.decode("cp1252", "replace").encode()
    return decode(payload)


def _rows(text: str) -> list[list[str]]:
    first_line = text.split("\n", 1)[0]
    delimiter = ";" if first_line.count(";") > first_line.count(",") else ","
    # The limit is the process's own and only ever raised, to what any payload may hold.
    csv.field_size_limit(SIZE_LIMIT)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        return [row for row in reader if row]
    except csv.Error as error:
        if "unexpected end of data" in str(error):
            raise BadPayload(f"The CSV ends early, in line {reader.line_num:,}.") from None
        raise BadPayload(f"The CSV is not valid in line {reader.line_num:,}.") from None


def _places(header: list[str], columns: tuple[str, ...]) -> dict[str, int]:
    missing = [name for name in columns if name.casefold() not in header]
    if missing:
        raise BadPayload(f"The CSV has no column named {', '.join(map(repr, missing))}.")
    if len(set(header)) < len(header):
        raise BadPayload("The CSV has two columns of one name.")
    return {name: header.index(name.casefold()) for name in columns}
