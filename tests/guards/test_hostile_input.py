"""Hostile words in every address, parameter and form are answered, never with a failure."""

import pytest
from django.core.cache import cache
from django.db import transaction
from django.urls import NoReverseMatch

from tests.guards.crawl import one_address_each
from tests.guards.hostile import TOO_LARGE, VALUES, WORST, Form, forms_of
from tests.guards.network import Arguments, Network
from tests.guards.routes import all_routes
from tests.guards.visitor import Data, Visitor

pytestmark = pytest.mark.django_db

ROUTES = all_routes()
# Parameters that no form of a page shows.
BESIDE_FORMS = ("page", "enterprise", "cursor", "page_size", "next", "sort", "format", "id")
PATHS = (
    "/en/%00/",
    "/en/tenders/%00/",
    "/en/enterprises/1%00/",
    "/en/%ff%fe/",
    "/%ed%a0%80/",
    "/en/tenders/%ed%a0%80/",
    "/en/%E2%80%AEsrednet/",
    "/en/%0d%0aX-Injected:%201/",
    "/en/../../etc/passwd",
    "/en/..%2f..%2fetc%2fpasswd",
    "/static/../config/settings.py",
    "/static/%2e%2e/config/settings.py",
    f"/en/{'a' * 10_000}/",
    f"/en/tenders/{'9' * 5_000}/",
    f"/en/counselors/{TOO_LARGE}/",
    "/xx/tenders/",
)


def answer(visitor: Visitor, method: str, address: str, data: Data | None = None) -> int:
    cache.clear()
    with transaction.atomic():
        response = visitor.ask(method, address, data)
        transaction.set_rollback(True)
    assert "X-Injected" not in response.headers
    return response.status_code


@pytest.mark.parametrize("identity", ["anonymous", "owner", "staff"])
@pytest.mark.parametrize("path", PATHS, ids=lambda path: path[:40])
def test_an_odd_path_is_a_client_error(identity: str, path: str, network: Network) -> None:
    assert answer(network.visitor(identity), "GET", path) in (302, 400, 404)


@pytest.mark.parametrize("identity", ["owner", "staff"])
def test_keys_beyond_any_row_are_missing(
    identity: str, network: Network, arguments: Arguments
) -> None:
    failed = []
    for route in ROUTES:
        own = arguments.of(route)
        for name, value in own.items():
            keys = (TOO_LARGE, TOO_LARGE - 1, "9" * 5_000, 0) if isinstance(value, int) else ()
            words = ("x" * 10_000, "a" * 300) if name in ("key", "object_id", "url") else ()
            for hostile in (*keys, *words):
                try:
                    address = route.address({**own, name: hostile})
                except NoReverseMatch:
                    continue  # the route takes no such value
                for method in ("GET", "POST"):
                    status = answer(network.visitor(identity), method, address)
                    if status >= 500:
                        failed.append(f"{method} {address[:80]}: {status}")
    assert failed == []


@pytest.mark.parametrize("identity", ["anonymous", "owner"])
def test_no_parameter_of_any_page_makes_it_fail(
    identity: str, network: Network, arguments: Arguments
) -> None:
    visitor = network.visitor(identity)
    failed = []
    for route in ROUTES:
        address = route.address(arguments.of(route))
        page = visitor.get(address)
        if route.is_admin or page.status_code not in (200, 400, 403):
            continue
        names = dict.fromkeys([*parameters(page.content, address), *BESIDE_FORMS])
        tries: list[Data] = [dict.fromkeys(names, value) for value in VALUES]
        # Alone, a value is not hidden behind the fault of another.
        tries += [{name: "9" * 5_000} for name in names]
        for data in tries:
            status = answer(visitor, "GET", address, data)
            if status >= 500:
                failed.append(f"{address} with {str(data)[:100]}: {status}")
    assert failed == []


def parameters(page: bytes, address: str) -> list[str]:
    forms = forms_of(page, address) if page.lstrip()[:1] == b"<" else []
    return [name for form in forms if form.method == "GET" for name in form.names]


def posting_forms(network: Network) -> dict[tuple[str, ...], tuple[str, Form]]:
    """One form of each action and set of fields, with a reader who has it on a page."""
    found: dict[tuple[str, ...], tuple[str, Form]] = {}
    for identity in ("owner", "anonymous", "counselor", "administrator"):
        visitor = network.visitor(identity)
        for route, address in one_address_each(network):
            page = visitor.get(address)
            if route.is_admin or page.status_code != 200 or page.content.lstrip()[:1] != b"<":
                continue
            for form in forms_of(page.content, address):
                kind = "".join(letter for letter in form.address if not letter.isdigit())
                if form.method == "POST":
                    found.setdefault((kind, *form.names), (identity, form))
    return found


def test_no_form_fails_whatever_is_sent(network: Network) -> None:
    forms = posting_forms(network)
    failed = []
    for identity, form in forms.values():
        visitor = network.visitor(identity)
        tries: list[Data] = [form.with_all(value) for value in VALUES]
        tries += [form.with_one(name, value) for name in form.kinds for value in WORST]
        for data in tries:
            status = answer(visitor, "POST", form.address, data)
            if status >= 500:
                failed.append(f"{form.address} with {str(data)[:120]}: {status}")
    assert failed == []
    assert {identity for identity, _form in forms.values()} >= {"owner", "anonymous"}
    assert len(forms) >= 20
