"""Two people open the same page at the same moment."""

import threading

import pytest
from django.db import connection, connections

from accounts.models import Enterprise
from matchmaking import recommendations
from matchmaking.models import Recommendation, RecommendationList
from tests.factories import EnterpriseFactory, TenderFactory

pytestmark = [
    pytest.mark.django_db(transaction=True),
    # SQLite in memory, as in tests, knows one connection; in a file it lets one write at a time.
    pytest.mark.skipif(connection.vendor == "sqlite", reason="Needs a server with many writers."),
]


def test_two_requests_at_once_end_in_one_list() -> None:
    firm = EnterpriseFactory()
    tenders = TenderFactory.create_batch(5)
    barrier, failures = threading.Barrier(4), []

    def open_page() -> None:
        try:
            barrier.wait(timeout=30)
            recommendations.keep_fresh(Enterprise.objects.get(pk=firm.pk))
        except Exception as error:
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=open_page) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    assert Recommendation.objects.filter(enterprise=firm).count() == len(tenders)
    assert RecommendationList.objects.filter(enterprise=firm).count() == 1
