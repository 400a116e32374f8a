"""Term weights learned once from a collection, and the vectors of documents made with them.

A vector has a column for each term (stem, run of stems, code) and one for each piece of a word.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import scipy.sparse as sp
from sklearn.feature_extraction.text import CountVectorizer

from matchmaking.engine import spelling
from matchmaking.engine.features import kind_of, terms_of
from matchmaking.engine.matrices import scaled_columns
from matchmaking.engine.types import Document

# How soon repetition stops counting, and how much the length of a text decides about it: a notice
# is long or short by its author's habit, a profile because there is more to say.
SATURATION, LENGTH_SHARE = 0.9, 0.65
PROFILE_SATURATION, PROFILE_LENGTH_SHARE = 1.2, 1.0
# What repeats inside the documents that hold it is their subject; what is merely frequent is not.
BURST_SHARE = 0.2
# A run of words seen once says nothing that its words do not say.
RAREST_RUN = 2
WORD_WEIGHT, PAIR_WEIGHT, RUN_WEIGHT, CODE_WEIGHT, PIECE_WEIGHT = 1.0, 0.6, 0.5, 1.5, 0.25


@dataclass(frozen=True)
class TermWeights:
    """The vocabulary, what each of its columns weighs, and the mean length of a document."""

    vocabulary: dict[str, int]
    pieces: dict[str, int]
    column_weights: np.ndarray
    mean_length: float

    @property
    def width(self) -> int:
        return len(self.vocabulary) + len(self.pieces)

    def counts(self, documents: Sequence[Document]) -> sp.csr_matrix:
        """How often each document holds each term and each piece."""
        rows = [terms_of(document) for document in documents]
        return self._with_pieces(_counted(rows, self.vocabulary), rows)

    def weighted(self, counts: sp.csr_matrix) -> sp.csr_matrix:
        """Weights of documents: repetition counts less and less, the sooner the longer the text."""
        return self._weighted(counts, SATURATION, LENGTH_SHARE)

    def weighted_profile(self, counts: sp.csr_matrix) -> sp.csr_matrix:
        """Weights of a profile's texts."""
        return self._weighted(counts, PROFILE_SATURATION, PROFILE_LENGTH_SHARE)

    def words_only(self, rows: sp.csr_matrix) -> sp.csr_matrix:
        """The rows with all but single words taken out."""
        return scaled_columns(rows, self.is_word)

    @cached_property
    def terms(self) -> list[str]:
        return list(self.vocabulary)

    @cached_property
    def piece_names(self) -> list[str]:
        return list(self.pieces)

    @cached_property
    def is_word(self) -> np.ndarray:
        kinds = [kind_of(term) == "word" for term in self.vocabulary]
        return np.asarray(kinds + [False] * len(self.pieces), dtype=np.float32)

    @cached_property
    def is_piece(self) -> np.ndarray:
        return np.arange(self.width) >= len(self.vocabulary)

    @cached_property
    def _is_measured(self) -> np.ndarray:
        """Columns that make up the length of a document; longer runs and pieces do not."""
        measured = [term.count(" ") < 2 for term in self.vocabulary]
        return np.asarray(measured + [False] * len(self.pieces), dtype=np.float32)

    @cached_property
    def _spelling(self) -> sp.csr_matrix:
        return spelling.matrix_of(self.terms, self.pieces)

    def _weighted(self, counts: sp.csr_matrix, saturation: float, share: float) -> sp.csr_matrix:
        lengths = counts @ self._is_measured
        damping = saturation * (1 - share + share * lengths / self.mean_length)
        tempered = sp.csr_matrix(counts, copy=True, dtype=np.float32)
        spread = np.repeat(damping, np.diff(counts.indptr))
        tempered.data = (counts.data / (counts.data + spread)).astype(np.float32)
        return scaled_columns(tempered, self.column_weights)

    def _with_pieces(self, counts: sp.csr_matrix, rows: Iterable[list[str]]) -> sp.csr_matrix:
        """Pieces of known words by the matrix, those of words new to the collection one by one."""
        unknown = [
            [
                piece
                for term in row
                if term not in self.vocabulary and kind_of(term) == "word"
                for piece in spelling.pieces_of(term)
            ]
            for row in rows
        ]
        pieces = counts @ self._spelling + _counted(unknown, self.pieces)
        return sp.csr_matrix(sp.hstack([counts, pieces], format="csr"), dtype=np.float32)


def fitted(
    documents: Sequence[Document], *, further_terms: Iterable[str] = ()
) -> tuple[TermWeights, sp.csr_matrix]:
    """The weights of a collection, and its documents' counts under them.

    `further_terms` get a column even where no document holds them: profiles may.
    """
    counts, terms = _counted_anew(documents)
    frequency = np.bincount(counts.indices, minlength=len(terms))
    further = set(further_terms)
    kept = [
        column
        for column, term in enumerate(terms)
        if kind_of(term) != "pair" or frequency[column] >= RAREST_RUN or term in further
    ]
    vocabulary = {terms[column]: place for place, column in enumerate(kept)}
    for term in sorted(further - set(vocabulary)):
        vocabulary[term] = len(vocabulary)
    counts = sp.csr_matrix(counts[:, kept])
    counts.resize((len(documents), len(vocabulary)))
    pieces = spelling.vocabulary_of(term for term in vocabulary if kind_of(term) == "word")
    bare = TermWeights(vocabulary, pieces, np.ones(len(vocabulary) + len(pieces)), 1.0)
    full = sp.csr_matrix(sp.hstack([counts, counts @ bare._spelling], format="csr"))
    mean_length = float((full @ bare._is_measured).sum()) / max(1, len(documents)) or 1.0
    weights = rarity_of(full) * bursts_in(full) * _kind_weights(bare)
    return TermWeights(vocabulary, pieces, weights.astype(np.float32), mean_length), full


def rarity_of(counts: sp.csr_matrix) -> np.ndarray:
    """The usual logarithm of how few documents hold a column; never below zero.

    A column that no document holds counts like one that a single document does.
    """
    total = counts.shape[0]
    frequency = np.maximum(np.bincount(counts.indices, minlength=counts.shape[1]), 1)
    return np.asarray(np.log1p(np.maximum(total - frequency + 0.5, 0.0) / (frequency + 1.0)))


def bursts_in(counts: sp.csr_matrix) -> np.ndarray:
    """More than one for columns that their documents hold more than once."""
    frequency = np.maximum(np.bincount(counts.indices, minlength=counts.shape[1]), 1)
    occurrences = np.maximum(np.asarray(counts.sum(axis=0)).ravel(), 1)
    return np.asarray(1 + BURST_SHARE * np.log(np.maximum(occurrences / frequency, 1)))


def _kind_weights(weights: TermWeights) -> np.ndarray:
    by_run = {0: WORD_WEIGHT, 1: PAIR_WEIGHT}
    of_terms = [
        CODE_WEIGHT if ":" in term else by_run.get(term.count(" "), RUN_WEIGHT)
        for term in weights.vocabulary
    ]
    return np.asarray(of_terms + [PIECE_WEIGHT] * len(weights.pieces))


def _counted_anew(documents: Sequence[Document]) -> tuple[sp.csr_matrix, list[str]]:
    """Counts of a collection whose terms are not known yet, the terms in order."""
    counter = CountVectorizer(analyzer=_same, dtype=np.float32)
    try:
        counts = counter.fit_transform(map(terms_of, documents))
    except ValueError:
        # scikit-learn refuses a collection without any term; for us it is an empty one.
        return sp.csr_matrix((len(documents), 0), dtype=np.float32), []
    return sp.csr_matrix(counts), counter.get_feature_names_out().tolist()


def _same(terms: list[str]) -> Iterator[str]:
    return iter(terms)


def _counted(rows: Sequence[list[str]], columns: dict[str, int]) -> sp.csr_matrix:
    held: list[int] = []
    ends = [0]
    for row in rows:
        held += [columns[term] for term in row if term in columns]
        ends.append(len(held))
    values = np.ones(len(held), dtype=np.float32)
    counts = sp.csr_matrix((values, held, ends), shape=(len(rows), len(columns)))
    counts.sum_duplicates()
    return counts
