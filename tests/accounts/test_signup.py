"""Arriving: sign-up, confirmation, login and reset, and what none of them may tell."""

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.conf import LazySettings
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.forms import SignupForm
from accounts.models import Consent, User
from tests.factories import PASSWORD, UserFactory

SIGNUP = {
    "full_name": "Ana Núñez",
    "email": "ana@example.org",
    "password1": "quite a long secret",
    "time_zone": "America/Hermosillo",
    "terms": "on",
}


def sign_up(client: Client, page: str = "es", **changes: Any) -> Any:
    return client.post(f"/{page}/account/signup/", {**SIGNUP, **changes})


def link_in(message: mail.EmailMessage) -> str:
    (link,) = re.findall(r"https?://\S+/confirm-email/\S+", str(message.body))
    return link


def test_a_person_signs_up_in_her_language_and_zone_and_agrees_to_the_terms(db: None) -> None:
    sign_up(Client())

    user = User.objects.get()
    assert (user.email, user.full_name) == ("ana@example.org", "Ana Núñez")
    assert (user.language, user.time_zone) == ("es", "America/Hermosillo")
    assert user.has_verified_email is False
    consent = Consent.objects.get()
    assert (consent.purpose, consent.given_by) == (Consent.Purpose.TERMS, user)
    assert consent.wording != ""


def test_confirming_the_address_leads_to_the_dashboard(db: None, settings: LazySettings) -> None:
    client = Client()
    sign_up(client)
    link = link_in(mail.outbox[0])
    assert link.startswith(f"{settings.SITE_URL}/es/account/confirm-email/")
    path = link.removeprefix(settings.SITE_URL)

    assert client.get(path).status_code == 200
    assert EmailAddress.objects.get().verified is False  # looking at a link changes nothing
    answer = client.post(path)

    assert (answer.status_code, answer["Location"]) == (302, "/es/dashboard/")
    assert EmailAddress.objects.get().verified is True
    assert client.session["_auth_user_id"] == str(User.objects.get().pk)


def test_without_confirmation_nobody_enters(db: None) -> None:
    sign_up(Client())

    client = Client()
    client.post("/es/account/login/", {"login": "ana@example.org", "password": SIGNUP["password1"]})

    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    ("language", "zone"),
    [("en", "America/New_York"), ("es", "America/Mexico_City"), ("fr", "America/Toronto")],
)
def test_the_zone_offered_first_follows_the_language(language: str, zone: str, db: None) -> None:
    form = Client().get(f"/{language}/account/signup/").context["form"]

    assert form["time_zone"].value() == zone
    assert zone in [code for _group, zones in form.fields["time_zone"].choices for code, _ in zones]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("terms", ""),
        ("time_zone", "Mars/Olympus"),
        ("full_name", ""),
        ("full_name", "Ana\r\nBcc: all@example.org"),
        ("full_name", "Ana\x00"),
        ("full_name", "Ana \u202egro.elpmaxe"),
        ("full_name", "a" * 151),
        ("email", "ana@example.org\r\nBcc: all@example.org"),
        ("email", "not an address"),
        ("password1", "short"),
        ("password1", "1234567890123"),
        ("password1", "ana@example.org"),
    ],
)
def test_bad_input_is_said_at_its_field_and_writes_nothing(
    field: str, value: str, db: None
) -> None:
    answer = sign_up(Client(), "en", **{field: value})

    assert list(answer.context["form"].errors) == [field]
    assert (User.objects.count(), Consent.objects.count(), mail.outbox) == (0, 0, [])


def test_a_known_address_gets_the_same_answer_as_a_new_one(db: None) -> None:
    UserFactory(email="known@example.org", language="fr")

    answers = {
        email: sign_up(Client(), "es", email=email)
        for email in ("known@example.org", "KNOWN@example.org", "other@example.org")
    }

    pages = {(answer.status_code, answer["Location"]) for answer in answers.values()}
    assert pages == {(302, "/es/account/confirm-email/")}
    assert len({answer.content for answer in answers.values()}) == 1
    assert User.objects.count() == 2
    # The owner of the address alone learns of it, in her own language.
    assert mail.outbox[0].to == ["known@example.org"]
    assert str(mail.outbox[0].body).count("/fr/account/password/reset/") == 1


class CountingHasher(MD5PasswordHasher):
    """Hashing is what takes time: its count stands for the clock."""

    count = 0

    def encode(self, password: str, salt: str) -> str:
        type(self).count += 1
        return super().encode(password, salt)


def test_a_known_address_costs_the_same_hashing_as_a_new_one(
    db: None, settings: LazySettings
) -> None:
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
    UserFactory(email="known@example.org")

    def hashes(email: str) -> int:
        CountingHasher.count = 0
        sign_up(Client(), email=email)
        return CountingHasher.count

    assert hashes("known@example.org") == hashes("other@example.org") == 1


def test_reset_answers_alike_and_mails_one_stored_address(db: None) -> None:
    UserFactory(email="known@example.org", language="fr")
    address = "/en/account/password/reset/"

    known = Client().post(address, {"email": "known@example.org"})
    unknown = Client().post(address, {"email": "nobody@example.org"})
    several = Client().post(address, {"email": ["evil@example.org", "known@example.org"]})

    assert known["Location"] == unknown["Location"] == several["Location"]
    assert known.content == unknown.content
    recipients = [message.to for message in mail.outbox]
    assert recipients == [["known@example.org"], ["nobody@example.org"], ["known@example.org"]]


def test_links_in_mails_follow_the_site_not_the_host_of_the_request(
    db: None, settings: LazySettings
) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    settings.SITE_URL = "https://puente.example.org"
    UserFactory(email="known@example.org", language="es")

    Client(headers={"host": "evil.example.com"}).post(
        "/en/account/password/reset/", {"email": "known@example.org"}
    )
    sign_up(Client(headers={"host": "evil.example.com"}))

    for message in mail.outbox:
        text = f"{message.subject} {message.body}"
        assert "evil.example.com" not in text
        assert set(re.findall(r"https?://[^/\s]+", text)) <= {"https://puente.example.org"}
    reset = r"https://puente.example.org/es/account/password/reset/key/\S+"
    assert len(re.findall(reset, str(mail.outbox[0].body))) == 1


def test_guessing_is_stopped_for_all_clients_together(db: None) -> None:
    UserFactory(email="known@example.org", password=PASSWORD)

    def attempt(password: str, forwarded: str) -> Any:
        client = Client(headers={"x-forwarded-for": forwarded})
        return client.post(
            "/en/account/login/", {"login": "known@example.org", "password": password}
        )

    for number in range(5):
        attempt("a wrong password", f"203.0.113.{number}")
    answer = attempt(PASSWORD, "203.0.113.99")

    assert answer.status_code == 200
    assert answer.context["form"].non_field_errors() == [
        "Too many failed login attempts. Try again later."
    ]


def test_one_address_signed_up_again_before_its_confirmation_stays_one_account(db: None) -> None:
    sign_up(Client())
    again = sign_up(Client(), full_name="Somebody Else")

    assert again.status_code == 302
    assert User.objects.get().full_name == "Ana Núñez"


def test_nobody_gives_herself_a_role_by_signing_up(db: None) -> None:
    sign_up(
        Client(),
        is_staff="on",
        is_superuser="on",
        is_programme_administrator="on",
        is_active="",
        language="fr",
    )

    user = User.objects.get()
    assert (user.is_staff, user.is_superuser, user.is_programme_administrator) == (False,) * 3
    assert (user.is_active, user.language) == (True, "es")


@pytest.mark.parametrize(
    "target",
    ["//evil.example.com", "https://evil.example.com/", "/\\evil.example.com", "javascript:x"],
)
def test_login_never_leads_off_the_site(target: str, db: None) -> None:
    UserFactory(email="known@example.org", password=PASSWORD)

    answer = Client().post(
        "/en/account/login/",
        {"login": "known@example.org", "password": PASSWORD, "next": target},
    )

    assert answer["Location"] == reverse("dashboard")


def test_the_form_of_the_page_is_ours(db: None) -> None:
    assert isinstance(Client().get("/en/account/signup/").context["form"], SignupForm)
