"""How good a ranking is: measures for one query, and the interval of their mean."""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

RESAMPLES = 1000
SEED = 1
CONFIDENCE = 95.0


@dataclass(frozen=True)
class Interval:
    """A mean and the bootstrap interval around it."""

    value: float
    low: float
    high: float


def ndcg(ranked: Sequence[str], grades: Mapping[str, float], *, k: int) -> float:
    """Gain of the first k against the best order possible; a grade of 0 is not relevant."""
    gained = _discounted([grades.get(key, 0.0) for key in ranked[:k]])
    ideal = _discounted(sorted(grades.values(), reverse=True)[:k])
    return gained / ideal if ideal else 0.0


def recall(ranked: Sequence[str], relevant: Collection[str], *, k: int) -> float:
    """The share of the relevant ones among the first k."""
    return len(set(ranked[:k]) & set(relevant)) / len(set(relevant)) if relevant else 0.0


def reciprocal_rank(ranked: Sequence[str], relevant: Collection[str], *, k: int) -> float:
    """One over the rank of the first relevant one, 0 where there is none among the first k."""
    return next((1 / rank for rank, key in enumerate(ranked[:k], 1) if key in relevant), 0.0)


def interval_of(values: Sequence[float]) -> Interval:
    """The mean over queries with its 95 % interval, the same on every run."""
    if not values:
        return Interval(0.0, 0.0, 0.0)
    sample = np.asarray(values, dtype=np.float64)
    picks = np.random.default_rng(SEED).integers(0, len(sample), size=(RESAMPLES, len(sample)))
    tail = (100 - CONFIDENCE) / 2
    low, high = np.percentile(sample[picks].mean(axis=1), (tail, 100 - tail))
    return Interval(float(sample.mean()), float(low), float(high))


def difference_of(left: Sequence[float], right: Sequence[float]) -> Interval:
    """How much better `left` is than `right`, query by query; both in the same order."""
    return interval_of([one - other for one, other in zip(left, right, strict=True)])


def _discounted(gains: Sequence[float]) -> float:
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, 1))
