"""Profiles and notices that nobody should write: the page says what is missing, and no noise."""

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from accounts.models import Enterprise, User
from matchmaking import recommendations
from matchmaking.documents import is_readable, is_thin, profile_of
from matchmaking.engine import Document
from matchmaking.recommendations import Emptiness
from reference.models import Sector
from tenders.models import TenderCode
from tests.factories import EnterpriseFactory, OfferFactory, TenderFactory, UserFactory

pytestmark = pytest.mark.django_db

LIST = "/en/matches/tenders/"
GUESS = "Your texts are only a few words long, so this list is a guess."
UNREADABLE = "Your texts hold no words that we can read."
FULL = "We design, supply and install photovoltaic modules and inverters on roofs of schools."


@pytest.fixture
def person() -> User:
    return UserFactory()


@pytest.fixture
def reader(client: Client, person: User) -> Client:
    client.force_login(person)
    return client


def firm_of(person: User, about: str, **facts: Any) -> Enterprise:
    return EnterpriseFactory(owner=person, about=about, **facts)


def text_of(response: Any) -> str:
    main = response.content.decode().partition("<main")[2]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def shown(reader: Client) -> str:
    response = reader.get(LIST)
    assert response.status_code == 200
    return text_of(response)


def titles(firm: Enterprise) -> list[str]:
    return [row.tender.title for row in recommendations.current_for(firm)]


def test_an_empty_profile_is_asked_for_a_description(reader: Client, person: User) -> None:
    firm = firm_of(person, "   ")
    TenderFactory()

    page = shown(reader)

    assert "0 recommended tenders" in page
    assert "There is nothing yet to compare tenders with." in page
    assert "No offer yet" in page
    assert recommendations.why_empty(firm) == Emptiness.NO_PROFILE


def test_one_word_finds_its_notices_and_the_page_calls_it_a_guess(
    reader: Client, person: User
) -> None:
    firm = firm_of(person, "photovoltaic")
    tender = TenderFactory()
    TenderFactory(title="Road works", body="Asphalt and bridges.")

    page = shown(reader)

    assert titles(firm) == [tender.title]
    assert GUESS in page


def test_one_word_that_nobody_uses_is_asked_for_more(reader: Client, person: User) -> None:
    firm = firm_of(person, "xylophone")
    TenderFactory()

    page = shown(reader)

    assert recommendations.why_empty(firm) == Emptiness.NOTHING_SHARED
    assert "No open tender shares a word with your texts." in page
    assert GUESS not in page


def test_a_described_firm_reads_no_such_warning(reader: Client, person: User) -> None:
    firm_of(person, FULL)
    TenderFactory()

    assert GUESS not in shown(reader)


def test_a_profile_of_a_hundred_thousand_words_has_the_list_of_its_words(
    reader: Client, person: User
) -> None:
    firm = firm_of(person, "photovoltaic inverters " * 50_000)
    tender = TenderFactory()
    TenderFactory(title="Road works", body="Asphalt and bridges.")

    page = shown(reader)

    assert titles(firm) == [tender.title]
    assert "1 recommended tender" in page
    assert len(page) < 20_000


@pytest.mark.parametrize(
    "about",
    ["12 345 6789 2026-09-15 1,000.00", "太陽光発電 風力", "солнечные инверторы", "☀️ 🔋", "—"],
    ids=["numbers", "Chinese characters", "Cyrillic", "pictures", "a dash"],
)
def test_what_holds_no_word_of_our_languages_is_said_to_be_unreadable(
    reader: Client, person: User, about: str
) -> None:
    firm = firm_of(person, about)
    TenderFactory(body="Lot 12 345 of 2026-09-15 for 1,000.00")

    page = shown(reader)

    assert recommendations.why_empty(firm) == Emptiness.UNREADABLE
    assert UNREADABLE in page
    assert "We compare words in English, Spanish, French and Portuguese." in page


def test_a_script_tag_is_words_at_most(reader: Client, person: User) -> None:
    firm = firm_of(person, f"<script>alert('photovoltaic')</script> {FULL}")
    tender = TenderFactory(title="<script>alert('photovoltaic')</script> plants")

    page = reader.get(LIST).content.decode()

    assert titles(firm) == [tender.title]
    assert re.findall(r"<script(?![^>]*\bsrc=)", page) == []
    unmarked = page.replace("<mark>", "").replace("</mark>", "")
    assert "&lt;script&gt;alert(&#x27;photovoltaic&#x27;)&lt;/script&gt; plants" in unmarked


def test_of_mixed_scripts_the_words_that_we_know_count(reader: Client, person: User) -> None:
    firm = firm_of(person, "photovoltaic inverters 太陽光 инвертор")
    tender = TenderFactory()

    page = shown(reader)

    assert titles(firm) == [tender.title]
    assert UNREADABLE not in page


def test_a_text_in_another_language_is_told_which_ones_we_read(
    reader: Client, person: User
) -> None:
    firm = firm_of(person, "Wir bauen Windparks und warten Umspannwerke im ganzen Land.")
    TenderFactory()

    page = shown(reader)

    assert recommendations.why_empty(firm) == Emptiness.NOTHING_SHARED
    assert "We compare words in English, Spanish, French and Portuguese." in page


def test_words_that_are_the_same_in_every_language_count_in_a_text_of_an_unknown_one(
    reader: Client, person: User
) -> None:
    firm = firm_of(person, FULL.replace("photovoltaic", "solar"), about_language="xx")
    tender = TenderFactory(title="Solar plants", body="For schools.")

    shown(reader)

    assert titles(firm) == [tender.title]


def test_a_code_that_does_not_exist_neither_helps_nor_hurts(reader: Client, person: User) -> None:
    firm = firm_of(person, FULL)
    firm.sectors.set(Sector.objects.with_keys(["naics:221114"]))
    odd = TenderFactory()
    TenderCode.objects.create(tender=odd, scheme="unspsc", code="no such code")
    TenderFactory(title="Road works", body="Asphalt and bridges.")

    page = shown(reader)

    assert titles(firm) == [odd.title]
    assert "no such code" not in page


def test_identical_notices_stand_side_by_side_in_the_order_of_their_arrival(
    reader: Client, person: User
) -> None:
    firm = firm_of(person, FULL)
    first, second = TenderFactory(), TenderFactory()

    shown(reader)

    rows = list(recommendations.current_for(firm))
    assert [row.tender_id for row in rows] == [first.pk, second.pk]
    assert rows[0].score == rows[1].score


def test_an_offer_with_words_makes_a_profile_of_numbers_readable(person: User) -> None:
    firm = firm_of(person, "12 345")
    OfferFactory(enterprise=firm)

    profile = profile_of(firm)

    assert (is_readable(profile), is_thin(profile)) == (True, False)


@pytest.mark.parametrize(
    ("text", "is_short"),
    [
        ("solar plants on roofs of our own schools", False),
        ("solar plants on roofs of our own", True),
        ("solar 1 2 3 4 5 6 7 8 9", True),
        ("", True),
    ],
)
def test_eight_words_are_no_longer_a_guess(text: str, is_short: bool) -> None:
    assert is_thin([Document("p", "en", "", text)]) == is_short
