"""The pages of one's own enterprise: what they show, to whom, and what their buttons do."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Enterprise, User
from matchmaking import partner_index, recommendations, watching
from matchmaking.models import Feedback, Watch
from tests.factories import (
    EnterpriseFactory,
    NeedFactory,
    OfferFactory,
    TenderFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

LIST = "/en/matches/tenders/"
PAGES = (LIST, "/en/matches/watched/", "/en/matches/partners/")


@pytest.fixture
def person() -> User:
    return UserFactory()


@pytest.fixture
def firm(person: User) -> Enterprise:
    return EnterpriseFactory(owner=person)


@pytest.fixture
def reader(client: Client, person: User) -> Client:
    client.force_login(person)
    return client


def text_of(response: Any) -> str:
    """The visible words of a page, on one line."""
    main = response.content.decode().partition("<main")[2] or response.content.decode()
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def titles(response: Any) -> list[str]:
    page = response.context["page"]
    return [row.tender.title for row in page]


def test_a_card_shows_the_three_verdicts_in_their_own_sentences(
    reader: Client, firm: Enterprise
) -> None:
    TenderFactory(buyer="Ministry of Schools")

    shown = text_of(reader.get(LIST))

    for words in (
        "Ministry of Schools · World Bank · Peru",
        "About the same work",
        "May you bid Yes World Bank lets firms of all countries bid.",
        "Can you make it Enough time",
        "Not for me Wrong work Wrong country Too big Too late",
    ):
        assert words in shown


def test_the_words_of_the_match_are_marked_and_foreign_text_is_harmless(
    reader: Client, firm: Enterprise
) -> None:
    TenderFactory(title="Photovoltaic <script>alert(1)</script> plants")

    page = reader.get(LIST).content.decode()

    assert (
        "<mark>Photovoltaic</mark> &lt;script&gt;alert(1)&lt;/script&gt; <mark>plants</mark>"
        in page
    )
    assert "<script>alert" not in page


@pytest.mark.parametrize("page", PAGES)
def test_each_page_asks_visitors_to_sign_in(client: Client, page: str) -> None:
    response = client.get(page)

    assert (response.status_code, response["Location"]) == (
        302,
        f"/en/account/login/?next={page}",
    )


@pytest.mark.parametrize("page", PAGES)
def test_a_foreign_enterprise_looks_like_a_missing_one(
    reader: Client, firm: Enterprise, page: str
) -> None:
    foreign = EnterpriseFactory()

    answers = [
        reader.get(page, {"enterprise": key}).status_code
        for key in (firm.pk, foreign.pk, 10**9, 10**30, "x", "-1", "²")
    ]

    assert answers == [200, 404, 404, 404, 404, 404, 404]


@pytest.mark.parametrize("verb", ["watch", "unwatch", "dismiss", "restore"])
def test_no_button_works_for_a_foreign_enterprise_or_a_hidden_tender(
    reader: Client, firm: Enterprise, verb: str
) -> None:
    foreign, tender, draft = EnterpriseFactory(), TenderFactory(), TenderFactory(status="draft")
    reason = {"reason": "too_big"}

    answers = [
        reader.post(f"{LIST}{tender.pk}/{verb}/?enterprise={foreign.pk}", reason).status_code,
        reader.post(f"{LIST}{draft.pk}/{verb}/?enterprise={firm.pk}", reason).status_code,
        reader.get(f"{LIST}{tender.pk}/{verb}/?enterprise={firm.pk}").status_code,
    ]

    assert answers == [404, 404, 405]
    assert (Watch.objects.count(), Feedback.objects.count()) == (0, 0)


@pytest.mark.parametrize("page", PAGES)
def test_who_belongs_to_no_enterprise_is_told_how_to_get_one(reader: Client, page: str) -> None:
    response = reader.get(page)

    assert response.status_code == 200
    assert "Register my enterprise" in text_of(response)


def test_a_person_of_two_enterprises_chooses_between_their_lists(
    reader: Client, person: User, firm: Enterprise
) -> None:
    other = EnterpriseFactory(owner=person, about="We bake bread.")
    TenderFactory(title="Bread for schools", body="Loaves.")

    first, second = (reader.get(LIST, {"enterprise": own.pk}) for own in (firm, other))

    assert (titles(first), titles(second)) == ([], ["Bread for schools"])


def test_watch_and_unwatch_work_without_javascript(reader: Client, firm: Enterprise) -> None:
    tender = TenderFactory()
    back = {"next": f"{LIST}?level=strong"}

    watched = reader.post(f"{LIST}{tender.pk}/watch/?enterprise={firm.pk}", back)
    listed = text_of(reader.get("/en/matches/watched/"))
    reader.post(f"{LIST}{tender.pk}/unwatch/?enterprise={firm.pk}")

    assert (watched.status_code, watched["Location"]) == (302, f"{LIST}?level=strong")
    assert tender.title in listed
    assert tender.title not in text_of(reader.get("/en/matches/watched/"))


def test_htmx_gets_the_button_in_its_new_state(reader: Client, firm: Enterprise) -> None:
    tender = TenderFactory()
    address = f"{LIST}{tender.pk}/watch/?enterprise={firm.pk}"

    response = reader.post(address, headers={"HX-Request": "true"})

    assert text_of(response) == "Stop watching"


@pytest.mark.parametrize("reason", Feedback.Reason.values)
def test_not_for_me_takes_the_card_away_and_undo_brings_it_back(
    reader: Client, firm: Enterprise, reason: str
) -> None:
    tender = TenderFactory()
    address = f"{LIST}{tender.pk}/{{}}/?enterprise={firm.pk}"

    reader.post(address.format("dismiss"), {"reason": reason}, follow=True)
    without = reader.get(LIST)
    reader.post(address.format("restore"), follow=True)

    assert titles(without) == []
    assert "1 tender that is not for you" in text_of(without)
    assert titles(reader.get(LIST)) == [tender.title]


def test_htmx_gets_a_line_with_the_way_back_in_place_of_the_card(
    reader: Client, firm: Enterprise
) -> None:
    tender = TenderFactory(title="Solar plants")
    address = f"{LIST}{tender.pk}/dismiss/?enterprise={firm.pk}"

    response = reader.post(address, {"reason": "too_big"}, headers={"HX-Request": "true"})

    assert text_of(response) == "Solar plants You said that it is not for you: Too big. Undo"


def test_a_reason_that_does_not_exist_is_refused(reader: Client, firm: Enterprise) -> None:
    address = f"{LIST}{TenderFactory().pk}/dismiss/?enterprise={firm.pk}"

    answers = [reader.post(address, {"reason": reason}).status_code for reason in ("", "ugly")]

    assert (answers, Feedback.objects.count()) == ([400, 400], 0)


@pytest.mark.parametrize(
    "address", ["https://elsewhere.example.org/", "//elsewhere", "javascript:"]
)
def test_the_way_back_stays_on_this_site(reader: Client, firm: Enterprise, address: str) -> None:
    tender = TenderFactory()

    response = reader.post(f"{LIST}{tender.pk}/watch/?enterprise={firm.pk}", {"next": address})

    assert response["Location"] == f"{LIST}?enterprise={firm.pk}"


def test_filters_leave_out_and_say_how_many(reader: Client, firm: Enterprise) -> None:
    firm.country_id = "US"
    firm.save()
    TenderFactory(title="Solar plants of one bank", bank="cdb")
    TenderFactory(title="Solar plants of another bank", bank="world_bank")

    shown = reader.get(LIST, {"may_bid": "yes"})
    none = reader.get(LIST, {"may_bid": "yes", "time": "no"})

    assert titles(shown) == ["Solar plants of another bank"]
    assert "Your filters leave 1 tender out." in text_of(shown)
    assert "No recommended tender passes your filters." in text_of(none)


def test_a_filter_that_does_not_exist_is_said_to_be_wrong(reader: Client, firm: Enterprise) -> None:
    response = reader.get(LIST, {"level": "best"})

    assert response.status_code == 400
    assert "Select a valid choice. best is not one of the available choices." in text_of(response)


def test_closed_tenders_are_offered_where_nothing_is_open(reader: Client, firm: Enterprise) -> None:
    TenderFactory(
        title="Solar plants of last year", deadline_on=timezone.now().date() - timedelta(days=300)
    )

    empty, looking_back = reader.get(LIST), reader.get(LIST, {"closed": "on"})

    assert "No tender that we know can be answered now." in text_of(empty)
    assert "Include closed tenders" in text_of(empty)
    assert titles(looking_back) == ["Solar plants of last year"]
    assert "Can you make it No The deadline was on" in text_of(looking_back)


def test_an_empty_profile_is_told_what_is_missing(reader: Client, firm: Enterprise) -> None:
    Enterprise.objects.update(about="")
    TenderFactory()

    shown = text_of(reader.get(LIST))

    assert "There is nothing yet to compare tenders with." in shown
    assert "No offer yet" in shown


def test_htmx_gets_the_rows_alone(reader: Client, firm: Enterprise) -> None:
    TenderFactory()

    page = reader.get(LIST, headers={"HX-Request": "true"}).content.decode().strip()

    assert page.startswith('<section id="found"')


def test_the_passages_with_the_words_are_shown(reader: Client, firm: Enterprise) -> None:
    filler = "The buyer asks for papers in order. " * 12
    TenderFactory(title="Notice", body=f"{filler}Photovoltaic pumps are needed. {filler}")

    page = reader.get(LIST).content.decode()
    quotes = re.findall(r"<blockquote[^>]*>\s*(.*?)\s*</blockquote>", page, re.DOTALL)

    assert len(quotes) == 1
    assert "<mark>Photovoltaic</mark>" in quotes[0]
    assert quotes[0].startswith("… ")


def test_the_pages_ask_as_often_for_three_rows_as_for_one(
    reader: Client, person: User, firm: Enterprise
) -> None:
    OfferFactory(enterprise=firm)
    NeedFactory(enterprise=firm)
    fill(firm, person, rows=1)
    counts = {page: queries_of(reader, page) for page in PAGES}

    fill(firm, person, rows=2)

    assert {page: queries_of(reader, page) for page in PAGES} == counts
    assert len(recommendations.partners_for(firm, person)) == 3


def fill(firm: Enterprise, person: User, *, rows: int) -> None:
    for tender in TenderFactory.create_batch(rows):
        watching.watch(firm, tender, by=person)
    for tender in TenderFactory.create_batch(rows):
        watching.dismiss(firm, tender, reason=Feedback.Reason.TOO_BIG, by=person)
    for _ in range(rows):
        OfferFactory(
            title="Steel structures", text="Galvanised mounting structures of steel for sale."
        )
    partner_index.refresh()
    recommendations.refresh(firm)


def queries_of(reader: Client, page: str) -> int:
    reader.get(page)
    cache.clear()
    with CaptureQueriesContext(connection) as queries:
        assert reader.get(page).status_code == 200
    return len(queries)
