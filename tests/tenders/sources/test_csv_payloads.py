"""CSV with limits."""

import pytest

from tenders.sources.base import UNREADABLE, BadPayload
from tenders.sources.csv_payloads import read_csv


def read(payload: bytes) -> list[dict[str, object]]:
    return read_csv(payload, columns=("Country", "Title"))


def fault_of(payload: bytes) -> str:
    with pytest.raises(BadPayload) as caught:
        read(payload)
    return str(caught.value)


@pytest.mark.parametrize(
    "payload",
    [
        b"Country,Title\nPERU,Red\n",
        b"\xef\xbb\xbfcountry , TITLE\r\nPERU,Red\r\n",
        b"Title;Country;More\nRed;PERU;x\n",
        b'Country,Title\n"PERU","Red"',
    ],
)
def test_table_is_read_whatever_its_order_case_and_separator(payload: bytes) -> None:
    assert read(payload) == [{"Country": "PERU", "Title": "Red"}]


def test_windows_code_page_is_read() -> None:
    payload = "Country,Title\nPERÚ,Niño\n".encode("cp1252")

    assert read(payload) == [{"Country": "PERÚ", "Title": "Niño"}]


def test_row_of_another_width_keeps_its_place_as_unreadable() -> None:
    payload = b"Country,Title\nPERU\nCHILE,a,b\nBRAZIL,Rede\n"

    assert read(payload) == [
        {UNREADABLE: ["PERU"]},
        {UNREADABLE: ["CHILE", "a", "b"]},
        {"Country": "BRAZIL", "Title": "Rede"},
    ]


def test_very_long_cell_does_not_cost_the_other_rows() -> None:
    payload = b"Country,Title\nPERU," + b"x" * 5_000_000 + b"\nCHILE,Red\n"

    assert [len(str(record["Title"])) for record in read(payload)] == [5_000_000, 3]


@pytest.mark.parametrize(
    ("payload", "fault"),
    [
        (b"", "The payload is empty."),
        (b"<html></html>", "HTML or XML came where CSV was expected."),
        (b"Country,Name\nPERU,Red\n", "The CSV has no column named 'Title'."),
        (b"Country,Title,Title\nPERU,Red,Red\n", "The CSV has two columns of one name."),
        (b"Country,Title\nPERU,Red\nCHILE", "The CSV ends early, in row 3."),
        (b'Country,Title\nPERU,"Red', "The CSV ends early, in line 2."),
        (b'Country,Title\nPERU,"Red"x\n', "The CSV is not valid in line 2."),
    ],
)
def test_fault_is_named(payload: bytes, fault: str) -> None:
    assert fault_of(payload) == fault
