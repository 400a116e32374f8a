import numpy as np
import pytest
import scipy.sparse as sp

from matchmaking.engine import Document
from matchmaking.engine.weights import RAREST_RUN, bursts_in, fitted, rarity_of
from tests.matchmaking.engine.samples import NOTICES


def test_what_fewer_documents_hold_tells_more():
    counts = sp.csr_matrix(np.array([[1, 1, 0], [1, 0, 0], [1, 0, 0]], dtype=np.float32))

    everywhere, once, never = rarity_of(counts)

    assert everywhere < once == never


def test_what_repeats_within_documents_tells_more():
    counts = sp.csr_matrix(np.array([[5, 1], [0, 1]], dtype=np.float32))

    assert bursts_in(counts)[0] > bursts_in(counts)[1] == 1.0


def test_runs_seen_once_are_not_learned_unless_asked_for():
    documents = [Document("a", "en", "solar roof plant"), Document("b", "en", "solar roof")]

    weights, counts = fitted(documents, further_terms=["roof plant", "never seen"])

    assert RAREST_RUN == 2
    assert [term for term in weights.terms if " " in term] == [
        "roof plant",
        "solar roof",
        "never seen",
    ]
    assert counts.shape == (2, weights.width)


def test_counting_again_gives_the_counts_of_the_fit():
    weights, counts = fitted(NOTICES, further_terms=["unheard"])

    assert abs(weights.counts(NOTICES) - counts).sum() == pytest.approx(0.0)


def test_repetition_is_saturated():
    weights, _ = fitted(NOTICES)
    once, often = (
        weights.weighted(weights.counts([Document("d", "en", text)]))
        for text in ("solar", "solar " * 1000)
    )
    column = weights.vocabulary["solar"]

    assert once[0, column] < often[0, column] < weights.column_weights[column]
