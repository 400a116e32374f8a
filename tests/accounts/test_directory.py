"""The directory: filters that tell nothing hidden, and the same firms on a map of tiles."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import enterprises
from accounts.models import Certificate, Consent, Enterprise, ReplyRecord, User
from tests.accounts.conftest import signed_in
from tests.factories import (
    CertificateFactory,
    ConsentFactory,
    EnterpriseFactory,
    OwnershipFactsFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
DIRECTORY = "/en/enterprises/"


@pytest.fixture
def reader() -> User:
    person: User = UserFactory()
    return person


def names(reader: Any, **filters: Any) -> list[str]:
    return sorted(row.legal_name for row in enterprises.find_listed(reader, **filters))


def women_own(name: str, *, visibility: str, **facts: Any) -> Enterprise:
    firm = EnterpriseFactory(legal_name=name, profile_visibility="public")
    OwnershipFactsFactory(enterprise=firm, visibility=visibility, **facts)
    ConsentFactory(enterprise=firm, purpose=Consent.Purpose.OWNERSHIP)
    return firm


def verified(firm: Enterprise, **facts: Any) -> None:
    CertificateFactory(
        enterprise=firm,
        kind=Certificate.Kind.WOMEN_OWNED,
        standard="WBE",
        state=Certificate.State.VERIFIED,
        verified_at=timezone.now(),
        verified_how=Certificate.Method.REGISTER,
        **facts,
    )


def test_a_state_narrows_the_list(reader: User) -> None:
    EnterpriseFactory(legal_name="Sonora", region_id="MX-SON")
    EnterpriseFactory(legal_name="Jalisco", region_id="MX-JAL")
    EnterpriseFactory(legal_name="Nowhere")

    assert names(reader, region="MX-SON") == ["Sonora"]


def test_ownership_is_found_only_where_it_is_shown(reader: User) -> None:
    women_own("For all", visibility="public")
    women_own("For members", visibility="members")
    women_own("Private", visibility="private")
    women_own("A minority", visibility="public", owned_percent=50)

    assert names(reader, women="stated") == ["For all", "For members"]
    assert names(AnonymousUser(), women="stated") == ["For all"]
    assert names(reader, women="verified") == []


def test_verified_asks_for_a_live_certificate_that_is_shown(reader: User) -> None:
    today = timezone.localdate()
    verified(EnterpriseFactory(legal_name="Live"), expires_on=today)
    verified(EnterpriseFactory(legal_name="Past"), expires_on=today - timedelta(days=1))
    verified(EnterpriseFactory(legal_name="Hidden", certificates_visibility="private"))
    CertificateFactory(
        enterprise=EnterpriseFactory(legal_name="Declared"), kind=Certificate.Kind.WOMEN_OWNED
    )

    assert names(reader, women="verified") == ["Live"]


def test_a_standard_is_found_by_its_words_where_it_is_shown(reader: User) -> None:
    CertificateFactory(enterprise=EnterpriseFactory(legal_name="Shown"), standard="ISO 14001")
    CertificateFactory(
        enterprise=EnterpriseFactory(legal_name="Hidden", certificates_visibility="private"),
        standard="ISO 14001",
    )
    CertificateFactory(enterprise=EnterpriseFactory(legal_name="Other"), standard="UL 1741")

    assert names(reader, standard="iso 14") == ["Shown"]


def test_answers_in_leaves_out_the_slow_and_the_new(reader: User) -> None:
    for name, asked, answered, days in (
        ("Quick", 8, 7, 3),
        ("Slow", 8, 8, 6),
        ("New", 2, 2, 1),
        ("Silent", 8, 0, 0),
    ):
        firm = EnterpriseFactory(legal_name=name)
        ReplyRecord.objects.create(enterprise=firm, asked=asked, answered=answered, days=days)
    EnterpriseFactory(legal_name="Nobody asked")

    assert names(reader, answers_in=5) == ["Quick"]
    assert names(reader, answers_in=10) == ["Quick", "Slow"]


def test_a_card_says_how_it_answers_and_whose_word_ownership_is(reader: User) -> None:
    firm = women_own("Solar", visibility="members")
    ReplyRecord.objects.create(enterprise=firm, asked=10, answered=8, days=3)
    by_word = signed_in(reader).get(DIRECTORY).content.decode()
    verified(firm)

    by_proof = signed_in(reader).get(DIRECTORY).content.decode()

    assert "Answers 8 of 10, usually in 3 days." in by_word
    assert "Owned by women, as it says itself" in by_word
    assert "Owned by women, verified" not in by_word
    assert "Owned by women, verified" in by_proof
    assert "Owned by women, verified" not in Client().get(DIRECTORY).content.decode()


def test_the_map_and_its_list_count_the_same_firms(reader: User) -> None:
    for number in range(3):
        EnterpriseFactory(region_id="MX-SON", size_band="small", legal_name=f"Sonora {number}")
    EnterpriseFactory(region_id="MX-JAL", size_band="small")
    EnterpriseFactory(country_id="CA", size_band="small")
    EnterpriseFactory(region_id="MX-JAL", size_band="large")
    EnterpriseFactory(region_id="MX-JAL", size_band="small", profile_visibility="private")

    places = enterprises.places_of(enterprises.find_listed(reader, size="small"))

    on_map = {spot.tile.code: (spot.number, spot.shade) for spot in places.spots if spot.number}
    assert on_map == {"MX-SON": (3, 4), "MX-JAL": (1, 2)}
    listed = [
        (line.country.pk, line.region and line.region.pk, line.number) for line in places.lines
    ]
    assert listed == [("MX", "MX-SON", 3), ("CA", None, 1), ("MX", "MX-JAL", 1)]


def test_a_tile_leads_to_its_firms_and_keeps_the_other_filters(reader: User) -> None:
    EnterpriseFactory(region_id="MX-SON", size_band="small")

    page = signed_in(reader).get(DIRECTORY, {"view": "map", "size": "small"}).content.decode()

    assert page.count('href="?size=small&amp;region=MX-SON"') == 2  # the tile and its line
    assert page.count('<svg class="tiles"') == 1
    assert 'class="tiles"' not in signed_in(reader).get(DIRECTORY).content.decode()


def test_the_map_asks_as_often_for_many_as_for_one(reader: User) -> None:
    client = signed_in(reader)
    asked = []
    for region in ("MX-SON", "MX-JAL", "US-TX", "CA-QC"):
        EnterpriseFactory(region_id=region, country_id=region[:2])
        client.get(DIRECTORY, {"view": "map"})
        with CaptureQueriesContext(connection) as queries:
            client.get(DIRECTORY, {"view": "map"})
        asked.append(len(queries))

    assert len({*asked}) == 1
