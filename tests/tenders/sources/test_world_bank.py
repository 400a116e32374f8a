"""The World Bank's records: what each field becomes, and what each trap does."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import pytest

from tenders.sources import source_named
from tenders.sources.base import BadPayload, BadRecord
from tenders.sources.notice import (
    Contact,
    Deadline,
    DeadlinePrecision,
    DeadlineState,
    Flag,
    Link,
    MarketApproach,
    Notice,
    NoticeCode,
    NoticeGroup,
    NoticeMethod,
    NoticeStatus,
    NoticeType,
    ValueKind,
)
from tests.tenders.sources.samples import sample_records

world_bank = source_named("world_bank")


def record(number: int, **changes: Any) -> dict[str, Any]:
    return sample_records("world_bank.json")[number - 1] | changes


def parse(number: int, **changes: Any) -> Notice:
    return world_bank.parse(record(number, **changes))


def bad_field(number: int, **changes: Any) -> tuple[str, str]:
    with pytest.raises(BadRecord) as caught:
        parse(number, **changes)
    return caught.value.field, caught.value.reason


def test_invitation_is_read_in_full() -> None:
    notice = parse(1)

    assert notice.source_id == "OP90000001"
    assert notice.source_id_derived is False
    assert notice.reference == "GM-CVSA-2026-07"
    assert notice.notice_type == NoticeType.INVITATION
    assert notice.notice_type_raw == "Invitation for Bids"
    assert notice.status == NoticeStatus.PUBLISHED
    assert notice.language_published == "en"
    assert (notice.buyer, notice.buyer_country) == ("Coastal Energy Agency", "GM")
    assert (notice.project_id, notice.countries) == ("P900001", ("GM",))
    assert (notice.group, notice.group_raw) == (NoticeGroup.GOODS, "Goods")
    assert (notice.method, notice.method_raw) == (NoticeMethod.BIDS, "Request for Bids")
    assert notice.market_approach == MarketApproach.OPEN
    assert notice.published_on == date(2026, 11, 4)
    assert (notice.value, notice.currency) == (Decimal("1250000.50"), "USD")
    assert notice.value_kind == ValueKind.ESTIMATE
    assert notice.version == "1"
    assert notice.modified_at == datetime(2026, 11, 5, 2, 11, 9, tzinfo=UTC)
    assert notice.flags == ()
    assert notice.links == (
        Link("https://projects.worldbank.org/en/projects-operations/procurement-detail/OP90000001"),
    )


def test_deadline_is_local_to_a_buyer_whose_zone_is_not_known() -> None:
    deadline = parse(1).deadline

    assert deadline == Deadline(
        DeadlineState.KNOWN,
        on=date(2026, 12, 15),
        at_time=time(10, 0),
        zone="",
        zone_known=False,
        precision=DeadlinePrecision.MINUTE,
        source_text="2026-12-15T00:00:00Z 10:00",
        suspicious=False,
    )


def test_title_is_the_longer_one_on_one_line_and_falls_back_to_the_shorter() -> None:
    longer = parse(1).texts[0].title
    shorter = parse(1, noticetitle="").texts[0].title

    assert longer == "Supply and installation of solar home systems for forty coastal villages"
    assert shorter == "Solar home systems for forty villages"


def test_body_is_sanitised_and_has_a_plain_version() -> None:
    text = parse(1).texts[0]

    assert text.body_html == (
        "<div><h4>Invitation for Bids</h4><p>Sealed bids are invited for "
        "<b>solar home systems</b>.&nbsp;&nbsp;</p><ul><li>Lot 1: panels</li>"
        "<li>Lot 2: batteries</li></ul>"
        '<a href="https://coastal-energy.example/docs" rel="noopener noreferrer nofollow">'
        'Documents</a> <a rel="noopener noreferrer nofollow">more</a></div>'
    )
    assert text.body_text.splitlines() == [
        "Invitation for Bids",
        "Sealed bids are invited for solar home systems.",
        "Lot 1: panels",
        "Lot 2: batteries",
        "Documents more",
    ]


def test_codes_are_kept_once_with_their_scheme() -> None:
    assert parse(1).codes == (
        NoticeCode("wb", "LU", "Renewable Energy Solar", "en"),
        NoticeCode("wb", "LT", "Energy Transmission and Distribution", "en"),
        NoticeCode("unspsc", "26131502", "Solar power plants", "en"),
    )


def test_contact_is_kept_apart_from_the_text() -> None:
    assert parse(1).contacts == (
        Contact(
            name="A. Ceesay",
            organization="Coastal Energy Agency",
            email="tenders@coastal-energy.example",
            phone="+220 000 0000",
            address="1 Harbour Road\nBanjul",
            country="Gambia, The",
        ),
    )
    assert parse(3).contacts == ()


def test_address_that_is_no_mail_address_is_left_out() -> None:
    assert parse(1, contact_email="see web page").contacts[0].email == ""


def test_language_is_known_by_its_name_where_the_code_is_missing() -> None:
    assert [parse(number).language_published for number in (2, 3, 4)] == ["es", "fr", "pt"]
    assert parse(2, notice_lang_name="Klingon").language_published == ""


def test_revised_status_and_midnight_at_the_end_of_the_day() -> None:
    notice = parse(2)

    assert notice.status == NoticeStatus.REVISED
    assert notice.deadline.on == date(2026, 11, 25)
    assert notice.deadline.at_time is None
    assert notice.deadline.precision == DeadlinePrecision.DAY


def test_general_notice_has_no_deadline_a_region_and_the_title_of_its_project() -> None:
    notice = parse(3)

    assert notice.notice_type == NoticeType.GENERAL
    assert notice.deadline == Deadline(DeadlineState.NONE_APPLICABLE)
    assert (notice.countries, notice.regions) == ((), ("Western and Central Africa",))
    assert notice.texts[0].title == "Interconnexion des réseaux du littoral"
    assert notice.flags == (Flag.TITLE_FROM_PROJECT,)


def test_missing_deadline_is_unknown() -> None:
    assert parse(4).deadline == Deadline(DeadlineState.UNKNOWN)


def test_award_has_no_deadline_and_a_value_of_zero_is_not_stated() -> None:
    notice = parse(5)

    assert notice.notice_type == NoticeType.AWARD
    assert notice.deadline == Deadline(DeadlineState.NONE_APPLICABLE)
    assert (notice.value, notice.currency) == (None, "")
    assert notice.value_kind == ValueKind.UNKNOWN


def test_draft_has_no_day_of_publication() -> None:
    notice = parse(6)

    assert notice.status == NoticeStatus.DRAFT
    assert notice.published_on is None


@pytest.mark.parametrize("deadline", ["2026-11-04T00:00:00Z", "2026-04-13T00:00:00Z"])
def test_deadline_not_after_publication_is_kept_and_suspicious(deadline: str) -> None:
    notice = parse(7, submission_deadline_date=deadline)

    assert notice.deadline.state == DeadlineState.KNOWN
    assert notice.deadline.suspicious is True
    assert notice.flags == (Flag.DEADLINE_SUSPICIOUS,)
    assert notice.status == NoticeStatus.CANCELLED


def test_unknown_country_is_kept_as_written_and_flagged() -> None:
    notice = parse(1, project_ctry_name="Atlantis, Republic of")

    assert (notice.countries, notice.regions) == ((), ("Atlantis, Republic of",))
    assert notice.flags == (Flag.COUNTRY_UNKNOWN,)


def test_field_that_nobody_knows_is_no_fault() -> None:
    assert parse(8).source_id == "OP90000008"


def test_agency_without_a_contact_has_no_known_country() -> None:
    notice = parse(1, agency_name="Ministry of Power")

    assert (notice.buyer, notice.buyer_country) == ("Ministry of Power", "")


def test_page_without_text_laid_over_a_stored_record_keeps_the_text() -> None:
    stored = record(1)
    fetched = {"id": stored["id"], "notice_status": "Revised"}

    notice = world_bank.parse({**stored, **fetched})

    assert notice.status == NoticeStatus.REVISED
    assert notice.texts == parse(1).texts


def test_hash_ignores_the_nightly_touch_of_the_bank_and_the_order_of_codes() -> None:
    original = parse(1)
    touched = parse(1, api_modified_date="2026-11-20T02:00:00Z")
    shuffled = parse(1, sector=record(1)["sector"][::-1])
    moved = parse(1, submission_deadline_time="11:00")

    assert original.content_hash() == touched.content_hash() == shuffled.content_hash()
    assert original.content_hash() != moved.content_hash()


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("id", None, "is missing"),
        ("id", "", "is missing"),
        ("id", 7, "is a number where text was expected"),
        ("id", "../admin", "is no identifier of up to 64 letters, digits and . _ / -"),
        ("notice_type", None, "is missing"),
        ("notice_status", ["Published"], "is a list where text was expected"),
        ("noticedate", "31-Feb-2026", "is 2026-02-31, a day that does not exist"),
        ("noticedate", "10-sept-2026", "is no day such as 10-Sep-2026: '10-sept-2026'"),
        (
            "submission_deadline_date",
            "2026-02-31T00:00:00Z",
            "is 2026-02-31, a day that does not exist",
        ),
        (
            "submission_deadline_date",
            "9999-12-31T00:00:00Z",
            "lies outside the years 1990 to 2100",
        ),
        ("submission_deadline_date", "soon", "is no day such as 2026-10-28: 'soon'"),
        ("submission_deadline_time", "25:00", "is no time such as 10:00: '25:00'"),
        ("bid_estimate_amount", "NaN", "is no amount of money"),
        ("bid_estimate_amount", "-5", "is no amount of money"),
        ("sector", "LU", "is text where a list of objects was expected"),
        ("unspsc_classification", [1], "is a list where a list of objects was expected"),
        ("noticetitle", "x" * 1_001, "is 1,001 characters long; the limit is 1,000"),
        ("noticetitle", "x" * 5_000_000, "is 5,000,000 characters long; the limit is 1,000"),
        ("notice_text", "x" * 400_001, "is 400,001 bytes long; the limit is 400,000"),
        ("notice_text", "<div>" * 20_001, "holds more than 20,000 HTML tags"),
    ],
)
def test_broken_field_is_named_with_its_reason(field: str, value: Any, reason: str) -> None:
    assert bad_field(1, **{field: value}) == (field, reason)


def test_record_without_any_title_is_bad() -> None:
    changes = {"noticetitle": None, "bid_description": " ", "project_name": ""}

    assert bad_field(1, **changes)[0] == "noticetitle"


def test_script_in_a_title_is_dropped_and_the_words_stay() -> None:
    notice = parse(
        1, noticetitle="<script>alert('x')</script>Solar &amp; <b>wind</b> \u202epark\x00"
    )

    assert notice.texts[0].title == "Solar & wind park"


def test_mapping_of_notices_is_read_like_a_list() -> None:
    assert world_bank.read(b'{"procnotices": {"OP1": {"id": "OP1"}}}') == [{"id": "OP1"}]


def test_empty_answer_holds_no_records() -> None:
    assert world_bank.read(b'{"rows": 0, "total": "0", "procnotices": []}') == []


def test_two_records_of_one_id_are_both_read() -> None:
    payload = b'{"procnotices": [{"id": "OP1"}, {"id": "OP1", "notice_type": "x"}]}'

    assert [row["id"] for row in world_bank.read(payload)] == ["OP1", "OP1"]


@pytest.mark.parametrize(
    ("payload", "message"),
    [
        (b"", "The payload is empty."),
        (b"<html></html>", "HTML or XML came where JSON was expected."),
        (
            b'{"total": "3"}',
            "The JSON has no key 'procnotices', so it is no answer of the notice API.",
        ),
        (b'{"procnotices": "none"}', "The key 'procnotices' holds no list of notices."),
        (b'{"procnotices": [{"id": "OP', "The JSON ends early, at character 27."),
    ],
)
def test_wrong_container_is_named(payload: bytes, message: str) -> None:
    with pytest.raises(BadPayload) as caught:
        world_bank.read(payload)

    assert str(caught.value) == message
