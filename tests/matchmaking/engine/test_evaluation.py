import math

import pytest

from matchmaking.engine.evaluation import (
    Interval,
    difference_of,
    interval_of,
    ndcg,
    recall,
    reciprocal_rank,
)

RANKED = ["a", "b", "c", "d"]


def test_the_ideal_order_has_full_gain():
    assert ndcg(["x", "y"], {"x": 2.0, "y": 1.0}, k=10) == 1.0


def test_gain_is_discounted_by_rank():
    assert ndcg(RANKED, {"c": 1.0}, k=10) == pytest.approx(1 / math.log2(4))
    assert ndcg(RANKED, {"c": 1.0}, k=2) == 0.0
    assert ndcg(RANKED, {}, k=10) == 0.0


def test_recall_counts_the_relevant_among_the_first():
    assert recall(RANKED, {"a", "d", "z"}, k=3) == pytest.approx(1 / 3)
    assert recall(RANKED, set(), k=3) == 0.0


def test_reciprocal_rank_is_that_of_the_first_relevant():
    assert reciprocal_rank(RANKED, {"b", "c"}, k=10) == 0.5
    assert reciprocal_rank(RANKED, {"d"}, k=3) == 0.0


def test_the_interval_holds_the_mean_and_is_the_same_each_time():
    values = [0.0, 1.0] * 50

    found = interval_of(values)

    assert found == interval_of(values)
    assert found.low < found.value == 0.5 < found.high
    assert interval_of([]) == Interval(0.0, 0.0, 0.0)


def test_a_constant_difference_has_no_width():
    assert difference_of([0.5, 0.75], [0.25, 0.5]) == Interval(0.25, 0.25, 0.25)
