import pytest

from matchmaking.engine import Level, level_of
from matchmaking.engine.levels import POSSIBLE_FROM, STRONG_FROM


@pytest.mark.parametrize(
    ("score", "level"),
    [
        (1.0, Level.STRONG),
        (STRONG_FROM, Level.STRONG),
        (POSSIBLE_FROM, Level.POSSIBLE),
        (POSSIBLE_FROM - 1e-9, Level.WEAK),
        (0.0, Level.WEAK),
    ],
)
def test_a_score_has_one_of_three_levels(score, level):
    assert level_of(score) == level
