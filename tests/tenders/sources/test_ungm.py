"""The UN Global Marketplace: its list in HTML, a scraped table, and reading by consent."""

from collections.abc import Callable
from datetime import date, time
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from tenders.sources import BY_CONSENT, source_named, sources_with_consent, ungm_requests
from tenders.sources.base import Access, BadPayload, BadRecord, NotLive, Payload
from tenders.sources.notice import (
    Contact,
    Deadline,
    DeadlinePrecision,
    DeadlineState,
    Link,
    Notice,
    NoticeMethod,
    NoticeText,
    NoticeType,
)
from tests.tenders.sources.loopback import client_for, place_of
from tests.tenders.sources.samples import SAMPLES, sample_records

ungm = source_named("ungm")
PAGE = (SAMPLES / "ungm.html").read_bytes()


def parsed(number: int, **changes: Any) -> Notice:
    return ungm.parse(sample_records("ungm.html")[number - 1] | changes)


def test_row_is_read_in_full() -> None:
    notice = parsed(1)

    assert notice.source_id == "900001"
    assert (notice.notice_type, notice.method) == (NoticeType.INVITATION, NoticeMethod.BIDS)
    assert notice.texts == (NoticeText("", "Supply of solar pumps & panels for 12 clinics"),)
    assert (notice.reference, notice.buyer) == ("UNDP-AFG-90001", "UNDP")
    assert notice.countries == ("AF",)
    assert notice.published_on == date(2026, 10, 5)
    assert notice.links == (Link("https://www.ungm.org/Public/Notice/900001"),)


def test_deadline_is_turned_into_utc_and_keeps_what_was_written() -> None:
    assert parsed(1).deadline == Deadline(
        DeadlineState.KNOWN,
        on=date(2026, 10, 19),
        at_time=time(19, 29),
        zone="UTC",
        zone_known=True,
        precision=DeadlinePrecision.MINUTE,
        source_text="19-Oct-2026 23:59 (GMT 4.30)",
    )


def test_offset_west_of_greenwich_moves_the_day() -> None:
    deadline = parsed(2).deadline

    assert (deadline.on, deadline.at_time) == (date(2026, 10, 21), time(3, 30))


def test_deadline_without_an_offset_keeps_its_clock_and_no_zone() -> None:
    deadline = parsed(1, deadline="19-Oct-2026 23:59").deadline

    assert (deadline.on, deadline.at_time) == (date(2026, 10, 19), time(23, 59))
    assert (deadline.zone, deadline.zone_known) == ("", False)


def test_several_destinations_are_a_region() -> None:
    notice = parsed(2)

    assert (notice.countries, notice.regions) == ((), ("Multiple destinations",))
    assert notice.flags == ()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"id": "x1"}, "id is no number of a notice"),
        ({"title": " "}, "title is missing"),
        (
            {"deadline": "19-Oct-2026 23:59 (GMT 15.00)"},
            "deadline has no offset that exists: 15.00",
        ),
        (
            {"deadline": "19-Oct-2026 23:59 (GMT 4.50)"},
            "deadline has no offset that exists: 4.50",
        ),
        ({"deadline": "16.88"}, "deadline is no moment such as 19-Oct-2026 23:59: '16.88'"),
        ({"published": "31-Sep-2026"}, "published is 2026-09-31, a day that does not exist"),
    ],
)
def test_broken_field_is_named_with_its_reason(change: dict[str, str], reason: str) -> None:
    with pytest.raises(BadRecord) as caught:
        parsed(1, **change)

    assert str(caught.value) == reason


def test_scraped_table_adds_text_and_contact() -> None:
    first, second = (ungm.parse(record) for record in sample_records("ungm.csv"))

    assert first.source_id == parsed(1).source_id
    assert first.deadline == parsed(1).deadline
    assert first.texts[0].body_text == "Solar pumps, panels <and> cables for clinics."
    assert first.contacts == (
        Contact(
            name="Parwin Rahimi",
            email="office@agency.example",
            phone="+93 000",
            address="Street 1\nKabul",
        ),
    )
    assert (second.notice_type, second.countries, second.contacts) == (
        NoticeType.INDIVIDUAL_CONSULTANT,
        ("SN",),
        (),
    )


def test_search_that_found_nothing_holds_no_records() -> None:
    assert ungm.read(b'<script>var noticeTotal = "0";</script>') == []


@pytest.mark.parametrize(
    ("page", "sentence"),
    [
        (
            PAGE.replace(b"noticeTotal =", b"other ="),
            "The page ends before it states how many notices there are.",
        ),
        (
            b'<script>var noticeTotal = "15290";</script>',
            "The page speaks of 15,290 notices but holds none.",
        ),
    ],
)
def test_answer_that_is_not_whole_is_refused(page: bytes, sentence: str) -> None:
    with pytest.raises(BadPayload) as caught:
        ungm.read(page)

    assert str(caught.value) == sentence


def test_row_with_other_than_eight_cells_keeps_its_place_as_unreadable() -> None:
    records = ungm.read(PAGE.replace(b'role="cell" class="tableCell"', b'class="tableCell"', 1))

    assert len(records) == 3
    with pytest.raises(BadRecord):
        ungm.parse(records[0])


def test_reading_by_schedule_is_off_until_an_operator_consents() -> None:
    without, with_consent = sources_with_consent([]), sources_with_consent(["ungm", "unknown"])

    assert without["ungm"].access == Access.IMPORT
    with pytest.raises(NotLive):
        without["ungm"].fetch(None, since=date(2026, 11, 1))  # type: ignore[arg-type]
    assert with_consent["ungm"].access == Access.LIVE
    assert with_consent["ungm"].hosts == {"www.ungm.org"}
    assert with_consent.keys() == without.keys()


def page_of(rows: list[tuple[int, str]], total: int) -> bytes:
    cells = "".join(
        f'<div class="tableRow dataRow" data-noticeid="{number}">'
        '<div role="cell"></div><div role="cell"><span>Pumps</span></div>'
        '<div role="cell"><span></span></div>'
        f'<div role="cell"><span>{day}</span></div>' + '<div role="cell"></div>' * 4 + "</div>"
        for number, day in rows
    )
    return f'{cells}<script>var noticeTotal = "{total}";</script>'.encode()


Fetch = Callable[..., list[Payload]]


@pytest.fixture
def fetch(httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch) -> Fetch:
    monkeypatch.setattr(ungm_requests, "ADDRESS", httpserver.url_for("/search"))
    httpserver.expect_request("/robots.txt").respond_with_data(status=404)

    def run(*pages: bytes) -> list[Payload]:
        def answer(request: Request) -> Response:
            place = min(request.get_json()["PageIndex"], len(pages) - 1)
            return Response(pages[place], content_type="text/html")

        httpserver.expect_request("/search", method="POST").respond_with_handler(answer)
        with client_for(place_of(httpserver)) as client:
            return list(BY_CONSENT["ungm"].fetch(client, since=date(2026, 11, 5)))

    return run


def numbers(payloads: list[Payload]) -> list[list[str]]:
    return [[str(record["id"]) for record in ungm.read(payload.content)] for payload in payloads]


def test_search_asks_newest_first_with_two_days_of_overlap(
    fetch: Fetch, httpserver: HTTPServer
) -> None:
    fetch(page_of([(1, "05-Nov-2026")], 1))

    search = httpserver.log[1][0]
    question = search.get_json()
    assert (question["PageIndex"], question["PublishedFrom"]) == (0, "03-Nov-2026")
    assert (question["SortField"], question["SortAscending"]) == ("DatePublished", False)
    assert search.headers["X-Requested-With"] == "XMLHttpRequest"


def test_pages_follow_until_all_that_was_found_is_seen(fetch: Fetch) -> None:
    day = "05-Nov-2026"

    payloads = fetch(page_of([(1, day), (2, day)], 3), page_of([(2, day), (3, day)], 3))

    assert numbers(payloads) == [["1", "2"], ["2", "3"]]


def test_list_ends_when_nothing_new_comes_any_more(fetch: Fetch, httpserver: HTTPServer) -> None:
    payloads = fetch(page_of([(1, "05-Nov-2026")], 9))

    assert numbers(payloads) == [["1"]]
    assert len(httpserver.log) == 1 + 1 + ungm_requests.EMPTY_PAGES


def test_row_from_before_the_window_ends_the_fetch(fetch: Fetch) -> None:
    with pytest.raises(BadPayload) as caught:
        fetch(page_of([(1, "02-Nov-2026")], 1))

    assert str(caught.value) == "The UNGM ignored the parameter 'PublishedFrom'."


def test_endless_list_is_given_up(fetch: Fetch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ungm_requests, "MOST_PAGES", 2)

    with pytest.raises(BadPayload) as caught:
        fetch(page_of([(1, "05-Nov-2026")], 9), page_of([(2, "05-Nov-2026")], 9))

    assert str(caught.value) == "The UNGM's list did not end within 2 pages."


def test_search_that_found_nothing_is_passed_on(fetch: Fetch) -> None:
    assert numbers(fetch(page_of([], 0))) == [[]]


def test_row_of_the_list_does_not_take_away_what_a_table_added() -> None:
    listed, scraped = sample_records("ungm.html")[0], sample_records("ungm.csv")[0]

    merged = ungm.parse({**scraped, **listed})

    assert ungm.partial_records is True
    assert merged == ungm.parse(scraped)
