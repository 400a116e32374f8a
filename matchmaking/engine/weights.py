"""Term weights learned once from a collection, and the vectors of documents made with them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.preprocessing import normalize

from matchmaking.engine.features import body_terms, kind_of, title_terms
from matchmaking.engine.types import Document

TITLE_WEIGHT = 1.0
SATURATION = 1.2
LENGTH_SHARE = 0.75
# A pair seen once says nothing that its words do not say.
RAREST_PAIR = 2


@dataclass(frozen=True)
class TermWeights:
    """The vocabulary, how much each of its terms tells, and the mean length of a document."""

    vocabulary: dict[str, int]
    rarity: np.ndarray
    mean_length: float

    @classmethod
    def fit(cls, documents: Sequence[Document]) -> "TermWeights":
        counter = CountVectorizer(analyzer=_all_terms, dtype=np.float32)
        if not any(_all_terms(document) for document in documents):
            return cls({}, np.zeros(0, dtype=np.float32), 1.0)
        counts = counter.fit_transform(documents).tocsr()
        frequency = np.bincount(counts.indices, minlength=counts.shape[1])
        names = counter.get_feature_names_out().tolist()
        kept = [
            position
            for position, name in enumerate(names)
            if kind_of(name) != "pair" or frequency[position] >= RAREST_PAIR
        ]
        vocabulary = {names[position]: column for column, position in enumerate(kept)}
        rarity = rarity_of(frequency[kept], len(documents))
        mean_length = float(counts[:, kept].sum()) / max(1, len(documents))
        return cls(vocabulary, rarity, mean_length or 1.0)

    def vectors(self, documents: Sequence[Document]) -> sp.csr_matrix:
        """One row of length one for each document; a row without known terms stays empty."""
        counts = self._counts(map(body_terms, documents))
        counts = counts + TITLE_WEIGHT * self._counts(map(title_terms, documents))
        return unit_rows(self._saturated(sp.csr_matrix(counts)))

    def _counts(self, term_lists: Iterable[list[str]]) -> sp.csr_matrix:
        rows, columns = [], []
        total = 0
        for row, terms in enumerate(term_lists):
            known = [self.vocabulary[term] for term in terms if term in self.vocabulary]
            columns += known
            rows += [row] * len(known)
            total = row + 1
        values = np.ones(len(rows), dtype=np.float32)
        return sp.csr_matrix((values, (rows, columns)), shape=(total, len(self.vocabulary)))

    def _saturated(self, counts: sp.csr_matrix) -> sp.csr_matrix:
        """Repetition counts less and less, the sooner the longer the text."""
        lengths = np.repeat(np.asarray(counts.sum(axis=1)).ravel(), np.diff(counts.indptr))
        damping = SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * lengths / self.mean_length)
        weighted = counts.astype(np.float32)
        tempered = counts.data * (SATURATION + 1) / (counts.data + damping)
        weighted.data = (tempered * self.rarity[counts.indices]).astype(np.float32)
        return weighted


def unit_rows(matrix: sp.csr_matrix) -> sp.csr_matrix:
    """Each row divided by its length; empty rows, and matrices without any, stay as they are."""
    return normalize(matrix) if matrix.nnz else matrix


def rarity_of(frequency: np.ndarray, total: int) -> np.ndarray:
    """The usual logarithm of how few documents hold a term; never below zero."""
    return np.log(1 + (total - frequency + 0.5) / (frequency + 0.5)).astype(np.float32)


def _all_terms(document: Document) -> list[str]:
    return title_terms(document) + body_terms(document)
