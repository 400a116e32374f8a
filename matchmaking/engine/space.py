"""The space in which profiles and documents meet: weighted terms, and concepts over languages."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import scipy.sparse as sp

from matchmaking.engine import translation
from matchmaking.engine.concepts import TermBank, term_bank
from matchmaking.engine.matrices import lengths_of, scaled_rows, shares_in, unit_rows
from matchmaking.engine.text import LANGUAGES, language_of
from matchmaking.engine.types import Document, Labels
from matchmaking.engine.weights import TermWeights, fitted

# A document is divided by its own length for the most part, by the mean length for the rest:
# what says more may score more. Scores are multiplied by the same share to stay below one.
OWN_LENGTH_SHARE = 0.85


@dataclass(frozen=True)
class Rows:
    """Documents in the space: their terms and their concepts, a row for each."""

    terms: sp.csr_matrix
    concepts: sp.csr_matrix


@dataclass(frozen=True)
class Space:
    """Everything that is learned by a fit, and by it the place of any text."""

    weights: TermWeights
    mean_norm: float
    tables: dict[translation.Pair, sp.csr_matrix]
    bank: TermBank

    @classmethod
    def fit(
        cls, documents: Sequence[Document], background: Sequence[Document], labels: Iterable[Labels]
    ) -> tuple["Space", sp.csr_matrix]:
        """The space of a collection, and the counts of documents and background in it."""
        bank, tables = term_bank(), translation.learned(labels)
        further = {*bank.vocabulary(), *translation.words_of(tables)}
        weights, counts = fitted((*documents, *background), further_terms=further)
        matrices = {
            pair: translation.matrix_of(table, weights.vocabulary, weights.width)
            for pair, table in tables.items()
        }
        lengths = lengths_of(weights.weighted(counts[: len(documents)]))
        mean_norm = float(lengths.mean()) if len(lengths) else 1.0
        return cls(weights, mean_norm or 1.0, matrices, bank), counts

    def place(self, documents: Sequence[Document]) -> Rows:
        """Documents of the collection, old or new, as rows."""
        return self.place_counts(documents, self.weights.counts(documents))

    def place_counts(self, documents: Sequence[Document], counts: sp.csr_matrix) -> Rows:
        weighted = self.weights.weighted(counts)
        norms = OWN_LENGTH_SHARE * lengths_of(weighted)
        norms[norms > 0] += (1 - OWN_LENGTH_SHARE) * self.mean_norm
        terms = scaled_rows(weighted, OWN_LENGTH_SHARE * shares_in(norms))
        return Rows(terms, self.concepts_of(weighted, languages_of(documents)))

    def concepts_of(self, weighted: sp.csr_matrix, languages: Sequence[str]) -> sp.csr_matrix:
        """What the rows are about, whatever their languages: rows of length one."""
        parts, order = [], []
        for language in sorted(set(languages)):
            rows = [row for row, found in enumerate(languages) if found == language]
            parts.append(weighted[rows] @ self.projection(language).T)
            order += rows
        shape = (weighted.shape[0], len(self.bank.concepts))
        if not parts:
            return sp.csr_matrix(shape, dtype=np.float32)
        mixed = sp.vstack(parts, format="csr", dtype=np.float32)
        return unit_rows(sp.csr_matrix(mixed[np.argsort(order)]))

    def projection(self, language: str) -> sp.csr_matrix:
        """Concepts by columns, for texts of this language."""
        return self._projections.get(language, self._no_projection)

    def concept_rows(self, language: str) -> sp.csr_matrix:
        """The same turned round: a row for each column of terms."""
        return self._concept_rows.get(language, self._no_concept_rows)

    def unit_concept_rows(self, language: str) -> sp.csr_matrix:
        """The same, each row brought to length one: what is left is what a term is about."""
        return self._unit_concept_rows.get(language, self._no_concept_rows)

    @cached_property
    def _unit_concept_rows(self) -> dict[str, sp.csr_matrix]:
        return {tag: unit_rows(found) for tag, found in self._concept_rows.items()}

    @cached_property
    def _concept_rows(self) -> dict[str, sp.csr_matrix]:
        return {tag: sp.csr_matrix(found.T) for tag, found in self._projections.items()}

    @cached_property
    def _no_concept_rows(self) -> sp.csr_matrix:
        return sp.csr_matrix(self._no_projection.T)

    @cached_property
    def _projections(self) -> dict[str, sp.csr_matrix]:
        width, vocabulary = self.weights.width, self.weights.vocabulary
        return {tag: self.bank.projection(tag, vocabulary, width) for tag in LANGUAGES}

    @cached_property
    def _no_projection(self) -> sp.csr_matrix:
        return sp.csr_matrix((len(self.bank.concepts), self.weights.width), dtype=np.float32)


def languages_of(documents: Sequence[Document]) -> list[str]:
    return [language_of(document.language) for document in documents]
