"""A woman entrepreneur finds a partner, asks to meet it, and both meet: in each language."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from accounts.models import Disclosure, User
from matchmaking import partner_index
from matchmaking.models import Introduction, MeetingTime, Message
from tests.browser.reader import DESKTOP, PHONE, Reader
from tests.factories import EnterpriseFactory, NeedFactory, OfferFactory, UserFactory
from tests.journeys import pictures

pytestmark = pytest.mark.browser

LANGUAGES = [code for code, _name in settings.LANGUAGES]
REASON = "We bid for a rooftop plant in Sonora in May and lack a supplier of steel structures."
SEND = "main form button[name=send]"


@pytest.fixture
def lucia(countries: None) -> User:
    """She owns a firm that installs plants and looks for structures."""
    person = UserFactory(full_name="Lucía Armenta", email="lucia@sonora.example.org")
    firm = EnterpriseFactory(legal_name="Sol de Sonora", owner=person)
    OfferFactory(enterprise=firm)
    NeedFactory(enterprise=firm)
    return person


@pytest.fixture
def ben(countries: None) -> User:
    """His firm makes such structures, in another zone."""
    person = UserFactory(
        full_name="Ben Smith", email="ben@steel.example.org", time_zone="America/Halifax"
    )
    firm = EnterpriseFactory(legal_name="Halifax Steel", owner=person, country_id="CA")
    OfferFactory(enterprise=firm, title="Mounting structures", text="Galvanised steel for modules.")
    return person


def as_(reader: Reader, person: User) -> Reader:
    client = Client()
    client.force_login(person)
    reader.sign_out()
    reader.sign_in(client.cookies[settings.SESSION_COOKIE_NAME].value)
    return reader


def press(reader: Reader, selector: str) -> None:
    reader.page.locator(selector).first.click()
    reader.page.wait_for_load_state("load")


def state_ownership(reader: Reader, language: str) -> None:
    """Asked with its purpose; 'prefer not to say' is there, and private is the beginning."""
    firm = User.objects.get(full_name="Lucía Armenta").memberships.get().enterprise
    reader.open(f"/{language}/enterprises/{firm.pk}/ownership/")
    assert reader.page.locator("[name=visibility]").first.is_visible()
    assert reader.page.locator("[name=answer]").count() >= 2
    pictures.keep_top(reader.page, f"ownership-{language}")


def ask(reader: Reader, language: str) -> Introduction:
    """From the card: a reason, what passes, send."""
    reader.open(f"/{language}/matches/partners/")
    assert reader.page.locator("article mark").count() >= 1
    pictures.keep_top(reader.page, f"partners-{language}")
    press(reader, "article a.button--primary")
    assert reader.page.locator("[name=email]").input_value() == "lucia@sonora.example.org"
    reader.page.fill("[name=reason]", REASON)
    press(reader, "main form button.button--primary")
    assert reader.barriers() == []
    pictures.keep_top(reader.page, f"introduction-preview-{language}")
    assert Introduction.objects.count() == 0
    press(reader, SEND)
    return Introduction.objects.get()


def say_yes(reader: Reader, address: str, language: str) -> None:
    reader.open(address)
    assert "lucia@sonora.example.org" not in reader.page.content()
    assert reader.barriers() == []
    pictures.keep_top(reader.page, f"introduction-asked-{language}")
    press(reader, f"main a[href='{address}accept/']")
    press(reader, "main form button.button--primary")
    press(reader, SEND)
    assert "lucia@sonora.example.org" in reader.page.content()


def write_and_offer_a_time(reader: Reader, address: str) -> None:
    day = (timezone.now() + timedelta(days=9)).date()
    reader.page.fill("[name=text]", "Thank you. Could we talk next week?")
    press(reader, f"form[action='{address}message/'] button")
    reader.page.locator("main details.disclosure summary").last.click()
    reader.page.fill("[name=first]", f"{day}T10:00")
    press(reader, f"form[action='{address}times/'] button")


def take_the_time(reader: Reader, address: str, language: str) -> None:
    reader.open(address)
    assert "ben@steel.example.org" in reader.page.content()
    assert "Halifax" in reader.page.locator("section[aria-labelledby=times]").inner_text()
    press(reader, "form[action*='/take/'] button")
    reader.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    assert (reader.barriers(), reader.overflow()) == ([], [])
    pictures.keep_top(reader.page, f"introduction-room-{language}-390")
    reader.page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_firms_meet_after_both_said_yes(
    language: str, reader: Reader, lucia: User, ben: User
) -> None:
    partner_index.refresh()

    state_ownership(as_(reader, lucia), language)
    made = ask(reader, language)
    address = f"/{language}/matches/introductions/{made.pk}/"
    passed_before_the_second_yes = Disclosure.objects.count()
    say_yes(as_(reader, ben), address, language)
    write_and_offer_a_time(reader, address)
    take_the_time(as_(reader, lucia), address, language)

    made.refresh_from_db()
    assert (made.status, passed_before_the_second_yes) == (Introduction.Status.ACCEPTED, 0)
    assert Disclosure.objects.count() == 2
    assert Message.objects.get().by == ben
    assert MeetingTime.objects.get().taken_at is not None
    assert reader.complaints == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_a_script_one_says_no_and_the_other_reads_it(
    language: str, reader: Reader, lucia: User, ben: User
) -> None:
    """Every button is a form of its own: the browser's scripts are turned away."""
    partner_index.refresh()
    reader.page.route("**/*.js", lambda route: route.abort())
    made = ask(as_(reader, lucia), language)
    address = f"/{language}/matches/introductions/{made.pk}/"

    as_(reader, ben).open(address)
    press(reader, f"form[action='{address}decline/'] button")
    as_(reader, lucia).open(f"/{language}/matches/introductions/")

    made.refresh_from_db()
    assert made.status == Introduction.Status.DECLINED
    assert reader.page.locator("#ended").count() == 1
    assert Disclosure.objects.count() == 0
