"""The index of documents: fit it, search it, explain an answer, extend it, save and open it."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
import scipy.sparse as sp

from matchmaking.engine import storage
from matchmaking.engine.crowding import Crowd
from matchmaking.engine.explaining import Case, contributions_of, terms_of_score
from matchmaking.engine.reading import Reading
from matchmaking.engine.space import Rows, Space, languages_of
from matchmaking.engine.text import LANGUAGES, language_of, words
from matchmaking.engine.types import (
    Document,
    DuplicateDocument,
    Explanation,
    Labels,
    Match,
    UnknownDocument,
)

# Below this, only chance pieces of words and far-off concepts are shared: that is nothing.
LEAST_SCORE = 0.01
# Scores are told to this many places, so that like texts tie on every machine.
PLACES = 7
# Profiles kept as they were read: a page asks for one many times over. Each is as wide as the
# vocabulary, so they are few.
READINGS_KEPT = 8


@dataclass(frozen=True)
class MatchIndex:
    """Documents that can be searched with a firm's own texts. Made by `fit`; never changes."""

    documents: Sequence[Document]
    space: Space
    crowd: Crowd
    rows: Rows
    factors: np.ndarray

    @classmethod
    def fit(
        cls,
        documents: Iterable[Document],
        *,
        background: Iterable[Document] = (),
        parallel: Iterable[Labels] = (),
    ) -> "MatchIndex":
        """Learn term weights from documents and background, and index the documents.

        `parallel` holds labels of one code in several languages, from which words are translated.
        """
        documents = tuple(documents)
        _refuse_duplicates(documents)
        space, counts = Space.fit(documents, tuple(background), parallel)
        rows = space.place_counts(documents, counts[: len(documents)])
        everything = space.weights.weighted(counts)
        crowd = Crowd.of(space.weights.words_only(everything))
        crowding = crowd.crowding(space.weights.words_only(rows.terms))
        crowd = replace(crowd, mean=float(crowding.mean()) if len(crowding) else 0.0)
        return cls(documents, space, crowd, rows, crowd.factors(crowding))

    def __len__(self) -> int:
        return len(self.documents)

    def __contains__(self, document_id: str) -> bool:
        return document_id in self._places

    def search(
        self,
        profile: Sequence[Document],
        *,
        top_n: int,
        liked: Collection[str] = (),
        disliked: Collection[str] = (),
    ) -> list[Match]:
        """The nearest documents, best first, ties by id; what shares nothing is left out.

        `liked` and `disliked` are ids of documents of the index that the reader judged.
        """
        if top_n < 1 or not profile or not len(self):
            return []
        scores = np.round(np.clip(self._scores(profile, liked, disliked), 0.0, 1.0), PLACES)
        found = np.flatnonzero(scores >= LEAST_SCORE)
        if len(found) > top_n:
            threshold = np.partition(scores[found], len(found) - top_n)[len(found) - top_n]
            found = found[scores[found] >= threshold]
        matches = [Match(self.documents[row].id, float(scores[row])) for row in found.tolist()]
        return sorted(matches, key=lambda match: (-match.score, match.document_id))[:top_n]

    def explain(
        self,
        profile: Sequence[Document],
        document_id: str,
        *,
        liked: Collection[str] = (),
        disliked: Collection[str] = (),
    ) -> Explanation:
        """The score of one document term by term, with the words of both texts."""
        if not profile:
            self._place(document_id)
            return Explanation(document_id, 0.0)
        parts = tuple(contributions_of(self._case(profile, document_id, liked, disliked)))
        score = round(sum(part.weight for part in parts), PLACES)
        return Explanation(document_id, min(1.0, score), parts)

    def knows(self, word: str) -> bool:
        """Whether a word has a column in any of the languages, or says nothing in one of them."""
        vocabulary = self.space.weights.vocabulary
        readings = [[found.stem for found in words(word, language)] for language in LANGUAGES]
        return not all(readings) or any(stem in vocabulary for stems in readings for stem in stems)

    def shared_terms(self, profile: Sequence[Document], document_id: str) -> frozenset[str]:
        """The terms of the contributions that `explain` would give, found much quicker."""
        if not profile:
            self._place(document_id)
            return frozenset()
        return terms_of_score(self._case(profile, document_id, (), ()))

    def extend(self, added: Iterable[Document], *, removed: Collection[str] = ()) -> "MatchIndex":
        """A new index with documents added and removed, under the weights learned by `fit`.

        An added document replaces the one with its id. Words new to the collection count from the
        next `fit` on, those of the term bank at once.
        """
        added = tuple(added)
        _refuse_duplicates(added)
        gone = {document.id for document in added} | set(removed)
        kept = [place for place, document in enumerate(self.documents) if document.id not in gone]
        old, new = self._rows_at(kept), self.space.place(added)
        factors = self.crowd.factors(
            self.crowd.crowding(self.space.weights.words_only(new.terms)),
        )
        return replace(
            self,
            documents=(*(self.documents[place] for place in kept), *added),
            rows=Rows(_stacked(old.terms, new.terms), _stacked(old.concepts, new.concepts)),
            factors=np.concatenate([self.factors[kept], factors]).astype(np.float32),
        )

    def save(self, path: Path | str) -> None:
        """Write the index to a folder of plain arrays with a manifest."""
        storage.write(
            Path(path),
            storage.Parts(self.documents, self.space, self.crowd, self.rows, self.factors),
        )

    @classmethod
    def open(cls, path: Path | str) -> "MatchIndex":
        """The index of a folder, its arrays mapped from the files; `IndexDamaged` if unsound."""
        parts = storage.read(Path(path))
        return cls(parts.documents, parts.space, parts.crowd, parts.rows, parts.factors)

    def _scores(
        self, profile: Sequence[Document], liked: Collection[str], disliked: Collection[str]
    ) -> np.ndarray:
        """The scores of all documents, each against the target of its own language."""
        names, numbers = self._languages
        reading = self._reading(profile, liked, disliked)
        targets = [reading.target(name) for name in names]
        everyone = np.arange(len(self))
        shares = np.asarray([target.concept_share for target in targets])
        terms = self.rows.terms @ np.stack([target.terms for target in targets], axis=1)
        concepts = self.rows.concepts @ np.stack([target.concepts for target in targets], axis=1)
        mixed = (terms + concepts * shares) / (1 + shares)
        return np.asarray(mixed[everyone, numbers] * self.factors)

    def _case(
        self,
        profile: Sequence[Document],
        document_id: str,
        liked: Collection[str],
        disliked: Collection[str],
    ) -> Case:
        place = self._place(document_id)
        document, reading = self.documents[place], self._reading(profile, liked, disliked)
        share = reading.target(language_of(document.language)).concept_share
        terms = self.rows.terms
        held = slice(terms.indptr[place], terms.indptr[place + 1])
        factor = float(self.factors[place]) / (1 + share)
        return Case(reading, document, terms.indices[held], terms.data[held], factor)

    def _reading(
        self, profile: Sequence[Document], liked: Collection[str], disliked: Collection[str]
    ) -> Reading:
        """The profile as it was read a moment ago, or read now."""
        return self._readings(tuple(profile), tuple(sorted(liked)), tuple(sorted(disliked)))

    @cached_property
    def _readings(self) -> Callable[..., Reading]:
        return lru_cache(maxsize=READINGS_KEPT)(self._read)

    def _read(
        self, profile: Sequence[Document], liked: Sequence[str], disliked: Sequence[str]
    ) -> Reading:
        if not liked and not disliked:
            return Reading(self.space, profile)
        judged = [self._rows_at([self._place(key) for key in ids]) for ids in (liked, disliked)]
        return Reading(self.space, profile, *judged)

    def _rows_at(self, places: Sequence[int]) -> Rows:
        return Rows(self.rows.terms[places], self.rows.concepts[places])

    def _place(self, document_id: str) -> int:
        try:
            return self._places[document_id]
        except KeyError:
            raise UnknownDocument(f"The index holds no document {document_id!r}.") from None

    @cached_property
    def _places(self) -> dict[str, int]:
        return {document.id: place for place, document in enumerate(self.documents)}

    @cached_property
    def _languages(self) -> tuple[list[str], np.ndarray]:
        """The languages of the documents, and for each document the number of its own."""
        names, numbers = np.unique(languages_of(self.documents), return_inverse=True)
        return names.tolist(), numbers


def _stacked(old: sp.csr_matrix, new: sp.csr_matrix) -> sp.csr_matrix:
    return sp.csr_matrix(sp.vstack([old, new], format="csr", dtype=np.float32))


def _refuse_duplicates(documents: Sequence[Document]) -> None:
    seen: set[str] = set()
    for document in documents:
        if document.id in seen:
            raise DuplicateDocument(f"Two documents carry the id {document.id!r}.")
        seen.add(document.id)
