"""CSV files row by row: what a broken row costs, and what memory holds."""

import io
import re
import tracemalloc
from collections import deque
from typing import BinaryIO, cast

import pytest

from tenders.sources import csv_streams
from tenders.sources.base import UNREADABLE, BadPayload, RawRecord
from tenders.sources.csv_streams import Table, read_all, stream_csv

TABLE = Table(required=("Id", "Title"))
KEYED = Table(required=("Id", "Title"), row_start=re.compile(rb'"?[0-9a-f]{4}"?,'))


def fault_of(payload: bytes, table: Table = TABLE) -> str:
    with pytest.raises(BadPayload) as caught:
        read_all(payload, table)
    return str(caught.value)


@pytest.mark.parametrize(
    "payload",
    [
        b"Id,Title\n1,Pumps\n",
        b"\xef\xbb\xbfId,Title\r\n1,Pumps\r\n\r\n",
        b'"Id","Title"\n"1","Pumps"',
        b" Id ; Title \n1;Pumps\n",
    ],
)
def test_table_is_read_whatever_its_separator_quotes_and_line_ends(payload: bytes) -> None:
    assert read_all(payload, TABLE) == [{"Id": "1", "Title": "Pumps"}]


def test_quoted_cell_keeps_its_lines_commas_and_quotes() -> None:
    payload = b'Id,Title\n1,"Pumps, ""deep""\nand wells"\n2,Meters\n'

    assert [row["Title"] for row in read_all(payload, TABLE)] == [
        'Pumps, "deep"\nand wells',
        "Meters",
    ]


def test_rows_in_two_encodings_are_each_read_as_they_are() -> None:
    payload = "Id,Title\n1,Niño\n".encode() + "2,Café – bar\n".encode("cp1252")

    assert [row["Title"] for row in read_all(payload, TABLE)] == ["Niño", "Café – bar"]


def test_column_is_kept_under_its_given_name_or_not_at_all() -> None:
    names = {"": "Id", "Person": "", "Title": "Title"}
    table = Table(required=("Id", "Title"), name_of=lambda cell: names[cell])

    assert read_all(b",Person,Title\n1,Ada,Pumps\n", table) == [{"Id": "1", "Title": "Pumps"}]


def test_row_of_another_width_keeps_its_place_as_unreadable() -> None:
    payload = b"Id,Title\n1\n2,a,b\n3,Meters\n"

    assert read_all(payload, TABLE) == [
        {UNREADABLE: ["1"]},
        {UNREADABLE: ["2", "a", "b"]},
        {"Id": "3", "Title": "Meters"},
    ]


def test_row_without_its_closing_quote_ends_before_the_next_one() -> None:
    payload = b'Id,Title\n00aa,"Pumps\n00ab,"Meters"\n00ac,"Poles"\n'

    kept = [row.get("Id", "?") for row in read_all(payload, KEYED)]

    assert kept == ["00aa", "00ab", "00ac"]


def test_stray_quotes_inside_a_cell_are_borne() -> None:
    payload = b'Id,Title\n00aa,"5" pipe"\n00ab,Meters\n'

    assert [row["Id"] for row in read_all(payload, KEYED)] == ["00aa", "00ab"]


def test_row_that_stray_quotes_tear_apart_is_unreadable_alone() -> None:
    payload = b'Id,Title\n00aa,"a "b", c"\n00ab,Meters\n'

    first, second = read_all(payload, KEYED)

    assert list(first) == [UNREADABLE]
    assert second == {"Id": "00ab", "Title": "Meters"}


def test_row_without_an_end_costs_an_excerpt_and_no_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(csv_streams, "ROW_LIMIT", 10_000)
    endless = b'00aa,"' + b"x" * 50_000 + b"\nmore\n" * 5_000
    payload = b"Id,Title\n" + endless + b"00ab,Meters\n"

    first, second = read_all(payload, KEYED)

    assert [len(cell) for cell in first[UNREADABLE]] == [csv_streams.EXCERPT]
    assert second == {"Id": "00ab", "Title": "Meters"}


@pytest.mark.parametrize(
    ("payload", "fault"),
    [
        (b"", "The payload is empty."),
        (b" \n\n", "The payload is empty."),
        (b"<html></html>", "HTML or XML came where CSV was expected."),
        (b"Id,Name\n1,Pumps\n", "The CSV has no column named 'Title'."),
        (b"Id,Title,Title\n1,a,b\n", "The CSV has two columns of one name."),
        (b"Id,Title\n1,Pumps\n2", "The CSV ends early, in row 3."),
        (b'Id,Title\n1,"Pum', "The CSV ends early, in row 2."),
    ],
)
def test_fault_is_named(payload: bytes, fault: str) -> None:
    assert fault_of(payload) == fault


def test_rows_before_a_missing_end_are_handed_over_first() -> None:
    rows: list[RawRecord] = []

    with pytest.raises(BadPayload):
        rows.extend(stream_csv(io.BytesIO(b"Id,Title\n1,Pumps\n2"), TABLE))

    assert rows == [{"Id": "1", "Title": "Pumps"}]


def test_payload_larger_than_memory_should_hold_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(csv_streams, "SIZE_LIMIT", 100)

    assert fault_of(b"x" * 101) == "The payload is larger than 100 bytes."


class ManyRows(io.RawIOBase):
    """A file that is never whole in memory: a header, then many rows."""

    ROWS = 20_000

    def __init__(self) -> None:
        self.number = 0

    def readline(self, size: int | None = -1, /) -> bytes:
        self.number += 1
        if self.number == 1:
            return b"Id,Title\n"
        if self.number > self.ROWS + 1:
            return b""
        return b'%04x,"%s"\n' % (self.number % 0xFFFF, b"words " * 40)


def test_memory_stays_flat_over_many_rows() -> None:
    tracemalloc.start()
    try:
        rows = enumerate(stream_csv(cast(BinaryIO, ManyRows()), KEYED), start=1)
        [(count, _)] = deque(rows, maxlen=1)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert count == ManyRows.ROWS
    assert peak < 1_000_000
