"""The IsDB's tenders, with labels that stick to their values."""

from datetime import date
from typing import Any

import pytest

from tenders.sources import source_named
from tenders.sources.base import BadRecord
from tenders.sources.notice import (
    Award,
    Contact,
    Deadline,
    DeadlineState,
    Link,
    Notice,
    NoticeMethod,
    NoticeStatus,
    NoticeType,
)
from tests.tenders.sources.samples import sample_records

isdb = source_named("isdb")


def parsed(number: int, **changes: Any) -> Notice:
    return isdb.parse(sample_records("isdb.json")[number - 1] | changes)


def test_tender_is_read_in_full() -> None:
    notice = parsed(1)

    assert notice.source_id == "90001"
    assert notice.reference == "SOL2026-001"
    assert notice.notice_type == NoticeType.EXPRESSION_OF_INTEREST
    assert notice.status == NoticeStatus.PUBLISHED
    assert notice.language_published == "en"
    assert notice.texts[0].body_text == "The bank invites consultants.\nSee the <terms>."
    assert notice.countries == ("UG",)
    assert notice.published_on == date(2026, 10, 7)
    assert notice.deadline == Deadline(
        DeadlineState.KNOWN, on=date(2026, 11, 24), source_text="24 November 2026"
    )
    assert (notice.method, notice.eligibility_raw) == (
        NoticeMethod.BIDS,
        "International Competitive Bidding",
    )
    assert notice.documents == (
        Link("https://www.isdb.org/files/Terms%201.pdf", "Terms.pdf", "document"),
    )
    assert notice.contacts == (Contact(email="office@bank.example"),)


def test_rule_for_members_is_handed_over_as_published() -> None:
    notice = parsed(2)

    assert notice.eligibility_raw == "IsDB Member Country Bidding"
    assert (notice.project_id, notice.project_name) == ("SEN9001", "Grid of the South")


def test_award_has_a_winner_and_no_deadline() -> None:
    notice = parsed(3)

    assert notice.notice_type == NoticeType.AWARD
    assert notice.awards == (Award("Soleil SA", "ML"),)
    assert notice.deadline == Deadline(DeadlineState.NONE_APPLICABLE)
    assert notice.status == NoticeStatus.CLOSED_BY_SOURCE
    assert notice.language_published == "fr"


def test_tender_without_details_keeps_what_the_list_shows() -> None:
    notice = parsed(4)

    assert (notice.published_on, notice.documents, notice.eligibility_raw) == (None, (), "")
    assert notice.regions == ("Regional",)


def test_deadline_comes_from_the_page_where_the_list_has_none() -> None:
    assert parsed(1, close_date="").deadline.on == date(2026, 11, 24)


def test_deadline_not_after_the_issue_is_suspicious() -> None:
    assert parsed(1, close_date="7 October 2026").deadline.suspicious is True


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"node_id": None}, "node_id is missing"),
        ({"title": ""}, "title is missing"),
        ({"details": "x"}, "details is no object"),
        ({"close_date": "31 November 2026"}, "close_date is 2026-11-31, a day that does not exist"),
        (
            {"details": {"issue_date": "Issue Date soon"}},
            "issue_date is no day such as 7 August 2025: 'soon'",
        ),
        (
            {"details": {"attachments": "x"}},
            "attachments is text where a list of objects was expected",
        ),
    ],
)
def test_broken_field_is_named_with_its_reason(change: dict[str, Any], reason: str) -> None:
    with pytest.raises(BadRecord) as caught:
        parsed(1, **change)

    assert str(caught.value) == reason
