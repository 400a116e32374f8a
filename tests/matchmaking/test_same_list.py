"""The page, the command and the API say the same, in the same order."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIRequestFactory, force_authenticate

from accounts.models import Enterprise, User
from matchmaking.api import RecommendationViewSet
from tenders import search_index
from tests.factories import EnterpriseFactory, OfferFactory, TenderFactory, UserFactory

pytestmark = pytest.mark.django_db

SAME = (
    "rank",
    "level",
    "score",
    "contributions",
    "eligibility",
    "eligibility_facts",
    "feasibility",
    "feasibility_facts",
)


@pytest.fixture
def person() -> User:
    return UserFactory()


@pytest.fixture
def firm(person: User) -> Enterprise:
    firm = EnterpriseFactory(owner=person)
    OfferFactory(enterprise=firm)
    return firm


def three_tenders() -> None:
    TenderFactory(title="Solar lamps", body="Photovoltaic lamps.", bank="idb")
    TenderFactory()
    TenderFactory(title="Roof works", body="Roof of a school.", bank="")


def from_api(reader: User, **query: Any) -> Any:
    request = APIRequestFactory().get("/api/v1/recommendations/", query)
    force_authenticate(request, user=reader)
    response = RecommendationViewSet.as_view({"get": "list"})(request)
    response.render()
    return response.status_code, json.loads(response.content)


def from_command(firm: Enterprise, *options: str) -> str:
    out = StringIO()
    call_command("recommend", "--enterprise", str(firm.pk), *options, stdout=out)
    return out.getvalue()


def test_page_command_and_api_hold_the_same_list(
    client: Client, person: User, firm: Enterprise
) -> None:
    three_tenders()
    client.force_login(person)

    page = client.get("/en/matches/tenders/").context["page"].object_list
    command = json.loads(from_command(firm, "--json"))["recommendations"]
    _, api = from_api(person)

    shown = [
        {name: getattr(row, name) for name in SAME} | {"tender": row.tender_id} for row in page
    ]
    keys = (*SAME, "tender")
    assert len(shown) == 3
    assert [{key: row[key] for key in keys} for row in command] == shown
    assert [{key: row[key] for key in keys} for row in api["results"]] == shown


def test_the_command_prints_a_line_for_each_verdict(firm: Enterprise) -> None:
    tender = TenderFactory(source_id="OP00412345")

    first, *verdicts = from_command(firm).splitlines()

    assert first == f"1. {tender.title} [world_bank OP00412345]"
    assert [line.split(":")[0].strip() for line in verdicts] == [
        "about the same work",
        "may you bid",
        "can you make it",
    ]


def test_the_command_can_look_back(firm: Enterprise) -> None:
    TenderFactory(deadline_on="2020-01-01", open_until="2020-01-02T12:00Z")

    assert json.loads(from_command(firm, "--json"))["recommendations"] == []
    assert len(json.loads(from_command(firm, "--json", "--include-closed"))["recommendations"]) == 1


def test_the_command_refuses_an_enterprise_that_is_not_there() -> None:
    with pytest.raises(CommandError, match=r"^There is no enterprise with the id 0\.$"):
        call_command("recommend", "--enterprise", "0")


def test_the_api_filters_by_verdict_and_refuses_other_values(
    person: User, firm: Enterprise
) -> None:
    three_tenders()

    _, unknown = from_api(person, may_bid="unknown")
    status, fault = from_api(person, level="best")

    assert [row["title"] for row in unknown["results"]] == ["Roof works"]
    assert (status, list(fault)) == (400, ["level"])


def test_the_api_cuts_pages_in_the_order_of_the_list(person: User, firm: Enterprise) -> None:
    three_tenders()

    _, first = from_api(person, page_size=2)
    cursor = first["next"].partition("cursor=")[2].partition("&")[0]
    _, second = from_api(person, page_size=2, cursor=cursor.replace("%3D", "="))

    assert [row["rank"] for row in first["results"] + second["results"]] == [1, 2, 3]
    assert second["next"] is None


@pytest.mark.parametrize("key", ["foreign", "0", "x"])
def test_the_api_shows_no_foreign_list(person: User, firm: Enterprise, key: str) -> None:
    foreign = EnterpriseFactory()

    status, _ = from_api(person, enterprise=str(foreign.pk) if key == "foreign" else key)

    assert status == 404


def test_the_api_is_closed_to_who_has_not_confirmed_an_address(firm: Enterprise) -> None:
    newcomer = UserFactory(verified=False)
    firm.memberships.create(user=newcomer)

    assert from_api(newcomer)[0] == 403


def test_the_api_asks_as_often_for_three_rows_as_for_one(person: User, firm: Enterprise) -> None:
    TenderFactory()
    one = queries_of(person)
    TenderFactory.create_batch(2)
    search_index.refresh()

    assert queries_of(person) == one
    assert len(from_api(person)[1]["results"]) == 3


def queries_of(person: User) -> int:
    from_api(person)
    with CaptureQueriesContext(connection) as queries:
        from_api(person)
    return len(queries)
