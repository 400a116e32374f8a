"""Rows turned round for searching: for each term the documents that hold it, heaviest first.

Three arrays serve a search. The segments of a term list the documents of like weight in two bytes
each, 65,536 documents a block; a byte tells each weight roughly. The rows keep the weights to
sixteen bits, the columns as distances from one another, and give the exact scores.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np
import scipy.sparse as sp

BLOCK_BITS = 16
BLOCK = 1 << BLOCK_BITS
LARGEST_BYTE, LARGEST_GAP = 255, 65535
# A list this long is cut into its heaviest sixteenth, the next three, and the rest.
LONG_LIST = 128
CUTS = (1 / 16, 1 / 4)
# Rows decoded at a time where nothing is compiled.
CHUNK = 8192


@dataclass(frozen=True)
class Rows:
    """Documents by terms, four bytes an entry: distances of columns, weights in 16-bit steps.

    A distance too far for two bytes takes several entries of weight zero.
    """

    width: int
    starts: np.ndarray
    gaps: np.ndarray
    weights: np.ndarray
    steps: np.ndarray

    @classmethod
    def of(cls, matrix: sp.csr_matrix) -> "Rows":
        """Columns in order; every weight at least zero."""
        matrix = sp.csr_matrix(matrix, dtype=np.float32)
        matrix.sort_indices()
        counts = np.diff(matrix.indptr)
        rows = np.repeat(np.arange(matrix.shape[0]), counts)
        gaps = np.diff(matrix.indices.astype(np.int64), prepend=0)
        first = matrix.indptr[:-1][counts > 0]
        gaps[first] = matrix.indices[first]
        steps = np.zeros(matrix.shape[0], dtype=np.float32)
        np.maximum.at(steps, rows, matrix.data)
        steps /= np.float32(LARGEST_GAP)
        safe = np.where(steps > 0, steps, np.float32(1))
        weights = np.rint(matrix.data / safe[rows]).clip(0, LARGEST_GAP).astype(np.uint16)
        return cls._spread(matrix, rows, gaps, weights, steps)

    @classmethod
    def _spread(
        cls,
        matrix: sp.csr_matrix,
        rows: np.ndarray,
        gaps: np.ndarray,
        weights: np.ndarray,
        steps: np.ndarray,
    ) -> "Rows":
        """With entries of weight zero put in where a distance is too far."""
        extra = gaps // LARGEST_GAP
        ends = np.cumsum(extra + 1)
        filled = np.full(int(ends[-1]) if len(ends) else 0, LARGEST_GAP, dtype=np.uint16)
        values = np.zeros(len(filled), dtype=np.uint16)
        filled[ends - 1] = gaps - extra * LARGEST_GAP
        values[ends - 1] = weights
        sizes = np.bincount(rows, weights=extra + 1, minlength=matrix.shape[0]).astype(np.int64)
        starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        return cls(matrix.shape[1], starts, filled, values, steps)

    def __len__(self) -> int:
        return len(self.steps)

    def matrices(self) -> Iterator[tuple[int, sp.csr_matrix]]:
        """The rows decoded, some at a time: the number of the first, and their weights."""
        for first in range(0, len(self), CHUNK):
            last = min(len(self), first + CHUNK)
            yield first, self.matrix(first, last)

    def matrix(self, first: int = 0, last: int | None = None) -> sp.csr_matrix:
        """Rows `first` to `last`, decoded; float64, as the search adds them."""
        last = len(self) if last is None else last
        starts = self.starts[first : last + 1] - self.starts[first]
        held = slice(int(self.starts[first]), int(self.starts[last]))
        running = np.cumsum(self.gaps[held].astype(np.int64))
        before = np.concatenate([[0], running])[starts[:-1]]
        counts = np.diff(starts)
        columns = running - np.repeat(before, counts)
        steps = np.repeat(self.steps[first:last].astype(np.float64), counts)
        data = self.weights[held] * steps
        return sp.csr_matrix((data, columns, starts), shape=(last - first, self.width))


@dataclass(frozen=True)
class Postings:
    """The same turned round, for some of the rows: `members` are their numbers, in order.

    Segment `s` of block `b` is `documents[starts[s * blocks + b] : starts[s * blocks + b + 1]]`;
    `heaviest` is the largest byte of a segment, `steps` what a byte of a term is worth.
    """

    rows: Rows
    members: np.ndarray
    first_segment: np.ndarray
    starts: np.ndarray
    heaviest: np.ndarray
    documents: np.ndarray
    bytes_: np.ndarray
    steps: np.ndarray

    @classmethod
    def of(cls, rows: Rows, members: np.ndarray | None = None) -> "Postings":
        """Of all rows, or of those members only: what is left out costs a search nothing."""
        if members is None:
            members = np.arange(len(rows), dtype=np.int32)
        return cls._of(rows, np.asarray(members, dtype=np.int32), _columns(rows, members))

    @classmethod
    def _of(cls, rows: Rows, members: np.ndarray, matrix: sp.csc_matrix) -> "Postings":
        width, sizes = matrix.shape[1], np.diff(matrix.indptr)
        terms = np.repeat(np.arange(width, dtype=np.int32), sizes)
        steps = np.zeros(width, dtype=np.float32)
        held = np.flatnonzero(sizes)
        if len(held):
            steps[held] = np.maximum.reduceat(matrix.data, matrix.indptr[:-1][held])
        # A little more than a byte's worth, so that no weight is above its byte.
        steps = (steps * np.float32(1.000001) / LARGEST_BYTE).astype(np.float32)
        ratio = matrix.data / np.where(steps > 0, steps, np.float32(1))[terms]
        bytes_ = np.ceil(ratio).clip(1, LARGEST_BYTE).astype(np.uint8)
        parts = _parts(matrix.indptr, sizes, bytes_)
        first = np.concatenate([[0], np.cumsum(np.where(sizes >= LONG_LIST, len(CUTS) + 1, 1))])
        segments = first[terms] + parts
        blocks = max(1, -(-len(members) // BLOCK))
        places = segments * blocks + (matrix.indices >> BLOCK_BITS)
        order = np.argsort(places, kind="stable")
        counts = np.bincount(places, minlength=int(first[-1]) * blocks)
        heaviest = np.zeros(int(first[-1]), dtype=np.uint8)
        np.maximum.at(heaviest, segments, bytes_)
        return cls(
            rows=rows,
            members=members,
            first_segment=first.astype(np.uint32),
            starts=np.concatenate([[0], np.cumsum(counts)]).astype(np.uint32),
            heaviest=heaviest,
            documents=(matrix.indices[order] & (BLOCK - 1)).astype(np.uint16),
            bytes_=bytes_[order],
            steps=steps,
        )

    def narrowed(self, members: np.ndarray) -> "Postings":
        """A view that knows these rows only: for what is open now, or of one language."""
        return Postings.of(self.rows, np.asarray(members))

    def __len__(self) -> int:
        return len(self.members)

    @cached_property
    def blocks(self) -> int:
        return max(1, -(-len(self.members) // BLOCK))

    @property
    def size(self) -> int:
        """Bytes of its own arrays, without the rows."""
        own = (getattr(self, field.name) for field in fields(self) if field.name != "rows")
        return int(sum(array.nbytes for array in own))


def size_of(rows: Rows) -> int:
    """Bytes of all arrays of the rows."""
    return int(rows.starts.nbytes + rows.gaps.nbytes + rows.weights.nbytes + rows.steps.nbytes)


def _columns(rows: Rows, members: np.ndarray) -> sp.csc_matrix:
    """The members by columns; documents of a column in order."""
    parts = []
    for first, chunk in rows.matrices():
        wanted = members[(members >= first) & (members < first + chunk.shape[0])] - first
        if len(wanted):
            part = chunk if len(wanted) == chunk.shape[0] else chunk[wanted]
            parts.append(part.astype(np.float32))
    if not parts:
        return sp.csc_matrix((0, rows.width), dtype=np.float32)
    matrix = sp.csr_matrix(sp.vstack(parts, format="csr", dtype=np.float32))
    matrix.eliminate_zeros()
    return sp.csc_matrix(matrix)


def _parts(indptr: np.ndarray, sizes: np.ndarray, bytes_: np.ndarray) -> np.ndarray:
    """For each entry of a long list, which part of it: 0 for the heaviest."""
    parts = np.zeros(len(bytes_), dtype=np.int8)
    for term in np.flatnonzero(sizes >= LONG_LIST).tolist():
        held = slice(indptr[term], indptr[term + 1])
        own = bytes_[held]
        ranks = [int(len(own) * (1 - cut)) for cut in CUTS]
        limits = np.partition(own, ranks)[ranks]
        parts[held] = sum((own <= limit).astype(np.int8) for limit in limits)
    return parts
