"""The page 'How good are the matches?': the figures, what they stand beside, and their limits."""

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from config.published_quality import ROW_HEIGHT, public_rows
from matchmaking import quality
from matchmaking.quality.runs import FORMAT
from tests.factories import EnterpriseFactory, UserFactory

pytestmark = pytest.mark.django_db

PAGE = "/en/quality/"


def interval(value: float) -> dict[str, float]:
    return {"value": value, "low": value - 0.05, "high": value + 0.05}


def matcher(name: str, value: float, lead: float) -> dict[str, Any]:
    groups = [
        ("all", "all", 40, 120),
        ("firm_language", "fr", 6, 120),
        ("notice_language", "pt", 23, 10),
        ("languages", "other", 40, 120),
        ("size", "micro", 3, 120),
        ("weather", "rain", 3, 120),
    ]
    return {
        "name": name,
        "lead": interval(lead),
        "groups": [
            {
                "kind": kind,
                "name": group,
                "firms": firms,
                "notices": notices,
                "graded_pairs": 5,
                "ndcg@10": interval(value),
                "recall@20": interval(value),
                "mrr": interval(value),
            }
            for kind, group, firms, notices in groups
        ],
    }


def figures(*, lead: float = 0.2, public: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    return {
        "firms": 40,
        "notices": 120,
        "graded_pairs": 368,
        "fingerprint": "abc123",
        "engine_version": "7",
        "labels": 164,
        "matchers": [
            matcher(quality.MATCHER, 0.75, 0.0),
            matcher(quality.MATCHER_WITHOUT_LABELS, 0.74, 0.01),
            matcher("newest", 0.1, 0.65),
            matcher("keywords", 0.5, 0.25),
            matcher("codes", 0.05, 0.7),
            matcher("tfidf", 0.52, 0.23),
            matcher("bm25", 0.55, lead),
            matcher("oracle", 1.0, -0.25),
        ],
        "levels": [
            {"level": "strong", "pairs": 120, "relevant": 90},
            {"level": "possible", "pairs": 200, "relevant": 66},
            {"level": "weak", "pairs": 0, "relevant": 0},
        ],
        "public": public or [],
    }


def result(name: str, matcher: str, value: float) -> dict[str, Any]:
    return {
        "set": name,
        "matcher": matcher,
        "status": "measured",
        "queries": 10,
        "candidates": 99,
        "metrics": {"ndcg@10": interval(value)},
    }


def text_of(response: Any) -> str:
    """The visible words of the page's main part, on one line."""
    main = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def test_everybody_may_read_when_and_on_what_it_was_measured(client: Client) -> None:
    run = quality.store(figures())

    shown = text_of(client.get(PAGE))

    for words in (
        "Version of the matcher 7",
        "Fingerprint of the data abc123",
        "40 firms, 120 notices, 368 pairs with a grade above zero",
        "Puente reaches 0.75; the nearest of the others, BM25, reaches 0.55.",
        "Puente is ahead by 0.20 on average (95 % interval 0.15 to 0.25): more than chance.",
        "are invented and were written for Puente",
        "Recommended partners are not measured on this set",
    ):
        assert words in shown
    assert f'datetime="{run.measured_at.isoformat()[:10]}' in client.get(PAGE).content.decode()


@pytest.mark.parametrize(
    ("lead", "words"),
    [
        (
            0.02,
            "the difference is 0.02 on average (95 % interval -0.03 to 0.07): it may be chance.",
        ),
        (-0.2, "(95 % interval -0.25 to -0.15): Puente is behind, and not by chance."),
    ],
)
def test_a_lead_that_is_none_is_not_claimed(client: Client, lead: float, words: str) -> None:
    quality.store(figures(lead=lead))

    assert words in text_of(client.get(PAGE))


def test_the_chart_and_the_table_hold_the_same_numbers(client: Client) -> None:
    quality.store(figures())

    page = client.get(PAGE).content.decode()

    chart = page.partition('<svg class="chart"')[2].partition("</svg>")[0]
    bars = re.findall(r'class="chart__bar"[^>]* width="([\d.]+)%"', chart)
    written = re.findall(r'class="chart__value"[^>]*>([\d.]+)<', chart)
    lines = re.findall(r'class="chart__interval"\s+x1="([\d.]+)%"\s+x2="([\d.]+)%"', chart)
    assert bars == ["75.0", "55.0", "52.0", "50.0", "10.0", "5.0"]
    assert written == ["0.75", "0.55", "0.52", "0.50", "0.10", "0.05"]
    assert lines[0] == ("70.0", "80.0")
    assert f'height="{6 * ROW_HEIGHT}"' in page
    assert "Puente 0.75 0.70 to 0.80 0.75 0.75" in text_of(client.get(PAGE))


def test_groups_stand_with_their_sample_beside_the_baselines(client: Client) -> None:
    quality.store(figures())

    shown = text_of(client.get(PAGE))

    for row in (
        "French Few firms: read with care. 6 120 0.75 0.70 to 0.80 0.55 0.52 0.50",
        "Portuguese 23 10 0.75",
        "Notices in other languages 40 120 0.75",
        "Micro (up to 9 people) Few firms: read with care. 3 120 0.75",
    ):
        assert row in shown
    assert "rain" not in shown


def test_levels_stand_with_the_share_of_what_fits(client: Client) -> None:
    quality.store(figures())

    shown = text_of(client.get(PAGE))

    assert (
        "Strong begins where at least 90 of 100 are relevant, possible where at least 30" in shown
    )
    assert "Strong 120 90 75 % Possible 200 66 33 % Weak 0 0 none" in shown


def test_public_sets_stand_beside_the_best_of_their_baselines(client: Client) -> None:
    found = [result("awards", "puente", 0.6), result("awards", "bm25s", 0.5)]
    found += [result("awards", "tfidf-tuned", 0.55), result("alone", "puente", 0.9)]

    rows = [(row["set"], row["best"], row["best_ndcg"]["value"]) for row in public_rows(found)]
    quality.store(figures(public=found))

    assert rows == [("awards", "tfidf-tuned", 0.55)]
    assert "awards 10 99 0.60 0.55 to 0.65 0.55 tfidf-tuned" in text_of(client.get(PAGE))


def test_without_a_measurement_the_page_says_how_to_make_one(client: Client) -> None:
    shown = text_of(client.get(PAGE))

    assert "Nothing has been measured here yet." in shown
    assert "manage.py evaluate_matcher --store" in shown


@pytest.mark.parametrize(("language", "number"), [("es", "0.75"), ("fr", "0,75")])
def test_numbers_follow_the_language_and_drawings_do_not(
    client: Client, language: str, number: str
) -> None:
    quality.store(figures())

    page = client.get(f"/{language}/quality/").content.decode()

    assert f">{number}</text>" in page
    assert 'width="75.0%"' in page


def test_old_figures_of_another_shape_show_as_none(client: Client) -> None:
    run = quality.store(figures())
    type(run).objects.update(format=FORMAT + 1)

    assert "Nothing has been measured here yet." in text_of(client.get(PAGE))


def test_every_page_and_the_list_of_tenders_lead_here(client: Client) -> None:
    person = UserFactory()
    EnterpriseFactory(owner=person)

    front = client.get("/en/").content.decode()
    client.force_login(person)
    own = client.get("/en/matches/tenders/").content.decode()

    assert front.count(f'href="{PAGE}"') == 1
    assert own.count(f'href="{PAGE}"') == 2
