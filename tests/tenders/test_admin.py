"""The operators' windows on tenders and readings: nothing can be changed there."""

import pytest
from django.test import Client

from accounts.models import User
from tenders.models import IngestionRun, QuarantinedRecord, Tender
from tests.factories import (
    IngestionRunFactory,
    QuarantinedRecordFactory,
    TenderContactFactory,
    TenderFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
PLACES = ("tender", "ingestionrun", "quarantinedrecord")


@pytest.fixture
def operator(client: Client) -> User:
    user: User = UserFactory(is_staff=True)
    client.force_login(user)
    return user


def rows() -> dict[str, Tender | IngestionRun | QuarantinedRecord]:
    TenderContactFactory(tender=TenderFactory(), email="canary@officer.example")
    run = IngestionRunFactory()
    return {
        "tender": Tender.objects.get(),
        "ingestionrun": run,
        "quarantinedrecord": QuarantinedRecordFactory(run=run, raw=b'{"id": "<b>"}'),
    }


@pytest.mark.usefixtures("operator")
@pytest.mark.parametrize("place", PLACES)
def test_an_operator_reads_and_cannot_write(client: Client, place: str) -> None:
    row = rows()[place]

    assert client.get(f"/admin/tenders/{place}/").status_code == 200
    page = client.get(f"/admin/tenders/{place}/{row.pk}/change/")
    assert page.status_code == 200
    assert b"canary@officer.example" not in page.content
    assert client.post(f"/admin/tenders/{place}/{row.pk}/change/", {}).status_code == 403
    assert client.get(f"/admin/tenders/{place}/add/").status_code == 403
    assert client.post(f"/admin/tenders/{place}/{row.pk}/delete/").status_code == 403


@pytest.mark.parametrize("place", PLACES)
def test_others_are_turned_away(client: Client, place: str) -> None:
    client.force_login(UserFactory())

    assert client.get(f"/admin/tenders/{place}/").status_code == 302
