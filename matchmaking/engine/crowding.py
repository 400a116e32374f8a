"""Documents that are near to everything must not be near to everyone.

In a space of many dimensions some texts (general ones, and the like of many others) turn up in
every list. How near a document is to its own nearest neighbours tells how crowded its place is;
its scores are divided by the root of that.
"""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from matchmaking.engine.matrices import unit_rows

NEIGHBOURS = 4
# A share of the mean crowding, added to every one: a lonely text is not lifted without end.
OFFSET = 0.3
POWER = 0.5
# Beyond this many, every n-th document stands for the others.
MOST_REFERENCES = 6000
BLOCK = 512


@dataclass(frozen=True)
class Crowd:
    """Sample of the collection, as rows of words of length one, and the mean crowding in it."""

    reference: sp.csr_matrix
    neighbours: int
    mean: float

    @classmethod
    def of(cls, words: sp.csr_matrix) -> "Crowd":
        """The crowd of a collection: rows of words, the documents first, then the background."""
        total = words.shape[0]
        chosen = np.linspace(0, total - 1, min(total, MOST_REFERENCES)).astype(int)
        reference = unit_rows(sp.csr_matrix(words[chosen]))
        neighbours = max(1, round(NEIGHBOURS * len(chosen) / max(total, 1)))
        return cls(reference, neighbours, 1.0)

    def crowding(self, words: sp.csr_matrix) -> np.ndarray:
        """Mean likeness to the nearest neighbours; the very nearest is the document itself."""
        rows, others = unit_rows(words), self.reference.T.tocsc()
        found = [
            _nearest((rows[start : start + BLOCK] @ others).toarray(), self.neighbours)
            for start in range(0, rows.shape[0], BLOCK)
        ]
        return np.concatenate(found) if found else np.zeros(0)

    def factors(self, crowding: np.ndarray) -> np.ndarray:
        """What scores are multiplied by: one where a document stands alone, less in a crowd."""
        offset = OFFSET * self.mean
        if not offset:
            return np.ones(len(crowding), dtype=np.float32)
        return ((crowding + offset) / offset) ** -POWER


def _nearest(likeness: np.ndarray, count: int) -> np.ndarray:
    wanted = min(count + 1, likeness.shape[1])
    top = -np.sort(-np.partition(likeness, likeness.shape[1] - wanted, axis=1)[:, -wanted:], axis=1)
    return np.asarray(top[:, 1:].sum(axis=1) / count)
