"""The matcher against the labelled set: no change may make it worse, its levels keep their word.

When the set or the matcher changes for the better, record what holds from then on:
    manage.py evaluate_matcher --shipped-only --floor tests/matchmaking/quality_floor.json
    manage.py evaluate_matcher --levels       (for the thresholds in matchmaking/engine/levels.py)
"""

import json
from copy import deepcopy
from dataclasses import replace
from datetime import date
from functools import cache
from math import log2
from pathlib import Path
from typing import Any

import pytest

from config import labelled_set
from matchmaking import quality
from matchmaking.engine import Document
from matchmaking.engine.levels import POSSIBLE_FROM, STRONG_FROM
from matchmaking.models import QualityRun
from matchmaking.quality import LabelledFirm, LabelledSet
from matchmaking.quality.baselines import (
    baselines,
    bm25,
    newest_first,
    shared_codes,
    shared_keywords,
    tfidf_as_it_comes,
)
from matchmaking.quality.calibration import ScoredPair
from matchmaking.quality.measuring import figures_of, groups_of

FLOOR = Path(__file__).with_name("quality_floor.json")

pytestmark = pytest.mark.django_db

SOLAR = Document("solar", "en", "Solar plant", "Photovoltaic modules", ("cpv:09331200",))
ROADS = Document("roads", "en", "Road works", "Asphalt and bridges", ("cpv:45233000",))
BOMBEO = Document("bombeo", "es", "Bombeo solar", "Bombas para pozos")
NOTICES = (SOLAR, ROADS, BOMBEO)
PAVER = [Document("p", "en", "", "We lay asphalt on roads and bridges.", ("cpv:45233140",))]


@cache
def shipped() -> LabelledSet:
    return labelled_set.read()


@cache
def figures() -> dict[str, Any]:
    """Measured once: every test below reads the same rows of reference."""
    return quality.measure(shipped(), labels=labelled_set.code_names())


def small_set() -> LabelledSet:
    return LabelledSet(
        firms=(
            LabelledFirm("paver", "en", "small", tuple(PAVER)),
            LabelledFirm("solarista", "es", "micro", (Document("s", "es", "", "Bombeo solar."),)),
        ),
        notices=NOTICES,
        published={"solar": date(2026, 1, 3), "roads": date(2026, 1, 1), "bombeo": date.min},
        grades={"paver": {"roads": 3}, "solarista": {"bombeo": 3, "solar": 1}},
        fingerprint="small",
    )


def test_no_group_falls_below_its_floor() -> None:
    floor = json.loads(FLOOR.read_text("utf-8"))

    assert floor["fingerprint"] == figures()["fingerprint"], __doc__
    assert quality.fallen(figures(), floor) == [], __doc__


def test_the_matcher_is_ahead_of_every_baseline_by_more_than_chance() -> None:
    names = baselines(shipped())
    leads = {found["name"]: found["lead"]["low"] for found in figures()["matchers"]}

    assert [name for name in names if leads[name] <= 0] == []


def test_levels_begin_where_the_rule_says() -> None:
    matches = quality.matches_of(shipped(), labels=labelled_set.code_names())

    found = quality.calibrate(quality.scored_pairs(shipped(), matches))

    assert (found.strong_from, found.possible_from) == (STRONG_FROM, POSSIBLE_FROM), __doc__


def test_a_threshold_is_the_lowest_step_that_keeps_its_share() -> None:
    pairs = [ScoredPair(0.2, True)] * 19 + [ScoredPair(0.2, False)]
    pairs += [ScoredPair(0.1, True)] * 8 + [ScoredPair(0.1, False)] * 16
    pairs += [ScoredPair(0.05, False)] * 30

    found = quality.calibrate(pairs)

    assert (found.strong_from, found.possible_from) == (0.105, 0.055)


def test_where_too_few_pairs_are_scored_no_level_is_claimed() -> None:
    found = quality.calibrate([ScoredPair(0.2, True)] * 5)

    assert min(found.strong_from, found.possible_from) > 1


def test_levels_keep_their_shares() -> None:
    shares = {row["level"]: row["relevant"] / row["pairs"] for row in figures()["levels"]}

    assert shares["strong"] >= quality.STRONG_SHARE
    assert shares["possible"] >= quality.POSSIBLE_SHARE
    assert shares["weak"] < shares["possible"]


def test_the_set_has_the_size_that_was_promised() -> None:
    assert (len(shipped().firms), len(shipped().notices)) == (40, 120)
    assert shipped().graded_pairs == 368
    assert [firm.key for firm in shipped().firms if not shipped().grades[firm.key]] == []


def test_a_worse_ranking_falls_below_the_floor_in_every_group() -> None:
    floor = quality.floor_of(figures())
    worse = deepcopy(figures())
    newest = next(found for found in worse["matchers"] if found["name"] == "newest")
    worse["matchers"] = [newest | {"name": quality.MATCHER}]

    assert quality.fallen(figures(), floor) == []
    assert "all all" in quality.fallen(worse, floor)
    assert "languages other" in quality.fallen(worse, floor)


def test_a_group_that_is_no_longer_measured_counts_as_fallen() -> None:
    floor = quality.floor_of(figures())
    floor["ndcg@10"]["size large"] = {"value": 0.5, "low": 0.4, "high": 0.6}

    assert quality.fallen(figures(), floor) == ["size large"]


def test_measuring_twice_gives_the_same_figures() -> None:
    assert quality.measure(small_set(), labels=[]) == quality.measure(small_set(), labels=[])


def test_groups_hold_the_firms_and_notices_of_their_name() -> None:
    found = {
        f"{group.kind} {group.name}": {case.firm: set(case.notices) for case in group.cases}
        for group in groups_of(small_set())
    }

    assert found == {
        "all all": {
            "paver": {"solar", "roads", "bombeo"},
            "solarista": {"solar", "roads", "bombeo"},
        },
        "firm_language en": {"paver": {"solar", "roads", "bombeo"}},
        "firm_language es": {"solarista": {"solar", "roads", "bombeo"}},
        "notice_language en": {"paver": {"solar", "roads"}, "solarista": {"solar", "roads"}},
        "notice_language es": {"solarista": {"bombeo"}},
        "languages same": {"paver": {"solar", "roads"}, "solarista": {"bombeo"}},
        "languages other": {"solarista": {"solar", "roads"}},
        "size micro": {"solarista": {"solar", "roads", "bombeo"}},
        "size small": {"paver": {"solar", "roads", "bombeo"}},
    }


def test_figures_follow_the_places_of_what_fits() -> None:
    everything = groups_of(small_set())[0]
    best = {"paver": ["roads"], "solarista": ["bombeo", "solar"]}
    turned = {"paver": ["solar", "roads"], "solarista": ["solar"]}

    good, poor = figures_of(best, everything), figures_of(turned, everything)

    assert (good["ndcg@10"]["value"], good["recall@20"]["value"], good["mrr"]["value"]) == (1, 1, 1)
    assert poor["mrr"]["value"] == pytest.approx((1 / 2 + 0) / 2)
    assert poor["recall@20"]["value"] == pytest.approx((1 + 0) / 2)
    assert poor["ndcg@10"]["value"] == pytest.approx(
        (1 / log2(3) + 1 / (7 + 1 / log2(3))) / 2, abs=1e-4
    )
    assert (good["firms"], good["notices"], good["graded_pairs"]) == (2, 3, 3)


def test_the_newest_come_first_for_everybody() -> None:
    rank = newest_first({"old": date(2026, 1, 1), "new": date(2026, 2, 1)})

    assert rank(PAVER) == rank([]) == ["new", "old"]


@pytest.mark.parametrize("baseline", [shared_keywords, shared_codes, tfidf_as_it_comes, bm25])
def test_a_baseline_finds_what_shares_something_and_nothing_else(baseline: Any) -> None:
    rank = baseline(NOTICES)

    assert rank(PAVER)[0] == "roads"
    assert "bombeo" not in rank(PAVER)
    assert rank([Document("p", "en", "", "Xylophone")]) == []


def test_the_same_figures_are_published_once() -> None:
    measured = quality.measure(small_set(), labels=[])

    first, second = quality.store(measured), quality.store(measured)
    third = quality.store(measured | {"engine_version": "next"})

    assert first == second
    assert list(QualityRun.objects.all()) == [third, first]
    assert quality.latest() == third
    assert (first.data_fingerprint, third.engine_version) == ("small", "next")


def test_figures_are_current_until_engine_data_or_labels_move() -> None:
    quality.store(quality.measure(small_set(), labels=[]))

    assert quality.is_current(small_set(), labels=[])
    assert not quality.is_current(small_set(), labels=[{"en": "solar", "es": "solar"}])
    assert not quality.is_current(replace(small_set(), fingerprint="other"), labels=[])
    QualityRun.objects.update(engine_version="0")
    assert not quality.is_current(small_set(), labels=[])


def test_figures_of_another_shape_are_not_shown() -> None:
    QualityRun.objects.create(engine_version="1", data_fingerprint="x", format=99, figures={})

    assert quality.latest() is None
