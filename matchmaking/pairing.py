"""Which need meets which offer, between one enterprise and all others.

What the firm in need offers itself, it does not need: of the words that a need shares with an
offer, only those count that its own offers do not have. So two firms that offer the same find
nothing in each other. Nobody's popularity counts either.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from accounts.models import Enterprise, Need, Offer
from matchmaking import partner_index, reasons
from matchmaking.documents import SectorNames, documents_of, pk_of
from matchmaking.engine import Document, Explanation, MatchIndex

# How many cards of others are looked at for each own card.
CANDIDATES = 12


@dataclass(frozen=True)
class Pair:
    """An own card and the card of another that completes it; `direction` names the own one."""

    direction: str
    own: Document
    theirs: str
    partner: int
    explanation: Explanation

    @property
    def score(self) -> float:
        return self.explanation.score

    def stored(self, names: SectorNames) -> dict[str, Any]:
        """As JSON, with the words that count."""
        return {
            "direction": self.direction,
            "own": pk_of(self.own.id),
            "theirs": pk_of(self.theirs),
            "score": self.score,
            "contributions": reasons.stored(self.explanation, names),
        }


@dataclass(frozen=True)
class Market:
    """All offers and needs that one enterprise may meet, with its own offers among them."""

    enterprise: Enterprise
    own_offers: Sequence[Document]
    own_needs: Sequence[Document]
    offers: MatchIndex
    needs: MatchIndex
    # Who stands behind a card; cards that are not shown any more have nobody.
    offered_by: dict[str, int]
    needed_by: dict[str, int]
    known_at_home: dict[str, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def around(cls, enterprise: Enterprise) -> "Market":
        """For the enterprise itself: with all its cards, also those that it shows to nobody."""
        return cls.of(enterprise, enterprise.offers.all(), enterprise.needs.all())

    @classmethod
    def seen_by(cls, reader: Any, enterprise: Enterprise) -> "Market":
        """For a reader from outside: a card that she may not see decides nothing either."""
        offers = Offer.objects.visible_to(reader).filter(enterprise=enterprise)
        needs = Need.objects.visible_to(reader).filter(enterprise=enterprise)
        return cls.of(enterprise, offers, needs)

    @classmethod
    def of(cls, enterprise: Enterprise, offers: QuerySet[Offer], needs: QuerySet[Need]) -> "Market":
        own_offers = documents_of(offers.prefetch_related("sectors"))
        own_needs = documents_of(needs.prefetch_related("sectors"))
        return cls(
            enterprise=enterprise,
            own_offers=own_offers,
            own_needs=own_needs,
            # Others may not see one's own offers; one does not need their words all the same.
            offers=partner_index.offers().extend(own_offers),
            needs=partner_index.needs(),
            offered_by=_owners(Offer) | {offer.id: enterprise.pk for offer in own_offers},
            needed_by=_owners(Need),
        )

    @cached_property
    def need_documents(self) -> dict[str, Document]:
        return {document.id: document for document in self.needs.documents}

    @cached_property
    def offers_of(self) -> dict[int, list[str]]:
        """The offers of each enterprise, as far as they are indexed."""
        found: defaultdict[int, list[str]] = defaultdict(list)
        for offer, owner in self.offered_by.items():
            if offer in self.offers:
                found[owner].append(offer)
        return found

    def pairs(self) -> Iterator[Pair]:
        """Every own need with an offer that answers it, every own offer that somebody needs."""
        own = self.enterprise.pk
        for need in self.own_needs:
            for answer in self.offers.search([need], top_n=CANDIDATES + len(self.own_offers)):
                owner = self.offered_by.get(answer.document_id, own)
                if owner != own:
                    yield self.pair("need", need, answer.document_id, owner)
        for offer in self.own_offers:
            for want in self.needs.search([offer], top_n=CANDIDATES):
                owner = self.needed_by.get(want.document_id, own)
                if owner != own:
                    yield self.pair("offer", offer, want.document_id, owner)

    def pair(self, direction: str, own: Document, theirs: str, owner: int) -> Pair:
        is_own_need = direction == "need"
        need = own if is_own_need else self.need_documents[theirs]
        index = self.offers if is_own_need else self.needs
        at_home = self.words_at_home(need, self.enterprise.pk if is_own_need else owner)
        return Pair(direction, own, theirs, owner, without(index.explain([own], theirs), at_home))

    def words_at_home(self, need: Document, owner: int) -> frozenset[str]:
        """The words of a need that its owner's own offers have as well."""
        if need.id not in self.known_at_home:
            self.known_at_home[need.id] = frozenset().union(
                *(
                    self.offers.shared_terms([need], offer)
                    for offer in self.offers_of.get(owner, ())
                )
            )
        return self.known_at_home[need.id]


def without(explanation: Explanation, terms: Collection[str]) -> Explanation:
    """What is left of a score when these terms do not count, nor words that only look alike."""
    parts = tuple(
        part for part in explanation.contributions if part.term not in terms and part.profile_words
    )
    return Explanation(explanation.document_id, min(1.0, sum(part.weight for part in parts)), parts)


def _owners(model: type[Offer] | type[Need]) -> dict[str, int]:
    name = model._meta.model_name
    rows = partner_index.shown_to_members(model).values_list("pk", "enterprise_id")
    return {f"{name}:{pk}": owner for pk, owner in rows}
