"""Two enterprises with an owner each, and an introduction between them, for the stories here."""

from dataclasses import dataclass

from accounts.models import Enterprise, User
from matchmaking import introductions
from matchmaking.introductions import ContactFacts
from matchmaking.models import Introduction
from tests.factories import EnterpriseFactory, UserFactory

REASON = "We bid for a rooftop plant in Sonora and lack steel structures."
ANA = ContactFacts(name="Ana Asker", email="ana@asker.example.org", phone="", website="")
BEN = ContactFacts(name="Ben Asked", email="ben@asked.example.org", phone="+52 662 000", website="")


@dataclass
class Side:
    """An enterprise and its owner."""

    firm: Enterprise
    owner: User


def side(name: str, *, country: str = "MX") -> Side:
    owner = UserFactory(full_name=f"Owner of {name}")
    return Side(EnterpriseFactory(legal_name=name, owner=owner, country_id=country), owner)


def asked(one: Side, other: Side) -> Introduction:
    return introductions.request(one.firm, other.firm, reason=REASON, contact=ANA, by=one.owner)


def accepted(one: Side, other: Side) -> Introduction:
    return introductions.accept(asked(one, other), other.firm, contact=BEN, by=other.owner)
