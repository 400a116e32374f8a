"""The pages about tenders, and the same rows for machines."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from tenders.models import Tender
from tests.factories import (
    IngestionRunFactory,
    QuarantinedRecordFactory,
    TenderContactFactory,
    TenderFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def text_of(client: Client, path: str, **query: Any) -> str:
    response = client.get(path, query)
    assert response.status_code == 200
    return response.content.decode()


def test_the_list_shows_a_tender_with_its_language_and_deadline(client: Client) -> None:
    TenderFactory(title="Minigrid for three villages", buyer="Rural Energy Agency")

    page = text_of(client, reverse("tenders:list"))

    assert "Minigrid for three villages" in page
    assert "Rural Energy Agency" in page
    assert "zone not stated" in page


def test_the_list_marks_the_words_of_the_search(client: Client) -> None:
    TenderFactory(title="Inverters for schools")

    assert "<mark>Inverters</mark>" in text_of(client, reverse("tenders:list"), q="inverter")


def test_a_script_in_a_title_is_shown_as_text(client: Client) -> None:
    tender = TenderFactory(title="<script>alert(1)</script> Pumps", body="Pumps for wells.")

    for path in (reverse("tenders:list"), reverse("tender", args=[tender.pk])):
        page = text_of(client, path)
        assert "<script>alert(1)" not in page
        assert "&lt;script&gt;alert(1)" in page


def test_hostile_html_that_reached_a_row_is_cleaned_on_the_way_out(client: Client) -> None:
    tender = TenderFactory()
    tender.texts.update(body_html='<p onclick="x()">Pumps<script>alert(1)</script></p>')

    page = text_of(client, reverse("tender", args=[tender.pk]))

    assert "<p>Pumps</p>" in page


@pytest.mark.parametrize(
    "query",
    [
        {"country": "XX"},
        {"state": "whenever"},
        {"within": "a week"},
        {"sector": "0 OR 1=1"},
        {"q": "x" * 301},
        {"sort": "owner__password"},
    ],
)
def test_a_choice_that_does_not_exist_is_answered_with_a_clear_line(
    client: Client, query: dict[str, str]
) -> None:
    response = client.get(reverse("tenders:list"), query)

    assert response.status_code == 400
    assert "form-errors" in response.content.decode()


@pytest.mark.parametrize("words", ['"', "%%%", "'; DROP TABLE", "🌞", "\u202egnirts", "a " * 140])
def test_odd_words_find_nothing_and_break_nothing(client: Client, words: str) -> None:
    TenderFactory()

    assert client.get(reverse("tenders:list"), {"q": words}).status_code == 200


def test_a_page_number_out_of_range_shows_the_last_page(client: Client) -> None:
    TenderFactory(title="The only one")

    assert "The only one" in text_of(client, reverse("tenders:list"), page="999999")


def test_htmx_gets_the_rows_alone(client: Client) -> None:
    TenderFactory(title="The only one")

    response = client.get(reverse("tenders:list"), headers={"HX-Request": "true"})

    page = response.content.decode()
    assert "The only one" in page
    assert "<html" not in page
    assert "HX-Request" in response.headers["Vary"]


def test_contacts_are_for_people_who_signed_in(client: Client) -> None:
    contact = TenderContactFactory(name="Ofelia Oficial", email="ofelia@example.org")
    address = reverse("tender", args=[contact.tender_id])

    assert "Ofelia Oficial" not in text_of(client, address)
    client.force_login(UserFactory())
    assert "Ofelia Oficial" in text_of(client, address)


def test_the_list_asks_as_often_for_three_rows_as_for_one(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    TenderFactory()
    client.get(reverse("tenders:list"))
    with django_assert_num_queries(16):
        client.get(reverse("tenders:list"))
    TenderFactory.create_batch(2)
    with django_assert_num_queries(16):
        client.get(reverse("tenders:list"))


def test_operations_are_closed_to_others(client: Client) -> None:
    IngestionRunFactory()
    QuarantinedRecordFactory(reason="The record has no id.")
    address = reverse("tenders:operations")

    assert client.get(address).status_code == 302
    client.force_login(UserFactory())
    assert client.get(address).status_code == 403
    client.force_login(UserFactory(is_programme_administrator=True))
    assert "The record has no id." in client.get(address).content.decode()


def test_the_feed_page_names_every_source(client: Client) -> None:
    page = text_of(client, reverse("tenders:feeds"))

    assert "World Bank" in page
    assert "Inter-American Development Bank" in page


def test_the_api_lists_open_tenders_without_contacts(client: Client) -> None:
    contact = TenderContactFactory(email="ofelia@example.org")

    answer = client.get("/api/v1/tenders/")

    assert [row["id"] for row in answer.json()["results"]] == [contact.tender_id]
    assert "ofelia@example.org" not in answer.content.decode()


def test_the_api_filters_as_the_page_does(client: Client) -> None:
    TenderFactory(countries=["KE"])
    in_peru = TenderFactory(countries=["PE"])

    rows = client.get("/api/v1/tenders/", {"country": "PE"}).json()["results"]

    assert [row["id"] for row in rows] == [in_peru.pk]
    assert client.get("/api/v1/tenders/", {"country": "XX"}).status_code == 400


def test_the_api_keeps_its_pages_short(client: Client) -> None:
    TenderFactory.create_batch(3)

    answer = client.get("/api/v1/tenders/", {"page_size": "1000000000"})

    assert answer.status_code == 200
    assert Tender.objects.count() == len(answer.json()["results"])


def test_the_api_limits_calls(client: Client) -> None:
    codes = {client.get("/api/v1/tenders/").status_code for _call in range(61)}

    assert codes == {200, 429}
