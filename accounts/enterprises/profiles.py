"""The profile of an enterprise: its first writing, and its changes."""

from collections.abc import Collection, Mapping, Sequence
from typing import TypedDict

from django.db import transaction
from django.utils import timezone

from accounts import notifications
from accounts.enterprises.cards import CardFacts, add_card
from accounts.enterprises.changes import require_owner, set_facts
from accounts.enterprises.visibility import set_visibility
from accounts.models import Enterprise, Membership, Need, Offer, User
from reference.models import Country, Sector


class AlreadyRegistered(Exception):
    """This person already registered an enterprise of this name in this country."""

    def __init__(self, enterprise: Enterprise) -> None:
        super().__init__(enterprise.pk)
        self.enterprise = enterprise


class EnterpriseFacts(TypedDict, total=False):
    legal_name: str
    trade_name: str
    country_id: str
    region_id: str | None
    city: str
    website: str
    founded_year: int | None
    size_band: str
    languages: list[str]
    about: str
    about_language: str
    is_demo: bool
    countries_served: Collection[Country | str]
    sectors: Collection[Sector]


FACTS = tuple(EnterpriseFacts.__annotations__)


@transaction.atomic
def register(
    *,
    facts: EnterpriseFacts,
    offers: Sequence[CardFacts] = (),
    needs: Sequence[CardFacts] = (),
    visibility: Mapping[str, str] | None = None,
    by: User,
) -> Enterprise:
    """Write an enterprise with its cards and its first consent; the person becomes its owner.

    A second press of the button raises AlreadyRegistered instead of making a twin.
    """
    refuse_twin(facts, by=by)
    enterprise = Enterprise()
    set_facts(enterprise, facts, FACTS)
    Membership.objects.create(enterprise=enterprise, user=by, role=Membership.Role.OWNER)
    for card in offers:
        add_card(enterprise, model=Offer, facts=card, by=by)
    for card in needs:
        add_card(enterprise, model=Need, facts=card, by=by)
    set_visibility(enterprise, visibility=visibility or {}, by=by)
    notifications.notify(
        by,
        kind="accounts.enterprise_registered",
        cause=f"enterprise:{enterprise.pk}",
        facts={"enterprise": enterprise.name},
        route="accounts:enterprise",
        arguments=(enterprise.pk,),
    )
    return enterprise


def refuse_twin(facts: EnterpriseFacts, *, by: User) -> None:
    # The lock makes two presses at once wait for each other.
    User.objects.select_for_update().get(pk=by.pk)
    twin = (
        Enterprise.objects.owned_by(by)
        .filter(legal_name=facts["legal_name"], country_id=facts["country_id"])
        .first()
    )
    if twin:
        raise AlreadyRegistered(twin)


@transaction.atomic
def update(enterprise: Enterprise, *, facts: EnterpriseFacts, by: User) -> Enterprise:
    """Change what is given and nothing else; what is matched is due again."""
    require_owner(enterprise, by=by)
    enterprise.changed_at = timezone.now()
    set_facts(enterprise, facts, FACTS)
    return enterprise
