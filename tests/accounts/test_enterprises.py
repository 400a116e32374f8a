"""Verbs on enterprises: what they write, what they refuse, what they leave behind."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import IntegrityError

from accounts import enterprises, ownership
from accounts.models import (
    Certificate,
    Consent,
    Enterprise,
    Membership,
    Need,
    Notification,
    Offer,
    OwnershipFacts,
    User,
    Visibility,
)
from accounts.ownership import Shares
from reference.models import Sector
from tests.factories import EnterpriseFactory, MembershipFactory, OfferFactory, UserFactory

FACTS = enterprises.EnterpriseFacts(
    legal_name="Paneles de Sonora SA de CV",
    trade_name="Sonora Solar",
    country_id="MX",
    region_id="MX-SON",
    about="Instalamos plantas fotovoltaicas.",
    about_language="es",
    languages=["es", "en"],
    countries_served=["MX", "US"],
)


def test_register_writes_enterprise_owner_cards_consent_and_message(owner: User) -> None:
    sector = Sector.objects.with_keys(["naics:221114"]).get()

    enterprise = enterprises.register(
        facts={**FACTS, "sectors": [sector]},
        offers=[{"kind": "supply", "title": "Plantas en techo", "text": "", "language": "es"}],
        needs=[{"kind": "joint_bid", "title": "Socio en Texas", "text": "", "language": "es"}],
        by=owner,
    )

    assert Membership.objects.get(enterprise=enterprise).role == Membership.Role.OWNER
    assert [offer.title for offer in enterprise.offers.all()] == ["Plantas en techo"]
    assert [need.title for need in enterprise.needs.all()] == ["Socio en Texas"]
    assert [country.pk for country in enterprise.countries_served.all()] == ["MX", "US"]
    assert [row.key for row in enterprise.sectors.all()] == ["naics:221114"]
    consent = Consent.objects.get(enterprise=enterprise, purpose=Consent.Purpose.DIRECTORY)
    assert (consent.given_by, consent.audience) == (owner, "members")
    assert consent.fields == ["profile", "details", "offers", "needs", "certificates"]
    assert Notification.objects.get(recipient=owner).subject == "Sonora Solar is registered"


def test_register_twice_returns_to_the_first(owner: User) -> None:
    first = enterprises.register(facts=FACTS, by=owner)

    with pytest.raises(enterprises.AlreadyRegistered) as twin:
        enterprises.register(facts=FACTS, by=owner)

    assert twin.value.enterprise == first
    assert Enterprise.objects.count() == 1


def test_register_fails_as_a_whole(owner: User) -> None:
    with pytest.raises(IntegrityError):
        enterprises.register(facts={**FACTS, "founded_year": 1200}, by=owner)

    assert Enterprise.objects.count() == 0
    assert Notification.objects.count() == 0


@pytest.mark.parametrize("verb", ["update", "add", "change", "remove", "certificate", "show"])
def test_every_change_moves_changed_at(verb: str, owner: User) -> None:
    with time_machine.travel(datetime(2026, 1, 1, tzinfo=UTC), tick=False):
        enterprise = EnterpriseFactory(owner=owner)
        card = OfferFactory(enterprise=enterprise)
    now = datetime(2026, 2, 1, tzinfo=UTC)

    with time_machine.travel(now, tick=False):
        {
            "update": lambda: enterprises.update(
                enterprise, facts={"city": "Hermosillo"}, by=owner
            ),
            "add": lambda: enterprises.add_card(
                enterprise, model=Need, facts={"title": "Cables"}, by=owner
            ),
            "change": lambda: enterprises.change_card(card, facts={"title": "Cables"}, by=owner),
            "remove": lambda: enterprises.remove_card(card, by=owner),
            "certificate": lambda: enterprises.declare_certificate(
                enterprise, standard="ISO 9001", by=owner
            ),
            "show": lambda: enterprises.set_visibility(
                enterprise, visibility={"offers": "public"}, by=owner
            ),
        }[verb]()

    enterprise.refresh_from_db()
    assert enterprise.changed_at == now


def test_update_changes_what_is_given_and_nothing_else(enterprise: Enterprise, owner: User) -> None:
    enterprises.update(enterprise, facts={"city": "Hermosillo"}, by=owner)

    enterprise.refresh_from_db()
    assert (enterprise.city, enterprise.legal_name) == ("Hermosillo", "Solar del Norte")


@pytest.mark.parametrize("who", ["member", "stranger"])
def test_verbs_refuse_members_and_strangers(
    who: str, enterprise: Enterprise, request: pytest.FixtureRequest
) -> None:
    person = request.getfixturevalue(who)
    card = OfferFactory(enterprise=enterprise)

    with pytest.raises(enterprises.NotAnOwner):
        enterprises.update(enterprise, facts={"city": "X"}, by=person)
    with pytest.raises(enterprises.NotAnOwner):
        enterprises.remove_card(card, by=person)
    with pytest.raises(enterprises.NotAnOwner):
        enterprises.make_private(enterprise, by=person)
    with pytest.raises(enterprises.NotAnOwner):
        ownership.record_facts(enterprise, by=person)

    assert Offer.objects.filter(pk=card.pk).exists()


def test_a_group_never_shows_more_widely_than_the_name(enterprise: Enterprise, owner: User) -> None:
    enterprises.set_visibility(
        enterprise, visibility={"profile": "members", "offers": "public"}, by=owner
    )

    enterprise.refresh_from_db()
    assert enterprise.offers_visibility == Visibility.MEMBERS


def test_a_new_choice_ends_the_old_consent_and_writes_another(
    enterprise: Enterprise, owner: User
) -> None:
    first = Consent.objects.live().get(enterprise=enterprise)

    enterprises.set_visibility(enterprise, visibility={"contact": "members"}, by=owner)

    first.refresh_from_db()
    assert first.withdrawn_by == owner
    assert first.withdrawn_at is not None
    second = Consent.objects.live().get(enterprise=enterprise)
    assert second.fields == [group for group in Enterprise.GROUPS if group != "projects"]


def test_withdrawing_makes_everything_private_at_once(
    enterprise: Enterprise, owner: User, stranger: User
) -> None:
    ownership.record_facts(
        enterprise,
        shares=Shares(owned_percent=60, as_of_on=date(2026, 1, 1)),
        visibility=Visibility.MEMBERS,
        by=owner,
    )

    enterprises.make_private(enterprise, by=owner)

    assert [enterprise.visibility_of(group) for group in Enterprise.GROUPS] == ["private"] * 7
    assert not Consent.objects.live().filter(enterprise=enterprise).exists()
    assert not Enterprise.objects.visible_to(stranger).filter(pk=enterprise.pk).exists()
    assert ownership.stated_by(enterprise, reader=stranger) is None
    assert OwnershipFacts.objects.get().visibility == Visibility.PRIVATE


def test_the_last_owner_stays(enterprise: Enterprise, owner: User, member: User) -> None:
    own = Membership.objects.get(enterprise=enterprise, user=owner)

    with pytest.raises(enterprises.LastOwner):
        enterprises.change_role(own, role=Membership.Role.MEMBER, by=owner)
    with pytest.raises(enterprises.LastOwner):
        enterprises.remove_member(own, by=owner)

    own.refresh_from_db()
    assert own.role == Membership.Role.OWNER


def test_an_owner_may_leave_once_there_is_another(
    enterprise: Enterprise, owner: User, member: User
) -> None:
    colleague = Membership.objects.get(enterprise=enterprise, user=member)
    enterprises.change_role(colleague, role=Membership.Role.OWNER, by=owner)

    enterprises.remove_member(Membership.objects.get(user=owner), by=owner)

    assert [row.user for row in enterprise.memberships.all()] == [member]


def test_a_member_may_leave_but_not_send_others_away(
    enterprise: Enterprise, owner: User, member: User
) -> None:
    other = MembershipFactory(enterprise=enterprise)

    with pytest.raises(enterprises.NotAnOwner):
        enterprises.remove_member(other, by=member)
    enterprises.remove_member(Membership.objects.get(user=member), by=member)

    assert not Membership.objects.filter(user=member).exists()
    assert Notification.objects.get(recipient=member).kind == "accounts.member_removed"


def test_added_people_are_told_once(enterprise: Enterprise, owner: User) -> None:
    colleague = UserFactory(language="es")

    enterprises.add_member(enterprise, user=colleague, by=owner)
    enterprises.add_member(enterprise, user=colleague, by=owner)

    assert Notification.objects.get(recipient=colleague).kind == "accounts.member_added"


def test_hints_name_what_is_missing_and_go_away_with_it(owner: User) -> None:
    bare = enterprises.register(
        facts={"legal_name": "Bare Ltd", "country_id": "CA"},
        visibility={"profile": "private"},
        by=owner,
    )
    assert [str(hint.missing) for hint in enterprises.hints(bare)] == [
        "No offer yet",
        "No description",
        "No sector",
        "No need yet",
        "No size",
        "No working language",
        "Not in the directory",
    ]
    assert enterprises.hints(bare)[0].url == f"/en/enterprises/{bare.pk}/offer/new/"

    enterprises.add_card(bare, model=Offer, facts={"title": "Wind masts"}, by=owner)
    enterprises.set_visibility(bare, visibility={"profile": "members"}, by=owner)

    assert [str(hint.missing) for hint in enterprises.hints(bare)] == [
        "No description",
        "No sector",
        "No need yet",
        "No size",
        "No working language",
    ]


def test_certificates_are_declared_and_removed(enterprise: Enterprise, owner: User) -> None:
    row = enterprises.declare_certificate(
        enterprise, standard="ISO 14001", expires_on=date(2027, 1, 1), by=owner
    )
    assert [str(held) for held in enterprise.certificates.all()] == ["ISO 14001"]

    enterprises.remove_certificate(row, by=owner)

    assert not Certificate.objects.exists()


def test_facts_that_no_form_knows_are_not_written(enterprise: Enterprise, owner: User) -> None:
    facts = {"city": "Nogales", "created_at": datetime(2000, 1, 1, tzinfo=UTC), "pk": 99}

    enterprises.update(enterprise, facts=facts, by=owner)  # type: ignore[arg-type]

    row = Enterprise.objects.get(pk=enterprise.pk)
    assert (row.city, row.created_at.year == 2000) == ("Nogales", False)
