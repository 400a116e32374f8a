"""Every route, method and reader gets what tests/guards/matrix.txt declares, and nothing else."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.urls import resolve
from drf_spectacular.generators import SchemaGenerator

from accounts.models import Membership, User
from tests.guards.canaries import IDENTITIES
from tests.guards.decisions import METHODS, decision, read_table, writes
from tests.guards.network import Arguments, Network
from tests.guards.routes import Route, all_routes
from tests.guards.visitor import Visitor

pytestmark = pytest.mark.django_db

ROUTES = all_routes()
TABLE = read_table()
POSTED = {"matchmaking:dismiss": {"reason": "wrong_work"}}
# What differs between two answers that say the same.
OWN_WORDS = re.compile(
    r'[0-9a-f]{12}\b|csrfmiddlewaretoken" value="\w+"|/(?:en|es|fr)/\S*|next=\S*'
)


def name_of(route: Route) -> str:
    return route.name


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def asked(network: Network, identity: str, method: str, address: str, route: Route) -> HttpResponse:
    return network.visitor(identity).ask(method, address, POSTED.get(route.name))


def test_every_route_has_a_line_and_every_line_a_route() -> None:
    names = [route.name for route in ROUTES]

    assert [name for name in names if not TABLE.rows_of(name)] == []
    assert [
        row.pattern for row in TABLE.rows if not any(row in TABLE.rows_of(name) for name in names)
    ] == []


def test_a_line_for_many_routes_only_ever_refuses() -> None:
    opened = [
        row.pattern
        for row in TABLE.rows
        if "*" in row.pattern.replace(".*", "")
        and not row.pattern.startswith("/admin/")
        and not {*row.answers.values()} <= {"login", "denied", "missing"}
    ]
    assert opened == []


def test_every_operation_of_the_api_schema_is_declared() -> None:
    paths = SchemaGenerator(api_version="v1").get_schema(public=True)["paths"]

    operations = [
        (resolve(re.sub(r"{\w+}", "1", path)).view_name, method.upper())
        for path, methods in paths.items()
        for method in methods
        if method != "parameters"
    ]

    assert len(operations) >= 2
    assert [
        (name, method)
        for name, method in operations
        if not any(method in row.methods for row in TABLE.rows_of(name))
    ] == []


@pytest.mark.parametrize("route", ROUTES, ids=name_of)
def test_each_reader_gets_what_the_table_says(
    route: Route, network: Network, arguments: Arguments
) -> None:
    wrong = []
    for variant in TABLE.variants(route.name):
        address = route.address(arguments.of(route, variant))
        for method in METHODS:
            for identity in IDENTITIES:
                expected = TABLE.expected(route.name, variant, method, identity)
                with undone(), writes() as written:
                    answer = decision(asked(network, identity, method, address, route), method)
                if answer != expected:
                    wrong.append(f"{method} {address} as {identity}: {answer}, not {expected}")
                if answer not in ("ok", "away") and written:
                    wrong.append(f"{method} {address} as {identity} wrote {sorted(written)}")
    assert wrong == []


@pytest.mark.parametrize("route", ROUTES, ids=name_of)
def test_head_and_options_decide_as_get_does(
    route: Route, network: Network, arguments: Arguments
) -> None:
    address = route.address(arguments.of(route))
    wrong = []
    for identity in ("anonymous", "unverified", "owner", "foreign", "staff"):
        expected = TABLE.expected(route.name, TABLE.variants(route.name)[0], "GET", identity)
        with undone():
            head = decision(asked(network, identity, "HEAD", address, route), "HEAD")
            options = asked(network, identity, "OPTIONS", address, route)
        if head != expected:
            wrong.append(f"HEAD {address} as {identity}: {head}, not {expected}")
        # Views by class name their methods; the API describes a resource, whatever its rows.
        tells_no_row = options.content == b"" or (route.is_api and expected == "missing")
        if decision(options, "OPTIONS") not in (expected, "method") and not tells_no_row:
            wrong.append(f"OPTIONS {address} as {identity}: {options.status_code}")
    assert wrong == []


@pytest.mark.parametrize(
    "route", [route for route in ROUTES if route.parameters and not route.is_admin], ids=name_of
)
def test_a_foreign_key_looks_like_a_missing_one(
    route: Route, network: Network, arguments: Arguments
) -> None:
    """For each reader who is told 'missing', and for each key that may be foreign in turn."""
    own = arguments.of(route)
    keys = [name for name, value in own.items() if isinstance(value, int)]
    for method in ("GET", "POST"):
        for identity in IDENTITIES[2:]:
            refused = TABLE.expected(route.name, TABLE.variants(route.name)[0], method, identity)
            if refused != "missing" or not keys:
                continue
            foreign = own if identity != "foreign" else {**own, **inside_own(network, keys)}
            missing = {**foreign, keys[-1]: Arguments.MISSING}
            with undone():
                answers = [
                    words_of(asked(network, identity, method, route.address(values), route))
                    for values in (foreign, missing)
                ]
            assert (identity, method, answers[0]) == (identity, method, answers[1])
            assert answers[0][0] == 404


def inside_own(network: Network, keys: list[str]) -> dict[str, object]:
    """The stranger's own enterprise around the foreign row, where a row lies in an enterprise."""
    return {"pk": network.enterprises["elsewhere"].pk} if len(keys) > 1 else {}


def words_of(response: HttpResponse) -> tuple[int, str]:
    return response.status_code, OWN_WORDS.sub("", response.content.decode())


def test_a_named_enterprise_narrows_and_never_widens(
    network: Network, arguments: Arguments
) -> None:
    """?enterprise= with a foreign id shows nothing that the address without it does not show."""
    secret = network.enterprises["secret"]
    for route in ROUTES:
        if route.parameters or not (route.is_page or route.is_api):
            continue
        for identity in ("foreign", "staff"):
            with undone():
                answer = network.visitor(identity).get(
                    route.address({}), {"enterprise": secret.pk, "id": secret.pk}
                )
            told = network.aviary.forbidden_in(answer.content.decode(), identity)
            assert (route.name, told) == (route.name, set())


@pytest.mark.parametrize("left", ["closed account", "left the enterprise"])
def test_who_is_gone_is_a_stranger_at_the_next_request(
    left: str, network: Network, arguments: Arguments
) -> None:
    member = network.people["member"]
    if left == "closed account":
        User.objects.filter(pk=member.pk).update(is_active=False)
        like = "anonymous"
    else:
        Membership.objects.filter(user=member).delete()
        like = "counselor"
    wrong = []
    for route in ROUTES:
        # The reader compared with is a counselor.
        if route.is_admin or route.name.startswith("counselors:"):
            continue
        address = route.address(arguments.of(route))
        with undone():
            answer = decision(asked(network, "member", "GET", address, route), "GET")
        expected = TABLE.expected(route.name, TABLE.variants(route.name)[0], "GET", like)
        if answer != expected:
            wrong.append(f"{address}: {answer}, not {expected}")
    assert wrong == []


@pytest.mark.parametrize("identity", IDENTITIES)
def test_no_page_sends_a_reader_in_a_circle(
    identity: str, network: Network, arguments: Arguments
) -> None:
    circles = []
    for route in ROUTES:
        decided = TABLE.expected(route.name, TABLE.variants(route.name)[0], "GET", identity)
        if decided not in ("away", "login", "verify"):
            continue
        address = route.address(arguments.of(route))
        if steps(network.visitor(identity), address) > 4:
            circles.append(address)
    assert circles == []


def steps(visitor: Visitor, address: str) -> int:
    """How often a reader is sent on before something is shown."""
    for number in range(6):
        with undone():
            response = visitor.get(address)
        if response.status_code not in (301, 302):
            return number
        address = response["Location"]
        if address.startswith("/static/"):
            return number
    return 6
