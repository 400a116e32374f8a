"""Partners complete each other. Likeness, fame and what is hidden count for nothing."""

import pytest

from accounts.models import Consent, Enterprise, User
from matchmaking import partner_index, recommendations
from matchmaking.models import PartnerRecommendation
from matchmaking.partners import PartnerShown
from reference.models import Sector
from tests.factories import EnterpriseFactory, NeedFactory, OfferFactory, UserFactory

pytestmark = pytest.mark.django_db

SOLAR = {
    "title": "Rooftop solar plants",
    "text": "Design, supply and installation of photovoltaic modules and inverters on roofs.",
}
STEEL_WANTED = {
    "title": "Mounting structures",
    "text": "Galvanised steel mounting structures for photovoltaic modules.",
}
STEEL = {
    "title": "Galvanised steel structures",
    "text": "We make mounting structures of galvanised steel and ship them in sets.",
}
SOLAR_WANTED = {
    "title": "Installer of a roof plant",
    "text": "Installation of photovoltaic modules and inverters on the roof of our mill.",
}


def installer(**facts: object) -> Enterprise:
    firm = EnterpriseFactory(about="", **facts)
    OfferFactory(enterprise=firm, **SOLAR)
    NeedFactory(enterprise=firm, **STEEL_WANTED)
    return firm


def steelmaker(**facts: object) -> Enterprise:
    firm = EnterpriseFactory(about="", **facts)
    OfferFactory(enterprise=firm, **STEEL)
    return firm


def member_of(firm: Enterprise) -> User:
    person = UserFactory()
    firm.memberships.create(user=person)
    return person


def partners(firm: Enterprise) -> list[PartnerShown]:
    partner_index.refresh()
    return recommendations.partners_for(firm, member_of(firm))


def names(firm: Enterprise) -> list[str]:
    return [partner.enterprise.legal_name for partner in partners(firm)]


def test_my_need_meets_their_offer_and_their_need_meets_my_offer() -> None:
    firm = installer()
    maker = steelmaker()
    mill = EnterpriseFactory(about="")
    NeedFactory(enterprise=mill, **SOLAR_WANTED)

    found = {partner.enterprise: partner.pairs for partner in partners(firm)}

    assert {found_firm: len(pairs) for found_firm, pairs in found.items()} == {maker: 1, mill: 1}
    assert (found[maker][0].is_own_need, found[maker][0].theirs.title) == (True, STEEL["title"])
    assert (found[mill][0].is_own_need, found[mill][0].own.title) == (False, SOLAR["title"])


def test_a_pair_names_the_words_that_both_cards_share() -> None:
    firm = installer()
    steelmaker()

    pair = partners(firm)[0].pairs[0]

    shared = {reason["document_words"][0].lower() for reason in pair.reasons}
    assert {"galvanised", "steel", "mounting"} <= shared
    row = PartnerRecommendation.objects.get(enterprise=firm).pairs[0]
    weights = sum(reason["weight"] for reason in row["contributions"])
    assert weights == pytest.approx(row["score"], abs=1e-6)


def test_two_installers_do_not_meet_however_alike_they_are() -> None:
    """The other's offer answers no need that one's own offer would not answer as well."""
    firm, twin = installer(), installer(country_id="US")

    assert (names(firm), names(twin)) == ([], [])


def test_two_installers_do_not_top_each_others_list() -> None:
    firm = installer()
    rival = EnterpriseFactory(about="")
    OfferFactory(
        enterprise=rival,
        title="Solar plants with mounting",
        text="Installation of photovoltaic modules, inverters and mounting on roofs.",
    )
    NeedFactory(enterprise=rival, **STEEL_WANTED)
    maker = steelmaker()

    assert (names(firm)[0], names(rival)[0]) == (maker.legal_name, maker.legal_name)


def test_an_enterprise_that_nobody_knows_yet_can_be_first() -> None:
    maker = steelmaker(legal_name="Known to all")
    for _ in range(3):
        assert names(installer()) == ["Known to all"]
    OfferFactory(enterprise=EnterpriseFactory(about="", legal_name="New here"), **STEEL_WANTED)

    assert names(installer()) == ["New here", maker.legal_name]


@pytest.mark.parametrize(
    "hidden",
    [{"offers_visibility": "private"}, {"profile_visibility": "private"}, {"listed": False}],
)
def test_what_an_enterprise_hides_is_proposed_to_nobody(hidden: dict[str, object]) -> None:
    steelmaker(**hidden)

    assert names(installer()) == []


def test_a_withdrawn_consent_works_at_once_before_any_index_is_made_again() -> None:
    firm, maker = installer(), steelmaker()
    person = member_of(firm)
    partner_index.refresh()
    before = recommendations.partners_for(firm, person)
    Consent.objects.filter(enterprise=maker).update(withdrawn_at="2030-01-01T00:00Z")

    after = recommendations.partners_for(firm, person)

    assert (len(before), after) == (1, [])


def test_a_card_that_was_hidden_since_is_left_out() -> None:
    firm, maker = installer(), steelmaker()
    person = member_of(firm)
    partner_index.refresh()
    recommendations.partners_for(firm, person)
    Enterprise.objects.filter(pk=maker.pk).update(offers_visibility="private")

    assert recommendations.partners_for(firm, person) == []


def test_a_hidden_enterprise_sees_partners_all_the_same() -> None:
    maker = steelmaker()

    assert names(installer(profile_visibility="private")) == [maker.legal_name]


def test_the_country_breaks_ties_only() -> None:
    steelmaker(legal_name="Far", country_id="CA")
    steelmaker(legal_name="Near", country_id="MX")

    assert names(installer(country_id="MX")) == ["Near", "Far"]


def test_facts_stand_beside_the_level_where_the_partner_shows_them() -> None:
    firm = installer(languages=["es", "en"], country_id="MX")
    firm.sectors.set(Sector.objects.with_keys(["naics:221114"]))
    maker = steelmaker(languages=["en", "fr"], country_id="US")
    maker.sectors.set(Sector.objects.with_keys(["naics:22111", "naics:3323"]))

    partner = partners(firm)[0]

    assert (partner.is_same_country, partner.languages) == (False, ["en"])
    assert [sector.key for sector in partner.sectors] == ["naics:22111"]


def test_languages_that_a_partner_hides_are_not_told() -> None:
    firm = installer(languages=["en"])
    steelmaker(languages=["en"], details_visibility="private")

    assert partners(firm)[0].languages == []


def test_an_enterprise_without_cards_has_no_partners() -> None:
    steelmaker()

    assert names(EnterpriseFactory(about="We need steel structures.")) == []


def test_the_indexes_are_made_when_a_list_is_the_first_to_ask() -> None:
    firm, maker = installer(), steelmaker()

    found = recommendations.partners_for(firm, member_of(firm))

    assert [partner.enterprise for partner in found] == [maker]
