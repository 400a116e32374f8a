"""Before an enterprise is registered: a text read, twins shown, nothing lost midway."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts import drafts, enterprises, merging, suggestions
from accounts.enterprises.twins import all_pairs, bare_name
from accounts.models import (
    AuditEntry,
    Consent,
    Enterprise,
    Membership,
    Notification,
    RegistrationDraft,
    User,
)
from tests.accounts.conftest import signed_in
from tests.accounts.test_pages import REGISTRATION
from tests.factories import (
    CertificateFactory,
    EnterpriseFactory,
    MembershipFactory,
    NeedFactory,
    OfferFactory,
    UserFactory,
)

TEXT = (
    "We design and install rooftop photovoltaic systems for factories. "
    "We also supply inverters and battery storage. We speak Spanish."
)
NEW = "accounts:enterprise-new"


@pytest.mark.pure
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Solar del Norte, S.A. de C.V.", "SOLAR DEL NORTE"),
        ("Énergie Boréale inc.", "Energie Boreale Ltée"),
        ("Sonora Sun LLC", "Sun Sonora, L.L.C."),
        ("Ingeniería Eólica S. de R.L. de C.V.", "Ingenieria Eolica"),
        ("Co", "Co"),
    ],
)
def test_names_are_alike_without_their_legal_forms(one: str, other: str) -> None:
    assert enterprises.same_name(one, other) >= 87
    assert bare_name(one) != ""


@pytest.mark.pure
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Solar del Norte SA de CV", "Eólica del Sur SA de CV"),
        ("Maple Wind Inc", "Maple Hydro Inc"),
        ("Alfa Energía", "Beta Energía"),
    ],
)
def test_other_names_are_not(one: str, other: str) -> None:
    assert enterprises.same_name(one, other) < 87


def test_a_twin_is_shown_before_a_second_profile_is_made(owner: User) -> None:
    there = EnterpriseFactory(legal_name="Énergie du Nord", country_id="CA")
    client = signed_in(owner)

    first = client.post(reverse(NEW), REGISTRATION)
    second = client.post(reverse(NEW), {**REGISTRATION, "not_a_twin": "1"})

    assert [twin.pk for twin in first.context["twins"]] == [there.pk]
    assert first.content.decode().count("Stockage par batteries.") == 1
    assert second.status_code == 302
    assert Enterprise.objects.filter(legal_name="Énergie du Nord inc.").count() == 1


def test_a_private_enterprise_is_not_found_by_typing_names(owner: User) -> None:
    EnterpriseFactory(legal_name="Énergie du Nord", country_id="CA", listed=False)

    answer = signed_in(owner).get(
        reverse("accounts:alike"),
        {"legal_name": "Energie du Nord", "country": "CA"},
        headers={"HX-Request": "true"},
    )

    assert answer.content.decode().strip() == ""


def test_twins_while_typing(owner: User) -> None:
    EnterpriseFactory(legal_name="Énergie du Nord", country_id="CA")
    client, address = signed_in(owner), reverse("accounts:alike")

    typed = {"legal_name": "energie du nord ltee", "country": "CA"}
    htmx = {"HX-Request": "true"}

    found = client.get(address, typed, headers=htmx)
    elsewhere = client.get(address, {**typed, "country": "US"}, headers=htmx)
    opened = client.get(address, typed)

    assert found.content.decode().count("Énergie du Nord</a>") == 1
    assert elsewhere.content.decode().strip() == ""
    assert opened["Location"] == reverse(NEW)


def test_what_was_kept_stands_in_the_form_again(owner: User) -> None:
    client = signed_in(owner)
    client.post(reverse(NEW), {**REGISTRATION, "keep": "1", "offer1-title": "Batteries"})

    registration = client.get(reverse(NEW)).context["registration"]

    assert Enterprise.objects.count() == 0
    assert registration.profile["legal_name"].value() == "Énergie du Nord inc."
    assert registration.profile["sectors"].value() == ["naics:3359"]
    assert registration.offers[1]["title"].value() == "Batteries"
    assert registration.broken == []


def test_an_error_keeps_what_was_typed_and_success_forgets_it(owner: User) -> None:
    client = signed_in(owner)
    client.post(reverse(NEW), {**REGISTRATION, "country": "US"})
    assert RegistrationDraft.objects.get().typed["legal_name"] == ["Énergie du Nord inc."]

    client.post(reverse(NEW), REGISTRATION)

    assert RegistrationDraft.objects.count() == 0


def test_a_page_that_keeps_what_it_has_registered_begins_nothing_new(owner: User) -> None:
    client = signed_in(owner)
    client.post(reverse(NEW), REGISTRATION)

    late = client.post(reverse("accounts:draft-keep"), REGISTRATION)
    another = client.post(reverse("accounts:draft-keep"), {"legal_name": "Another firm"})

    assert (late.status_code, another.status_code) == (200, 200)
    assert RegistrationDraft.objects.get().typed == {"legal_name": ["Another firm"]}


def test_a_draft_is_its_writers_alone_and_never_endless(owner: User, stranger: User) -> None:
    signed_in(owner).post(reverse("accounts:draft-keep"), {"about": "A secret plan"})
    page = signed_in(stranger).get(reverse(NEW))
    signed_in(owner).post(reverse("accounts:draft-keep"), {"about": "x" * 70_000})

    assert page.content.decode().count("A secret plan") == 0
    assert RegistrationDraft.objects.get().typed == {"about": ["A secret plan"]}
    assert drafts.of(stranger) is None


def test_a_draft_without_visibility_shows_nothing_more_widely(owner: User) -> None:
    signed_in(owner).post(reverse("accounts:draft-keep"), {"legal_name": "Énergie"})

    visibility = signed_in(owner).get(reverse(NEW)).context["registration"].visibility

    assert {field.name: field.value() for field in visibility} == {
        group: Enterprise().visibility_of(group) for group in Enterprise.GROUPS
    }


def test_a_pasted_text_gives_sectors_offers_and_terms(db: None) -> None:
    found = suggestions.suggest(TEXT, language="en")

    assert [sector.key for sector in found.sectors][:2] != []
    assert {"naics:33591"} & {sector.key for sector in found.sectors} == {"naics:33591"}
    assert found.offers[0] == "We design and install rooftop photovoltaic systems for factories"
    assert found.terms
    assert [term for term in found.terms if term not in TEXT] == []


@pytest.mark.parametrize("text", ["zzz qqq", ".", "1 2 3", "的 的 的", "the and of"])
def test_a_text_that_says_nothing_suggests_nothing(text: str, db: None) -> None:
    found = suggestions.suggest(text, language="en")

    assert (found.sectors, found.terms) == ((), ())


def test_what_is_unticked_is_struck_out(owner: User) -> None:
    client, address = signed_in(owner), reverse("accounts:enterprise-start")
    page = client.post(address, {"text": TEXT, "language": "en"})
    form = page.context["form"]
    offers = form.initial["offers"]

    answer = client.post(
        address,
        {
            "use": "1",
            "text": TEXT,
            "language": "en",
            "sectors": form.initial["sectors"][:1],
            "offers": offers[1:2],
            "terms": ["inverters"],
        },
    )

    typed = RegistrationDraft.objects.get().typed
    assert answer["Location"] == reverse(NEW)
    assert (typed["about"], typed["sectors"]) == ([TEXT], form.initial["sectors"][:1])
    assert (typed["offer0-title"], typed["offer0-text"]) == (offers[1:2], ["inverters"])
    assert Enterprise.objects.count() == 0


def test_a_text_file_is_read_and_another_file_is_not(owner: User) -> None:
    client, address = signed_in(owner), reverse("accounts:enterprise-start")
    text = SimpleUploadedFile("firm.txt", TEXT.encode())
    binary = SimpleUploadedFile("firm.txt", b"\x89PNG\r\n\x1a\n\xff\xfe")

    read = client.post(address, {"file": text, "language": "en"})
    refused = client.post(address, {"file": binary, "language": "en"})

    assert read.context["form"].initial["text"] == TEXT
    assert refused.context["form"].errors["file"] == [
        "This is neither a plain text file nor a PDF."
    ]


@pytest.fixture
def pair(owner: User) -> tuple[Enterprise, Enterprise]:
    kept = EnterpriseFactory(legal_name="Solar del Norte", owner=owner)
    gone = EnterpriseFactory(legal_name="Solar del Norte SA de CV", owner=UserFactory())
    return kept, gone


def test_two_profiles_become_one_with_a_history(pair: tuple[Enterprise, Enterprise]) -> None:
    kept, gone = pair
    OfferFactory(enterprise=gone, title="Roofs")
    NeedFactory(enterprise=gone)
    CertificateFactory(enterprise=gone)
    other_owner = gone.memberships.get().user
    MembershipFactory(enterprise=gone, user=kept.memberships.get().user)
    administrator = UserFactory(is_programme_administrator=True)
    desk = signed_in(administrator)
    address = reverse("accounts:merge", args=[kept.pk, gone.pk])

    without = desk.post(address, {"reason": ""})
    desk.post(address, {"reason": "Both owners asked for it."})

    assert without.status_code == 400
    assert [row.pk for row in Enterprise.objects.all()] == [kept.pk]
    assert (kept.offers.count(), kept.needs.count(), kept.certificates.count()) == (1, 1, 1)
    assert {row.user for row in kept.memberships.owners()} == {
        kept.memberships.earliest("pk").user,
        other_owner,
    }
    assert Consent.objects.live().filter(enterprise=kept).count() == 1
    entry = AuditEntry.objects.get(verb="enterprise.merged")
    assert entry.reason == f"Solar del Norte SA de CV (MX, {gone.pk}): Both owners asked for it."
    assert Notification.objects.filter(kind="accounts.merged").count() == 2


def test_only_administrators_see_pairs_and_only_pairs_are_joined(
    pair: tuple[Enterprise, Enterprise], owner: User
) -> None:
    other = EnterpriseFactory(legal_name="Viento del Sur")
    administrator = UserFactory(is_programme_administrator=True)
    desk = signed_in(administrator)

    pairs = all_pairs(by=administrator)

    assert [(row.older.pk, row.younger.pk) for row in pairs] == [(pair[0].pk, pair[1].pk)]
    assert desk.get(reverse("accounts:merge", args=[pair[0].pk, other.pk])).status_code == 404
    assert desk.get(reverse("accounts:merge", args=[other.pk, other.pk])).status_code == 404
    assert signed_in(owner).get(reverse("accounts:twins")).status_code == 403
    with pytest.raises(merging.SameEnterprise):
        merging.merge(other, other, reason="", by=administrator)
    assert Membership.objects.count() == 2
