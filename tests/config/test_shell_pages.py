"""Pages of the shell: start, failures, privacy, the mails of a demo, and what allauth shows."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends.filebased import EmailBackend
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from config import mailbox, showcase, views
from tests.factories import (
    PASSWORD,
    CounselorFactory,
    EnterpriseFactory,
    MembershipFactory,
    NotificationFactory,
    TenderFactory,
    UserFactory,
    WatchFactory,
)

ALLAUTH_PAGES = ["account_login", "account_signup", "account_reset_password"]
FILE_BACKEND = "django.core.mail.backends.filebased.EmailBackend"


def test_navigation_asks_nothing_for_visitors(client: Client):
    request = RequestFactory().get("/en/")
    assert views.navigation(request) == {
        "has_demo_mail": False,
        "contact_email": "operator@puente.example.org",
    }


@pytest.mark.django_db
@pytest.mark.parametrize("enterprises", [1, 3])
def test_navigation_asks_the_same_number_of_questions(
    enterprises: int, django_assert_num_queries: DjangoAssertNumQueries
):
    user = UserFactory()
    for _ in range(enterprises):
        MembershipFactory(user=user)
        NotificationFactory(recipient=user)
    request = RequestFactory().get("/en/")
    request.user = user

    with django_assert_num_queries(0):
        found = views.navigation(request)
    with django_assert_num_queries(3):
        shown = [str(found[name]) for name in ("unread_count", "own_enterprises", "is_counselor")]

    assert [shown[0], shown[2]] == [str(enterprises), "False"]


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "es", "fr"])
def test_home_shows_open_tenders_before_any_account(client: Client, language: str):
    shown = TenderFactory(title="Solar pumps")
    TenderFactory(title="Closed long ago", deadline_on=shown.published_on)

    page = client.get(f"/{language}/")

    assert list(page.context["newest"]) == [shown]
    assert page.context["open_count"] == 1


@pytest.mark.django_db
def test_home_closing_soon_repeats_nothing_that_is_new(client: Client):
    tenders = [TenderFactory() for _ in range(5)]

    page = client.get("/en/")

    newest, closing = page.context["newest"], list(page.context["closing"])
    assert sorted([*newest, *closing], key=lambda tender: tender.pk) == tenders


@pytest.mark.django_db
def test_home_asks_the_same_number_of_questions_for_one_tender_and_for_three(client: Client):
    TenderFactory()
    client.get("/en/")
    with CaptureQueriesContext(connection) as for_one:
        client.get("/en/")
    TenderFactory.create_batch(2)
    with CaptureQueriesContext(connection) as for_three:
        client.get("/en/")

    # The second row of cards is empty with one tender: its prefetches come with the fourth.
    assert len(for_three) == len(for_one)


@pytest.mark.django_db
@pytest.mark.parametrize("asked", ["9" * 30, "-1", "x", "٣"])
def test_dashboard_takes_no_harm_from_a_strange_enterprise(client: Client, asked: str):
    user = UserFactory()
    EnterpriseFactory(owner=user)
    client.force_login(user)

    assert client.get("/en/dashboard/", {"enterprise": asked}).status_code == 200


@pytest.mark.django_db
def test_dashboard_without_an_enterprise_says_how_to_begin(client: Client):
    client.force_login(UserFactory())

    page = client.get("/en/dashboard/")

    assert page.templates[0].name == "dashboard_start.html"


@pytest.mark.django_db
def test_dashboard_sends_a_visitor_to_the_login(client: Client):
    page = client.get("/en/dashboard/")
    assert page.headers["Location"] == "/en/account/login/?next=/en/dashboard/"


@pytest.mark.django_db
def test_dashboard_composes_what_belongs_to_the_enterprise(client: Client):
    user = UserFactory()
    enterprise = EnterpriseFactory(owner=user)
    watch = WatchFactory(enterprise=enterprise)
    letter = NotificationFactory(recipient=user)
    WatchFactory()
    NotificationFactory()
    client.force_login(user)

    page = client.get("/en/dashboard/")

    assert list(page.context["watched"]) == [watch.tender]
    assert list(page.context["letters"]) == [letter]
    assert page.context["may_edit"] is True


@pytest.mark.django_db
def test_address_of_a_foreign_enterprise_opens_ones_own(client: Client):
    user = UserFactory()
    own, foreign = EnterpriseFactory(owner=user), EnterpriseFactory()
    client.force_login(user)

    page = client.get("/en/dashboard/", {"enterprise": foreign.pk})

    assert page.context["enterprise"] == own


@pytest.mark.django_db
def test_tender_page_speaks_to_visitors_and_to_enterprises(client: Client):
    user = UserFactory()
    enterprise = EnterpriseFactory(owner=user)
    tender = TenderFactory()
    address = reverse("tender", args=[tender.pk])

    visitor = client.get(address)
    client.force_login(user)
    member = client.get(address)

    assert "verdicts" not in visitor.context
    assert member.context["enterprise"] == enterprise
    assert member.context["verdicts"].recommendation.tender == tender


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "es", "fr"])
@pytest.mark.parametrize("name", ["privacy", *ALLAUTH_PAGES])
def test_pages_open_in_each_language(client: Client, language: str, name: str):
    with translation.override(language):
        page = client.get(reverse(name))

    assert page.status_code == 200
    assert page.headers["Content-Language"] == language


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["account_email", "account_change_password", "account_logout"])
def test_pages_of_ones_account_open_in_our_look(client: Client, name: str):
    client.login(email=(user := UserFactory(password=PASSWORD)).email, password=PASSWORD)
    assert user.is_authenticated

    page = client.get(reverse(name))

    assert "base.html" in [template.name for template in page.templates]


@pytest.mark.django_db
def test_design_exists_only_while_debugging(client: Client, settings: LazySettings):
    hidden = client.get("/en/design/")
    settings.DEBUG = True
    shown = client.get("/en/design/")

    assert (hidden.status_code, shown.status_code) == (404, 200)
    assert shown.context["tones"] == showcase.TONES


@pytest.mark.django_db
def test_unknown_page_names_the_request(client: Client):
    page = client.get("/es/nowhere/")

    assert page.status_code == 404
    assert page.content.decode().count(page.headers["X-Request-ID"]) == 1


def test_failure_page_asks_no_database_and_names_the_request():
    request = RequestFactory().get("/fr/tenders/")
    request.id = "abc123"  # type: ignore[attr-defined]

    page = views.server_error(request)

    assert page.status_code == 500
    assert page.content.decode().count('<html lang="fr">') == 1
    assert page.content.decode().count("abc123") == 1


def test_failure_page_survives_the_loss_of_its_template(settings: LazySettings):
    broken: dict[str, Any] = {**settings.TEMPLATES[0], "APP_DIRS": False}
    broken["OPTIONS"] = {**broken["OPTIONS"], "loaders": [("locmem", {})]}
    settings.TEMPLATES = [broken]

    page = views.server_error(RequestFactory().get("/en/"))

    assert (page.status_code, page.content.decode()) == (500, views.BARE_FAILURE)


@pytest.mark.django_db
def test_broken_address_is_refused_in_its_language(client: Client):
    page = client.get("/es/tenders/?q=%00")

    assert page.status_code == 400
    assert page.content.decode().count('<html lang="es">') == 1


@pytest.mark.django_db
def test_demo_mail_does_not_exist_where_mails_are_sent(client: Client, settings: LazySettings):
    without_files = client.get("/en/demo-mail/")
    settings.EMAIL_BACKEND = FILE_BACKEND
    settings.PRODUCTION = True
    in_production = client.get("/en/demo-mail/")

    assert (without_files.status_code, in_production.status_code) == (404, 404)


@pytest.mark.django_db
def test_demo_mail_shows_the_newest_first_with_links(
    client: Client, settings: LazySettings, tmp_path: Path
):
    settings.EMAIL_BACKEND = FILE_BACKEND
    settings.EMAIL_FILE_PATH = tmp_path
    backend = EmailBackend()
    for subject in ("First", "Último: confirme su correo"):
        body = "Open http://127.0.0.1:8000/es/account/confirm-email/x/\n\n<script>x()</script>"
        backend.send_messages([EmailMessage(subject, body, to=["ana@example.org"])])

    shown = mailbox.newest()
    page = client.get("/en/demo-mail/").content.decode()

    assert [(letter.subject, letter.to) for letter in shown] == [
        ("Último: confirme su correo", "ana@example.org"),
        ("First", "ana@example.org"),
    ]
    assert page.count('<a href="http://127.0.0.1:8000/es/account/confirm-email/x/"') == 2
    assert page.count("<script>x()</script>") == 0


@pytest.mark.django_db
def test_demo_mail_without_mails_says_how_to_get_one(
    client: Client, settings: LazySettings, tmp_path: Path
):
    settings.EMAIL_BACKEND = FILE_BACKEND
    settings.EMAIL_FILE_PATH = tmp_path / "none"

    assert client.get("/en/demo-mail/").context["mails"] == []


@pytest.mark.django_db
def test_reset_mail_is_in_our_words(client: Client):
    user = UserFactory(password=PASSWORD, language="en")

    client.post(reverse("account_reset_password"), {"email": user.email})

    assert [letter.subject for letter in mail.outbox] == ["Choose a new password"]
    assert mail.outbox[0].body.startswith("Here is the link with which you choose a new password.")


@pytest.mark.django_db
def test_menu_of_a_counselor_leads_to_the_desk(client: Client):
    client.force_login(CounselorFactory().user)

    page = client.get("/en/privacy/").content.decode()

    # Once in the wide menu and once in the narrow one.
    assert page.count(f'href="{reverse("counselors:desk")}"') == 2
    assert page.count(f'href="{reverse("tenders:operations")}"') == 0
