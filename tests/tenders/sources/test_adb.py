"""The ADB's list of consulting assignments, whose facts stand in the title."""

from typing import Any

import pytest

from tenders.sources import source_named
from tenders.sources.base import BadPayload, BadRecord
from tenders.sources.notice import (
    Deadline,
    DeadlineState,
    Flag,
    Link,
    Notice,
    NoticeGroup,
    NoticeText,
    NoticeType,
)
from tests.tenders.sources.samples import sample_records

adb = source_named("adb")


def parsed(number: int, **changes: Any) -> Notice:
    return adb.parse(sample_records("adb.json")[number - 1] | changes)


def test_facts_are_taken_from_the_title() -> None:
    notice = parsed(1)

    assert notice.texts == (NoticeText("en", "Island Grids Project - IG-CS-01 Owner's Engineer"),)
    assert (notice.reference, notice.project_id) == ("GRANT-9001", "90001-001")
    assert notice.project_name == "Island Grids Project"
    assert notice.countries == ("MH",)
    assert notice.notice_type == NoticeType.EXPRESSION_OF_INTEREST
    assert notice.group == NoticeGroup.CONSULTING
    assert notice.deadline == Deadline(DeadlineState.UNKNOWN)
    assert notice.links == (Link("https://www.adb.org/projects/90001-001/main"),)
    assert notice.flags == (Flag.ID_DERIVED,)


def test_buttons_of_the_page_are_no_notices() -> None:
    titles = [record["title"] for record in sample_records("adb.json")]

    assert len(titles) == 5
    assert "Next 25" not in titles


def test_technical_assistance_bears_the_number_of_its_project() -> None:
    notice = parsed(2)

    assert (notice.reference, notice.project_id) == ("TA 90002-001", "90002-001")
    assert notice.countries == ("CN",)


def test_project_and_package_are_not_guessed_where_the_dash_stands_twice() -> None:
    notice = parsed(2)

    assert notice.project_name == ""
    assert notice.texts[0].title == "Storage for Wind Parks - A Study - Phase 2"


def test_person_is_sought_for_a_region() -> None:
    notice = parsed(3)

    assert notice.notice_type == NoticeType.INDIVIDUAL_CONSULTANT
    assert (notice.countries, notice.regions) == ((), ("Regional",))
    assert notice.flags == (Flag.ID_DERIVED,)


def test_unknown_letters_of_a_country_are_kept_and_flagged() -> None:
    notice = parsed(4)

    assert (notice.countries, notice.regions) == ((), ("XYZ",))
    assert notice.flags == (Flag.ID_DERIVED, Flag.COUNTRY_UNKNOWN)
    assert notice.links == ()


def test_title_of_another_form_stays_whole() -> None:
    notice = parsed(5)

    assert notice.texts[0].title == "Advisory panel for heat pumps"
    assert (notice.reference, notice.project_id, notice.regions) == ("", "", ())


def test_banks_own_number_is_the_key_where_it_was_saved() -> None:
    notice = parsed(1, csrn_id="123456")

    assert (notice.source_id, notice.source_id_derived) == ("123456", False)
    assert notice.flags == ()


def test_two_assignments_of_one_project_have_two_keys() -> None:
    title = sample_records("adb.json")[0]["title"]

    assert parsed(1).source_id != parsed(1, title=title.replace("01 ", "02 ")).source_id
    assert parsed(1).source_id == parsed(1, scraped_at="2027-01-01").source_id


@pytest.mark.parametrize("title", ["", None, " "])
def test_row_without_a_title_is_a_bad_record(title: str | None) -> None:
    with pytest.raises(BadRecord) as caught:
        parsed(1, title=title)

    assert str(caught.value) == "title is missing"


@pytest.mark.parametrize(
    ("payload", "sentence"),
    [
        (b"{}", "The JSON is no list of notices."),
        (
            b"[" + "\ufffd".encode() * 30,
            "The file is no text: it was stored without being unpacked.",
        ),
    ],
)
def test_file_of_another_shape_is_refused(payload: bytes, sentence: str) -> None:
    with pytest.raises(BadPayload) as caught:
        adb.read(payload)

    assert str(caught.value) == sentence
