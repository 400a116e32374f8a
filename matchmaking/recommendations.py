"""Tenders and partners for an enterprise: three verdicts side by side, stored with their facts.

Only the first verdict orders the list. A stored list is made again where a person asks for it and
the profile, an index, the engine or the day has moved since.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from accounts.models import Enterprise
from matchmaking import feasibility, partner_index, partners, reasons, watching
from matchmaking.documents import SectorNames, is_readable, profile_of, sector_names
from matchmaking.engine import ENGINE_VERSION, Document, Explanation, Match, level_of
from matchmaking.models import (
    Feedback,
    PartnerRecommendation,
    Recommendation,
    RecommendationList,
    Watch,
)
from tenders import eligibility, search_index
from tenders.models import Tender

MOST_RECOMMENDED = 50
# The index is asked for all that shares a word; which of it is open, the rows know.
EVERYTHING = 1_000_000


@dataclass(frozen=True)
class Taste:
    """What speaks for an enterprise: its own texts, and the tenders it judged."""

    profile: Sequence[Document]
    liked: Sequence[str]
    disliked: Sequence[str]

    @classmethod
    def of(cls, enterprise: Enterprise) -> "Taste":
        return cls(
            profile_of(enterprise),
            [str(pk) for pk in watching.liked(enterprise)],
            [str(pk) for pk in watching.disliked(enterprise)],
        )

    def matches(self, pool: Collection[int]) -> list[Match]:
        """The tenders of the pool that share something with it, best first."""
        if not self.profile:
            return []
        found = search_index.search(
            self.profile, top_n=EVERYTHING, liked=self.liked, disliked=self.disliked
        )
        return [match for match in found if int(match.document_id) in pool]

    def explain(self, tender_id: str) -> Explanation:
        if not self.profile:
            return Explanation(tender_id, 0.0)
        return search_index.explain(
            self.profile, tender_id, liked=self.liked, disliked=self.disliked
        )


class Emptiness(StrEnum):
    """Why a list is empty."""

    NO_PROFILE = "no_profile"
    NOTHING_OPEN = "nothing_open"
    UNREADABLE = "unreadable"
    ALL_PUT_AWAY = "all_put_away"
    NOTHING_SHARED = "nothing_shared"


class Rule(StrEnum):
    """What keeps a tender out of a list, in the order in which it is asked."""

    NO_PROFILE = "no_profile"
    NOT_OPEN = "not_open"
    PUT_AWAY = "put_away"
    NOTHING_SHARED = "nothing_shared"
    BELOW = "below"


@dataclass(frozen=True)
class TenderVerdicts:
    """One tender for one enterprise: the recommendation as it would be, and why it is none."""

    recommendation: Recommendation
    rule: Rule | None
    is_watched: bool
    feedback: Feedback | None

    @property
    def why_not(self) -> str:
        """The rule in words; empty where the tender stands in the list."""
        words = {
            Rule.NO_PROFILE: gettext("The enterprise has no text, offer or sector to compare."),
            Rule.NOT_OPEN: gettext("It cannot be answered any more, or not yet."),
            Rule.PUT_AWAY: gettext("You said that it is not for you."),
            Rule.NOTHING_SHARED: gettext("It shares no word and no code with your texts."),
            Rule.BELOW: gettext("It is number %(rank)d of what fits; the list ends at %(last)d."),
        }
        places = {"rank": self.recommendation.rank, "last": MOST_RECOMMENDED}
        return words[self.rule] % places if self.rule else ""


def current_for(enterprise: Enterprise) -> QuerySet[Recommendation]:
    """The tenders for an enterprise that can still be answered, best first, none put away."""
    keep_fresh(enterprise)
    return (
        Recommendation.objects.filter(
            enterprise=enterprise, tender__in=Tender.objects.worth_bidding(timezone.now())
        )
        .exclude(tender__in=watching.dismissals(enterprise).values("tender"))
        .select_related("tender")
        .prefetch_related("tender__countries")
        .order_by("rank")
    )


def partners_for(enterprise: Enterprise, reader: Any) -> list[partners.PartnerShown]:
    """The partners for an enterprise, as far as this reader may see them now."""
    keep_fresh(enterprise)
    rows = PartnerRecommendation.objects.filter(enterprise=enterprise).order_by("rank")
    return partners.shown_to(reader, enterprise, rows)


def including_closed(enterprise: Enterprise) -> list[Recommendation]:
    """The same list as if nothing had closed: for looking back. It is not stored."""
    return _ranked(enterprise, Tender.objects.inviting(), timezone.now())


def verdicts_for(enterprise: Enterprise, tender: Tender) -> TenderVerdicts:
    """The verdicts on one tender, whether it is in the list or not, and why it is not."""
    now = timezone.now()
    taste, key = Taste.of(enterprise), str(tender.pk)
    said = watching.dismissals(enterprise).filter(tender=tender).first()
    others_away = watching.dismissals(enterprise).exclude(tender=tender).values("tender")
    pool = set(
        Tender.objects.worth_bidding(now).exclude(pk__in=others_away).values_list("pk", flat=True)
    )
    order = [match.document_id for match in taste.matches(pool | {tender.pk})]
    rank = order.index(key) + 1 if key in order else 0
    recommendation = _recommendation(
        enterprise,
        tender,
        taste.explain(key),
        eligibility.verdicts([tender], enterprise)[tender.pk],
        feasibility.local_day(enterprise, now),
        sector_names(),
        rank=rank,
    )
    return TenderVerdicts(
        recommendation=recommendation,
        rule=_first_rule_that_fails(
            has_profile=bool(taste.profile),
            is_open=tender.pk in pool,
            is_put_away=said is not None,
            rank=rank,
        ),
        is_watched=Watch.objects.filter(enterprise=enterprise, tender=tender).exists(),
        feedback=said,
    )


def why_not(enterprise: Enterprise, tender: Tender) -> Rule | None:
    """The first rule that keeps a tender out of the list; None where it stands in it."""
    return verdicts_for(enterprise, tender).rule


def why_empty(enterprise: Enterprise) -> Emptiness:
    """What stands in the way, for the page that has nothing to show."""
    taste = Taste.of(enterprise)
    pool = set(Tender.objects.worth_bidding(timezone.now()).values_list("pk", flat=True))
    if not taste.profile:
        return Emptiness.NO_PROFILE
    if not pool:
        return Emptiness.NOTHING_OPEN
    if taste.matches(pool):
        return Emptiness.ALL_PUT_AWAY
    return Emptiness.NOTHING_SHARED if is_readable(taste.profile) else Emptiness.UNREADABLE


def keep_fresh(enterprise: Enterprise) -> bool:
    """Make the lists of one enterprise again if anything moved that they were made from.

    True: they were made.
    """
    if _is_fresh(enterprise, timezone.now()):
        return False
    refresh(enterprise)
    return True


def refresh(enterprise: Enterprise) -> None:
    """Make and store the lists of one enterprise. Two at once end in one list."""
    now = timezone.now()
    made = RecommendationList(enterprise=enterprise, made_at=now, **_sources(enterprise))
    tenders = _ranked(enterprise, Tender.objects.worth_bidding(now), now)
    _store(made, tenders, partners.ranked(enterprise))


def _is_fresh(enterprise: Enterprise, now: datetime) -> bool:
    made = RecommendationList.objects.filter(enterprise=enterprise).first()
    if made is None:
        return False
    is_same_day = feasibility.local_day(enterprise, made.made_at) == feasibility.local_day(
        enterprise, now
    )
    sources = _sources(enterprise)
    return is_same_day and all(getattr(made, name) == value for name, value in sources.items())


def _sources(enterprise: Enterprise) -> dict[str, Any]:
    """What a list is made from; where one of it moves, the list is made again."""
    return {
        "profile_changed_at": enterprise.changed_at,
        "tender_index": search_index.generation(),
        "partner_index": partner_index.generation(),
        "engine_version": ENGINE_VERSION,
    }


def _ranked(
    enterprise: Enterprise, tenders: QuerySet[Tender], now: datetime
) -> list[Recommendation]:
    """The best of these tenders with all three verdicts, not yet stored."""
    taste = Taste.of(enterprise)
    put_away = watching.dismissals(enterprise).values_list("tender", flat=True)
    pool = set(tenders.values_list("pk", flat=True)).difference(put_away)
    best = taste.matches(pool)[:MOST_RECOMMENDED]
    rows = Tender.objects.for_cards().in_bulk([int(match.document_id) for match in best])
    may_bid = eligibility.verdicts(rows.values(), enterprise)
    today, names = feasibility.local_day(enterprise, now), sector_names()
    return [
        _recommendation(
            enterprise,
            rows[int(match.document_id)],
            taste.explain(match.document_id),
            may_bid[int(match.document_id)],
            today,
            names,
            rank=rank,
        )
        for rank, match in enumerate(best, 1)
    ]


def _recommendation(
    enterprise: Enterprise,
    tender: Tender,
    explanation: Explanation,
    may_bid: eligibility.Eligibility,
    today: date,
    names: SectorNames,
    *,
    rank: int,
) -> Recommendation:
    """The three verdicts side by side. None of them knows of the others."""
    can_make_it = feasibility.verdict(tender, enterprise, today)
    return Recommendation(
        enterprise=enterprise,
        tender=tender,
        rank=rank,
        score=explanation.score,
        level=level_of(explanation.score).value,
        contributions=reasons.stored(explanation, names),
        eligibility=may_bid.value.value,
        eligibility_facts=may_bid.facts,
        feasibility=can_make_it.value.value,
        feasibility_facts=can_make_it.facts,
    )


def _first_rule_that_fails(
    *, has_profile: bool, is_open: bool, is_put_away: bool, rank: int
) -> Rule | None:
    rules = (
        (Rule.NO_PROFILE, not has_profile),
        (Rule.NOT_OPEN, not is_open),
        (Rule.PUT_AWAY, is_put_away),
        (Rule.NOTHING_SHARED, rank == 0),
        (Rule.BELOW, rank > MOST_RECOMMENDED),
    )
    return next((rule for rule, fails in rules if fails), None)


@transaction.atomic
def _store(
    made: RecommendationList,
    tenders: Iterable[Recommendation],
    companions: Iterable[PartnerRecommendation],
) -> None:
    """Put new lists in the place of the old ones. Whoever comes second waits, then replaces."""
    enterprise = Enterprise.objects.select_for_update().filter(pk=made.enterprise_id).first()
    if enterprise is None:
        return
    Recommendation.objects.filter(enterprise=enterprise).delete()
    PartnerRecommendation.objects.filter(enterprise=enterprise).delete()
    RecommendationList.objects.filter(enterprise=enterprise).delete()
    made.save(force_insert=True)
    Recommendation.objects.bulk_create(tenders)
    PartnerRecommendation.objects.bulk_create(companions)
