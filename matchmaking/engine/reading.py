"""A profile read once: its targets, its words, and what those words may stand for.

Whoever explains fifty documents to one reader asks the same things of the profile fifty times. A
reading keeps the answers, so that a document costs only its own terms.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import scipy.sparse as sp

from matchmaking.engine import profiles, spelling
from matchmaking.engine.features import kind_of, surfaces
from matchmaking.engine.profiles import Profile, Target
from matchmaking.engine.space import Rows, Space
from matchmaking.engine.text import language_of
from matchmaking.engine.types import Document

# Terms that share less of their concepts than this add to a score, but make no reason to show.
LEAST_RELATED = 0.2
# Pieces that two words must share to be shown as the same word in two spellings.
LEAST_COMMON_PIECES = 0.4


@dataclass(frozen=True)
class Reading:
    """A profile in one space, with the rows of the documents that its reader judged."""

    space: Space
    documents: Sequence[Document]
    liked: Rows | None = None
    disliked: Rows | None = None

    def target(self, language: str) -> Target:
        """The profile as documents of this language would put it, moved by what was judged."""
        if language not in self._targets:
            target = self._profile.target(language)
            if self.liked is not None and self.disliked is not None:
                target = profiles.moved(target, self.liked, self.disliked)
            self._targets[language] = target
        return self._targets[language]

    def reach(self, language: str) -> np.ndarray:
        """For each column, what a document of this language adds with it through concepts."""
        if language not in self._reaches:
            concepts = self.target(language).concepts
            self._reaches[language] = np.asarray(self.space.concept_rows(language) @ concepts)
        return self._reaches[language]

    @cached_property
    def forms(self) -> Mapping[str, Mapping[str, None]]:
        """Each term of the profile with the ways it is written, in order, each once."""
        found: defaultdict[str, dict[str, None]] = defaultdict(dict)
        for document in self.documents:
            for term, forms in surfaces(document).items():
                found[term].update(dict.fromkeys(forms))
        return dict(found)

    def related(self, missing: Sequence[str], language: str) -> dict[str, dict[str, float]]:
        """Terms that the profile lacks -> those of its own that a concept or a translation links.

        `missing` are terms of a document in `language`; the strength of a link is above zero.
        """
        known = self.space.weights.vocabulary
        columns = np.asarray([known[term] for term in missing if term in known], dtype=np.int64)
        found: dict[str, dict[str, float]] = {}
        for document in self.documents:
            for row, column, strength in self._links(document, columns, language):
                strengths = found.setdefault(self.space.weights.terms[column], {})
                term = self.space.weights.terms[row]
                strengths[term] = max(strength, strengths.get(term, 0.0))
        return found

    def alike(self, word: str) -> dict[str, float]:
        """Words of the profile that are spelled much like this one, with their common share."""
        pieces = frozenset(spelling.pieces_of(word))
        common: defaultdict[str, int] = defaultdict(int)
        for piece in pieces:
            for own in self._words_with.get(piece, ()):
                common[own] += 1
        shares = {
            own: count / (len(pieces) + self._sizes[own] - count) for own, count in common.items()
        }
        return {own: share for own, share in shares.items() if share >= LEAST_COMMON_PIECES}

    def _links(
        self, document: Document, columns: np.ndarray, language: str
    ) -> list[tuple[int, int, float]]:
        """(own column, missing column, strength) for what one document of the profile links."""
        space, here = self.space, language_of(document.language)
        own, total = self._concepts_of(document), defaultdict[tuple[int, int], float](float)
        for column, concept, value in _entries(space.unit_concept_rows(language), columns):
            for row, own_value in own.get(concept, ()):
                total[row, column] += own_value * value
        table = space.tables.get((here, language))
        if table is not None:
            wanted = set(columns.tolist())
            for row, column, value in _entries(table, self._columns_of(document)):
                if column in wanted:
                    total[row, column] += value
        weights = space.weights.column_weights
        return [
            (row, column, value * float(weights[row]))
            for (row, column), value in total.items()
            if value >= LEAST_RELATED
        ]

    def _columns_of(self, document: Document) -> np.ndarray:
        if document not in self._columns:
            known = self.space.weights.vocabulary
            held = [known[term] for term in surfaces(document) if term in known]
            self._columns[document] = np.asarray(held, dtype=np.int64)
        return self._columns[document]

    def _concepts_of(self, document: Document) -> Mapping[int, list[tuple[int, float]]]:
        """Each concept of a document of the profile -> its terms there, with their cosines."""
        if document not in self._concepts:
            rows = self.space.unit_concept_rows(language_of(document.language))
            found: defaultdict[int, list[tuple[int, float]]] = defaultdict(list)
            for row, concept, value in _entries(rows, self._columns_of(document)):
                found[concept].append((row, value))
            self._concepts[document] = found
        return self._concepts[document]

    @cached_property
    def _columns(self) -> dict[Document, np.ndarray]:
        return {}

    @cached_property
    def _concepts(self) -> dict[Document, Mapping[int, list[tuple[int, float]]]]:
        return {}

    @cached_property
    def _profile(self) -> Profile:
        return Profile.of(self.documents, self.space)

    @cached_property
    def _targets(self) -> dict[str, Target]:
        return {}

    @cached_property
    def _reaches(self) -> dict[str, np.ndarray]:
        return {}

    @cached_property
    def _sizes(self) -> dict[str, int]:
        words = [term for term in self.forms if kind_of(term) == "word"]
        return {word: len(set(spelling.pieces_of(word))) for word in words}

    @cached_property
    def _words_with(self) -> dict[str, list[str]]:
        found: defaultdict[str, list[str]] = defaultdict(list)
        for word in self._sizes:
            for piece in set(spelling.pieces_of(word)):
                found[piece].append(word)
        return found


def _entries(matrix: sp.csr_matrix, rows: np.ndarray) -> Iterator[tuple[int, int, float]]:
    """(row, column, value) of all that these rows hold."""
    starts, ends = matrix.indptr[rows], matrix.indptr[rows + 1]
    for place in np.flatnonzero(ends > starts).tolist():
        row, held = int(rows[place]), slice(starts[place], ends[place])
        pairs = zip(matrix.indices[held].tolist(), matrix.data[held].tolist(), strict=True)
        for column, value in pairs:
            yield row, column, value
