"""A score taken apart by the terms of the document, each with the words that carry it.

Every part of a score comes through some term of the document: through the term itself, through
the pieces of a word, or through a concept that the term stands for. So all parts are counted under
the document's terms, and they add up.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from matchmaking.engine import spelling
from matchmaking.engine.features import kind_of, surfaces
from matchmaking.engine.reading import Reading
from matchmaking.engine.space import Space
from matchmaking.engine.text import language_of
from matchmaking.engine.types import Contribution, Document, Kind

# Words of the profile shown beside a term that it does not hold itself: the best, and those
# that come near it.
MOST_RELATED = 2
NEAR = 0.6


@dataclass(frozen=True)
class Case:
    """A document of the index with its row, the profile it is compared with, and its scale.

    `columns` and `weights` are the terms of the row; `factor` scales its score.
    """

    reading: Reading
    document: Document
    columns: np.ndarray
    weights: np.ndarray
    factor: float

    @property
    def space(self) -> Space:
        return self.reading.space

    @property
    def language(self) -> str:
        return language_of(self.document.language)


def contributions_of(case: Case) -> list[Contribution]:
    """The parts of a score, heaviest first."""
    forms, (weights, by_concept) = surfaces(case.document), _parts(case)
    shown = _Shown(case, list(weights))
    parts = []
    for term, weight in weights.items():
        kind, words = shown.kind_and_words(term)
        if not words and by_concept.get(term, 0.0) > weight / 2:
            kind = "concept"
        parts.append(Contribution(term, weight, kind, words, forms.get(term, ())))
    return sorted(parts, key=lambda part: (-part.weight, part.term))


def terms_of_score(case: Case) -> frozenset[str]:
    """The terms that make up a score, without their words: much quicker than all of it."""
    return frozenset(_parts(case)[0])


def _parts(case: Case) -> tuple[dict[str, float], dict[str, float]]:
    """What each term adds in all, and what of it comes by concepts."""
    weights, by_concept = _through_terms(case), dict(_through_concepts(case))
    for term, weight in by_concept.items():
        weights[term] += weight
    return weights, by_concept


def _through_terms(case: Case) -> defaultdict[str, float]:
    """Products of term weights; those of pieces are shared out among the words that hold them."""
    weights: defaultdict[str, float] = defaultdict(float)
    names, first_piece = case.space.weights.terms, len(case.space.weights.vocabulary)
    own = case.reading.target(case.language).terms[case.columns]
    products = case.weights.astype(np.float64) * own * case.factor
    shared = np.flatnonzero(products > 0)
    columns, products = case.columns[shared], products[shared]
    holders = _holders(surfaces(case.document)) if len(shared) else {}
    pieces = case.space.weights.piece_names
    for column, product in zip(columns.tolist(), products.tolist(), strict=True):
        if column < first_piece:
            weights[names[column]] += product
            continue
        words = holders.get(pieces[column - first_piece], ())
        for word in words:
            weights[word] += product / len(words)
    return weights


def _holders(forms: Iterable[str]) -> dict[str, list[str]]:
    holders: defaultdict[str, list[str]] = defaultdict(list)
    for term in forms:
        if kind_of(term) == "word":
            for piece in spelling.pieces_of(term):
                holders[piece].append(term)
    return holders


def _through_concepts(case: Case) -> Iterable[tuple[str, float]]:
    """What each term of the document adds by the concepts it stands for."""
    reached = case.reading.reach(case.language)[case.columns]
    shared = np.flatnonzero(reached > 0)
    length = _concept_length(case) if len(shared) else 0.0
    if not length:
        return
    share = case.reading.target(case.language).concept_share
    added = case.weights[shared].astype(np.float64) * reached[shared]
    added *= case.factor * share / length
    names = case.space.weights.terms
    for column, weight in zip(case.columns[shared].tolist(), added.tolist(), strict=True):
        yield names[column], weight


def _concept_length(case: Case) -> float:
    """The length of the document's concepts before they were brought to one."""
    rows = case.space.concept_rows(case.language)
    summed: defaultdict[int, float] = defaultdict(float)
    starts, ends = rows.indptr[case.columns], rows.indptr[case.columns + 1]
    for place in np.flatnonzero(ends > starts).tolist():
        weight = float(case.weights[place])
        held = slice(starts[place], ends[place])
        pairs = zip(rows.indices[held].tolist(), rows.data[held].tolist(), strict=True)
        for concept, value in pairs:
            summed[concept] += weight * value
    return float(np.sqrt(sum(value * value for value in summed.values())))


class _Shown:
    """The words of a profile that stand behind the terms of a document."""

    def __init__(self, case: Case, terms: Sequence[str]) -> None:
        self.reading = case.reading
        self.own = case.reading.forms
        missing = [term for term in terms if term not in self.own and ":" not in term]
        self.foreign = case.reading.related(missing, case.language)

    def kind_and_words(self, term: str) -> tuple[Kind, tuple[str, ...]]:
        if term in self.own:
            return kind_of(term), tuple(self.own[term])
        related = self.foreign.get(term)
        if related:
            return "concept", self._forms(related)
        alike = self.reading.alike(term) if kind_of(term) == "word" else {}
        return kind_of(term), self._forms(alike)

    def _forms(self, related: dict[str, float]) -> tuple[str, ...]:
        best = max(related.values(), default=0.0)
        order = sorted(related, key=lambda term: (-related[term], term))
        near = [term for term in order if related[term] >= NEAR * best][:MOST_RELATED]
        return tuple(dict.fromkeys(form for term in near for form in self.own[term]))
