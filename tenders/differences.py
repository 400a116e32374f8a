"""Pure: what differs between two texts, in few words: most of a long text stays as it was."""

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

# So many words of what stayed are shown on each side of a change.
CONTEXT = 8
# Comparing grows with the square: longer passages are shown as taken out and put in whole.
MOST_WORDS = 1_500
MOST_LINES = 2_000
MOST_PIECES = 400
GAP = " … "
_WORD = re.compile(r"\s+|[^\s]+")


class Fate(StrEnum):
    """What happened to a passage."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Piece:
    """A passage and what happened to it."""

    fate: Fate
    words: str


def pieces(before: str, now: str) -> list[Piece]:
    """The changes in their order, each between a few words that stayed."""
    found = _joined(_compared(before.splitlines(keepends=True), now.splitlines(keepends=True)))
    shortened = [
        Piece(Fate.SAME, _shortened(piece.words, is_first=not number, is_last=piece is found[-1]))
        if piece.fate is Fate.SAME
        else piece
        for number, piece in enumerate(found)
    ]
    return [piece for piece in shortened if piece.words][:MOST_PIECES]


def _compared(before: Sequence[str], now: Sequence[str]) -> Iterator[Piece]:
    """Line by line, and word by word where lines were replaced."""
    if len(before) + len(now) > MOST_LINES:
        yield from _whole("".join(before), "".join(now))
        return
    for fate, old, new in _steps(before, now):
        if fate is Fate.SAME:
            yield Piece(Fate.SAME, "".join(old))
            continue
        old_words, new_words = _WORD.findall("".join(old)), _WORD.findall("".join(new))
        if not old or not new or len(old_words) + len(new_words) > MOST_WORDS:
            yield from _whole("".join(old), "".join(new))
            continue
        for fate_of_words, removed, added in _steps(old_words, new_words):
            if fate_of_words is Fate.SAME:
                yield Piece(Fate.SAME, "".join(removed))
            else:
                yield from _whole("".join(removed), "".join(added))


def _steps(
    before: Sequence[str], now: Sequence[str]
) -> Iterator[tuple[Fate, Sequence[str], Sequence[str]]]:
    """What both begin and end with is set apart first: for all between, comparing takes long."""
    start = _agreeing(before, now)
    end = _agreeing(before[start:][::-1], now[start:][::-1])
    old, new = before[start : len(before) - end], now[start : len(now) - end]
    yield Fate.SAME, before[:start], now[:start]
    for name, old_start, old_end, new_start, new_end in difflib.SequenceMatcher(
        None, old, new
    ).get_opcodes():
        fate = Fate.SAME if name == "equal" else Fate.REMOVED
        yield fate, old[old_start:old_end], new[new_start:new_end]
    yield Fate.SAME, before[len(before) - end :], now[len(now) - end :]


def _agreeing(one: Sequence[str], other: Sequence[str]) -> int:
    """How many elements both have at their start."""
    pairs = zip(one, other, strict=False)
    return next(
        (number for number, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other))
    )


def _whole(before: str, now: str) -> Iterator[Piece]:
    yield Piece(Fate.REMOVED, before)
    yield Piece(Fate.ADDED, now)


def _joined(found: Iterator[Piece]) -> list[Piece]:
    """Neighbours of one fate in one piece; nothing that is empty."""
    joined: list[Piece] = []
    for piece in found:
        if not piece.words:
            continue
        if joined and joined[-1].fate is piece.fate:
            joined[-1] = Piece(piece.fate, joined[-1].words + piece.words)
        else:
            joined.append(piece)
    return joined


def _shortened(words: str, *, is_first: bool, is_last: bool) -> str:
    """The words beside the changes; what lies between them is a gap."""
    tokens = _WORD.findall(words)
    if len(tokens) <= 4 * CONTEXT:
        return words
    start = "" if is_first else "".join(tokens[: 2 * CONTEXT])
    end = "" if is_last else "".join(tokens[-2 * CONTEXT :])
    return f"{start}{GAP}{end}" if not (is_first and is_last) else ""
