"""Fetching from the World Bank: what is asked, where it stops, and that it checks the answers."""

import json
from collections.abc import Callable, Iterator
from datetime import date
from ipaddress import ip_network
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from tenders.sources import source_named, world_bank_requests
from tenders.sources.base import BadPayload, Payload
from tenders.sources.http import FetchFailed, Limits, PoliteClient

world_bank = source_named("world_bank")
Rows = list[dict[str, Any]]


def row(number: int, day: str, **changes: Any) -> dict[str, Any]:
    return {
        "id": f"OP{number}",
        "notice_type": "Invitation for Bids",
        "noticedate": day,
        "bid_description": f"Solar pumps {number}",
        "sector": [{"sector_code": "LU"}],
    } | changes


class Bank:
    """A small stand-in for the notice API, on loopback."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self.questions: list[dict[str, str]] = []
        self.text_of: Callable[[str], Rows] = lambda notice_id: [
            {"id": notice_id, "notice_text": f"<p>Text of {notice_id}</p>"}
        ]

    def answer(self, request: Request) -> Response:
        question = request.args.to_dict()
        self.questions.append(question)
        if "id" in question:
            found = self.text_of(question["id"])
        else:
            start = int(question["os"])
            found = self.rows[start : start + int(question["rows"])]
        return Response(json.dumps({"procnotices": found}), content_type="application/json")


@pytest.fixture
def fetch(
    httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[Bank, date], list[Payload]]]:
    monkeypatch.setattr(world_bank_requests, "ADDRESS", httpserver.url_for("/procnotices"))
    client = PoliteClient(
        contact="https://puente.example",
        hosts=[f"{httpserver.host}:{httpserver.port}"],
        schemes=["http"],
        allowed_networks=[ip_network("127.0.0.0/8"), ip_network("::1/128")],
        limits=Limits(pause=0, attempts=1),
    )

    def run(bank: Bank, since: date) -> list[Payload]:
        httpserver.expect_request("/procnotices").respond_with_handler(bank.answer)
        return list(world_bank.fetch(client, since=since))

    with client:
        yield run


Fetch = Callable[[Bank, date], list[Payload]]


def records(payloads: list[Payload]) -> Rows:
    return [record for payload in payloads for record in world_bank.read(payload.content)]


def test_list_is_asked_newest_first_without_texts_and_for_open_energy_only(fetch: Fetch) -> None:
    bank = Bank([row(1, "05-Nov-2026")])

    fetch(bank, date(2026, 11, 1))

    listing, text = bank.questions
    assert listing["format"] == "json"
    assert (listing["srt"], listing["order"]) == ("noticedate", "desc")
    assert listing["notice_type_exact"] == (
        "Invitation for Bids^Invitation for Prequalification^Request for Expression of Interest"
    )
    assert listing["sector.sector_code"] == "LU^LH^LW^LB^LI^LN^LT^LZ^LP^LE"
    assert "notice_text" not in listing["fl"].split(",")
    assert text == {"format": "json", "id": "OP1", "fl": "id,notice_text"}


def test_fetching_stops_at_the_first_row_older_than_the_window(fetch: Fetch) -> None:
    bank = Bank([row(3, "05-Nov-2026"), row(2, "04-Nov-2026"), row(1, "03-Nov-2026")])

    found = records(fetch(bank, date(2026, 11, 4)))

    assert [(each["id"], each["notice_text"]) for each in found] == [
        ("OP3", "<p>Text of OP3</p>"),
        ("OP2", "<p>Text of OP2</p>"),
    ]
    assert len([question for question in bank.questions if "os" in question]) == 1


def test_fetching_turns_pages_and_takes_a_shifted_row_once(
    fetch: Fetch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(world_bank_requests, "ROWS_A_PAGE", 2)
    rows = [row(4, "05-Nov-2026"), row(3, "05-Nov-2026"), row(3, "05-Nov-2026")]
    bank = Bank([*rows, row(2, "04-Nov-2026"), row(1, "01-Oct-2026")])

    found = records(fetch(bank, date(2026, 11, 1)))

    assert [each["id"] for each in found] == ["OP4", "OP3", "OP2"]
    assert [each["os"] for each in bank.questions if "os" in each] == ["0", "2", "4"]


def test_day_without_new_notices_gives_no_payload_but_an_empty_list_is_passed_on(
    fetch: Fetch,
) -> None:
    assert fetch(Bank([row(1, "01-Oct-2026")]), date(2026, 11, 1)) == []


def test_empty_list_is_passed_on(fetch: Fetch) -> None:
    payloads = fetch(Bank([]), date(2026, 11, 1))

    assert [world_bank.read(payload.content) for payload in payloads] == [[]]


@pytest.mark.parametrize(
    ("rows", "parameter"),
    [
        ([row(1, "05-Nov-2026", notice_type="Contract Award")], "notice_type_exact"),
        ([row(1, "05-Nov-2026", sector=[{"sector_code": "AB"}])], "sector.sector_code"),
        ([{"id": "OP1", "notice_type": "Invitation for Bids"}], "sector.sector_code"),
        ([row(1, "04-Nov-2026"), row(2, "05-Nov-2026")], "srt"),
    ],
)
def test_row_that_was_not_asked_for_ends_the_fetch(
    fetch: Fetch, rows: Rows, parameter: str
) -> None:
    with pytest.raises(BadPayload) as caught:
        fetch(Bank(rows), date(2026, 11, 1))

    assert str(caught.value) == f"The World Bank ignored the parameter '{parameter}'."


def test_text_of_another_notice_ends_the_fetch(fetch: Fetch) -> None:
    bank = Bank([row(1, "05-Nov-2026")])
    bank.text_of = lambda notice_id: [{"id": "OP2", "notice_text": "other"}]

    with pytest.raises(BadPayload) as caught:
        fetch(bank, date(2026, 11, 1))

    assert str(caught.value) == "The World Bank ignored the parameter 'id'."


def test_broken_rows_are_passed_on_for_quarantine(fetch: Fetch) -> None:
    broken = [row(2, "31-Feb-2026"), row(3, "05-Nov-2026", id=7), row(4, "05-Nov-2026", sector="x")]
    bank = Bank([row(1, "05-Nov-2026"), *broken])

    found = records(fetch(bank, date(2026, 11, 1)))

    assert [each["id"] for each in found] == ["OP1", "OP2", 7, "OP4"]


def test_notice_whose_text_is_gone_is_passed_on_without_it(fetch: Fetch) -> None:
    bank = Bank([row(1, "05-Nov-2026")])
    bank.text_of = lambda notice_id: []

    assert records(fetch(bank, date(2026, 11, 1))) == [row(1, "05-Nov-2026")]


def test_endless_list_is_given_up(fetch: Fetch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(world_bank_requests, "ROWS_A_PAGE", 1)
    monkeypatch.setattr(world_bank_requests, "MOST_PAGES", 3)
    bank = Bank([row(number, "05-Nov-2026") for number in range(9, 1, -1)])

    with pytest.raises(BadPayload) as caught:
        fetch(bank, date(2026, 11, 1))

    assert str(caught.value) == "The World Bank's list did not leave the window within 3 pages."


def test_page_in_html_is_a_failed_fetch(httpserver: HTTPServer, fetch: Fetch) -> None:
    httpserver.expect_ordered_request("/procnotices").respond_with_data(
        "<html>blocked</html>", content_type="text/html"
    )

    with pytest.raises(FetchFailed):
        fetch(Bank([]), date(2026, 11, 1))
