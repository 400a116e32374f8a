"""HTML opened with a real parser."""

import pytest

from tenders.sources.base import BadPayload
from tenders.sources.html_payloads import by_class, check_closed, read_html, table_rows, words


def refusal(payload: bytes) -> str:
    with pytest.raises(BadPayload) as caught:
        read_html(payload)
    return str(caught.value)


def test_markup_that_is_not_valid_is_read_all_the_same() -> None:
    page = read_html(b"<div class=a b c='d'><p>one<p>two<br>three<!-- four --></div>")

    assert words(next(by_class(page, "a"))) == "one two three"


def test_cells_are_those_of_data_rows_only() -> None:
    page = read_html(b"<table><tr><th>x</th></tr><tr><td>1</td><td>2</td></tr></table>")

    assert [[words(cell) for cell in row] for row in table_rows(page)] == [["1", "2"]]


def test_class_is_matched_as_a_whole_word() -> None:
    page = read_html(b"<p class='row'>a</p><p class='row-2'>b</p><p class='x row'>c</p>")

    assert [words(found) for found in by_class(page, "row")] == ["a", "c"]


@pytest.mark.parametrize(
    ("payload", "sentence"),
    [
        (b"", "The payload is empty."),
        (b"plain text", "Something other than HTML came where HTML was expected."),
        (b"<html><body><p>x", "The page ends early, at character 16."),
        (b"<p>\xff</p>", "The payload is not UTF-8 text: byte 3 is wrong."),
    ],
)
def test_fault_is_named(payload: bytes, sentence: str) -> None:
    assert refusal(payload) == sentence


def test_element_that_was_cut_is_noticed() -> None:
    check_closed(b"<table></table><p>", "table")

    with pytest.raises(BadPayload) as caught:
        check_closed(b"<table></table><TABLE><tr>", "table")

    assert str(caught.value) == "The page ends early: its last <table> is not closed."


def test_deep_nesting_is_survived() -> None:
    page = read_html(b"<div>" * 50_000 + b"x")

    assert page.tag == "html"
