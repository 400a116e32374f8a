"""Links to the AfDB's notices."""

from datetime import date
from typing import Any

import pytest

from tenders.sources import source_named
from tenders.sources.base import BadPayload, BadRecord
from tenders.sources.notice import (
    Deadline,
    DeadlineState,
    Flag,
    Notice,
    NoticeMethod,
    NoticeText,
    NoticeType,
)
from tests.tenders.sources.samples import sample_records

afdb = source_named("afdb")


def parsed(number: int, **changes: Any) -> Notice:
    return afdb.parse(sample_records("afdb.json")[number - 1] | changes)


def test_first_word_of_the_title_tells_the_kind() -> None:
    notice = parsed(1)

    assert (notice.notice_type, notice.notice_type_raw) == (
        NoticeType.EXPRESSION_OF_INTEREST,
        "EOI",
    )
    assert notice.texts == (NoticeText("", "Kenya - Feasibility study for geothermal wells"),)
    assert notice.countries == ("KE",)
    assert notice.published_on == date(2026, 9, 10)
    assert notice.deadline == Deadline(DeadlineState.UNKNOWN)
    assert notice.source_id == "90001"
    assert notice.flags == (Flag.ID_DERIVED,)
    assert notice.buyer == ""


def test_french_lead_and_country_are_known() -> None:
    notice = parsed(2)

    assert (notice.notice_type_raw, notice.countries) == ("AMI", ("CI",))
    assert notice.texts[0].title == "Côte d’Ivoire – Contrôle des travaux de mini-réseaux solaires"


def test_bank_is_the_buyer_of_its_own_purchases() -> None:
    notice = parsed(3)

    assert notice.buyer == "African Development Bank"
    assert (notice.notice_type, notice.method) == (NoticeType.INVITATION, NoticeMethod.PROPOSALS)
    assert notice.texts[0].title == "Request for proposal: Solar roof of the country office"
    assert notice.published_on is None


def test_link_without_a_number_gets_a_key_of_its_address() -> None:
    notice = parsed(4)

    assert notice.notice_type == NoticeType.OTHER
    assert notice.source_id == parsed(4, text="Another title").source_id
    assert notice.source_id.startswith("afdb-")


def test_general_notice_has_no_deadline() -> None:
    notice = parsed(5)

    assert notice.texts[0].title == "Rural electrification"
    assert notice.deadline == Deadline(DeadlineState.NONE_APPLICABLE)


@pytest.mark.parametrize("text", ["EOIs in general", "SPNx", "GPN"])
def test_word_that_only_begins_like_a_lead_is_none(text: str) -> None:
    assert parsed(4, text=text).texts[0].title == text


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"text": ""}, "text is missing"),
        ({"url": ""}, "url is no address of a notice"),
        ({"url": "javascript:alert(1)"}, "url is no address of a notice"),
        ({"url": "https://www.afdb.org/"}, "url is no address of a notice"),
        ({"date": "2026-02-31"}, "date is no day such as 7 August 2025: '2026-02-31'"),
    ],
)
def test_broken_field_is_named_with_its_reason(change: dict[str, str], reason: str) -> None:
    with pytest.raises(BadRecord) as caught:
        parsed(1, **change)

    assert str(caught.value) == reason


def test_list_of_something_else_is_refused() -> None:
    with pytest.raises(BadPayload) as caught:
        afdb.read(b'[{"title": "x"}]')

    assert str(caught.value) == "No object of the list has the keys 'text' and 'url'."
