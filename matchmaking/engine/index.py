"""The index of documents: fit it, search it, explain an answer, extend it, save and open it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
import scipy.sparse as sp

from matchmaking.engine import profiles, storage
from matchmaking.engine.features import kind_of, surfaces
from matchmaking.engine.types import (
    Contribution,
    Document,
    DuplicateDocument,
    Explanation,
    Labels,
    Match,
    UnknownDocument,
)
from matchmaking.engine.weights import TermWeights

# Scores are told to this many places, so that like texts tie on every machine.
PLACES = 7


@dataclass(frozen=True)
class MatchIndex:
    """Documents that can be searched with a firm's own texts. Made by `fit`; never changes."""

    documents: Sequence[Document]
    weights: TermWeights
    matrix: sp.csr_matrix

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
        weights = TermWeights.fit((*documents, *background))
        return cls(documents, weights, weights.vectors(documents))

    def __len__(self) -> int:
        return len(self.documents)

    def __contains__(self, document_id: str) -> bool:
        return document_id in self._rows

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
        if top_n < 1 or not len(self):
            return []
        target = self._target(profile, liked, disliked)
        scores = np.round(np.clip(self.matrix @ target, 0.0, 1.0), PLACES)
        found = np.flatnonzero(scores > 0)
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
        row = self.matrix[self._row(document_id)]
        target = self._target(profile, liked, disliked)
        parts = row.data.astype(np.float64) * target[row.indices]
        order = [position for position in np.argsort(-parts, kind="stable") if parts[position] > 0]
        document_forms = surfaces(self.documents[self._row(document_id)])
        profile_forms = [surfaces(document) for document in profile]
        contributions = []
        for position in order:
            term = self._terms[row.indices[position]]
            forms = [form for known in profile_forms for form in known.get(term, ())]
            contributions.append(
                Contribution(
                    term=term,
                    weight=float(parts[position]),
                    kind=kind_of(term),
                    profile_words=tuple(dict.fromkeys(forms)),
                    document_words=document_forms.get(term, ()),
                )
            )
        score = round(sum(part.weight for part in contributions), PLACES)
        return Explanation(document_id, min(1.0, score), tuple(contributions))

    def extend(self, added: Iterable[Document], *, removed: Collection[str] = ()) -> "MatchIndex":
        """A new index with documents added and removed, under the weights learned by `fit`.

        An added document replaces the one with its id. Words new to the collection count from the
        next `fit` on.
        """
        added = tuple(added)
        _refuse_duplicates(added)
        gone = {document.id for document in added} | set(removed)
        kept = [row for row, document in enumerate(self.documents) if document.id not in gone]
        documents = (*(self.documents[row] for row in kept), *added)
        parts = (self.matrix[kept], self.weights.vectors(added))
        matrix = sp.vstack(parts, format="csr", dtype=self.matrix.dtype)
        return replace(self, documents=documents, matrix=matrix)

    def save(self, path: Path | str) -> None:
        """Write the index to a folder of plain arrays with a manifest."""
        storage.write(Path(path), self.documents, self.weights, self.matrix)

    @classmethod
    def open(cls, path: Path | str) -> "MatchIndex":
        """The index of a folder, its arrays mapped from the files; `IndexDamaged` if unsound."""
        return cls(*storage.read(Path(path)))

    def _target(
        self, profile: Sequence[Document], liked: Collection[str], disliked: Collection[str]
    ) -> np.ndarray:
        own = profiles.centroid(self.weights.vectors(profile))
        if not liked and not disliked:
            return own
        return profiles.moved(own, self._rows_of(liked), self._rows_of(disliked))

    def _rows_of(self, ids: Collection[str]) -> sp.csr_matrix:
        return self.matrix[[self._row(key) for key in sorted(ids)]]

    def _row(self, document_id: str) -> int:
        try:
            return self._rows[document_id]
        except KeyError:
            raise UnknownDocument(f"The index holds no document {document_id!r}.") from None

    @cached_property
    def _rows(self) -> dict[str, int]:
        return {document.id: row for row, document in enumerate(self.documents)}

    @cached_property
    def _terms(self) -> list[str]:
        return list(self.weights.vocabulary)


def _refuse_duplicates(documents: Sequence[Document]) -> None:
    seen: set[str] = set()
    for document in documents:
        if document.id in seen:
            raise DuplicateDocument(f"Two documents carry the id {document.id!r}.")
        seen.add(document.id)
