"""Large CSV files, fetched to disk and handed on in pieces that hold their recent rows."""

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from tenders.sources.base import Client, Payload, RawRecord
from tenders.sources.csv_streams import CsvStream, Table

CSV_TYPES = frozenset(
    {
        "text/csv",
        "text/plain",
        "application/csv",
        "application/octet-stream",
        "binary/octet-stream",
        "application/vnd.ms-excel",
    }
)
PIECE_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """Where a file lies, what is in it, and how much of everything it may take."""

    url: str
    table: Table
    most_bytes: int
    seconds: float


def recent_rows(
    client: Client, remote: RemoteFile, *, is_recent: Callable[[RawRecord], bool]
) -> Iterator[Payload]:
    """The rows that are wanted, as they stand in the file, each piece under the file's header.

    A file without rows is handed on as it is, because that is no usual day.
    """
    with tempfile.TemporaryFile() as file:
        client.save(
            remote.url,
            into=file,
            media_types=CSV_TYPES,
            most_bytes=remote.most_bytes,
            seconds=remote.seconds,
        )
        file.seek(0)
        for content in _pieces(file, remote.table, is_recent):
            yield Payload(content, remote.url, "text/csv")


def _pieces(
    file: BinaryIO, table: Table, is_recent: Callable[[RawRecord], bool]
) -> Iterator[bytes]:
    stream = CsvStream(file, table)
    rows: list[bytes] = []
    size, is_empty = 0, True
    for row in stream:
        is_empty = False
        if not is_recent(row.record):
            continue
        rows.append(row.raw if row.raw.endswith(b"\n") else row.raw + b"\n")
        size += len(rows[-1])
        if size > PIECE_BYTES:
            yield stream.header + b"".join(rows)
            rows, size = [], 0
    if rows or is_empty:
        yield stream.header + b"".join(rows)
