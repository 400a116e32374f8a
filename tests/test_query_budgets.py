"""How often the two busiest pages ask the database: the same for one row and for many."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from tenders import search_index
from tests.factories import EnterpriseFactory, OfferFactory, TenderFactory, UserFactory

pytestmark = pytest.mark.django_db

LIST = 16
SEARCH = 12
RECOMMENDATIONS = 22


@pytest.mark.parametrize(
    ("query", "budget"),
    [
        ({}, LIST),
        ({"q": "solar"}, SEARCH),
        ({"q": "solar", "source": "world_bank", "country": "PE", "kind": "invitation"}, SEARCH),
        ({"q": 'solar "photovoltaic modules" -road'}, SEARCH + 2),
        ({"q": "solar", "within": "60"}, SEARCH + 1),
        ({"q": "solar buyer:agency"}, SEARCH),
    ],
)
def test_a_search_asks_no_more_for_many_rows(
    client: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
    query: dict[str, str],
    budget: int,
) -> None:
    TenderFactory(countries=["PE"], buyer="Agency")
    search_index.refresh()
    client.get(reverse("tenders:list"), query)
    with django_assert_num_queries(budget):
        client.get(reverse("tenders:list"), query)
    TenderFactory.create_batch(5, countries=["PE"], buyer="Agency")
    search_index.refresh()
    with django_assert_num_queries(budget):
        client.get(reverse("tenders:list"), query)


def test_stored_recommendations_ask_no_more_for_many_rows(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    person = UserFactory()
    OfferFactory(enterprise=EnterpriseFactory(owner=person))
    client.force_login(person)
    for number in (1, 5):
        TenderFactory.create_batch(number)
        search_index.refresh()
        client.get(reverse("matchmaking:recommendations"))
        with django_assert_num_queries(RECOMMENDATIONS):
            page = client.get(reverse("matchmaking:recommendations"))
        assert page.content.decode().count('class="card') >= number
