"""A passkey made and used in a browser, with a made-up authenticator in place of a finger."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

from accounts.models import User
from tests.browser.reader import Reader
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.browser


@pytest.fixture
def person(countries: None) -> User:
    made: User = UserFactory(email="maria@example.org", password=PASSWORD)
    return made


@pytest.fixture
def finger(page: Any) -> None:
    """An authenticator inside the browser that says yes to everything."""
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


@pytest.fixture
def localhost(reader: Reader) -> Reader:
    """A passkey belongs to a name: an address of numbers has none."""
    reader.site = reader.site.replace("127.0.0.1", "localhost")
    return reader


def sign_in_with_password(reader: Reader) -> None:
    reader.open(reverse("account_login"))
    reader.page.fill("#id_login", "maria@example.org")
    reader.page.fill("#id_password", PASSWORD)
    reader.page.click("main form:not(#mfa_login) button[type=submit]")
    reader.page.wait_for_url("**/dashboard/")


def test_a_passkey_is_made_and_opens_the_account_without_a_password(
    localhost: Reader, person: User, finger: None
) -> None:
    reader = localhost
    sign_in_with_password(reader)
    reader.open(reverse("mfa_add_webauthn"))
    reader.page.fill("#id_password", PASSWORD)
    reader.page.click("main button[type=submit]")
    reader.page.wait_for_url("**/webauthn/add/")
    reader.page.check("#id_passwordless")
    assert reader.barriers() == []
    reader.page.click("#mfa_webauthn_add")
    reader.page.wait_for_url(lambda url: not url.endswith("/add/"))
    assert Authenticator.objects.filter(user=person, type="webauthn").count() == 1

    reader.sign_out()
    reader.open(reverse("account_login"))
    reader.page.click("#passkey_login")
    reader.page.wait_for_url("**/dashboard/")

    assert reader.complaints == []
