"""Does a judgement move the list the right way? Replayed with answers that are known.

Each firm is made to say once "this fits" and once "wrong work", of the first tender in its list for
which each is true. Both are then taken out, and what is left is ordered without and with them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from matchmaking.engine import Document, Match, MatchIndex
from matchmaking.engine.evaluation import Interval, difference_of, interval_of, ndcg
from matchmaking.quality.labelled import RELEVANT_FROM, LabelledSet

BEST = 10
# How far down its list a firm looks for one of each kind.
SEEN = 50


@dataclass(frozen=True)
class ReplayCase:
    """A firm's texts, the ids that are relevant to it, and those it knows already."""

    profile: Sequence[Document]
    relevant: frozenset[str]
    known: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Replayed:
    """nDCG@10 of what is left, without and with the two judgements, and the rise firm by firm."""

    firms: int
    before: Interval
    after: Interval
    rise: Interval


def replay(index: MatchIndex, cases: Iterable[ReplayCase]) -> Replayed:
    """Firms that see no tender of either kind, or have nothing relevant left, are passed over."""
    pairs = [pair for case in cases if (pair := _before_and_after(index, case))]
    before, after = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    return Replayed(
        len(pairs), interval_of(before), interval_of(after), difference_of(after, before)
    )


def replay_cases(labelled: LabelledSet) -> list[ReplayCase]:
    """The firms of a labelled set with what is the work they offer."""
    return [
        ReplayCase(
            firm.profile,
            frozenset(
                key
                for key, grade in labelled.grades.get(firm.key, {}).items()
                if grade >= RELEVANT_FROM
            ),
        )
        for firm in labelled.firms
    ]


def _before_and_after(index: MatchIndex, case: ReplayCase) -> tuple[float, float] | None:
    top_n = SEEN + len(case.known)
    seen = _new(index.search(case.profile, top_n=top_n), case.known)
    liked = next((key for key in seen if key in case.relevant), None)
    disliked = next((key for key in seen if key not in case.relevant), None)
    if liked is None or disliked is None or case.relevant == {liked}:
        return None
    moved = index.search(case.profile, top_n=top_n, liked=[liked], disliked=[disliked])
    judged = {liked, disliked}
    gains = dict.fromkeys(case.relevant - judged, 1.0)
    before, after = (
        ndcg([key for key in ranked if key not in judged], gains, k=BEST)
        for ranked in (seen, _new(moved, case.known))
    )
    return before, after


def _new(matches: Iterable[Match], known: frozenset[str]) -> list[str]:
    return [match.document_id for match in matches if match.document_id not in known]
