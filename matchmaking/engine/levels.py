"""Three words for a score. The thresholds belong to one engine version and move with it."""

from enum import StrEnum

STRONG_FROM = 0.12
POSSIBLE_FROM = 0.05


class Level(StrEnum):
    STRONG = "strong"
    POSSIBLE = "possible"
    WEAK = "weak"


def level_of(score: float) -> Level:
    """How a reader should take a score of the index."""
    if score >= STRONG_FROM:
        return Level.STRONG
    return Level.POSSIBLE if score >= POSSIBLE_FROM else Level.WEAK
