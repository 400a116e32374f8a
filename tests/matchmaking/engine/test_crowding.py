import numpy as np
import pytest
import scipy.sparse as sp

from matchmaking.engine.crowding import NEIGHBOURS, Crowd


def test_a_lonely_document_keeps_its_scores_and_a_crowded_one_gives_some_away():
    words = sp.csr_matrix(np.array([[1, 0, 0], [1, 0.1, 0], [1, 0, 0.1], [0, 0, 1]], dtype=float))
    crowd = Crowd.of(words)

    crowding = crowd.crowding(words)
    factors = Crowd(crowd.reference, crowd.neighbours, float(crowding.mean())).factors(crowding)

    assert crowding[0] > crowding[3]
    assert factors[3] > factors[0]
    assert factors.max() <= 1


def test_the_crowding_is_that_of_a_naive_computation():
    rng = np.random.default_rng(5)
    dense = rng.random((14, 6))
    lengths = np.linalg.norm(dense, axis=1)
    likeness = np.sort(dense @ dense.T / np.outer(lengths, lengths), axis=1)[:, ::-1]

    crowding = Crowd.of(sp.csr_matrix(dense)).crowding(sp.csr_matrix(dense))

    assert crowding == pytest.approx(likeness[:, 1 : 1 + NEIGHBOURS].mean(axis=1), abs=1e-5)


def test_a_collection_without_words_has_no_crowd():
    empty = sp.csr_matrix((2, 3))
    crowd = Crowd.of(empty)

    assert crowd.crowding(empty).tolist() == [0.0, 0.0]
    assert Crowd(crowd.reference, 1, 0.0).factors(np.zeros(2)).tolist() == [1.0, 1.0]
