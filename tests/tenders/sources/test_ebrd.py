"""The EBRD's table: hidden cells, clocks of the United Kingdom, and addenda."""

from datetime import date, time
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from tenders.sources import ebrd as module
from tenders.sources import source_named
from tenders.sources.base import BadPayload, BadRecord, Payload
from tenders.sources.notice import (
    Deadline,
    DeadlinePrecision,
    DeadlineState,
    Link,
    MarketApproach,
    Notice,
    NoticeGroup,
    NoticeMethod,
    NoticeStatus,
    NoticeText,
    NoticeType,
)
from tests.tenders.sources.loopback import client_for, place_of
from tests.tenders.sources.samples import SAMPLES, sample_records

ebrd = source_named("ebrd")
PAGE = (SAMPLES / "ebrd.html").read_bytes()


def parsed(number: int, **changes: Any) -> Notice:
    return ebrd.parse(sample_records("ebrd.html")[number - 1] | changes)


def test_invitation_is_read_in_full() -> None:
    notice = parsed(1)

    assert notice.source_id == "90000001"
    assert notice.notice_type == NoticeType.INVITATION
    assert notice.notice_type_raw == "Invitation For Tenders Single"
    assert (notice.status, notice.status_raw) == (NoticeStatus.PUBLISHED, "Open")
    assert notice.texts == (NoticeText("en", "Georgia: Wind farm at Qartli, Lot 1 & Lot 2"),)
    assert notice.countries == ("GE",)
    assert (notice.project_id, notice.project_name) == ("90001", "Qartli Wind, phase 2")
    assert (notice.reference, notice.buyer) == ("90000002", "JSC Qartli Wind")
    assert (notice.group, notice.group_raw) == (NoticeGroup.WORKS, "Works")
    assert (notice.method, notice.method_raw) == (NoticeMethod.BIDS, "Open Tender Two Stage")
    assert notice.market_approach == MarketApproach.OPEN
    assert [code.code for code in notice.codes] == ["Power and Energy"]
    assert notice.published_on == date(2026, 9, 3)
    assert notice.deadline == Deadline(
        DeadlineState.KNOWN,
        on=date(2026, 11, 24),
        at_time=time(16, 30),
        zone="Europe/London",
        zone_known=True,
        precision=DeadlinePrecision.MINUTE,
        source_text="24/11/2026 16:30 UK Time",
    )
    assert notice.links == (
        Link("https://ecepp.ebrd.com/delta/viewNotice.html?displayNoticeId=90000001"),
    )


@pytest.mark.parametrize("clock", ["00:00", "00:30"])
def test_closing_in_the_hour_that_may_be_noon_is_read_as_a_day(clock: str) -> None:
    key = "20261202" + clock.replace(":", "")

    notice = parsed(2, closing=f"02/12/2026 {clock} UK Time", closing_key=key)

    assert (notice.deadline.on, notice.deadline.at_time) == (date(2026, 12, 2), None)
    assert notice.deadline.precision == DeadlinePrecision.DAY
    assert (notice.deadline.zone, notice.deadline.zone_known) == ("Europe/London", True)


def test_twice_escaped_text_and_misread_letters_are_put_right() -> None:
    assert parsed(2).texts[0].title == "Ukraine: Unit \u0410 of the heat plant"


def test_client_whose_commas_leave_it_open_where_it_ends_stays_empty() -> None:
    notice = parsed(2)

    assert (notice.buyer, notice.codes) == ("", ())
    assert (notice.reference, notice.project_id, notice.group_raw) == (
        "90000004",
        "90002",
        "Goods",
    )


def test_addendum_hints_at_the_notice_that_it_changes() -> None:
    changed, addendum = parsed(1), parsed(3)

    assert addendum.notice_type == NoticeType.AMENDMENT
    assert addendum.amends_hint == changed.texts[0].title
    assert addendum.project_id == changed.project_id
    assert addendum.deadline == Deadline(DeadlineState.UNKNOWN)


def test_general_notice_and_award_have_no_deadline() -> None:
    assert [parsed(number).notice_type for number in (4, 5)] == [
        NoticeType.GENERAL,
        NoticeType.AWARD,
    ]
    assert [parsed(number).deadline for number in (4, 5)] == [
        Deadline(DeadlineState.NONE_APPLICABLE)
    ] * 2


def test_general_notice_has_a_client_but_neither_exercise_nor_method() -> None:
    notice = parsed(4)

    assert (notice.buyer, notice.reference, notice.method_raw) == ("GRID COMPANY", "", "")
    assert (notice.group, notice.group_raw) == (NoticeGroup.UNKNOWN, "Goods,Works,Consultancy")


def test_row_without_facts_keeps_what_its_cells_show() -> None:
    notice = parsed(5)

    assert (notice.notice_type_raw, notice.countries) == ("Contract Award Notice", ("MD",))
    assert (notice.project_id, notice.buyer, notice.reference) == ("", "", "")


def test_invitation_that_closed_without_a_stated_day_has_an_unknown_deadline() -> None:
    notice = parsed(1, closing="N/A", closing_key="", state="Closed")

    assert notice.deadline == Deadline(DeadlineState.UNKNOWN)
    assert notice.status == NoticeStatus.CLOSED_BY_SOURCE


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"link": "viewNotice.html"}, "link names no 'displayNoticeId'"),
        ({"title": ""}, "title is missing"),
        (
            {"published": "09/03/2026 09:15 UK Time"},
            "published_key says '202609030915', which is not what the row shows",
        ),
        (
            {"closing_key": "202611241631"},
            "closing_key says '202611241631', which is not what the row shows",
        ),
        (
            {"closing": "soon"},
            "closing is no moment such as 01/09/2026 00:18: 'soon'",
        ),
        (
            {"closing": "31/11/2026 16:30"},
            "closing is 2026-11-31, a day that does not exist",
        ),
    ],
)
def test_broken_field_is_named_with_its_reason(change: dict[str, str], reason: str) -> None:
    with pytest.raises(BadRecord) as caught:
        parsed(1, **change)

    assert str(caught.value) == reason


def test_row_with_other_than_ten_cells_keeps_its_place_as_unreadable() -> None:
    records = ebrd.read(PAGE.replace(b"<td>[]</td>", b""))

    assert len(records) == 5
    with pytest.raises(BadRecord):
        ebrd.parse(records[4])


@pytest.mark.parametrize(
    ("page", "sentence"),
    [
        (
            PAGE.replace(b"noticeResultsTable", b"other"),
            "The page has 0 tables 'noticeResultsTable' where one was expected.",
        ),
        (
            b"<table id='noticeResultsTable'><tr><td>1</td>",
            "The page ends early: its last <table> is not closed.",
        ),
    ],
)
def test_page_without_the_whole_table_is_refused(page: bytes, sentence: str) -> None:
    with pytest.raises(BadPayload) as caught:
        ebrd.read(page)

    assert str(caught.value) == sentence


def test_empty_table_holds_no_records() -> None:
    assert ebrd.read(b"<table id='noticeResultsTable'><tbody></tbody></table>") == []


def fetched(httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch) -> list[Payload]:
    monkeypatch.setattr(module, "ADDRESS", httpserver.url_for("/delta/list.html"))
    httpserver.expect_request("/delta/list.html").respond_with_data(PAGE, content_type="text/html")
    with client_for(place_of(httpserver)) as client:
        return list(ebrd.fetch(client, since=date(2026, 11, 1)))


def test_the_one_page_is_asked_after_the_robots_rule(
    httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    httpserver.expect_request("/robots.txt").respond_with_data("User-agent: *\nDisallow:")

    (payload,) = fetched(httpserver, monkeypatch)

    assert len(ebrd.read(payload.content)) == 5
    assert [request.path for request, _ in httpserver.log] == ["/robots.txt", "/delta/list.html"]


def test_robots_rule_that_forbids_the_page_ends_the_fetch(
    httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    httpserver.expect_request("/robots.txt").respond_with_data("User-agent: *\nDisallow: /delta")

    with pytest.raises(BadPayload):
        fetched(httpserver, monkeypatch)

    assert [request.path for request, _ in httpserver.log] == ["/robots.txt"]
