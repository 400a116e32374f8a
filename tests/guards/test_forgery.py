"""Looking changes nothing, and nothing is changed by a request from elsewhere."""

from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction

from tests.guards.canaries import IDENTITIES
from tests.guards.crawl import one_address_each
from tests.guards.decisions import DERIVED, read_table, writes
from tests.guards.network import Arguments, Network
from tests.guards.routes import all_routes

pytestmark = pytest.mark.django_db

TABLE = read_table()
FOREIGN = {"HTTP_ORIGIN": "https://elsewhere.example.org"}


@pytest.mark.parametrize("identity", IDENTITIES)
def test_looking_writes_nothing_but_lists_made_of_other_rows(
    identity: str, network: Network
) -> None:
    visitor = network.visitor(identity)
    wrong = {}
    for _route, address in one_address_each(network):
        cache.clear()
        with writes() as written:
            visitor.get(address)
        if written - DERIVED:
            wrong[address] = written - DERIVED
    assert wrong == {}


@pytest.mark.parametrize("identity", IDENTITIES)
@pytest.mark.parametrize("sent", ["no token", "foreign origin"])
def test_every_change_needs_the_page_it_comes_from(
    identity: str, sent: str, network: Network, arguments: Arguments
) -> None:
    """Every route and method that lets this reader in for a change is closed without the token."""
    visitor = network.visitor(identity, checks_forgery=True)
    headers: dict[str, Any] = {"no token": {}, "foreign origin": FOREIGN}[sent]
    open_, tried = [], 0
    for route in all_routes():
        if route.name == "/favicon.ico":
            continue
        address = route.address(arguments.of(route))
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            variant = TABLE.variants(route.name)[0]
            if TABLE.expected(route.name, variant, method, identity) != "ok":
                continue
            tried += 1
            with transaction.atomic(), writes() as written:
                response = visitor.ask(method, address, **headers)
                transaction.set_rollback(True)
            if response.status_code != 403 or written:
                open_.append(f"{method} {address}: {response.status_code}, wrote {written}")
    assert open_ == []
    assert tried >= 5
