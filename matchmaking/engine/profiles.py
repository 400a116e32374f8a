"""A firm's texts as one target for each language of the documents, moved by what was judged."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sp

from matchmaking.engine.matrices import scaled_columns, unit, unit_rows
from matchmaking.engine.space import Rows, Space, languages_of
from matchmaking.engine.types import Document

# The documents of a profile are combined by this power mean: what stands out in one of them
# counts for more than in a plain mean, and what they share for more than in a maximum.
MEAN_POWER = 1.4
# How much the concepts of the term bank count beside the words, within a language ...
CONCEPT_SHARE = 0.2
# ... where this many different words in the profile halve it: long profiles speak for themselves.
HALVING_WORDS = 30
# Across languages concepts carry most of the meaning, and pieces of words more than at home.
CONCEPT_SHARE_ACROSS = 0.6
PIECES_ACROSS = 2.5
TRANSLATED_SHARE = 1.0
LIKED_SHARE = 0.5
DISLIKED_SHARE = 0.3


@dataclass(frozen=True)
class Target:
    """What documents of one language are compared with."""

    terms: np.ndarray
    concepts: np.ndarray
    concept_share: float


@dataclass(frozen=True)
class Profile:
    """A firm's texts, counted and weighted once for all languages."""

    space: Space
    counts: sp.csr_matrix
    languages: list[str]
    concepts: sp.csr_matrix
    different_words: int

    @classmethod
    def of(cls, documents: Sequence[Document], space: Space) -> "Profile":
        languages = languages_of(documents)
        counts = space.weights.counts(documents)
        weighted = space.weights.weighted_profile(counts)
        words = space.weights.words_only(sp.csr_matrix(weighted.sum(axis=0)))
        return cls(space, counts, languages, space.concepts_of(weighted, languages), words.nnz)

    def target(self, language: str) -> Target:
        """The profile as documents of this language would put it."""
        rows = unit_rows(sp.csr_matrix(sp.vstack(self._rows(language), format="csr")))
        terms = unit(_power_mean(rows))
        shares = np.asarray([self.concept_share(own, language) for own in self.languages])
        concepts = unit(np.asarray(shares @ self.concepts, dtype=np.float64))
        return Target(terms, concepts, float(shares.mean()))

    def concept_share(self, own: str, language: str) -> float:
        if own != language:
            return CONCEPT_SHARE_ACROSS
        return CONCEPT_SHARE * HALVING_WORDS / (HALVING_WORDS + self.different_words)

    def _rows(self, language: str) -> list[sp.csr_matrix]:
        weights, rows = self.space.weights, []
        for number, own in enumerate(self.languages):
            counts = self.counts[number]
            if own == language:
                rows.append(weights.weighted_profile(counts))
                continue
            table = self.space.tables.get((own, language))
            if table is not None:
                counts = sp.csr_matrix(counts + TRANSLATED_SHARE * (counts @ table))
            boost = np.where(weights.is_piece, PIECES_ACROSS, 1.0)
            rows.append(scaled_columns(weights.weighted_profile(counts), boost))
        return rows


def moved(target: Target, liked: Rows, disliked: Rows) -> Target:
    """The target drawn to the liked documents and away from the disliked ones."""
    return replace(
        target,
        terms=_drawn(target.terms, liked.terms, disliked.terms),
        concepts=_drawn(target.concepts, liked.concepts, disliked.concepts),
    )


def _drawn(own: np.ndarray, liked: sp.csr_matrix, disliked: sp.csr_matrix) -> np.ndarray:
    drawn = own + LIKED_SHARE * _centroid(liked) - DISLIKED_SHARE * _centroid(disliked)
    return unit(np.maximum(drawn, 0.0))


def _centroid(rows: sp.csr_matrix) -> np.ndarray:
    return unit(np.asarray(unit_rows(rows).sum(axis=0), dtype=np.float64).ravel())


def _power_mean(rows: sp.csr_matrix) -> np.ndarray:
    raised = rows.astype(np.float64).power(MEAN_POWER)
    return np.asarray(raised.sum(axis=0)).ravel() ** (1 / MEAN_POWER)
