"""The CDB's table, and its pages."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from tenders.sources import cdb as module
from tenders.sources import source_named
from tenders.sources.base import BadPayload, BadRecord, Payload
from tenders.sources.notice import (
    Deadline,
    DeadlineState,
    Link,
    Notice,
    NoticeText,
    NoticeType,
)
from tests.tenders.sources.loopback import client_for, place_of
from tests.tenders.sources.samples import sample_records

cdb = source_named("cdb")
NOTICES = "work-with-us/procurement/procurement-notices"


def parsed(number: int, **changes: Any) -> Notice:
    return cdb.parse(sample_records("cdb.html")[number - 1] | changes)


def test_invitation_is_read_in_full() -> None:
    notice = parsed(1)

    assert notice.source_id == f"{NOTICES}/solar-pv-for-schools"
    assert notice.notice_type == NoticeType.INVITATION
    assert notice.notice_type_raw == "Invitation for Bids"
    assert notice.texts == (
        NoticeText("en", "Supply and installation of solar PV for schools & clinics"),
    )
    assert notice.countries == ("LC",)
    assert [code.code for code in notice.codes] == ["Energy"]
    assert notice.published_on == date(2026, 10, 14)
    assert notice.deadline == Deadline(DeadlineState.UNKNOWN)
    assert notice.links == (Link(f"https://www.caribank.org/{NOTICES}/solar-pv-for-schools"),)


def test_several_countries_and_sectors_are_told_apart() -> None:
    notice = parsed(2)

    assert notice.countries == ("DM", "GD")
    assert [code.code for code in notice.codes] == ["Energy", "Environment"]


def test_country_with_a_comma_stays_whole() -> None:
    assert parsed(1, country="Bahamas, The").countries == ("BS",)


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Request for Expressions of Interest", NoticeType.EXPRESSION_OF_INTEREST),
        ("General Procurement Notice", NoticeType.GENERAL),
        ("Invitation for Prequalification", NoticeType.PREQUALIFICATION),
        ("Request for Proposals", NoticeType.INVITATION),
        ("Request for Quotations", NoticeType.REQUEST_QUOTATION),
        ("Contract Award", NoticeType.AWARD),
        ("Something else", NoticeType.OTHER),
    ],
)
def test_kind_is_found_in_the_words_of_the_type(words: str, kind: NoticeType) -> None:
    assert parsed(1, type=words).notice_type == kind


def test_general_notice_has_no_deadline() -> None:
    assert parsed(3).deadline == Deadline(DeadlineState.NONE_APPLICABLE)


def test_very_long_path_becomes_a_hash() -> None:
    path = "/" + "a" * 300

    assert parsed(1, link=path).source_id == parsed(2, link=path).source_id
    assert len(parsed(1, link=path).source_id) == len("cdb-") + 32


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"link": ""}, "link is no web address"),
        ({"link": "javascript:alert(1)"}, "link is no web address"),
        ({"link": "https://www.caribank.org/"}, "link leads to no page of a notice"),
        ({"title": ""}, "title is missing"),
        ({"published": "soon"}, "published is no day such as 7 August 2025: 'soon'"),
    ],
)
def test_broken_field_is_named_with_its_reason(change: dict[str, str], reason: str) -> None:
    with pytest.raises(BadRecord) as caught:
        parsed(1, **change)

    assert str(caught.value) == reason


def row(number: int, day: str) -> str:
    cells = module.CELLS
    return (
        f'<tr><td class="{cells["title"]}"><a href="/notices/{number}">Pumps {number}</a></td>'
        f'<td class="{cells["type"]}">Invitation for Bids</td>'
        f'<td class="{cells["published"]}"><time datetime="{day}T12:00:00Z">x</time></td></tr>'
    )


def page_of(*rows: str, following: int | None = None) -> bytes:
    pager = f'<a href="/notices?page={following}">Next</a>' if following else ""
    table = f'<table class="table table-hover"><tbody>{"".join(rows)}</tbody></table>'
    return f"<html><body>{table}{pager}</body></html>".encode()


Fetch = Callable[..., list[Payload]]


@pytest.fixture
def fetch(httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch) -> Fetch:
    monkeypatch.setattr(module, "ADDRESS", httpserver.url_for("/notices"))
    httpserver.expect_request("/robots.txt").respond_with_data(status=404)

    def run(*pages: bytes) -> list[Payload]:
        def answer(request: Request) -> Response:
            place = min(int(request.args["page"]), len(pages) - 1)
            return Response(pages[place], content_type="text/html")

        httpserver.expect_request("/notices").respond_with_handler(answer)
        with client_for(place_of(httpserver)) as client:
            return list(cdb.fetch(client, since=date(2026, 11, 1)))

    return run


def titles(payloads: list[Payload]) -> list[list[str]]:
    return [[str(record["title"]) for record in cdb.read(payload.content)] for payload in payloads]


def test_pages_follow_while_they_reach_into_the_window(
    fetch: Fetch, httpserver: HTTPServer
) -> None:
    payloads = fetch(
        page_of(row(1, "2026-11-05"), row(2, "2026-11-03"), following=1),
        page_of(row(3, "2026-11-02"), row(4, "2026-10-30"), following=2),
        page_of(row(5, "2026-10-29"), following=3),
        page_of(row(6, "2026-10-28")),
    )

    assert titles(payloads) == [["Pumps 1", "Pumps 2"], ["Pumps 3", "Pumps 4"]]
    assert [request.args.get("page") for request, _ in httpserver.log] == [None, "0", "1", "2"]


def test_table_whose_days_do_not_fall_is_read_to_its_last_page(fetch: Fetch) -> None:
    payloads = fetch(
        page_of(row(1, "2026-01-01"), row(2, "2026-02-01"), following=1),
        page_of(row(3, "2026-11-02")),
    )

    assert titles(payloads) == [["Pumps 3"]]


def test_row_without_a_readable_day_is_passed_on(fetch: Fetch) -> None:
    assert titles(fetch(page_of(row(1, "2026-13-01")))) == [["Pumps 1"]]


def test_page_that_repeats_the_one_before_ends_the_fetch(fetch: Fetch) -> None:
    same = page_of(row(1, "2026-11-05"), following=1)

    with pytest.raises(BadPayload) as caught:
        fetch(same)

    assert str(caught.value) == "The CDB ignored the parameter 'page'."


def test_endless_table_is_given_up(fetch: Fetch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_PAGES", 1)

    with pytest.raises(BadPayload) as caught:
        fetch(page_of(row(1, "2026-11-05"), following=1))

    assert str(caught.value) == "The CDB's table did not end within 1 pages."


def test_empty_table_is_passed_on(fetch: Fetch) -> None:
    assert titles(fetch(page_of())) == [[]]


@pytest.mark.parametrize(
    ("page", "sentence"),
    [
        (b"<p>Nothing</p>", "The page has 0 tables 'table-hover' where one was expected."),
        (
            page_of("<tr><td>1</td><td>2</td></tr>"),
            "No row of the table has the cells of a notice.",
        ),
    ],
)
def test_page_of_another_shape_is_refused(page: bytes, sentence: str) -> None:
    with pytest.raises(BadPayload) as caught:
        cdb.read(page)

    assert str(caught.value) == sentence


def test_view_that_says_that_it_is_empty_holds_no_records() -> None:
    assert cdb.read(b'<div class="view-empty">No notices.</div>') == []
