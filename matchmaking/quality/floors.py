"""What a change of the matcher must not fall below: figures kept with the code, and a comparison.

A figure falls when its new value lies below the interval of the kept one.
"""

from collections.abc import Mapping
from typing import Any

from matchmaking.quality.measuring import MATCHER, Figures

MEASURE = "ndcg@10"


def floor_of(figures: Figures) -> dict[str, Any]:
    """The part of a measurement that is kept: the matcher's nDCG@10 for every group."""
    return {
        "engine_version": figures["engine_version"],
        "fingerprint": figures["fingerprint"],
        MEASURE: own_figures(figures),
    }


def fallen(figures: Figures, floor: Mapping[str, Any]) -> list[str]:
    """The groups whose figure has fallen, or that are no longer measured."""
    now, kept = own_figures(figures), floor[MEASURE]
    return [
        name for name, was in kept.items() if name not in now or now[name]["value"] < was["low"]
    ]


def own_figures(figures: Figures) -> dict[str, Any]:
    own = next(found for found in figures["matchers"] if found["name"] == MATCHER)
    return {f"{group['kind']} {group['name']}": group[MEASURE] for group in own["groups"]}
