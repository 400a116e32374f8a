"""What the page 'How good are the matches?' shows of the last published measurement."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Enterprise
from config.templatetags.ui import named_language
from matchmaking.models import QualityRun
from matchmaking.quality import MATCHER, MATCHER_WITHOUT_LABELS, POSSIBLE_SHARE, STRONG_SHARE

# Fewer firms than this tell little, and the page says so.
FEW_FIRMS = 10
# In the tables of groups, beside the matcher: the rivals that are hardest to beat.
SHOWN_BY_GROUP = ("bm25", "tfidf", "keywords")
ROW_HEIGHT = 52

NAMES = {
    MATCHER: _("Puente"),
    MATCHER_WITHOUT_LABELS: _("Puente without the names of codes"),
    "bm25": _("BM25"),
    "tfidf": _("TF-IDF as it comes"),
    "keywords": _("Words in common, counted"),
    "codes": _("Codes in common, counted"),
    "newest": _("Newest first"),
}
MEANINGS = {
    MATCHER: _("The matcher of this site, with the names of codes that are loaded here."),
    MATCHER_WITHOUT_LABELS: _(
        "The same matcher with nothing but its own bank of terms for crossing languages."
    ),
    "bm25": _("The usual ranking of search engines, over the stems of words."),
    "tfidf": _("The usual first try of programmers: scikit-learn with its own settings."),
    "keywords": _("How many different words of the firm stand in the notice."),
    "codes": _(
        "How many codes firm and notice share. Where firms and banks use different lists of "
        "codes, as here, none meets another."
    ),
    "newest": _("The same list for everybody, by day of publication."),
}
KINDS = {
    "firm_language": _("By language of the firm's description"),
    "notice_language": _("By language of the notice"),
    "languages": _("Within and across languages"),
    "size": _("By size of the firm"),
}
ACROSS = {
    "same": _("Notices in a language that the firm writes"),
    "other": _("Notices in other languages"),
}


@dataclass(frozen=True)
class Bar:
    """One line of the chart: places along it in percent of its width, down it in pixels."""

    name: Promise
    figure: Mapping[str, float]
    is_own: bool
    number: int

    @property
    def text_at(self) -> int:
        return self.number * ROW_HEIGHT + 16

    @property
    def bar_at(self) -> int:
        return self.number * ROW_HEIGHT + 24

    @property
    def interval_at(self) -> int:
        return self.bar_at + 17

    @property
    def end(self) -> str:
        return percent(self.figure["value"])

    @property
    def low(self) -> str:
        return percent(self.figure["low"])

    @property
    def high(self) -> str:
        return percent(self.figure["high"])


def percent(share: float) -> str:
    """As attributes of SVG want it, in every language with a point."""
    return f"{100 * share:.1f}%"


def context_of(run: QualityRun) -> dict[str, Any]:
    """The tables and the chart of one measurement."""
    figures = run.figures
    matchers = [matcher_row(found) for found in figures["matchers"] if found["name"] in NAMES]
    own = next(row for row in matchers if row["key"] == MATCHER)
    rivals = [row for row in matchers if row["key"] not in (MATCHER, MATCHER_WITHOUT_LABELS)]
    rivals.sort(key=lambda row: -row["ndcg"]["value"])
    bars = [
        Bar(row["name"], row["ndcg"], row is own, number)
        for number, row in enumerate([own, *rivals])
    ]
    variants = [row for row in matchers if row["key"] == MATCHER_WITHOUT_LABELS]
    return {
        "run": run,
        "figures": figures,
        "own": own,
        "nearest": rivals[0],
        "matchers": [own, *variants, *rivals],
        "bars": bars,
        "chart_height": len(bars) * ROW_HEIGHT,
        "group_columns": [NAMES[key] for key in SHOWN_BY_GROUP],
        "group_tables": group_tables(figures["matchers"]),
        "rule": {"strong": round(100 * STRONG_SHARE), "possible": round(100 * POSSIBLE_SHARE)},
        "levels": [level_row(found) for found in figures["levels"]],
        "public": public_rows(figures["public"]),
    }


def matcher_row(found: Mapping[str, Any]) -> dict[str, Any]:
    overall = found["groups"][0]
    return {
        "key": found["name"],
        "name": NAMES[found["name"]],
        "meaning": MEANINGS[found["name"]],
        "ndcg": overall["ndcg@10"],
        "recall": overall["recall@20"],
        "mrr": overall["mrr"],
        "lead": found["lead"],
        "is_own": found["name"] == MATCHER,
    }


def group_tables(matchers: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """One table for each way of grouping; groups that this code does not know are left out."""
    groups_of = {found["name"]: found["groups"] for found in matchers}
    tables: dict[str, list[dict[str, Any]]] = {kind: [] for kind in KINDS}
    for place, group in enumerate(groups_of[MATCHER]):
        if group["kind"] in tables and group["firms"]:
            others = [groups_of[key][place]["ndcg@10"]["value"] for key in SHOWN_BY_GROUP]
            tables[group["kind"]].append(
                {
                    "name": group_name(group["kind"], group["name"]),
                    "group": group,
                    "ndcg": group["ndcg@10"],
                    "others": others,
                    "has_few_firms": group["firms"] < FEW_FIRMS,
                }
            )
    return [{"title": KINDS[kind], "rows": rows} for kind, rows in tables.items() if rows]


def group_name(kind: str, name: str) -> str | Promise:
    if kind == "languages":
        return ACROSS[name]
    if kind == "size":
        return Enterprise.SizeBand(name).label
    return named_language(name)


def level_row(found: Mapping[str, Any]) -> dict[str, Any]:
    pairs, relevant = found["pairs"], found["relevant"]
    return {**found, "share": round(100 * relevant / pairs) if pairs else None}


def public_rows(results: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """One row a public set: the matcher beside the best of the others that were run with it."""
    sets: dict[str, list[Mapping[str, Any]]] = {}
    for result in results:
        if result["status"] == "measured":
            sets.setdefault(result["set"], []).append(result)
    rows = []
    for name, measured in sets.items():
        own = next((result for result in measured if result["matcher"] == MATCHER), None)
        others = [result for result in measured if result is not own]
        if own and others:
            best = max(others, key=lambda result: result["metrics"]["ndcg@10"]["value"])
            rows.append(
                {
                    "set": name,
                    "queries": own["queries"],
                    "candidates": own["candidates"],
                    "ndcg": own["metrics"]["ndcg@10"],
                    "best": best["matcher"],
                    "best_ndcg": best["metrics"]["ndcg@10"],
                }
            )
    return rows
