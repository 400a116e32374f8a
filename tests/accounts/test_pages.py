"""The pages: who enters, what is written, and what is shown to whom."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import (
    Certificate,
    Consent,
    Enterprise,
    Need,
    Offer,
    OwnershipFacts,
    User,
)
from tests.accounts.conftest import signed_in
from tests.factories import (
    NeedFactory,
    UserFactory,
)

PROFILE = {
    "legal_name": "Énergie du Nord inc.",
    "country": "CA",
    "region": "CA-QC",
    "city": "Montréal",
    "website": "energie.example.org",
    "about": "Stockage par batteries.",
    "about_language": "fr",
    "sectors": ["naics:3359"],
    "size_band": "small",
    "languages": ["fr", "en"],
    "countries_served": ["CA", "US"],
}
SHOWN = {f"show-{group}": "members" for group in Enterprise.GROUPS}
EMPTY_CARDS = {
    f"{kind}{number}-{field}": value
    for kind in ("offer", "need")
    for number in range(3)
    for field, value in {"title": "", "text": "", "kind": "supply", "language": "fr"}.items()
}
REGISTRATION = {**PROFILE, **SHOWN, **EMPTY_CARDS}
OWNER_PAGES = (
    "enterprise-edit",
    "visibility",
    "ownership",
    "certificate-new",
)


def test_a_person_describes_her_enterprise_on_one_page(owner: User) -> None:
    client = signed_in(owner)

    answer = client.post(
        reverse("accounts:enterprise-new"), {**REGISTRATION, "offer0-title": "Batteries 500 kWh"}
    )

    enterprise = Enterprise.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, reverse("dashboard"))
    assert enterprise.website == "https://energie.example.org"
    assert [offer.title for offer in enterprise.offers.all()] == ["Batteries 500 kWh"]
    assert enterprise.needs.count() == 0
    assert enterprise.memberships.get().user == owner


def test_nothing_typed_is_lost_on_an_error(owner: User) -> None:
    typed = {**REGISTRATION, "country": "US", "offer1-text": "A text without its title"}

    answer = signed_in(owner).post(reverse("accounts:enterprise-new"), typed)

    registration = answer.context["registration"]
    assert answer.status_code == 400
    assert registration.profile.errors == {
        "region": ["This state or province is in another country."]
    }
    assert registration.offers[1].errors == {"title": ["This field is required."]}
    for shown in ("Énergie du Nord inc.", "Stockage par batteries.", "A text without its title"):
        assert answer.content.decode().count(shown) >= 1
    assert Enterprise.objects.count() == 0


def test_find_shows_what_was_found_and_keeps_what_was_typed(owner: User) -> None:
    typed = {**REGISTRATION, "legal_name": "", "sectors_words": "BATERIAS", "find": "sectors"}

    answer = signed_in(owner).post("/es/enterprises/new/", typed)

    form = answer.context["registration"].profile
    field = form.fields["sectors"]
    boxes = field.widget.get_context("sectors", form["sectors"].value(), {"id": "id_sectors"})
    assert answer.status_code == 200
    assert [row["value"] for row in boxes["widget"]["chosen"]] == ["naics:3359"]
    assert [row["value"] for row in boxes["widget"]["found"]] == ["naics:33591"]
    assert form["about"].value() == "Stockage par batteries."
    assert form.errors == {}


def test_pressing_twice_leads_to_the_first(owner: User) -> None:
    client = signed_in(owner)
    client.post(reverse("accounts:enterprise-new"), REGISTRATION)

    answer = client.post(reverse("accounts:enterprise-new"), REGISTRATION)

    enterprise = Enterprise.objects.get()
    assert answer["Location"] == reverse("accounts:enterprise", args=[enterprise.pk])


def test_edit_shows_and_saves_the_profile(enterprise: Enterprise, owner: User) -> None:
    client = signed_in(owner)
    address = reverse("accounts:enterprise-edit", args=[enterprise.pk])
    form = client.get(address).context["form"]

    answer = client.post(address, {**form.initial, "founded_year": "", "city": "Sabinas"})

    enterprise.refresh_from_db()
    assert answer.status_code == 302
    assert (enterprise.legal_name, enterprise.city) == ("Solar del Norte", "Sabinas")


@pytest.mark.parametrize("name", OWNER_PAGES)
def test_owner_pages_by_identity(
    name: str, enterprise: Enterprise, owner: User, member: User, stranger: User
) -> None:
    address = reverse(f"accounts:{name}", args=[enterprise.pk])
    unverified = UserFactory(verified=False)

    def status(client: Client) -> int:
        return client.get(address).status_code

    assert status(signed_in(owner)) == 200
    assert status(signed_in(member)) == 403
    assert status(signed_in(stranger)) == 404
    assert Client().get(address)["Location"] == f"/en/account/login/?next={address}"
    assert signed_in(unverified).get(address)["Location"] == reverse(
        "account_email_verification_sent"
    )


@pytest.mark.parametrize("name", ["team", "consents"])
def test_member_pages_by_identity(
    name: str, enterprise: Enterprise, member: User, stranger: User
) -> None:
    address = reverse(f"accounts:{name}", args=[enterprise.pk])

    assert signed_in(member).get(address).status_code == 200
    assert signed_in(stranger).get(address).status_code == 404
    assert Client().get(address).status_code == 302


def test_a_foreign_enterprise_looks_like_a_missing_one(
    enterprise: Enterprise, stranger: User
) -> None:
    client = signed_in(stranger)
    routes = ("enterprise-edit", "visibility", "ownership", "team", "consents")

    for route in routes:
        foreign = client.get(reverse(f"accounts:{route}", args=[enterprise.pk]))
        missing = client.get(reverse(f"accounts:{route}", args=[10**12]))
        assert foreign.status_code == missing.status_code == 404


@pytest.mark.parametrize("pk", [0, 2**63, 10**30])
def test_impossible_keys_are_missing_rows(pk: int, owner: User) -> None:
    client = signed_in(owner)

    assert client.get(f"/en/enterprises/{pk}/").status_code == 404
    assert client.get(f"/en/enterprises/{pk}/team/").status_code == 404
    assert client.post(f"/en/inbox/{pk}/read/").status_code == 404


def test_cards_are_made_changed_and_removed(enterprise: Enterprise, owner: User) -> None:
    client = signed_in(owner)
    card = {"title": "Inversores", "kind": "supply", "text": "De cadena", "language": "es"}

    client.post(
        reverse("accounts:card-new", args=[enterprise.pk, "offer"]),
        {**card, "sectors": ["naics:3353"]},
    )
    row = Offer.objects.get()
    assert (row.title, [sector.key for sector in row.sectors.all()]) == (
        "Inversores",
        ["naics:3353"],
    )

    edit = reverse("accounts:card-edit", args=[enterprise.pk, "offer", row.pk])
    assert client.get(edit).context["form"].initial["sectors"] == ["naics:3353"]
    client.post(edit, {**card, "title": "Microinversores"})
    assert Offer.objects.get().title == "Microinversores"

    delete = reverse("accounts:card-delete", args=[enterprise.pk, "offer", row.pk])
    assert client.get(delete).status_code == 200
    assert Offer.objects.count() == 1
    client.post(delete)
    assert Offer.objects.count() == 0


def test_a_foreign_card_cannot_be_reached_through_ones_own_enterprise(
    enterprise: Enterprise, owner: User, stranger: User
) -> None:
    foreign = NeedFactory(enterprise=Enterprise.objects.owned_by(stranger).get())
    client = signed_in(owner)

    for route in ("card-edit", "card-delete"):
        address = reverse(f"accounts:{route}", args=[enterprise.pk, "need", foreign.pk])
        assert client.post(address, {"title": "Stolen"}).status_code == 404

    assert Need.objects.get().title == foreign.title


def test_certificates_are_declared_never_certified(enterprise: Enterprise, owner: User) -> None:
    client = signed_in(owner)

    client.post(reverse("accounts:certificate-new", args=[enterprise.pk]), {"standard": "ISO 9001"})
    page = client.get(reverse("accounts:enterprise", args=[enterprise.pk])).content.decode()
    client.post(
        reverse("accounts:certificate-delete", args=[enterprise.pk, Certificate.objects.get().pk])
    )

    assert page.count("Declared by the enterprise") == 1
    assert "certified" not in page.lower()
    assert Certificate.objects.count() == 0


def test_ownership_is_silent_at_the_start_and_private_when_stated(
    enterprise: Enterprise, owner: User, stranger: User
) -> None:
    client = signed_in(owner)
    address = reverse("accounts:ownership", args=[enterprise.pk])
    form = client.get(address).context["form"]
    assert (form["answer"].initial, form["visibility"].initial) == ("silent", "private")

    figures = {"answer": "stated", "owned_percent": "51", "as_of_on": "2026-01-01"}
    client.post(address, {**figures, "visibility": "private"})

    facts = OwnershipFacts.objects.get()
    assert (facts.owned_percent, facts.stated_by) == (51, owner)
    assert not Consent.objects.filter(purpose=Consent.Purpose.OWNERSHIP).exists()
    page = signed_in(stranger).get(reverse("accounts:enterprise", args=[enterprise.pk]))
    assert page.context["ownership"] is None

    client.post(address, {**figures, "visibility": "members"})

    assert Consent.objects.live().get(purpose=Consent.Purpose.OWNERSHIP).fields == ["ownership"]
    page = signed_in(stranger).get(reverse("accounts:enterprise", args=[enterprise.pk]))
    assert page.context["ownership"] == facts
    assert "51 percent" in page.content.decode()

    client.post(address, {**figures, "answer": "silent", "visibility": "members"})

    facts.refresh_from_db()
    assert (facts.is_disclosed, facts.owned_percent, facts.visibility) == (False, None, "private")
    assert not Consent.objects.live().filter(purpose=Consent.Purpose.OWNERSHIP).exists()


@pytest.mark.parametrize("percent", ["-1", "101", "half", "5e1", "9" * 400])
def test_ownership_figures_are_percentages(
    percent: str, enterprise: Enterprise, owner: User
) -> None:
    answer = signed_in(owner).post(
        reverse("accounts:ownership", args=[enterprise.pk]),
        {"answer": "stated", "owned_percent": percent, "visibility": "private"},
    )

    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == ["owned_percent"]
    assert OwnershipFacts.objects.count() == 0


def test_visibility_page_tells_and_changes(enterprise: Enterprise, owner: User) -> None:
    client = signed_in(owner)
    address = reverse("accounts:visibility", args=[enterprise.pk])
    choices = dict.fromkeys(Enterprise.GROUPS, "public") | {"contact": "private"}

    client.post(address, choices)
    enterprise.refresh_from_db()
    assert (enterprise.profile_visibility, enterprise.contact_visibility) == ("public", "private")

    client.post(address, {"withdraw": "all"})
    enterprise.refresh_from_db()
    assert {enterprise.visibility_of(group) for group in Enterprise.GROUPS} == {"private"}
    page = client.get(reverse("accounts:consents", args=[enterprise.pk]))
    assert [row.withdrawn_at is None for row in page.context["page"]] == [False, False]
