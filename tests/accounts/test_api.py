"""Enterprises for machines."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import include, path
from rest_framework.routers import SimpleRouter

from accounts.api import EnterpriseViewSet
from accounts.models import User
from tests.accounts.conftest import signed_in
from tests.factories import (
    CertificateFactory,
    EnterpriseFactory,
    NeedFactory,
    OfferFactory,
)

router = SimpleRouter()
router.register("enterprises", EnterpriseViewSet, basename="enterprise")
urlpatterns = [path("api/v1/", include((router.urls, "api"), namespace="v1"))]
pytestmark = pytest.mark.urls(__name__)
LIST = "/api/v1/enterprises/"


def test_visitors_read_public_enterprises_with_their_public_groups(db: None) -> None:
    row = EnterpriseFactory(
        legal_name="Public Ltd", profile_visibility="public", offers_visibility="public"
    )
    OfferFactory(enterprise=row, title="Masts")
    NeedFactory(enterprise=row)
    EnterpriseFactory(legal_name="Members Ltd")

    (found,) = Client().get(LIST).json()["results"]

    assert (found["id"], found["legal_name"]) == (row.pk, "Public Ltd")
    assert found["groups_shown"] == ["offers", "profile"]
    assert [offer["title"] for offer in found["offers"]] == ["Masts"]
    assert [found[name] for name in ("needs", "size_band", "city", "certificates")] == [None] * 4


def test_members_read_what_is_for_members_but_no_contacts_in_bulk(stranger: User) -> None:
    row = EnterpriseFactory(city="Monterrey", contact_visibility="members")
    CertificateFactory(enterprise=row)

    found = signed_in(stranger).get(f"{LIST}{row.pk}/").json()

    assert found["groups_shown"] == ["certificates", "details", "needs", "offers", "profile"]
    assert (found["city"], found["website"]) == (None, None)
    assert [held["standard"] for held in found["certificates"]] == ["ISO 9001"]


def test_contacts_that_are_public_are_given(db: None) -> None:
    row = EnterpriseFactory(
        city="Monterrey", contact_visibility="public", profile_visibility="public"
    )

    assert Client().get(f"{LIST}{row.pk}/").json()["city"] == "Monterrey"


def test_an_enterprise_that_is_not_for_the_reader_is_missing(owner: User) -> None:
    row = EnterpriseFactory()

    assert Client().get(f"{LIST}{row.pk}/").status_code == 404
    assert Client().get(f"{LIST}{10**30}/").status_code == 404
    assert signed_in(owner).get(f"{LIST}{row.pk}/").status_code == 200


@pytest.mark.parametrize("query", ["country=ZZ", "sector=x", "size=huge", "country=MX&country=ZZ"])
def test_a_filter_without_meaning_is_refused(query: str, db: None) -> None:
    answer = Client().get(f"{LIST}?{query}")

    assert answer.status_code == 400


def test_filters_narrow(db: None) -> None:
    EnterpriseFactory(legal_name="Here", country_id="MX", profile_visibility="public")
    EnterpriseFactory(legal_name="There", country_id="CA", profile_visibility="public")

    answer = Client().get(f"{LIST}?country=CA&q=there&page_size=1")

    assert [row["legal_name"] for row in answer.json()["results"]] == ["There"]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nobody_writes(method: str, owner: User) -> None:
    row = EnterpriseFactory(owner=owner)

    assert getattr(signed_in(owner), method)(f"{LIST}{row.pk}/").status_code in (403, 405)


def test_three_rows_ask_as_often_as_one(stranger: User) -> None:
    client = signed_in(stranger)

    def count() -> int:
        OfferFactory(enterprise=EnterpriseFactory())
        with CaptureQueriesContext(connection) as queries:
            assert client.get(LIST).status_code == 200
        return len(queries)

    first = count()
    count()
    assert count() == first
