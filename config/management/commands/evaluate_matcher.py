"""Measures the matcher on the labelled demo network and, where they are there, on public sets."""

import json
from argparse import ArgumentParser
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config import labelled_set
from matchmaking import quality
from matchmaking.engine import MatchIndex

HARNESS = Path("shared") / "eval" / "evaluate.py"
REPLAYED_SET = "sbir"
MOST_MISSING = 20


class Command(BaseCommand):
    help = "Measure the matcher beside its baselines; --store publishes the figures."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="figures for programs")
        parser.add_argument("--store", action="store_true", help="publish the figures on the site")
        parser.add_argument(
            "--unless-current",
            action="store_true",
            help="do nothing where the published figures are of this matcher and this data",
        )
        parser.add_argument(
            "--levels", action="store_true", help="shares at each step of the score"
        )
        parser.add_argument(
            "--floor", type=Path, help="write the figures below which no change may fall"
        )
        parser.add_argument(
            "--shipped-only", action="store_true", help="leave public sets out, if there are any"
        )
        parser.add_argument(
            "--coverage",
            action="store_true",
            help="how many words of the texts the term bank knows",
        )
        parser.add_argument(
            "--feedback",
            action="store_true",
            help="replay one yes and one no a firm, on the labelled set and on sbir",
        )
        parser.add_argument("--harness", type=Path, help="the program that scores public sets")
        parser.add_argument("--sets", default="", help="only these of its sets: A,B")
        parser.add_argument(
            "--parallel", action="store_true", help="give its matcher the names of codes as well"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        labelled, labels = labelled_set.read(), labelled_set.code_names()
        if options["levels"]:
            self.stdout.write(levels_as_text(labelled))
            return
        if options["coverage"]:
            self.stdout.write(coverage_as_text(labelled))
            return
        if options["feedback"]:
            self.stdout.write(feedback_as_text(self.replays(labelled, labels, **options)))
            return
        if options["unless_current"] and quality.is_current(labelled, labels=labels):
            self.stdout.write("The published figures are current.")
            return
        figures = quality.measure(labelled, labels=labels)
        figures["public"] = [] if options["shipped_only"] else self.public_figures(**options)
        if options["store"]:
            quality.store(figures)
        if options["floor"]:
            floor = json.dumps(quality.floor_of(figures), indent=1)
            options["floor"].write_text(f"{floor}\n", "utf-8")
        self.stdout.write(
            json.dumps(figures, ensure_ascii=False, indent=1)
            if options["json"]
            else as_text(figures)
        )

    def replays(
        self, labelled: quality.LabelledSet, labels: quality.Labels, **options: Any
    ) -> dict[str, quality.Replayed]:
        index = MatchIndex.fit(labelled.notices, parallel=labels)
        found = {"labelled set": quality.replay(index, quality.replay_cases(labelled))}
        program = options["harness"] or settings.BASE_DIR.parent / HARNESS
        if options["shipped_only"] or not program.is_file():
            return found
        try:
            public = quality.public_set(program, REPLAYED_SET)
        except quality.HarnessFailed as fault:
            raise CommandError(f"The public set was not replayed. {fault}") from fault
        index = MatchIndex.fit(public.candidates, background=public.background)
        return found | {REPLAYED_SET: quality.replay(index, public.cases)}

    def public_figures(self, **options: Any) -> list[dict[str, Any]]:
        program = options["harness"] or settings.BASE_DIR.parent / HARNESS
        if not program.is_file():
            if options["harness"] or options["sets"]:
                raise CommandError(f"There is no program {program}.")
            return []
        extra = ["--parallel"] if options["parallel"] else []
        try:
            return quality.run_harness(program, sets=options["sets"], options=extra)
        except quality.HarnessFailed as fault:
            raise CommandError(f"The public sets were not measured. {fault}") from fault


def as_text(figures: dict[str, Any]) -> str:
    parts = [
        f"Engine {figures['engine_version']}, data {figures['fingerprint']}: "
        f"{figures['firms']} firms, {figures['notices']} notices, "
        f"{figures['graded_pairs']} graded pairs, names of {figures['labels']} codes",
        table(matcher_rows(figures)),
        table(group_rows(figures)),
        table(level_rows(figures["levels"])),
        "Partners: not measured here; the grades are about notices.",
    ]
    if figures["public"]:
        parts.append(table(public_rows(figures["public"])))
    return "\n\n".join(parts)


def matcher_rows(figures: dict[str, Any]) -> Iterable[Sequence[str]]:
    yield ("matcher", "nDCG@10", "95 %", "recall@20", "MRR", "Puente is ahead by", "95 %")
    for matcher in figures["matchers"]:
        overall, lead = matcher["groups"][0], matcher["lead"]
        is_own = matcher["name"] == quality.MATCHER
        yield (
            matcher["name"],
            number(overall["ndcg@10"]["value"]),
            span(overall["ndcg@10"]),
            number(overall["recall@20"]["value"]),
            number(overall["mrr"]["value"]),
            "" if is_own else f"{lead['value']:+.3f}",
            "" if is_own else span(lead),
        )


def group_rows(figures: dict[str, Any]) -> Iterable[Sequence[str]]:
    """nDCG@10 of each matcher by group."""
    matchers = figures["matchers"]
    yield ("nDCG@10 by", "firms", "notices", "95 %", *(matcher["name"] for matcher in matchers))
    for place, group in enumerate(matchers[0]["groups"]):
        values = [matcher["groups"][place]["ndcg@10"]["value"] for matcher in matchers]
        yield (
            f"{group['kind']} {group['name']}",
            str(group["firms"]),
            str(group["notices"]),
            span(group["ndcg@10"]),
            *map(number, values),
        )


def level_rows(levels: Iterable[dict[str, Any]]) -> Iterable[Sequence[str]]:
    yield ("level", "pairs", "relevant", "share")
    for row in levels:
        share = row["relevant"] / row["pairs"] if row["pairs"] else 0.0
        yield (row["level"], str(row["pairs"]), str(row["relevant"]), f"{share:.0%}")


def public_rows(results: Iterable[dict[str, Any]]) -> Iterable[Sequence[str]]:
    yield ("public set", "matcher", "queries", "nDCG@10", "95 %", "MRR@10")
    for result in results:
        best = result["metrics"].get("ndcg@10", {})
        first = result["metrics"].get("mrr@10", {})
        yield (
            result["set"],
            result["matcher"],
            str(result["queries"] or "-"),
            number(best["value"]) if best else "-",
            span(best) if "low" in best else "-",
            number(first["value"]) if first else "-",
        )


def coverage_as_text(labelled: quality.LabelledSet) -> str:
    texts = [*labelled.notices, *(text for firm in labelled.firms for text in firm.profile)]
    figures, missing = quality.coverage_of(texts)
    rows: list[Sequence[str]] = [
        ("language", "concepts", "terms", "texts", "reached", "words", "known", "share")
    ]
    rows += [
        (
            row.language,
            *map(str, (row.concepts, row.terms, row.documents, row.reached, row.words, row.known)),
            f"{row.share:.0%}",
        )
        for row in figures
    ]
    absent = [("language", "word", "times")]
    absent += [(one.language, one.word, str(one.times)) for one in missing[:MOST_MISSING]]
    return "\n\n".join(
        [
            f"Concepts with words in all four languages: {quality.concepts_in_all()}",
            table(rows),
            "Most frequent words that no concept holds:",
            table(absent),
        ]
    )


def feedback_as_text(replays: Mapping[str, quality.Replayed]) -> str:
    rows = [("nDCG@10 of the rest", "firms", "before", "after", "rise", "95 %")]
    rows += [
        (
            name,
            str(found.firms),
            number(found.before.value),
            number(found.after.value),
            f"{found.rise.value:+.3f}",
            f"{found.rise.low:+.3f} to {found.rise.high:+.3f}",
        )
        for name, found in replays.items()
    ]
    return table(rows)


def levels_as_text(labelled: quality.LabelledSet) -> str:
    matches = quality.matches_of(labelled, labels=labelled_set.code_names())
    pairs = quality.scored_pairs(labelled, matches)
    found = quality.calibrate(pairs)
    rows = [("score from", "pairs", "relevant", "share")]
    rows += [
        (number(begin), str(held.pairs), str(held.relevant), f"{held.share:.0%}")
        for begin, held in found.steps
    ]
    now = (
        {"level": row.level, "pairs": row.pairs, "relevant": row.relevant}
        for row in quality.level_shares(pairs)
    )
    return "\n\n".join(
        [
            table(rows),
            "By the rule: "
            f"strong from {found.strong_from}, possible from {found.possible_from}. As it is now:",
            table(level_rows(now)),
        ]
    )


def number(value: float) -> str:
    return f"{value:.3f}"


def span(interval: dict[str, float]) -> str:
    return f"{interval['low']:.3f} to {interval['high']:.3f}"


def table(rows: Iterable[Sequence[str]]) -> str:
    """Columns of one width, the first to the left."""
    lines = list(rows)
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if place else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )
