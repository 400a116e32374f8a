"""dgMarket's upload format and its feed."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tenders.sources import source_named
from tenders.sources.base import UNREADABLE, BadPayload, BadRecord
from tenders.sources.notice import (
    CodeScheme,
    Deadline,
    DeadlineState,
    Flag,
    Link,
    Notice,
    NoticeCode,
    NoticeText,
    NoticeType,
    ValueKind,
)
from tests.tenders.sources.samples import sample_records

dgmarket = source_named("dgmarket")


def uploaded(number: int, **changes: Any) -> Notice:
    return dgmarket.parse(sample_records("dgmarket.xml")[number - 1] | changes)


def fed(number: int, **changes: Any) -> Notice:
    return dgmarket.parse(sample_records("dgmarket.rss")[number - 1] | changes)


def upload_of(*notices: str) -> list[Notice]:
    payload = "<NOTICES>" + "".join(f"<NOTICE>{each}</NOTICE>" for each in notices) + "</NOTICES>"
    return [dgmarket.parse(record) for record in dgmarket.read(payload.encode())]


def ending(on: str, number: int = 1) -> str:
    return (
        f"<NOTICE_NO>{number}</NOTICE_NO><BUYER>B</BUYER><NOTICE_TITLE>T</NOTICE_TITLE>"
        f"<TYPE>spn</TYPE><END_DATE>{on}</END_DATE>"
    )


def test_uploaded_notice_is_read_in_full() -> None:
    notice = uploaded(1)

    assert (notice.reference, notice.source_id_derived) == ("22-01", True)
    assert (notice.notice_type, notice.notice_type_raw) == (NoticeType.INVITATION, "spn")
    assert notice.texts == (
        NoticeText(
            "es",
            "Bombas solares & tanques",
            "Alcaldía de Prueba <br>Title: Bombas",
            "Alcaldía de Prueba\nTitle: Bombas",
        ),
    )
    assert notice.language_published == "es"
    assert (notice.buyer, notice.buyer_country) == ("Alcaldía de Prueba", "BO")
    assert notice.countries == ("BO",)
    assert (notice.value, notice.currency) == (Decimal("4522.48"), "USD")
    assert notice.value_kind == ValueKind.ESTIMATE
    assert notice.published_on == date(2026, 7, 25)
    assert notice.deadline == Deadline(
        DeadlineState.KNOWN, on=date(2026, 8, 27), source_text="27-08-2026"
    )
    assert notice.links == (Link("https://tenders.example/1"),)
    assert notice.flags == (Flag.ID_DERIVED,)


def test_day_first_is_read_where_the_file_proves_it() -> None:
    notice = uploaded(2)

    assert notice.deadline.on == date(2026, 9, 5)
    assert notice.documents == (Link("https://tenders.example/2.docx", type="document"),)


def test_month_first_is_read_where_the_file_proves_that() -> None:
    first, _ = upload_of(ending("05-09-2026"), ending("08-27-2026", 2))

    assert first.deadline.on == date(2026, 5, 9)


def test_order_that_nothing_proves_stays_open_and_is_flagged() -> None:
    for notices in (
        upload_of(ending("05-09-2026")),
        upload_of(ending("05-09-2026"), ending("08-27-2026", 2), ending("27-08-2026", 3)),
    ):
        assert notices[0].deadline == Deadline(DeadlineState.UNKNOWN, source_text="05-09-2026")
        assert notices[0].flags == (Flag.ID_DERIVED, Flag.AMBIGUOUS_DATE)


def test_plain_lines_keep_their_breaks_and_a_missing_number_is_made_up_for() -> None:
    notice = uploaded(3)

    assert notice.texts[0].body_text == "No. Tender 1\nTarikh Tutup 15 Aug 2026"
    assert notice.reference == ""
    assert notice.source_id != uploaded(3, NOTICE_URL="https://tenders.example/9").source_id
    assert notice.deadline == Deadline(DeadlineState.NONE_APPLICABLE)


def test_notice_without_dates_has_an_unknown_deadline() -> None:
    notice = uploaded(4)

    assert (notice.published_on, notice.deadline) == (None, Deadline(DeadlineState.UNKNOWN))
    assert notice.flags == (Flag.ID_DERIVED,)


def test_number_of_another_buyer_is_another_notice() -> None:
    assert uploaded(1).source_id != uploaded(1, BUYER="Otra Alcaldía").source_id
    assert uploaded(1).source_id == uploaded(1, NOTICE_TITLE="Bombas").source_id


def test_title_that_is_too_long_is_cut_and_stands_whole_in_the_text() -> None:
    whole = "obra " * 250 + "final"

    text = uploaded(1, NOTICE_TITLE=whole).texts[0]

    assert len(text.title) <= 1_000
    assert text.title.endswith("obra\u2026")
    assert text.body_text.splitlines()[0] == whole


def test_item_of_the_feed_is_read_in_full() -> None:
    notice = fed(1)

    assert (notice.source_id, notice.source_id_derived) == ("90000001", False)
    assert notice.notice_type == NoticeType.INVITATION
    assert notice.texts == (NoticeText("", "Solar pumps & panels"),)
    assert notice.buyer == "Rural Energy Agency"
    assert notice.countries == ("SN",)
    assert notice.codes == (
        NoticeCode(CodeScheme.CPV, "09331200"),
        NoticeCode(CodeScheme.CPV, "42122130"),
    )
    assert notice.published_on == date(2026, 10, 2)
    assert notice.deadline == Deadline(
        DeadlineState.KNOWN, on=date(2026, 11, 30), source_text="2026/Nov/30"
    )
    assert notice.flags == ()


def test_general_item_of_the_feed_has_no_deadline() -> None:
    assert fed(2).deadline == Deadline(DeadlineState.NONE_APPLICABLE)
    assert fed(2).buyer == "Ministry of Power"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"NOTICE_TITLE": ""}, "NOTICE_TITLE is missing"),
        ({"END_DATE": "31-11-2026"}, "END_DATE is 2026-11-31, a day that does not exist"),
        ({"EST_COST": "much"}, "EST_COST is no amount of money"),
    ],
)
def test_broken_field_of_an_upload_is_named(change: dict[str, str], reason: str) -> None:
    with pytest.raises(BadRecord) as caught:
        uploaded(1, **change)

    assert str(caught.value) == reason


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"link": "https://www.dgmarket.com/", "guid": ""}, "link names no 'noticeId'"),
        ({"title": ""}, "title is missing"),
        ({"category": "type/spn"}, "category is no list of texts"),
        (
            {"category": ["deadline/2026/Nov"]},
            "category states no day such as 2015/Apr/30: '2026/Nov'",
        ),
        (
            {"category": ["deadline/2026/Nov/31"]},
            "category is 2026-11-31, a day that does not exist",
        ),
        (
            {"category": ["type/spn", "type/gpn"]},
            "category states two types or two deadlines",
        ),
        ({"pubDate": "yesterday"}, "pubDate is no day of a feed: 'yesterday'"),
    ],
)
def test_broken_field_of_the_feed_is_named(change: dict[str, Any], reason: str) -> None:
    with pytest.raises(BadRecord) as caught:
        fed(1, **change)

    assert str(caught.value) == reason


def test_notice_that_says_something_twice_keeps_its_place_as_unreadable() -> None:
    records = dgmarket.read(
        b"<NOTICES><NOTICE><BUYER>a</BUYER><BUYER>b</BUYER></NOTICE><NOTICE/></NOTICES>"
    )

    assert [list(record) for record in records] == [[UNREADABLE], [UNREADABLE]]


@pytest.mark.parametrize("payload", [b"<feed/>", b"<rss/>", b"<NOTICE/>"])
def test_xml_of_another_shape_is_refused(payload: bytes) -> None:
    with pytest.raises(BadPayload) as caught:
        dgmarket.read(payload)

    assert str(caught.value) == "The XML is neither 'NOTICES' nor an RSS feed with a channel."


def test_empty_containers_hold_no_records() -> None:
    assert dgmarket.read(b"<NOTICES/>") == []
    assert dgmarket.read(b"<rss><channel><title>x</title></channel></rss>") == []
