"""What comes in through forms is refused at its field, or kept as the plain text it is."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Enterprise, Offer, User
from accounts.models.texts import without_controls
from tests.accounts.conftest import signed_in
from tests.accounts.test_pages import REGISTRATION
from tests.factories import EnterpriseFactory, OfferFactory

MEGABYTE = 1_000_000


def register(user: User, **changes: Any) -> Any:
    return signed_in(user).post(reverse("accounts:enterprise-new"), {**REGISTRATION, **changes})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("legal_name", ""),
        ("legal_name", "Solar\x00"),
        ("legal_name", "Solar\r\nBcc: all@example.org"),
        ("legal_name", "Solar \u202etxt.exe"),
        ("legal_name", "Solar\u2028Norte"),
        ("legal_name", "a" * 201),
        ("legal_name", "a" * MEGABYTE),
        ("trade_name", "a\tb"),
        ("city", "Mont\x07réal"),
        ("country", "ZZ"),
        ("country", "a" * MEGABYTE),
        ("country", "C\x00"),
        ("region", "CA-ZZ"),
        ("region", "MX-SON"),
        ("about", "NUL\x00"),
        ("about", "a" * MEGABYTE),
        ("about_language", "de"),
        ("sectors", "naics:999999"),
        ("sectors", "cpv:09331200"),
        ("sectors", "\x00"),
        ("size_band", "gigantic"),
        ("founded_year", "1699"),
        ("founded_year", "2101"),
        ("founded_year", "NaN"),
        ("founded_year", "9" * 5000),
        ("languages", "xx"),
        ("countries_served", "ZZ"),
        ("website", "javascript:alert(1)"),
        ("website", "JaVaScRiPt:alert(1)//http://example.org"),
        ("website", "data:text/html,<script>"),
        ("website", "ftp://example.org"),
        ("website", "https://user:secret@example.org"),
        ("website", "https://example.org\\@evil.example.com"),
        ("website", "https://"),
        ("website", "https://exa mple.org"),
        ("website", "https://example.org/\r\nX: y"),
        ("website", "https://" + "a" * 300 + ".org"),
    ],
)
def test_bad_input_is_said_at_its_field_and_writes_nothing(
    field: str, value: str, owner: User
) -> None:
    answer = register(owner, **{field: value})

    assert answer.status_code == 400
    assert list(answer.context["registration"].profile.errors) == [field]
    assert Enterprise.objects.count() == 0
    assert len(answer.content) < 3 * MEGABYTE


@pytest.mark.parametrize(
    "name",
    [
        "شركة الطاقة",
        "日本太陽光",
        "Énergie 🌞",
        "{{7*7}} %(x)s",
        "<script>x</script>",
        "=cmd|' /C calc'!A0",
    ],
)
def test_strange_but_honest_names_are_kept_and_shown_as_text(name: str, owner: User) -> None:
    register(owner, legal_name=name)

    enterprise = Enterprise.objects.get()
    assert enterprise.legal_name == name
    page = signed_in(owner).get(reverse("accounts:enterprise", args=[enterprise.pk]))
    assert page.content.decode().count("<script>x</script>") == 0


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("example.org", "https://example.org"),
        ("http://example.org", "http://example.org"),
        ("https://münchen.example.org/ñ", "https://münchen.example.org/ñ"),
        ("", ""),
    ],
)
def test_websites_that_are_kept(typed: str, kept: str, owner: User) -> None:
    register(owner, website=typed)

    assert Enterprise.objects.get().website == kept


def test_a_list_where_one_value_belongs_gives_the_last(owner: User) -> None:
    register(owner, legal_name=["First", "Second"])

    assert Enterprise.objects.get().legal_name == "Second"


def test_fields_that_no_form_has_are_not_written(owner: User, stranger: User) -> None:
    register(
        owner,
        is_demo="on",
        id="77",
        pk="77",
        created_at="2000-01-01",
        profile_visibility="public",
        owner=str(stranger.pk),
        memberships=str(stranger.pk),
    )

    enterprise = Enterprise.objects.owned_by(owner).get()
    assert (enterprise.is_demo, enterprise.pk == 77) == (False, False)
    assert (enterprise.created_at.year == 2000, enterprise.profile_visibility) == (False, "members")
    assert [row.user for row in enterprise.memberships.all()] == [owner]


def test_pasted_prose_loses_what_cannot_be_seen_and_nothing_else() -> None:
    pasted = "Solar \u202eplants\u202c\r\n\tin Québec\u200b \x07and\x85 \u0627\u0644"

    assert without_controls(pasted) == "Solar plants\n\tin Québec\u200b and \u0627\u0644"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("title", "a\nb"),
        ("title", "a" * 151),
        ("text", "a" * 5_001),
        ("kind", "gift"),
        ("language", "zz"),
        ("sectors", "wb:LU"),
    ],
)
def test_bad_cards_are_refused(field: str, value: str, enterprise: Enterprise, owner: User) -> None:
    card = {"title": "Masts", "kind": "supply", "text": "", "language": "en"}

    answer = signed_in(owner).post(
        reverse("accounts:card-new", args=[enterprise.pk, "offer"]), {**card, field: value}
    )

    assert (answer.status_code, list(answer.context["form"].errors)) == (400, [field])
    assert Offer.objects.count() == 0


@pytest.mark.parametrize("day", ["31/02/2027", "2027-02-31", "tomorrow", "99999-01-01", "\x00"])
def test_bad_dates_are_refused(day: str, enterprise: Enterprise, owner: User) -> None:
    answer = signed_in(owner).post(
        reverse("accounts:certificate-new", args=[enterprise.pk]),
        {"standard": "ISO 9001", "expires_on": day},
    )

    assert (answer.status_code, list(answer.context["form"].errors)) == (400, ["expires_on"])


def test_hostile_texts_are_harmless_where_others_read_them(stranger: User) -> None:
    hostile = "<img src=x onerror=alert(1)>\"'><script>alert(1)</script>"
    enterprise = EnterpriseFactory(trade_name=hostile, about=hostile, city=hostile)
    OfferFactory(enterprise=enterprise, title=hostile, text=hostile)
    client = signed_in(stranger)

    for address in (
        reverse("accounts:enterprise", args=[enterprise.pk]),
        reverse("accounts:enterprise-list"),
        reverse("accounts:enterprise-list") + "?q=script",
    ):
        page = client.get(address).content.decode()
        assert page.count("<img src=x") == 0
        assert page.count("<script>alert") == 0


def test_nul_and_broken_bytes_in_the_address_are_a_bad_request(db: None) -> None:
    assert Client().get("/en/enterprises/?q=%00").status_code == 400
    assert Client().get("/en/enterprises/?q=%ff").status_code == 400
