"""Pieces of words: what lets related spellings meet, in one language or across two."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy as np
import scipy.sparse as sp

PIECE = 4


@lru_cache(maxsize=200_000)
def pieces_of(word: str) -> tuple[str, ...]:
    """The runs of letters of a word, its ends marked; a short word is one piece."""
    marked = f"^{word}$"
    return tuple(marked[start : start + PIECE] for start in range(max(1, len(marked) - PIECE + 1)))


def vocabulary_of(words: Iterable[str]) -> dict[str, int]:
    """A column for each piece of these words, in the order of the alphabet."""
    pieces = sorted({piece for word in words for piece in pieces_of(word)})
    return {piece: column for column, piece in enumerate(pieces)}


def matrix_of(words: Sequence[str], columns: dict[str, int]) -> sp.csr_matrix:
    """One row for each word: how often it holds each known piece. Pairs and codes hold none."""
    rows, held = [], []
    for row, word in enumerate(words):
        if " " in word or ":" in word:
            continue
        known = [columns[piece] for piece in pieces_of(word) if piece in columns]
        held += known
        rows += [row] * len(known)
    values = np.ones(len(rows), dtype=np.float32)
    return sp.csr_matrix((values, (rows, held)), shape=(len(words), len(columns)))
