"""Second factor, passkeys and sessions, in our look and behind the password."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.test import Client
from django.urls import reverse

from accounts.models import User
from config.settings import providers_from
from tests.factories import PASSWORD, UserFactory


@pytest.fixture
def person(db: None) -> User:
    return UserFactory(email="maria@example.org", password=PASSWORD)


def sign_in(client: Client, person: User) -> str:
    answer = client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    return str(answer["Location"])


def code_of(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def set_up(client: Client) -> str:
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    address = reverse("mfa_activate_totp")
    secret = client.get(address).context["form"].secret
    client.post(address, {"code": code_of(secret)})
    return str(secret)


def test_after_setting_up_the_password_alone_opens_nothing(person: User) -> None:
    first = Client()
    assert sign_in(first, person) == reverse("dashboard")
    secret = set_up(first)
    stored = Authenticator.objects.get(type="totp").data["secret"]

    second = Client()
    sent_to = sign_in(second, person)

    assert stored != secret
    assert sent_to == reverse("mfa_authenticate")
    assert second.get(reverse("dashboard")).status_code == 302
    assert second.post(sent_to, {"code": "000000"}).status_code == 200
    assert second.get(reverse("dashboard")).status_code == 302


def test_a_recovery_code_opens_once(person: User) -> None:
    first = Client()
    sign_in(first, person)
    set_up(first)
    codes = first.get(reverse("mfa_view_recovery_codes")).context["unused_codes"]

    tried = []
    for _twice in range(2):
        client = Client()
        address = sign_in(client, person)
        tried.append(client.post(address, {"code": codes[0]}).status_code)

    assert tried == [302, 200]


@pytest.mark.parametrize("language", ["en", "es", "fr"])
def test_each_page_wears_our_look(person: User, language: str) -> None:
    client = Client()
    sign_in(client, person)
    set_up(client)
    for name in (
        *("mfa_index", "mfa_view_recovery_codes", "mfa_generate_recovery_codes"),
        *("mfa_deactivate_totp", "mfa_add_webauthn", "usersessions_list"),
        *("mfa_reauthenticate", "account_reauthenticate", "accounts:my-data"),
        *("accounts:my-data-export", "accounts:my-data-erase", "accounts:enterprise-start"),
    ):
        address = reverse(name).replace("/en/", f"/{language}/", 1)
        page = client.get(address)
        assert (address, page.status_code) == (address, 200)
        text = page.content.decode()
        assert text.count(f'<html lang="{language}"') == text.count("<h1") == 1
        assert re.findall(r"\sstyle=|\sonclick=", text) == []
    # What the browser made of it is checked in a browser; here a name is enough.
    key = Authenticator.objects.create(user=person, type="webauthn", data={"name": "My key"})
    listed = client.get(reverse("mfa_list_webauthn")).content.decode()
    assert listed.count('<th scope="row">My key</th>') == 1
    for name in ("mfa_edit_webauthn", "mfa_remove_webauthn"):
        assert client.get(reverse(name, args=[key.pk])).status_code == 200


def test_the_entrance_offers_a_passkey_and_no_other_house(person: User) -> None:
    page = Client().get(reverse("account_login")).content.decode()

    assert page.count('data-passkey="login"') == 1
    assert page.count("Google") == 0


def test_a_change_asks_for_the_password_once_more(person: User) -> None:
    client = Client()
    sign_in(client, person)

    answer = client.get(reverse("mfa_activate_totp"))

    assert answer["Location"].partition("?")[0] == reverse("account_reauthenticate")


def test_other_browsers_are_signed_out_at_once(person: User) -> None:
    here, there = Client(), Client()
    sign_in(here, person)
    sign_in(there, person)
    for client in (here, there):
        client.get(reverse("usersessions_list"))

    here.post(reverse("usersessions_list"))

    assert here.get(reverse("dashboard")).status_code == 200
    assert there.get(reverse("dashboard")).status_code == 302


@pytest.mark.pure
def test_another_house_stands_only_with_its_keys() -> None:
    assert providers_from({}) == {}
    assert providers_from({"GOOGLE_CLIENT_ID": "a"}) == {}
    assert [*providers_from({"GOOGLE_CLIENT_ID": "a", "GOOGLE_SECRET": "b"})] == ["google"]
    both = {"OPENID_CONNECT_CLIENT_ID": "a", "OPENID_CONNECT_SECRET": "b"}
    assert providers_from(both)["openid_connect"]["APPS"][0]["name"] == "LinkedIn"
