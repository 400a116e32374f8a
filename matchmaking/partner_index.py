"""The persisted indexes of offers and of needs. This module alone writes their files.

Only cards that members may see are indexed. Whoever shows one asks its row again, since a consent
may have been withdrawn after the index was built.
"""

from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import Card, Consent, Need, Offer, Visibility
from matchmaking.documents import documents_of
from matchmaking.engine import Build, Document, EngineError, IndexShelf, MatchIndex
from reference.models import CodeLabel, Sector

SHOWN = (Visibility.PUBLIC, Visibility.MEMBERS)
OFFERS, NEEDS = "offers", "needs"


def offers() -> MatchIndex:
    return _build_of(OFFERS).index


def needs() -> MatchIndex:
    return _build_of(NEEDS).index


def generation() -> str:
    """The state of both indexes in a word: it changes when a card that is shown does."""
    return f"{_build_of(OFFERS).name}/{_build_of(NEEDS).name}"


def refresh() -> None:
    """Build both indexes again where the cards that members may see are not those indexed."""
    with _shelf(OFFERS).building():
        cards = {
            OFFERS: documents_of(shown_to_members(Offer)),
            NEEDS: documents_of(shown_to_members(Need)),
        }
        if all(_holds(name, documents) for name, documents in cards.items()):
            return
        names = [*Sector.objects.parallel(), *CodeLabel.objects.parallel()]
        # Each is weighed with the other behind it: a pair has one score from either side.
        for name, behind in ((OFFERS, NEEDS), (NEEDS, OFFERS)):
            index = MatchIndex.fit(cards[name], background=cards[behind], parallel=names)
            _shelf(name).publish(index)


def shown_to_members(model: type[Card]) -> QuerySet[Any]:
    """Cards of enterprises that agreed to be proposed and show this kind of card to members."""
    agreed = Consent.objects.live().filter(
        purpose=Consent.Purpose.DIRECTORY, enterprise=OuterRef("enterprise_id")
    )
    return (
        model._default_manager.filter(
            Exists(agreed),
            enterprise__profile_visibility__in=SHOWN,
            **{f"enterprise__{model.GROUP}_visibility__in": SHOWN},
        )
        .order_by("pk")
        .prefetch_related("sectors")
    )


def _shelf(name: str) -> IndexShelf:
    return IndexShelf(settings.VAR_DIR / "indexes" / name)


def _holds(name: str, documents: list[Document]) -> bool:
    try:
        return list(_shelf(name).open().index.documents) == documents
    except EngineError:
        return False


def _build_of(name: str) -> Build:
    """The build that holds. Rows are the truth: a missing or damaged one is made from them."""
    try:
        return _shelf(name).open()
    except EngineError:
        refresh()
        return _shelf(name).open()
