"""The compiled search gives what plain products give, whatever is in the rows."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaking.engine import kernel
from matchmaking.engine.kernel import Found
from matchmaking.engine.postings import LARGEST_GAP, Postings, Rows

pytestmark = pytest.mark.pure

NEAR = 1e-5


def matrix_of(seed: int, count: int, width: int, density: float) -> sp.csr_matrix:
    """Rows of weights above zero, no row longer than one; some rows hold nothing."""
    chance = np.random.default_rng(seed)
    found = sp.random_array((count, width), density=density, rng=chance, dtype=np.float32)
    matrix = sp.csr_matrix(found)
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    return sp.csr_matrix(sp.diags_array(1 / np.maximum(lengths, 1)) @ matrix, dtype=np.float32)


def naive(matrix: sp.csr_matrix, members: np.ndarray, query: np.ndarray, top_n: int) -> Found:
    scores = np.round(matrix.astype(np.float64) @ query, kernel.PLACES)[members]
    order = np.lexsort((members, -scores))[:top_n]
    order = order[scores[order] > 0]
    return Found(members[order], scores[order])


def plainly(postings: Postings, columns: np.ndarray, weights: np.ndarray, top_n: int) -> Found:
    places, scores = kernel.plain_search(postings, columns, weights, top_n)
    return kernel._in_order(postings.members[places], scores, top_n)


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    count=st.integers(1, 1500),
    width=st.integers(1, 400),
    density=st.sampled_from([0.002, 0.05, 0.4]),
    top_n=st.sampled_from([1, 3, 20, 5000]),
    open_share=st.sampled_from([1.0, 0.5, 0.1]),
)
def test_the_best_are_those_of_the_plain_product(
    seed: int, count: int, width: int, density: float, top_n: int, open_share: float
) -> None:
    matrix, chance = matrix_of(seed, count, width, density), np.random.default_rng(seed)
    rows = Rows.of(matrix)
    members = np.flatnonzero(chance.random(count) < open_share).astype(np.int32)
    columns = np.flatnonzero(chance.random(width) < 0.3)
    weights = chance.random(len(columns)) / np.sqrt(max(1, len(columns)))
    query = np.zeros(width)
    query[columns] = weights
    postings = Postings.of(rows, members)

    found, plain = (search(postings, columns, weights, top_n) for search in (kernel.best, plainly))

    if len(columns):
        assert found.rows.tolist() == plain.rows.tolist()
        assert found.scores.tolist() == plain.scores.tolist()
    expected = naive(matrix, members, query, top_n)
    assert len(found.scores) == len(expected.scores) or min(expected.scores) < NEAR
    shared = min(len(found.scores), len(expected.scores))
    assert np.abs(found.scores[:shared] - expected.scores[:shared]).max(initial=0) < NEAR
    # Every one that is clearly above the last is there.
    least = found.scores[-1] if len(found.scores) == top_n else 0.0
    clear = expected.rows[expected.scores > least + NEAR]
    assert set(clear.tolist()) <= set(found.rows.tolist())


def test_rows_survive_packing_with_far_columns() -> None:
    columns = [[3, LARGEST_GAP, LARGEST_GAP + 3, 5 * LARGEST_GAP], [], [5 * LARGEST_GAP + 2], [0]]
    ends = np.cumsum([0, *map(len, columns)])
    data = np.asarray([0.5, 0.25, 0.125, 0.4, 0.3, 1.0], dtype=np.float32)
    matrix = sp.csr_matrix(
        (data, np.concatenate(columns).astype(int), ends), shape=(4, 6 * LARGEST_GAP)
    )

    packed = Rows.of(matrix).matrix()

    assert abs(packed - matrix).max() < NEAR


def test_blocks_of_many_documents_are_joined() -> None:
    count = 150_000
    chance = np.random.default_rng(3)
    columns = chance.integers(0, 50, size=count)
    weights = chance.random(count).astype(np.float32)
    matrix = sp.csr_matrix((weights, columns, np.arange(count + 1)), shape=(count, 50))
    postings = Postings.of(Rows.of(matrix))

    found = kernel.best(postings, np.asarray([7, 9]), np.asarray([0.5, 1.0]), 20)

    query = np.zeros(50)
    query[[7, 9]] = [0.5, 1.0]
    expected = naive(matrix, np.arange(count), query, 20)
    assert np.abs(found.scores - expected.scores).max() < NEAR
    assert postings.blocks == 3


def test_nothing_asked_or_nothing_held_finds_nothing() -> None:
    postings = Postings.of(Rows.of(matrix_of(1, 5, 9, 0.4)))
    nobody = postings.narrowed(np.zeros(0, dtype=np.int32))

    assert len(kernel.best(postings, np.zeros(0), np.zeros(0), 5).rows) == 0
    assert len(kernel.best(nobody, np.asarray([1]), np.asarray([1.0]), 5).rows) == 0
    assert len(kernel.best(postings, np.asarray([1]), np.asarray([1.0]), 0).rows) == 0


def test_searches_at_once_do_not_disturb_each_other() -> None:
    postings = Postings.of(Rows.of(matrix_of(5, 800, 60, 0.3)))
    weights = np.asarray([0.3, 0.2])
    queries = [(np.asarray([number, (number * 7) % 60]), weights) for number in range(40)]
    alone = [kernel.best(postings, columns, weights, 5).rows.tolist() for columns, _ in queries]

    from_threads = _on_threads(postings, queries)

    assert from_threads == alone


def _on_threads(
    postings: Postings, queries: list[tuple[np.ndarray, np.ndarray]]
) -> list[list[int]]:
    with ThreadPoolExecutor(4) as pool:
        found = pool.map(lambda query: kernel.best(postings, query[0], query[1], 5), queries)
        return [one.rows.tolist() for one in found]
