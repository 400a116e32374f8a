"""A page asks the database as often for three rows as for one, and never very often."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.guards.crawl import one_address_each
from tests.guards.growth import add_enterprise_and_tender, add_two_more_of_everything
from tests.guards.network import Network

pytestmark = pytest.mark.django_db

MOST = 25
# A tender's page for people of an enterprise puts the whole notice and three verdicts together.
# The dashboard shows the newest of everything that waits.
MOST_OF = {"tender": 32, "dashboard": 28}


def counted(network: Network, identity: str) -> dict[tuple[str, str], int]:
    """How many queries each page, API answer and open list of the admin takes, once it is warm."""
    visitor = network.visitor(identity)
    counts = {}
    for route, address in one_address_each(network):
        if route.is_admin and not route.name.endswith("_changelist"):
            continue
        cache.clear()
        if visitor.get(address).status_code != 200:
            continue
        with CaptureQueriesContext(connection) as queries:
            visitor.get(address)
        counts[route.name, address] = len(queries)
    return counts


@pytest.mark.parametrize("identity", ["anonymous", "owner", "staff"])
def test_no_page_asks_more_often_for_more_rows(identity: str, network: Network) -> None:
    add_enterprise_and_tender(network)
    one = counted(network, identity)
    add_two_more_of_everything(network)

    three = counted(network, identity)

    grown = {
        page: (one[page], three[page])
        for page in one.keys() & three.keys()
        if three[page] > one[page]
    }
    many = {page: count for page, count in three.items() if count > MOST_OF.get(page[0], MOST)}
    assert grown == {}
    assert many == {}
    assert len(three) >= 20
