"""The index of documents: fit it, search it, explain an answer, extend it, save and open it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
import scipy.sparse as sp

from matchmaking.engine import profiles, storage
from matchmaking.engine.crowding import Crowd
from matchmaking.engine.explaining import Case, contributions_of
from matchmaking.engine.profiles import Profile, Target
from matchmaking.engine.space import Rows, Space, languages_of
from matchmaking.engine.text import LANGUAGES, words
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
        place = self._place(document_id)
        if not profile:
            return Explanation(document_id, 0.0)
        document = self.documents[place]
        (language,) = languages_of([document])
        (target,) = self._targets(profile, [language], liked, disliked)
        factor = float(self.factors[place]) / (1 + target.concept_share)
        case = Case(self.space, profile, document, self._rows_at([place]), target, factor)
        parts = tuple(contributions_of(case))
        score = round(sum(part.weight for part in parts), PLACES)
        return Explanation(document_id, min(1.0, score), parts)

    def knows(self, word: str) -> bool:
        """Whether a word has a column in any of the languages; what says nothing is known."""
        vocabulary = self.space.weights.vocabulary
        stems = [found.stem for language in LANGUAGES for found in words(word, language)]
        return not stems or any(stem in vocabulary for stem in stems)

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
        targets = self._targets(profile, names, liked, disliked)
        everyone = np.arange(len(self))
        shares = np.asarray([target.concept_share for target in targets])
        terms = self.rows.terms @ np.stack([target.terms for target in targets], axis=1)
        concepts = self.rows.concepts @ np.stack([target.concepts for target in targets], axis=1)
        mixed = (terms + concepts * shares) / (1 + shares)
        return np.asarray(mixed[everyone, numbers] * self.factors)

    def _targets(
        self,
        profile: Sequence[Document],
        languages: Sequence[str],
        liked: Collection[str],
        disliked: Collection[str],
    ) -> list[Target]:
        own = Profile.of(profile, self.space)
        targets = [own.target(language) for language in languages]
        if not liked and not disliked:
            return targets
        judged = [
            self._rows_at([self._place(key) for key in sorted(ids)]) for ids in (liked, disliked)
        ]
        return [profiles.moved(target, *judged) for target in targets]

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
