"""Each group of facts, for each reader, on the page, in the directory and in the API."""

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse

from accounts import consents, enterprises, ownership
from accounts.models import (
    Certificate,
    Consent,
    Disclosure,
    Enterprise,
    Membership,
    Need,
    Offer,
    OwnershipFacts,
    User,
)
from accounts.ownership import Shares
from reference.models import Sector
from tests.accounts.conftest import signed_in
from tests.factories import (
    CertificateFactory,
    EnterpriseFactory,
    NeedFactory,
    OfferFactory,
    UserFactory,
)

# One word for each group, that stands nowhere else.
CANARIES = {
    "profile": "canaryabout",
    "details": "Germany",
    "contact": "canarycity",
    "offers": "canaryoffer",
    "needs": "canaryneed",
    "certificates": "canarystandard",
}


@pytest.fixture
def full(owner: User) -> Enterprise:
    """An enterprise with something in every group."""
    enterprise = EnterpriseFactory(
        legal_name="Solar del Norte", about="canaryabout", city="canarycity", owner=owner
    )
    enterprise.countries_served.set(["DE"])
    OfferFactory(enterprise=enterprise, title="canaryoffer")
    NeedFactory(enterprise=enterprise, title="canaryneed")
    CertificateFactory(enterprise=enterprise, standard="canarystandard")
    return enterprise


def readers(enterprise: Enterprise) -> dict[str, Client]:
    colleague = UserFactory()
    Membership.objects.create(enterprise=enterprise, user=colleague)
    return {
        "visitor": Client(),
        "unverified": signed_in(UserFactory(verified=False)),
        "member of the network": signed_in(UserFactory()),
        "operator": signed_in(UserFactory(is_staff=True)),
        "colleague": signed_in(colleague),
    }


OUTSIDE = {"visitor", "unverified"}
NETWORK = {"member of the network", "operator"}
SEEN_BY = {
    "public": OUTSIDE | NETWORK | {"colleague"},
    "members": NETWORK | {"colleague"},
    "private": {"colleague"},
}


@pytest.mark.parametrize("width", ["public", "members", "private"])
@pytest.mark.parametrize("group", list(CANARIES))
def test_a_group_is_seen_by_its_audience_and_by_nobody_else(
    group: str, width: str, full: Enterprise, owner: User
) -> None:
    everything = dict.fromkeys(Enterprise.GROUPS, "public")
    enterprises.set_visibility(full, visibility={**everything, group: width}, by=owner)

    seeing = {
        name
        for name, client in readers(full).items()
        if CANARIES[group]
        in client.get(reverse("accounts:enterprise", args=[full.pk])).content.decode()
    }

    assert seeing == SEEN_BY[width]


@pytest.mark.parametrize("width", ["public", "members", "private"])
def test_a_page_that_is_not_for_the_reader_is_missing(
    width: str, full: Enterprise, owner: User
) -> None:
    enterprises.set_visibility(full, visibility={"profile": width}, by=owner)

    opened = {
        name
        for name, client in readers(full).items()
        if client.get(reverse("accounts:enterprise", args=[full.pk])).status_code == 200
    }

    assert opened == SEEN_BY[width]


def test_without_a_live_consent_nothing_is_shown_whatever_the_columns_say(
    full: Enterprise, owner: User, stranger: User
) -> None:
    Enterprise.objects.update(**{f"{group}_visibility": "public" for group in Enterprise.GROUPS})
    consents.withdraw(Consent.Purpose.DIRECTORY, enterprise=full, by=owner)

    for reader in (AnonymousUser(), stranger):
        assert not Enterprise.objects.visible_to(reader).filter(pk=full.pk).exists()
        for model in (Offer, Need, Certificate):
            assert not model.objects.visible_to(reader).filter(enterprise=full).exists()


@pytest.mark.parametrize(
    ("model", "group"), [(Offer, "offers"), (Need, "needs"), (Certificate, "certificates")]
)
def test_cards_have_the_audience_of_their_group(
    model: type[Offer], group: str, full: Enterprise, owner: User, stranger: User
) -> None:
    enterprises.set_visibility(full, visibility={"profile": "public", group: "members"}, by=owner)

    assert model.objects.visible_to(owner).count() == 1
    assert model.objects.visible_to(stranger).count() == 1
    assert model.objects.visible_to(AnonymousUser()).count() == 0


def test_a_closed_account_sees_nothing_of_its_own(full: Enterprise, owner: User) -> None:
    owner.is_active = False
    owner.save()

    assert Enterprise.objects.visible_to(owner).filter(profile_visibility="private").count() == 0
    assert Offer.objects.visible_to(owner).count() == 0
    assert Enterprise.objects.of_member(owner).count() == 0
    assert full.groups_shown_to(owner) == set()


@pytest.mark.parametrize("width", ["public", "members", "private"])
def test_ownership_has_its_own_audience(
    width: str, full: Enterprise, owner: User, stranger: User
) -> None:
    enterprises.set_visibility(full, visibility={"profile": "public"}, by=owner)
    ownership.record_facts(
        full,
        shares=Shares(owned_percent=77, as_of_on=date(2026, 1, 1)),
        visibility=width,
        by=owner,
    )

    seeing = {
        name
        for name, client in readers(full).items()
        if "77 percent"
        in client.get(reverse("accounts:enterprise", args=[full.pk])).content.decode()
    }

    assert seeing == SEEN_BY[width]


def test_ownership_cannot_be_shown_without_its_consent(
    full: Enterprise, owner: User, stranger: User
) -> None:
    OwnershipFacts.objects.create(
        enterprise=full, is_disclosed=True, owned_percent=60, visibility="public"
    )

    assert ownership.stated_by(full, reader=stranger) is None


def test_the_ledger_answers_for_fields_and_notes_what_passed(
    full: Enterprise, owner: User, stranger: User
) -> None:
    enterprises.set_visibility(full, visibility={"contact": "private"}, by=owner)
    directory = Consent.Purpose.DIRECTORY

    assert consents.is_allowed(directory, enterprise=full, fields=["profile", "offers"])
    assert not consents.is_allowed(directory, enterprise=full, fields=["profile", "contact"])
    consents.disclose(directory, enterprise=full, fields=["offers"], to="Center of Arizona")
    with pytest.raises(consents.NoConsent):
        consents.disclose(directory, enterprise=full, fields=["contact"], to="Center of Arizona")

    assert Disclosure.objects.visible_to(owner).count() == 1
    assert Disclosure.objects.visible_to(stranger).count() == 0
    page = signed_in(owner).get(reverse("accounts:consents", args=[full.pk])).content.decode()
    assert "offers passed to Center of Arizona" in page


# The directory: a filter narrows, and never tells what is not shown.


def found(client: Client, **query: str) -> list[str]:
    answer = client.get(reverse("accounts:enterprise-list"), query)
    return [row.legal_name for row, _shown in answer.context["cards"]]


def test_the_directory_lists_for_each_reader_what_is_listed_for_her(
    owner: User, stranger: User
) -> None:
    EnterpriseFactory(legal_name="Public Ltd", profile_visibility="public")
    EnterpriseFactory(legal_name="Members Ltd", profile_visibility="members")
    EnterpriseFactory(legal_name="Private Ltd", profile_visibility="private")
    EnterpriseFactory(legal_name="Unlisted Ltd", profile_visibility="public", listed=False)

    assert found(Client()) == ["Public Ltd"]
    assert found(signed_in(owner)) == ["Members Ltd", "Public Ltd", "Elsewhere Ltd"]


@pytest.mark.parametrize(
    "words", ["energia", "ENERGÍA", "Quebec", "québec energia", "microred", "bateria"]
)
def test_words_are_found_without_accents_in_name_text_and_offers(
    words: str, stranger: User
) -> None:
    enterprise = EnterpriseFactory(legal_name="Energía Québec", about="Baterías para la industria.")
    OfferFactory(enterprise=enterprise, title="Microrredes", text="Diseño de microred")

    assert found(signed_in(stranger), q=words) == ["Energía Québec"]


def test_the_name_counts_more_than_the_offer_and_the_offer_more_than_the_text(
    stranger: User,
) -> None:
    EnterpriseFactory(legal_name="By text", about="wind masts")
    OfferFactory(enterprise=EnterpriseFactory(legal_name="By offer", about=""), title="Wind masts")
    EnterpriseFactory(legal_name="Wind by name", about="")

    assert found(signed_in(stranger), q="wind") == ["Wind by name", "By offer", "By text"]


def test_words_in_offers_that_are_not_shown_find_nothing(owner: User, stranger: User) -> None:
    hidden = EnterpriseFactory(legal_name="Quiet Ltd", offers_visibility="private", owner=owner)
    OfferFactory(enterprise=hidden, title="Secret turbine")

    assert found(signed_in(stranger), q="turbine") == []
    assert found(signed_in(owner), q="turbine") == ["Quiet Ltd"]


@pytest.mark.parametrize("query", [{"size": "small"}, {"language": "fr"}])
def test_filters_on_hidden_details_find_nothing(
    query: dict[str, str], owner: User, stranger: User
) -> None:
    EnterpriseFactory(
        legal_name="Quiet Ltd",
        size_band="small",
        languages=["fr"],
        details_visibility="private",
        owner=owner,
    )
    EnterpriseFactory(legal_name="Open Ltd", size_band="small", languages=["en", "fr"])

    assert found(signed_in(stranger), **query) == ["Open Ltd"]
    assert found(signed_in(owner), **query) == ["Open Ltd", "Quiet Ltd"]


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("naics:2211", ["Solar US", "Solar MX"]),
        ("naics:221114", ["Solar US"]),
        ("scian:221113", ["Solar MX"]),
        ("naics:31-33", ["Cables"]),
        ("naics:237", []),
    ],
)
def test_a_sector_finds_those_below_it(asked: str, names: list[str], stranger: User) -> None:
    for name, key in (
        ("Cables", "naics:335"),
        ("Solar MX", "scian:221113"),
        ("Solar US", "naics:221114"),
    ):
        enterprise = EnterpriseFactory(legal_name=name)
        enterprise.sectors.set(Sector.objects.with_keys([key]))

    assert found(signed_in(stranger), sector=asked) == names


@pytest.mark.parametrize(
    "query",
    [
        {"country": "ZZ"},
        {"sector": "naics:999"},
        {"size": "huge"},
        {"language": "xx"},
        {"q": "a" * 201},
        {"q": "one\ntwo"},
        {"country": "MX' OR 1=1 --"},
    ],
)
def test_a_filter_without_meaning_is_refused_and_said(query: dict[str, str], owner: User) -> None:
    EnterpriseFactory(profile_visibility="public")

    answer = Client().get(reverse("accounts:enterprise-list"), query)

    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == list(query)
    assert answer.context["cards"] == []


@pytest.mark.parametrize("words", ["%", "_", "100%_", '"', "'; --", "{{7*7}}", "<b>"])
def test_signs_are_words_like_others(words: str, stranger: User) -> None:
    EnterpriseFactory(about="solar")

    assert found(signed_in(stranger), q=words) == []


def test_pages_beyond_the_last_show_the_last(owner: User) -> None:
    EnterpriseFactory(legal_name="Only Ltd", profile_visibility="public")

    for page in ("99999999999999999999", "-1", "0", "x"):
        assert found(Client(), page=page) == ["Only Ltd"]
