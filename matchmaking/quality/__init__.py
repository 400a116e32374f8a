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
from matchmaking.quality.coverage import Coverage, Missing, concepts_in_all, coverage_of
from matchmaking.quality.floors import fallen, floor_of
from matchmaking.quality.harness import HarnessFailed, PublicSet, public_set, run_harness
from matchmaking.quality.labelled import LabelledFirm, LabelledSet
from matchmaking.quality.measuring import (
    MATCHER,
    MATCHER_WITHOUT_LABELS,
    Labels,
    matches_of,
    measure,
)
from matchmaking.quality.replay import ReplayCase, Replayed, replay, replay_cases
from matchmaking.quality.runs import is_current, latest, store

__all__ = [
    "MATCHER",
    "MATCHER_WITHOUT_LABELS",
    "POSSIBLE_SHARE",
    "STRONG_SHARE",
    "Calibration",
    "Coverage",
    "HarnessFailed",
    "LabelledFirm",
    "LabelledSet",
    "Labels",
    "LevelShare",
    "Missing",
    "PublicSet",
    "ReplayCase",
    "Replayed",
    "calibrate",
    "concepts_in_all",
    "coverage_of",
    "fallen",
    "floor_of",
    "is_current",
    "latest",
    "level_shares",
    "matches_of",
    "measure",
    "public_set",
    "replay",
    "replay_cases",
    "run_harness",
    "scored_pairs",
    "store",
]
