"""Three shorter stories: looking before signing up, a counselor's desk, partners of a firm."""

import pytest
from django.core.management import call_command
from django.utils.translation import gettext, override

from config.management.commands.seed_demo import LOGINS, PASSWORD
from tests import factories
from tests.browser.reader import Reader

pytestmark = pytest.mark.browser


def sign_in(reader: Reader, language: str, email: str, password: str) -> None:
    reader.open(f"/{language}/account/login/")
    reader.page.fill("[name=login]", email)
    reader.page.fill("[name=password]", password)
    reader.page.press("[name=password]", "Enter")
    reader.page.wait_for_url(f"**/{language}/dashboard/")


def test_a_visitor_finds_a_tender_before_signing_up(reader: Reader) -> None:
    factories.TenderFactory(title="Wind turbines for Tabasco", body="Towers, blades and cables.")
    tender = factories.TenderFactory()
    factories.TenderContactFactory(tender=tender, email="officer@bank.example.org")

    reader.open("/en/")
    reader.page.locator("main [name=q]").first.fill("photovoltaic modules")
    reader.page.keyboard.press("Enter")
    reader.page.wait_for_url("**/en/tenders/?*q=photovoltaic*")
    titles = reader.page.locator("main .card__title").all_inner_texts()
    reader.page.locator("main .card__title a").first.click()

    assert [title.strip() for title in titles] == [tender.title]
    assert reader.page.locator("h1").inner_text().strip() == tender.title
    # The officer's address is for people with an account.
    assert reader.page.locator("text=officer@bank.example.org").count() == 0
    assert reader.page.locator("main a[href^='/en/account/']").count() >= 1
    assert reader.complaints == []


def test_a_counselor_starts_at_her_desk_and_finds_a_colleague(reader: Reader) -> None:
    person = factories.UserFactory(
        email="conseil@example.org", language="fr", password=factories.PASSWORD
    )
    factories.CounselorFactory(user=person)
    colleague = factories.CounselorFactory(user__full_name="Hélène Côté", languages=["fr"])
    firm = factories.EnterpriseFactory(legal_name="Batteries du Nord inc.", country_id="US")

    sign_in(reader, "fr", "conseil@example.org", factories.PASSWORD)
    reader.open("/fr/counselors/desk/")
    assert reader.page.locator(f"main a[href='/fr/enterprises/{firm.pk}/']").count() >= 1
    reader.open("/fr/counselors/?language=fr")
    reader.page.locator(f"main a[href='/fr/counselors/{colleague.pk}/']").first.click()

    assert reader.page.locator("h1").inner_text().strip() == "Hélène Côté"
    assert reader.complaints == []


def test_a_firm_sees_partners_with_the_words_that_meet(reader: Reader) -> None:
    call_command("seed_demo", verbosity=0)
    email = LOGINS[0][0]

    sign_in(reader, "es", email, PASSWORD)
    reader.open("/es/matches/partners/")

    partners = reader.page.locator("main article")
    assert partners.count() >= 3
    assert partners.first.locator("mark, .reasons").count() >= 1
    with override("es"):
        assert gettext("Partners") in reader.page.locator("h1").inner_text()
    assert reader.complaints == []
