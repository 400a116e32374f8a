"""How good the matcher is: measured on labelled firms and notices, stored, published."""

from matchmaking.quality.calibration import (
    POSSIBLE_SHARE,
    STRONG_SHARE,
    Calibration,
    LevelShare,
    calibrate,
    level_shares,
    scored_pairs,
)
from matchmaking.quality.floors import fallen, floor_of
from matchmaking.quality.harness import HarnessFailed, run_harness
from matchmaking.quality.labelled import LabelledFirm, LabelledSet
from matchmaking.quality.measuring import MATCHER, MATCHER_WITHOUT_LABELS, matches_of, measure
from matchmaking.quality.runs import is_current, latest, store

__all__ = [
    "MATCHER",
    "MATCHER_WITHOUT_LABELS",
    "POSSIBLE_SHARE",
    "STRONG_SHARE",
    "Calibration",
    "HarnessFailed",
    "LabelledFirm",
    "LabelledSet",
    "LevelShare",
    "calibrate",
    "fallen",
    "floor_of",
    "is_current",
    "latest",
    "level_shares",
    "matches_of",
    "measure",
    "run_harness",
    "scored_pairs",
    "store",
]
