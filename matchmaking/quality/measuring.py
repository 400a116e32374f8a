"""Rankings of the matcher and of its rivals, measured against the same grades in the same run."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, TypeAlias

from accounts.models import Enterprise
from matchmaking.engine import ENGINE_VERSION, Match, MatchIndex
from matchmaking.engine.evaluation import difference_of, interval_of, ndcg, recall, reciprocal_rank
from matchmaking.quality.baselines import baselines
from matchmaking.quality.calibration import level_shares, scored_pairs
from matchmaking.quality.labelled import RELEVANT_FROM, LabelledFirm, LabelledSet

MATCHER = "puente"
# The same matcher without the names of codes from which it learns to translate.
MATCHER_WITHOUT_LABELS = "puente-without-names"
BEST = 10
FIRST = 20
PLACES = 4

Figures: TypeAlias = dict[str, Any]
Labels: TypeAlias = Sequence[Mapping[str, str]]
Admits: TypeAlias = Callable[[LabelledFirm, str], bool]
"""Whether a notice counts for a firm in a group."""


@dataclass(frozen=True)
class Case:
    """One firm before some of the notices: what each is worth to it, and which are relevant."""

    firm: str
    notices: frozenset[str]
    gains: Mapping[str, float]
    relevant: frozenset[str]


@dataclass(frozen=True)
class Group:
    """Cases that are measured together, such as all firms that write Spanish."""

    kind: str
    name: str
    cases: tuple[Case, ...]


def measure(labelled: LabelledSet, *, labels: Labels) -> Figures:
    """All figures of one run: the matcher and every baseline, by group, and the three levels.

    `labels` are the names of codes in several languages that the product's own index learns from.
    """
    found = matches_of(labelled, labels=labels)
    rankings = {
        MATCHER: ids_of(found),
        MATCHER_WITHOUT_LABELS: ids_of(matches_of(labelled, labels=())),
        **{
            name: {firm.key: rank(firm.profile) for firm in labelled.firms}
            for name, rank in baselines(labelled).items()
        },
    }
    groups = groups_of(labelled)
    return {
        "firms": len(labelled.firms),
        "notices": len(labelled.notices),
        "graded_pairs": labelled.graded_pairs,
        "fingerprint": labelled.fingerprint,
        "engine_version": ENGINE_VERSION,
        "labels": len(labels),
        "matchers": [
            {
                "name": name,
                "lead": lead_of(rankings[MATCHER], ranked, groups[0]),
                "groups": [figures_of(ranked, group) for group in groups],
            }
            for name, ranked in rankings.items()
        ],
        "levels": [asdict(share) for share in level_shares(scored_pairs(labelled, found))],
    }


def matches_of(labelled: LabelledSet, *, labels: Labels) -> dict[str, list[Match]]:
    """For each firm all notices that share something with it, best first."""
    index = MatchIndex.fit(labelled.notices, parallel=labels)
    return {firm.key: index.search(firm.profile, top_n=len(index)) for firm in labelled.firms}


def ids_of(found: Mapping[str, Sequence[Match]]) -> dict[str, list[str]]:
    return {firm: [match.document_id for match in matches] for firm, matches in found.items()}


def groups_of(labelled: LabelledSet) -> list[Group]:
    """All together first; then by language of the firm, of the notice, of both, and by size."""
    firms, language_of = labelled.firms, {notice.id: notice.language for notice in labelled.notices}

    def group(kind: str, name: str, members: Iterable[LabelledFirm], admits: Admits) -> Group:
        cases = [
            case_of(labelled, firm, [key for key in language_of if admits(firm, key)])
            for firm in members
        ]
        return Group(kind, name, tuple(case for case in cases if case.gains))

    def written_in(language: str) -> Admits:
        return lambda firm, key: language_of[key] == language

    return [
        group("all", "all", firms, all_notices),
        *(
            group(
                "firm_language",
                code,
                [firm for firm in firms if firm.language == code],
                all_notices,
            )
            for code in sorted({firm.language for firm in firms})
        ),
        *(
            group("notice_language", code, firms, written_in(code))
            for code in sorted(set(language_of.values()))
        ),
        group("languages", "same", firms, lambda firm, key: language_of[key] in firm.languages),
        group(
            "languages", "other", firms, lambda firm, key: language_of[key] not in firm.languages
        ),
        *(
            group("size", size, members, all_notices)
            for size in Enterprise.SizeBand.values
            if (members := [firm for firm in firms if firm.size == size])
        ),
    ]


def all_notices(firm: LabelledFirm, key: str) -> bool:
    return True


def case_of(labelled: LabelledSet, firm: LabelledFirm, notices: Iterable[str]) -> Case:
    """A core notice (3) is worth 7, one that is clearly a part (2) 3, a neighbour (1) 1."""
    grades = {key: labelled.grade(firm.key, key) for key in notices}
    return Case(
        firm=firm.key,
        notices=frozenset(grades),
        gains={key: 2.0**grade - 1 for key, grade in grades.items() if grade},
        relevant=frozenset(key for key, grade in grades.items() if grade >= RELEVANT_FROM),
    )


def figures_of(rankings: Mapping[str, Sequence[str]], group: Group) -> Figures:
    """Means over firms with their intervals. Firms without a relevant notice count in nDCG only."""
    gains = ndcg_values(rankings, group.cases)
    seeking = [case for case in group.cases if case.relevant]
    found = [recall(within(rankings, case), case.relevant, k=FIRST) for case in seeking]
    firsts = [
        reciprocal_rank(within(rankings, case), case.relevant, k=len(case.notices))
        for case in seeking
    ]
    return {
        "kind": group.kind,
        "name": group.name,
        "firms": len(group.cases),
        "notices": len(frozenset().union(*(case.notices for case in group.cases))),
        "graded_pairs": sum(len(case.gains) for case in group.cases),
        f"ndcg@{BEST}": interval(gains),
        f"recall@{FIRST}": interval(found),
        "mrr": interval(firsts),
    }


def lead_of(
    own: Mapping[str, Sequence[str]], other: Mapping[str, Sequence[str]], everything: Group
) -> dict[str, float]:
    """How far the matcher's nDCG lies above another's, firm by firm."""
    found = difference_of(ndcg_values(own, everything.cases), ndcg_values(other, everything.cases))
    return {name: round(value, PLACES) for name, value in asdict(found).items()}


def ndcg_values(rankings: Mapping[str, Sequence[str]], cases: Iterable[Case]) -> list[float]:
    return [ndcg(within(rankings, case), case.gains, k=BEST) for case in cases]


def within(rankings: Mapping[str, Sequence[str]], case: Case) -> list[str]:
    return [key for key in rankings[case.firm] if key in case.notices]


def interval(values: Sequence[float]) -> dict[str, float]:
    return {name: round(value, PLACES) for name, value in asdict(interval_of(values)).items()}
