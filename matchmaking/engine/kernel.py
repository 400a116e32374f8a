"""The compiled search through postings; without numba the same answers from plain products.

Lists are read in the order of what they say for each document read. What the unread lists could
still add bounds every score from above; the twentieth exact score so far bounds from below what is
wanted. Reading ends where scoring the documents between the two costs less than the next lists.
"""

import importlib
import importlib.util
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np

from matchmaking.engine.postings import BLOCK_BITS, Postings

# Comes with the extra `speed`; without it the plain search below serves.
numba: Any = importlib.import_module("numba") if importlib.util.find_spec("numba") else None

# What scoring a document exactly costs, in postings read.
COST_OF_A_ROW = 300
# Scores are told to this many places, so that like texts tie on every machine.
PLACES = 7
# Rough sums are added in 32 bits; so much they may be wrong.
SLACK = 1e-5


@dataclass(frozen=True)
class Found:
    """Row numbers with their scores, best first, ties by row."""

    rows: np.ndarray
    scores: np.ndarray


def is_compiled() -> bool:
    """Whether the compiled search serves, and not the plain one."""
    return numba is not None


def best(postings: Postings, columns: np.ndarray, weights: np.ndarray, top_n: int) -> Found:
    """The rows with the largest products, above zero; `weights` at least zero."""
    columns = np.ascontiguousarray(columns, dtype=np.int32)
    weights = np.ascontiguousarray(weights, dtype=np.float64)
    wanted = min(top_n, len(postings))
    if wanted < 1 or not len(columns):
        return Found(np.zeros(0, dtype=np.int32), np.zeros(0))
    search = _compiled_search if numba is not None else plain_search
    places, scores = search(postings, columns, weights, wanted)
    return _in_order(postings.members[places], scores, wanted)


def plain_search(
    postings: Postings, columns: np.ndarray, weights: np.ndarray, wanted: int
) -> tuple[np.ndarray, np.ndarray]:
    """Every score from the rows themselves: (places among the members, scores)."""
    query = np.zeros(postings.rows.width)
    query[columns] = weights
    scores = np.concatenate([chunk @ query for _, chunk in postings.rows.matrices()])
    scores = scores[postings.members]
    return np.arange(len(scores)), scores


def _in_order(rows: np.ndarray, scores: np.ndarray, wanted: int) -> Found:
    scores = np.round(scores, PLACES)
    found = np.flatnonzero(scores > 0)
    rows, scores = rows[found], scores[found]
    if len(scores) > 4 * wanted:
        least = np.partition(scores, len(scores) - wanted)[len(scores) - wanted]
        near = np.flatnonzero(scores >= least)
        rows, scores = rows[near], scores[near]
    order = np.lexsort((rows, -scores))[:wanted]
    return Found(rows[order], scores[order])


class _Scratch:
    """Space that searches use again and again: zero between them. One is lent at a time."""

    def __init__(self) -> None:
        self._free: dict[tuple[int, int], list[tuple[np.ndarray, np.ndarray]]] = {}

    @contextmanager
    def lent(self, width: int, size: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        free = self._free.setdefault((width, size), [])
        try:
            pair = free.pop()
        except IndexError:
            pair = np.zeros(width), np.zeros(size, dtype=np.float32)
        yield pair
        # Only what came back clean is lent again: a search that was broken off keeps its own.
        if len(free) < 2:
            free.append(pair)


_scratch = _Scratch()


def _compiled_search(
    postings: Postings, columns: np.ndarray, weights: np.ndarray, wanted: int
) -> tuple[np.ndarray, np.ndarray]:
    rows = postings.rows
    with _scratch.lent(rows.width, len(postings)) as (query, sums):
        places, scores = _search(
            *(columns, weights, wanted, query, sums),
            *(postings.members, postings.first_segment, postings.starts, postings.heaviest),
            *(postings.documents, postings.bytes_, postings.steps, postings.blocks),
            *(rows.starts, rows.gaps, rows.weights, rows.steps),
        )
    return places, scores


def _compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compiled at its first call and kept beside the module, or wherever numba may write."""
    if numba is None:
        return function
    compiled: Callable[..., Any] = numba.njit(cache=True, nogil=True, error_model="numpy")(function)
    return compiled


@_compiled
def _row_score(row, query, starts, gaps, weights, steps):  # type: ignore[no-untyped-def]
    """The exact score of a row: the sum that a plain product makes, in its order."""
    column, total, step = 0, 0.0, np.float64(steps[row])
    for place in range(starts[row], starts[row + 1]):
        column += gaps[place]
        total += (weights[place] * step) * query[column]
    return total


@_compiled
def _worth(columns, weights, first_segment, starts, heaviest, steps, blocks):  # type: ignore[no-untyped-def]
    """The segments of a query in the order of reading, and what each takes off the bound."""
    count = 0
    for term in columns:
        count += first_segment[term + 1] - first_segment[term]
    segments, factors = np.empty(count, np.int64), np.empty(count, np.float32)
    relief, ratio = np.empty(count, np.float64), np.empty(count, np.float64)
    filled, bound = 0, 0.0
    for number in range(len(columns)):
        term = columns[number]
        worth = weights[number] * np.float64(steps[term])
        last = first_segment[term + 1]
        before = np.inf
        for segment in range(first_segment[term], last):
            length = starts[(segment + 1) * blocks] - starts[segment * blocks]
            below = heaviest[segment + 1] if segment + 1 < last else 0
            gain = worth * (np.int64(heaviest[segment]) - np.int64(below))
            segments[filled], factors[filled], relief[filled] = segment, worth, gain
            # A lighter part is never read before a heavier one of its term.
            before = min(before, gain / (length + 16.0))
            ratio[filled] = before
            filled += 1
        bound += worth * heaviest[first_segment[term]]
    return segments, factors, relief, np.argsort(-ratio, kind="mergesort"), bound


@_compiled
def _add(segment, factor, sums, starts, documents, bytes_, blocks):  # type: ignore[no-untyped-def]
    """Add a segment's rough weights to the sums of its documents."""
    for block in range(blocks):
        base = block << BLOCK_BITS
        for place in range(starts[segment * blocks + block], starts[segment * blocks + block + 1]):
            sums[base + documents[place]] += factor * bytes_[place]


@_compiled
def _count_from(sums, least):  # type: ignore[no-untyped-def]
    count = 0
    for value in sums:
        count += value >= least
    return count


@_compiled
def _gather(sums, least, count):  # type: ignore[no-untyped-def]
    places, filled = np.empty(count, np.int64), 0
    for place in range(len(sums)):
        if sums[place] >= least:
            places[filled] = place
            filled += 1
    return places


@_compiled
def _most(sums):  # type: ignore[no-untyped-def]
    most = np.float32(0)
    for value in sums:
        most = max(most, value)
    return most


@_compiled
def _rough_least(sums, wanted):  # type: ignore[no-untyped-def]
    """A sum that at least `wanted` documents reach, and few more: by counting in steps."""
    most = _most(sums)
    if most <= 0:
        return np.float32(0)
    counts, scale = np.zeros(257, np.int64), np.float32(256) / most
    floor = most * np.float32(0.25)
    for value in sums:
        if value > floor:
            counts[np.int64(value * scale)] += 1
    reached, step = 0, 257
    while step > 64 and reached < wanted:
        step -= 1
        reached += counts[step]
    return np.float32(step) / scale if reached >= wanted else np.float32(0)


@_compiled
def _kth(scores, wanted):  # type: ignore[no-untyped-def]
    return np.sort(scores)[len(scores) - wanted]


@_compiled
def _threshold(sums, wanted, query, members, row_starts, gaps, weights, row_steps):  # type: ignore[no-untyped-def]
    """The exact score that `wanted` documents reach for certain: of those that lead now."""
    least = _rough_least(sums, wanted)
    if least <= 0:
        return 0.0
    leaders = _gather(sums, least, _count_from(sums, least))
    if len(leaders) < wanted or len(leaders) > 8 * wanted:
        leaders = leaders[np.argsort(-sums[leaders], kind="mergesort")[: 2 * wanted]]
    if len(leaders) < wanted:
        return 0.0
    scores = np.empty(len(leaders), np.float64)
    for number in range(len(leaders)):
        row = members[leaders[number]]
        scores[number] = _row_score(row, query, row_starts, gaps, weights, row_steps)
    return _kth(scores, wanted)


@_compiled
def _scored(places, sums, rest, wanted, query, members, row_starts, gaps, weights, row_steps):  # type: ignore[no-untyped-def]
    """Exact scores, those that lead first, until nothing left can be among the wanted."""
    order = np.argsort(-sums[places], kind="mergesort")
    scores, done = np.empty(len(places), np.float64), 0
    for number in order:
        place = places[number]
        is_time = done >= 2 * wanted and done % wanted == 0
        if is_time and sums[place] + rest < _kth(scores[:done], wanted) - SLACK:
            break
        row = members[place]
        scores[done] = _row_score(row, query, row_starts, gaps, weights, row_steps)
        done += 1
    return places[order[:done]], scores[:done]


@_compiled
def _search(  # type: ignore[no-untyped-def]
    columns, weights, wanted, query, sums, members, first_segment, starts, heaviest, documents,
    bytes_, steps, blocks, row_starts, gaps, row_weights, row_steps,
):  # fmt: skip
    for number in range(len(columns)):
        query[columns[number]] += weights[number]
    segments, factors, relief, order, rest = _worth(
        columns, weights, first_segment, starts, heaviest, steps, blocks
    )
    threshold, since, places = 0.0, 0, np.empty(0, np.int64)
    budget = max(len(sums) // 2, 2000)
    for at in range(len(order) + 1):
        is_last = at == len(order)
        if is_last or since >= budget:
            since = 0
            if is_last or rest < _most(sums):
                found = _threshold(
                    sums, wanted, query, members, row_starts, gaps, row_weights, row_steps
                )
                threshold = max(threshold, found)
            least = np.float32(threshold - rest - SLACK)
            if is_last:
                least = max(least, np.float32(1e-12))
            if least > 0:
                count = _count_from(sums, least)
                if is_last or count * COST_OF_A_ROW < budget + 2 * wanted * COST_OF_A_ROW:
                    places = _gather(sums, least, count)
                    break
        number = order[at]
        segment = segments[number]
        _add(segment, factors[number], sums, starts, documents, bytes_, blocks)
        since += starts[(segment + 1) * blocks] - starts[segment * blocks]
        rest -= relief[number]
    places, scores = _scored(
        places, sums, rest, wanted, query, members, row_starts, gaps, row_weights, row_steps
    )
    for column in columns:
        query[column] = 0.0
    sums[:] = 0
    return places, scores
