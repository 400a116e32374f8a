"""A score taken apart by the terms of the document, each with the words that carry it.

Every part of a score comes through some term of the document: through the term itself, through
the pieces of a word, or through a concept that the term stands for. So all parts are counted under
the document's terms, and they add up.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from matchmaking.engine import spelling
from matchmaking.engine.features import kind_of, surfaces
from matchmaking.engine.matrices import lengths_of, unit_rows
from matchmaking.engine.profiles import Target
from matchmaking.engine.space import Rows, Space
from matchmaking.engine.text import language_of
from matchmaking.engine.types import Contribution, Document, Kind

# Words of the profile shown beside a term that it does not hold itself: the best, and those
# that come near it.
MOST_RELATED = 2
NEAR = 0.6
# Terms that share less of their concepts than this add to a score, but make no reason to show.
LEAST_RELATED = 0.2
# Pieces that two words must share to be shown as the same word in two spellings.
LEAST_COMMON_PIECES = 0.4


@dataclass(frozen=True)
class Case:
    """A document of the index, the profile it is compared with, and how its scores are scaled."""

    space: Space
    profile: Sequence[Document]
    document: Document
    row: Rows
    target: Target
    factor: float


def contributions_of(case: Case) -> list[Contribution]:
    """The parts of a score, heaviest first."""
    forms = surfaces(case.document)
    weights, by_concept = _through_terms(case, forms), dict(_through_concepts(case))
    for term, weight in by_concept.items():
        weights[term] += weight
    shown = _Shown(case, list(weights))
    parts = []
    for term, weight in weights.items():
        kind, words = shown.kind_and_words(term)
        if not words and by_concept.get(term, 0.0) > weight / 2:
            kind = "concept"
        parts.append(Contribution(term, weight, kind, words, forms.get(term, ())))
    return sorted(parts, key=lambda part: (-part.weight, part.term))


def _through_terms(case: Case, forms: Iterable[str]) -> defaultdict[str, float]:
    """Products of term weights; those of pieces are shared out among the words that hold them."""
    weights: defaultdict[str, float] = defaultdict(float)
    names, first_piece = case.space.weights.terms, len(case.space.weights.vocabulary)
    holders = _holders(forms)
    pieces = list(case.space.weights.pieces)
    row = case.row.terms
    products = row.data.astype(np.float64) * case.target.terms[row.indices] * case.factor
    for column, product in zip(row.indices.tolist(), products.tolist(), strict=True):
        if product <= 0:
            continue
        if column < first_piece:
            weights[names[column]] += product
            continue
        words = holders[pieces[column - first_piece]]
        for word in words:
            weights[word] += product / len(words)
    return weights


def _holders(forms: Iterable[str]) -> defaultdict[str, list[str]]:
    holders: defaultdict[str, list[str]] = defaultdict(list)
    for term in forms:
        if kind_of(term) == "word":
            for piece in spelling.pieces_of(term):
                holders[piece].append(term)
    return holders


def _through_concepts(case: Case) -> Iterable[tuple[str, float]]:
    """What each term of the document adds by the concepts it stands for."""
    projection = case.space.projection(language_of(case.document.language))
    length = float(lengths_of(sp.csr_matrix(case.row.terms @ projection.T))[0])
    if not length:
        return
    row = case.row.terms
    reached = projection[:, row.indices].T @ case.target.concepts
    scale = case.factor * case.target.concept_share / length
    for column, weight, reach in zip(row.indices, row.data, reached, strict=True):
        if reach > 0:
            yield case.space.weights.terms[column], float(weight) * float(reach) * scale


def _likeness(left: sp.csr_matrix, right: sp.csr_matrix) -> sp.csr_matrix:
    """Cosines between the concepts of terms, given as columns."""
    rows, columns = (unit_rows(sp.csr_matrix(side.T)) for side in (left, right))
    return sp.csr_matrix(rows @ columns.T)


class _Shown:
    """The words of a profile that stand behind the terms of a document."""

    def __init__(self, case: Case, terms: Sequence[str]) -> None:
        self.case = case
        self.own: defaultdict[str, dict[str, None]] = defaultdict(dict)
        self.foreign: dict[str, dict[str, float]] = {}
        for document in case.profile:
            for term, forms in surfaces(document).items():
                self.own[term].update(dict.fromkeys(forms))
        missing = [term for term in terms if term not in self.own and ":" not in term]
        for document in case.profile:
            self._relate(document, missing)

    def kind_and_words(self, term: str) -> tuple[Kind, tuple[str, ...]]:
        if term in self.own:
            return kind_of(term), tuple(self.own[term])
        related = self.foreign.get(term)
        if related:
            return "concept", self._forms(related)
        alike = self._alike(term) if kind_of(term) == "word" else {}
        return kind_of(term), self._forms(alike)

    def _forms(self, related: dict[str, float]) -> tuple[str, ...]:
        best = max(related.values(), default=0.0)
        order = sorted(related, key=lambda term: (-related[term], term))
        near = [term for term in order if related[term] >= NEAR * best][:MOST_RELATED]
        return tuple(dict.fromkeys(form for term in near for form in self.own[term]))

    def _relate(self, document: Document, missing: Sequence[str]) -> None:
        """Terms of a profile document that a concept or a translation links to missing terms."""
        space, here = self.case.space, language_of(document.language)
        there = language_of(self.case.document.language)
        known = space.weights.vocabulary
        sources = [term for term in surfaces(document) if term in known]
        targets = [term for term in missing if term in known]
        if not sources or not targets:
            return
        rows, columns = ([known[term] for term in terms] for terms in (sources, targets))
        links = _likeness(space.projection(here)[:, rows], space.projection(there)[:, columns])
        table = space.tables.get((here, there))
        if table is not None:
            links = links + table[rows][:, columns]
        found = sp.coo_matrix(links)
        for row, column, value in zip(found.row, found.col, found.data, strict=True):
            if value < LEAST_RELATED:
                continue
            strength = float(value) * float(space.weights.column_weights[rows[row]])
            related = self.foreign.setdefault(targets[column], {})
            related[sources[row]] = max(strength, related.get(sources[row], 0.0))

    def _alike(self, term: str) -> dict[str, float]:
        """Words of the profile that are spelled much like a word of the document."""
        pieces = set(spelling.pieces_of(term))
        alike = {}
        for other in self.own:
            if kind_of(other) == "word":
                theirs = set(spelling.pieces_of(other))
                alike[other] = len(pieces & theirs) / len(pieces | theirs)
        return {other: share for other, share in alike.items() if share >= LEAST_COMMON_PIECES}
