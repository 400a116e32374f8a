"""Three words for a score. The thresholds belong to one engine version and move with it."""

from enum import StrEnum

# Chosen with `manage.py evaluate_matcher --levels` on the labelled demo network: 4,800 pairs of a
# firm and a notice, of which 209 are relevant. Engine 3: from 0.09 on 108 of 116 pairs are relevant
# (93 %), between the two 45 of 146 (31 %), below them 56 of 4,129 (1 %). The rule: at least 90 of
# 100 for strong, 30 of 100 for possible, each as low as that allows. A test holds both to it.
STRONG_FROM = 0.09
POSSIBLE_FROM = 0.065


class Level(StrEnum):
    STRONG = "strong"
    POSSIBLE = "possible"
    WEAK = "weak"


def level_of(score: float) -> Level:
    """How a reader should take a score of the index."""
    if score >= STRONG_FROM:
        return Level.STRONG
    return Level.POSSIBLE if score >= POSSIBLE_FROM else Level.WEAK
