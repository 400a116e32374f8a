"""The load check: bounded, on this machine only, and honest about what went wrong."""

import json
import re
from io import StringIO
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from config import load
from tests.factories import EnterpriseFactory, TenderFactory, UserFactory

EVERYTHING = re.compile(".*")


def plan(**changes: Any) -> load.Plan:
    facts: dict[str, Any] = {
        "addresses": {"page": ["/a", "/b"]},
        "shares": {"page": 1},
        "rate": 200,
        "seconds": 0.1,
    }
    return load.Plan(**(facts | changes))


@pytest.mark.pure
@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/",
        "http://10.0.0.1:8000",
        "http://0.0.0.0:8000",
        "http://127.0.0.1.example.org",
        "http://user@example.org:80",
        "https://127.0.0.1",
        "ftp://127.0.0.1",
        "127.0.0.1:8000",
        "http://127.0.0.1:port",
        "http://[::1",
        "",
    ],
)
def test_other_machines_are_refused(url: str) -> None:
    with pytest.raises(load.Refused):
        load.Server.at(url)


@pytest.mark.pure
def test_this_machine_is_loaded_by_its_loopback_address() -> None:
    assert load.Server.at("http://localhost:8001") == load.Server("127.0.0.1", 8001)
    assert load.Server.at("http://[::1]:8001/x") == load.Server("::1", 8001)
    assert load.Server.at("http://127.3.2.1") == load.Server("127.3.2.1", 80)


@pytest.mark.pure
@pytest.mark.parametrize(
    "changes",
    [{"rate": 0}, {"rate": 501}, {"seconds": 601}, {"workers": 65}, {"rate": float("nan")}],
)
def test_a_load_is_bounded(changes: dict[str, float]) -> None:
    with pytest.raises(load.Refused):
        plan(**changes)


@pytest.mark.pure
def test_shares_decide_what_is_asked_and_a_seed_repeats_it() -> None:
    mixed = plan(
        addresses={"many": ["/m"], "few": ["/f"], "none": []},
        shares={"many": 9, "few": 1, "none": 5},
        rate=100,
        seconds=10,
    )

    kinds = [kind for kind, _address in mixed.requests()]

    assert 800 < kinds.count("many") < 1000
    assert kinds.count("none") == 0
    assert mixed.requests() == mixed.requests()


@pytest.mark.pure
def test_quantiles_are_values_that_occurred() -> None:
    values = [float(number) for number in range(1, 101)]

    assert [load.quantile(values, share) for share in (0.5, 0.95, 0.99)] == [50.0, 95.0, 99.0]
    assert load.quantile([7.0], 0.99) == 7.0
    assert load.quantile([], 0.5) is None


@pytest.mark.pure
def test_answers_are_timed_and_faults_are_told_apart(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/good").respond_with_data("yes")
    httpserver.expect_request("/bad").respond_with_data("no", status=500)
    httpserver.expect_request("/away").respond_with_data(
        "", 302, {"Location": "http://example.org"}
    )
    server = load.Server.at(httpserver.url_for("/"))
    mixed = plan(
        addresses={"good": ["/good"], "bad": ["/bad"], "away": ["/away"]},
        shares={"good": 2, "bad": 1, "away": 1},
    )

    figures: Any = load.drive(server, mixed)

    assert figures["all"]["requests"] == 20
    assert figures["kinds"]["good"]["errors"] == 0
    assert figures["kinds"]["good"]["p50"] > 0
    bad, away = (figures["kinds"][kind] for kind in ("bad", "away"))
    assert figures["all"]["faults"] == {"302": away["errors"], "500": bad["errors"]}
    assert bad["p95"] is None


@pytest.mark.pure
def test_a_server_that_is_not_there_is_a_fault_not_a_crash() -> None:
    figures: Any = load.drive(load.Server("127.0.0.1", 9), plan(seconds=0.02))

    assert figures["all"]["errors"] == figures["all"]["requests"] == 4
    assert figures["all"]["faults"] == {"ConnectionRefusedError": 4}


@pytest.mark.django_db
def test_the_command_asks_for_every_kind_of_page(httpserver: HTTPServer) -> None:
    asked: list[tuple[str, str]] = []

    def answer(request: Request) -> Response:
        asked.append((request.path, request.headers.get("Cookie", "")))
        return Response("yes")

    httpserver.expect_request(EVERYTHING).respond_with_handler(answer)
    person = UserFactory()
    EnterpriseFactory(owner=person)
    tender = TenderFactory(title="Solar pumps for schools")
    out = StringIO()

    call_command(
        "load_check",
        url=httpserver.url_for("/"),
        rate=400,
        seconds=0.5,
        person=person.email,
        json=True,
        stdout=out,
    )

    figures = json.loads(out.getvalue())
    assert figures["all"]["errors"] == 0
    assert set(figures["kinds"]) >= {"search", "list", "tender", "search with filters"}
    paths = {path for path, _cookie in asked}
    assert {"/en/tenders/", f"/en/tenders/{tender.pk}/", "/en/matches/tenders/"} <= paths
    assert all("sessionid=" in cookie for _path, cookie in asked)
    assert not Session.objects.exists()


@pytest.mark.django_db
def test_the_command_answers_with_a_table_or_one_line(httpserver: HTTPServer) -> None:
    httpserver.expect_request(EVERYTHING).respond_with_data("yes")
    TenderFactory()
    out = StringIO()

    call_command(
        "load_check", url=httpserver.url_for("/"), rate=100, seconds=0.1, only="list", stdout=out
    )

    assert "p95" in out.getvalue()
    assert "requests/s" in out.getvalue()
    for wrong in ({"url": "http://example.org"}, {"rate": 1e9}, {"person": "nobody@example.org"}):
        with pytest.raises(CommandError):
            call_command("load_check", **{"url": httpserver.url_for("/"), **wrong})
