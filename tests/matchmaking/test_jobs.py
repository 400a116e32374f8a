"""What the schedule starts, and what operators see of it."""

import pytest
from django.test import Client

from config.celery import app
from matchmaking import partner_index
from matchmaking.models import Recommendation, RecommendationList
from tests.factories import EnterpriseFactory, OfferFactory, TenderFactory, UserFactory

pytestmark = pytest.mark.django_db


def run(job: str) -> None:
    app.loader.import_default_modules()
    app.tasks[f"matchmaking.tasks.{job}"].run()


def test_the_jobs_of_the_schedule_find_their_work() -> None:
    offer, tender = OfferFactory(), TenderFactory()

    run("refresh_partner_index")
    run("refresh_recommendations")

    assert [document.id for document in partner_index.offers().documents] == [f"offer:{offer.pk}"]
    row = Recommendation.objects.get(enterprise=offer.enterprise)
    assert row.tender == tender


def test_operators_see_when_a_list_was_made_and_not_whose_it_is(client: Client) -> None:
    firm = EnterpriseFactory(legal_name="A name kept private", profile_visibility="private")
    run("refresh_recommendations")
    made = RecommendationList.objects.get(enterprise=firm)
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    address = "/admin/matchmaking/recommendationlist/"

    pages = [client.get(address), client.get(f"{address}{made.pk}/change/")]

    assert [page.status_code for page in pages] == [200, 200]
    assert ["A name kept private" in page.content.decode() for page in pages] == [False, False]
    assert client.get(f"{address}add/").status_code == 403
