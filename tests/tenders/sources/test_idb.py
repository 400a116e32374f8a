"""The IDB's files in both shapes, and the derived key."""

from datetime import date
from typing import Any

import pytest

from tenders.sources import source_named
from tenders.sources.base import BadPayload, BadRecord
from tenders.sources.notice import (
    Deadline,
    DeadlinePrecision,
    DeadlineState,
    Flag,
    Link,
    Notice,
    NoticeText,
    NoticeType,
)
from tests.tenders.sources.samples import sample_records

idb = source_named("idb")
HEADER = "Country,Type,Notice Title,Project Name,Project Number,Publication Date,Due Date\n"


def from_json(number: int, **changes: Any) -> Notice:
    return idb.parse(sample_records("idb.json")[number - 1] | changes)


def from_csv(*rows: str) -> list[Notice]:
    return [idb.parse(record) for record in idb.read((HEADER + "\n".join(rows)).encode())]


def table_row(published: str, due: str) -> str:
    return f"BOLIVIA,SPECIFIC,Red rural,Programa,BO-L9001,{published},{due}"


def test_invitation_is_read_in_full() -> None:
    notice = from_json(1)

    assert notice.notice_type == NoticeType.INVITATION
    assert notice.notice_type_raw == "SPECIFIC"
    assert notice.texts == (NoticeText("", "ADQUISICIÓN DE MEDIDORES PARA REDES DE DISTRIBUCIÓN"),)
    assert notice.countries == ("BO",)
    assert (notice.project_id, notice.project_name) == ("BO-L9001", "Programa de redes rurales")
    assert notice.published_on == date(2026, 10, 12)
    assert notice.deadline == Deadline(
        DeadlineState.KNOWN,
        on=date(2026, 11, 20),
        precision=DeadlinePrecision.DAY,
        source_text="2026-11-20",
    )
    assert notice.links == (Link("https://bank.example/notices"),)
    assert notice.source_id_derived is True
    assert notice.flags == (Flag.ID_DERIVED,)


def test_language_and_sector_of_the_scraper_are_not_read() -> None:
    notice = from_json(1)

    assert notice.language_published == ""
    assert notice.codes == ()


def test_amendment_hints_at_the_notice_it_amends() -> None:
    amended, amendment = from_json(1), from_json(2)

    assert amendment.notice_type == NoticeType.AMENDMENT
    assert amendment.notice_type_raw == "SPECIFIC"
    assert amendment.amends_hint == amended.texts[0].title
    assert amendment.project_id == amended.project_id
    assert amendment.deadline.on == date(2026, 11, 27)


def test_general_notice_and_award_have_no_deadline() -> None:
    assert [from_json(number).notice_type for number in (3, 5)] == [
        NoticeType.GENERAL,
        NoticeType.AWARD,
    ]
    assert [from_json(number).deadline for number in (3, 5)] == [
        Deadline(DeadlineState.NONE_APPLICABLE)
    ] * 2


def test_country_is_known_in_spanish_and_in_capitals() -> None:
    assert [from_json(number).countries for number in (3, 5)] == [("BR",), ("DO",)]


def test_row_of_which_the_scraper_saw_little_stays_empty() -> None:
    notice = from_json(4)

    assert (notice.notice_type, notice.notice_type_raw) == (NoticeType.OTHER, "")
    assert (notice.countries, notice.regions, notice.project_id) == ((), (), "")
    assert notice.deadline == Deadline(DeadlineState.UNKNOWN)


def test_award_is_known_where_only_the_second_field_says_so() -> None:
    assert from_json(4, noticeType="Award").notice_type == NoticeType.AWARD


def test_deadline_not_after_publication_is_suspicious() -> None:
    notice = from_json(1, deadline="2026-10-12")

    assert notice.deadline.suspicious is True
    assert notice.flags == (Flag.ID_DERIVED, Flag.DEADLINE_SUSPICIOUS)


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "ftp://bank.example", "https://a@b.example"]
)
def test_address_that_is_no_plain_web_address_is_left_out(url: str) -> None:
    assert from_json(1, url=url).links == ()


def test_same_notice_has_one_key_in_both_shapes() -> None:
    scraped = sample_records("idb.json")[0]
    saved = sample_records("idb.csv")[0]

    assert idb.record_id(scraped) == idb.record_id(saved)


@pytest.mark.parametrize(
    "change",
    [
        {"projectId": "BO-L9002"},
        {"category": "EOI"},
        {"title": "ADQUISICIÓN DE POSTES"},
        {"publicationDate": "2026-10-13"},
    ],
)
def test_key_differs_with_project_type_title_and_day(change: dict[str, str]) -> None:
    assert from_json(1, **change).source_id != from_json(1).source_id


def test_key_does_not_change_with_deadline_or_spacing() -> None:
    title = "Adquisición  de medidores para redes de distribución "

    assert from_json(1, deadline=None, title=title).source_id == from_json(1).source_id


def test_day_first_is_read_when_another_date_of_the_file_proves_it() -> None:
    first, second = from_csv(
        table_row("03/04/2026", "05/06/2026"), table_row("20/04/2026", "01/07/2026")
    )

    assert (first.published_on, first.deadline.on) == (date(2026, 4, 3), date(2026, 6, 5))
    assert second.published_on == date(2026, 4, 20)


def test_month_first_is_read_when_the_file_proves_that() -> None:
    notice = from_csv(table_row("03/04/2026", "05/20/2026"))[0]

    assert (notice.published_on, notice.deadline.on) == (date(2026, 3, 4), date(2026, 5, 20))


def test_order_that_nothing_proves_stays_open_and_is_flagged() -> None:
    notice = from_csv(table_row("03/04/2026", "05/06/2026"))[0]

    assert notice.published_on is None
    assert notice.deadline == Deadline(DeadlineState.UNKNOWN, source_text="05/06/2026")
    assert notice.flags == (Flag.ID_DERIVED, Flag.AMBIGUOUS_DATE)


def test_date_with_one_reading_needs_no_proof() -> None:
    contradictory = from_csv(
        table_row("05/05/2026", "20/06/2026"), table_row("06/06/2026", "07/21/2026")
    )

    assert [notice.deadline.on for notice in contradictory] == [
        date(2026, 6, 20),
        date(2026, 7, 21),
    ]
    assert [notice.published_on for notice in contradictory] == [
        date(2026, 5, 5),
        date(2026, 6, 6),
    ]


def test_saved_table_is_read_with_its_iso_dates_and_quoted_commas() -> None:
    notices = [idb.parse(record) for record in sample_records("idb.csv")]

    assert [notice.published_on for notice in notices] == [
        date(2026, 10, 12),
        date(2026, 10, 5),
        date(2026, 10, 1),
        date(2026, 10, 19),
    ]
    assert notices[1].texts[0].title == "Consultoría para el diseño de una planta solar, fase 2"
    assert [notice.countries for notice in notices] == [("BO",), ("EC",), ("HT",), ("PE",)]


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("title", None, "is missing"),
        ("title", ["x"], "is a list where text was expected"),
        ("publicationDate", "2026-02-31", "is 2026-02-31, a day that does not exist"),
        ("deadline", "tomorrow", "is no day such as 2026-10-28: 'tomorrow'"),
        ("projectId", 9001, "is a number where text was expected"),
    ],
)
def test_broken_field_is_named_with_its_reason(field: str, value: Any, reason: str) -> None:
    with pytest.raises(BadRecord) as caught:
        from_json(1, **{field: value})

    assert (caught.value.field, caught.value.reason) == (field, reason)


def test_bad_day_in_a_table_names_the_column() -> None:
    with pytest.raises(BadRecord) as caught:
        from_csv(table_row("31/02/2026", ""))

    assert str(caught.value) == "Publication Date is 2026-02-31, a day that does not exist"


def test_object_instead_of_a_list_is_refused() -> None:
    with pytest.raises(BadPayload) as caught:
        idb.read(b'{"procnotices": []}')

    assert str(caught.value) == "The JSON is no list of notices."


def test_table_with_headings_alone_and_an_empty_list_hold_no_records() -> None:
    assert idb.read(HEADER.encode()) == []
    assert idb.read(b"[]") == []
