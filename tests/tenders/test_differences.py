"""Of a long text only what differs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenders.differences import GAP, Fate, Piece, pieces

pytestmark = pytest.mark.pure


def kept(found: list[Piece], *fates: Fate) -> str:
    return "".join(piece.words for piece in found if piece.fate in fates)


def test_words_that_changed_stand_between_words_that_stayed() -> None:
    assert pieces("Send five copies.", "Send six copies.") == [
        Piece(Fate.SAME, "Send "),
        Piece(Fate.REMOVED, "five"),
        Piece(Fate.ADDED, "six"),
        Piece(Fate.SAME, " copies."),
    ]


def test_what_stayed_is_cut_to_a_few_words() -> None:
    long = "word " * 150

    found = pieces(f"{long}old {long}", f"{long}new {long}")

    assert [piece.fate for piece in found] == [Fate.SAME, Fate.REMOVED, Fate.ADDED, Fate.SAME]
    assert len(found[0].words) < 100
    assert found[0].words.startswith(GAP)
    assert found[-1].words.endswith(GAP)


def test_equal_texts_have_no_piece_that_differs() -> None:
    assert kept(pieces("a\nb", "a\nb"), Fate.ADDED, Fate.REMOVED) == ""


@given(st.text(max_size=60), st.text(max_size=60))
def test_both_texts_can_be_read_from_the_pieces(before: str, now: str) -> None:
    found = pieces(before, now)

    assert kept(found, Fate.SAME, Fate.REMOVED) == before
    assert kept(found, Fate.SAME, Fate.ADDED) == now


def test_texts_too_long_to_compare_are_shown_whole() -> None:
    before, now = "\n".join(map(str, range(3_000))), "\n".join(map(str, range(9_000, 12_000)))

    assert pieces(before, now) == [Piece(Fate.REMOVED, before), Piece(Fate.ADDED, now)]
