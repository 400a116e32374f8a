"""Offers, needs and certificates of an enterprise."""

from collections.abc import Collection
from datetime import date
from typing import TypedDict

from django.db import transaction

from accounts.enterprises.changes import require_owner, set_facts, touch
from accounts.models import Card, Certificate, Enterprise, Need, Offer, User
from reference.models import Sector


class CardFacts(TypedDict, total=False):
    kind: str
    title: str
    text: str
    language: str
    sectors: Collection[Sector]


CARD_FACTS = tuple(CardFacts.__annotations__)


@transaction.atomic
def add_card(
    enterprise: Enterprise, *, model: type[Offer] | type[Need], facts: CardFacts, by: User
) -> Offer | Need:
    require_owner(enterprise, by=by)
    card = model(enterprise=enterprise)
    set_facts(card, facts, CARD_FACTS)
    touch(enterprise)
    return card


@transaction.atomic
def change_card(card: Card, *, facts: CardFacts, by: User) -> Card:
    require_owner(card.enterprise, by=by)
    set_facts(card, facts, CARD_FACTS)
    touch(card.enterprise)
    return card


@transaction.atomic
def remove_card(card: Card, *, by: User) -> None:
    require_owner(card.enterprise, by=by)
    card.delete()
    touch(card.enterprise)


@transaction.atomic
def declare_certificate(
    enterprise: Enterprise,
    *,
    standard: str,
    kind: str = Certificate.Kind.STANDARD,
    issuer: str = "",
    number: str = "",
    issued_on: date | None = None,
    expires_on: date | None = None,
    by: User,
) -> Certificate:
    """Note what the enterprise says it holds; nobody has checked it."""
    require_owner(enterprise, by=by)
    touch(enterprise)
    return Certificate.objects.create(
        enterprise=enterprise,
        standard=standard,
        kind=kind,
        issuer=issuer,
        number=number,
        issued_on=issued_on,
        expires_on=expires_on,
    )


@transaction.atomic
def remove_certificate(certificate: Certificate, *, by: User) -> None:
    require_owner(certificate.enterprise, by=by)
    certificate.delete()
    touch(certificate.enterprise)
