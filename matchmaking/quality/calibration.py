"""The three levels against the grades: how often each is right, and where they should begin.

The rule: "strong" begins where at least 90 of 100 pairs at that level are relevant, "possible"
where at least 30 of 100 are; each as low as that allows, so that no more is held back than needed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matchmaking.engine import Level, Match, level_of
from matchmaking.quality.labelled import RELEVANT_FROM, LabelledSet

STRONG_SHARE = 0.9
POSSIBLE_SHARE = 0.3
STEP = 0.005
ABOVE_ALL = 1.0 + STEP
# A share of fewer pairs than this says nothing.
FEWEST_PAIRS = 20


@dataclass(frozen=True)
class ScoredPair:
    """A firm and a notice that share something: the score, and whether a person calls it fit."""

    score: float
    is_relevant: bool


@dataclass(frozen=True)
class LevelShare:
    """The pairs at one level, and how many of them are relevant."""

    level: str
    pairs: int
    relevant: int

    @property
    def share(self) -> float:
        return self.relevant / self.pairs if self.pairs else 0.0


@dataclass(frozen=True)
class Calibration:
    """Where the levels should begin by the rule, and the shares for every step of the score."""

    strong_from: float
    possible_from: float
    steps: tuple[tuple[float, LevelShare], ...]


def scored_pairs(labelled: LabelledSet, found: Mapping[str, Sequence[Match]]) -> list[ScoredPair]:
    """Pairs that share nothing have no score and no level: no page shows them."""
    return [
        ScoredPair(match.score, labelled.grade(firm, match.document_id) >= RELEVANT_FROM)
        for firm, matches in found.items()
        for match in matches
    ]


def level_shares(pairs: Sequence[ScoredPair]) -> list[LevelShare]:
    """For each level, how many pairs stand at it and how many of them are relevant."""
    return [
        share_of(level.value, [pair for pair in pairs if level_of(pair.score) is level])
        for level in Level
    ]


def calibrate(pairs: Sequence[ScoredPair]) -> Calibration:
    """Thresholds by the rule; where no step reaches a share, the level above begins there."""
    strong = lowest(pairs, STRONG_SHARE, below=ABOVE_ALL)
    steps = tuple(
        (begin, share_of("", [pair for pair in pairs if pair.score >= begin]))
        for begin in grid(max((pair.score for pair in pairs), default=0.0))
    )
    return Calibration(strong, lowest(pairs, POSSIBLE_SHARE, below=strong), steps)


def lowest(pairs: Sequence[ScoredPair], wanted: float, *, below: float) -> float:
    """The lowest step from which up to `below` the wanted share of the pairs is relevant."""
    for begin in grid(below):
        held = share_of("", [pair for pair in pairs if begin <= pair.score < below])
        if held.pairs >= FEWEST_PAIRS and held.share >= wanted:
            return begin
    return below


def grid(end: float) -> list[float]:
    return [round(number * STEP, 3) for number in range(1, int(end / STEP) + 1)]


def share_of(level: str, pairs: Sequence[ScoredPair]) -> LevelShare:
    return LevelShare(level, len(pairs), sum(pair.is_relevant for pair in pairs))
