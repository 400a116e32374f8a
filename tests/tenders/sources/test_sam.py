"""SAM.gov: the columns, the set-asides, the officers, and rows that are broken."""

from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest

from tenders.sources import source_named
from tenders.sources.base import UNREADABLE, BadRecord
from tenders.sources.notice import (
    Award,
    CodeScheme,
    Contact,
    Deadline,
    DeadlinePrecision,
    DeadlineState,
    Link,
    Notice,
    NoticeCode,
    NoticeStatus,
    NoticeType,
    ValueKind,
)
from tests.tenders.sources.samples import SAMPLES, sample_records

sam = source_named("sam")


def notice(number: int, **changes: Any) -> Notice:
    return sam.parse(sample_records("sam.csv")[number - 1] | changes)


def test_solicitation_is_read_in_full() -> None:
    found = notice(1)

    assert found.source_id == "0a1b2c3d4e5f60718293a4b5c6d7e8f9"
    assert found.reference == "89243226R0007"
    assert found.notice_type == NoticeType.INVITATION
    assert found.status == NoticeStatus.PUBLISHED
    assert found.texts[0].title == "Solar carports – phase 2"
    assert found.buyer == "ENERGY, DEPARTMENT OF, GOLDEN FIELD OFFICE"
    assert (found.buyer_country, found.countries, found.regions) == ("US", ("US",), ("Golden, CO",))
    assert found.codes == (
        NoticeCode(CodeScheme.NAICS, "238210"),
        NoticeCode(CodeScheme.PSC, "6117"),
    )
    assert found.published_on == date(2026, 11, 9)
    assert found.links == (Link("https://sam.gov/opp/0a1b2c3d4e5f60718293a4b5c6d7e8f9/view"),)
    assert found.flags == ()


def test_deadline_keeps_the_clock_and_the_offset_of_the_office() -> None:
    assert notice(1).deadline == Deadline(
        DeadlineState.KNOWN,
        on=date(2026, 12, 4),
        at_time=time(14, 0),
        zone="Etc/GMT+7",
        zone_known=True,
        precision=DeadlinePrecision.MINUTE,
        source_text="2026-12-04T14:00:00-07:00",
    )


def test_deadline_without_a_time_is_a_day_without_a_zone() -> None:
    deadline = notice(2).deadline

    assert (deadline.on, deadline.at_time) == (date(2026, 11, 30), None)
    assert (deadline.precision, deadline.zone_known) == (DeadlinePrecision.DAY, False)


@pytest.mark.parametrize("code", ["WOSB", "WOSBSS", "EDWOSB", "EDWOSBSS"])
def test_set_aside_for_women_owned_firms_is_kept(code: str) -> None:
    found = notice(1, SetASideCode=code)

    assert found.set_aside == code
    assert found.eligibility_raw == (
        "Women-Owned Small Business (WOSB) Program Set-Aside (FAR 19.15)"
    )


def test_nothing_set_aside_is_empty() -> None:
    assert (notice(2).set_aside, notice(2).eligibility_raw) == ("", "")


def test_officers_move_from_the_text_to_the_contacts() -> None:
    found = notice(1)

    assert found.texts[0].body_text == (
        'The office needs carports with 400 kW of modules, "turn-key".\nQuestions to , or .'
    )
    assert found.contacts == (
        Contact(name="Avery Sample", email="avery.sample@agency.example", phone="303-555-0142"),
        Contact(name="Robin Placeholder", email="robin@agency.example"),
        Contact(phone="(303) 555-0199"),
    )


def test_plain_description_keeps_its_lines() -> None:
    assert notice(2).texts[0].body_html == (
        "<p>Firms with experience in energy audits are invited to answer.</p>\n"
        "<p>No contract will follow from this notice.</p>"
    )


def test_award_has_a_winner_and_no_deadline() -> None:
    found = notice(3)

    assert found.notice_type == NoticeType.AWARD
    assert found.deadline == Deadline(DeadlineState.NONE_APPLICABLE)
    assert (found.value, found.currency) == (Decimal("1284500.00"), "USD")
    assert found.value_kind == ValueKind.AWARD
    assert found.awards == (
        Award(
            "Mesa Storage LLC Tucson AZ",
            amount=Decimal("1284500.00"),
            currency="USD",
            signed_on=date(2026, 11, 3),
        ),
    )


def test_early_warning_without_a_date_expects_no_answer() -> None:
    found = notice(4)

    assert found.notice_type == NoticeType.GENERAL
    assert found.deadline == Deadline(DeadlineState.NONE_APPLICABLE)
    assert found.status == NoticeStatus.CLOSED_BY_SOURCE


def test_solicitation_without_a_date_stays_open_to_question() -> None:
    assert notice(1, ResponseDeadLine="").deadline == Deadline(DeadlineState.UNKNOWN)


def test_nobody_can_bid_for_a_justification() -> None:
    assert notice(1, Type="Justification").deadline == Deadline(DeadlineState.NONE_APPLICABLE)


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("NoticeId", "", "is missing"),
        ("Title", " ", "is missing"),
        ("Type", "", "is missing"),
        (
            "ResponseDeadLine",
            "soon",
            "is no moment such as 2026-05-29T12:30:00: 'soon'",
        ),
        ("PostedDate", "0001-01-01", "lies outside the years 1990 to 2100"),
        ("Award$", "much", "is no amount of money"),
    ],
)
def test_broken_field_is_named_with_its_reason(field: str, value: str, reason: str) -> None:
    with pytest.raises(BadRecord) as caught:
        notice(1, **{field: value})

    assert (caught.value.field, caught.value.reason) == (field, reason)


def test_broken_row_does_not_cost_the_others() -> None:
    header, rest = (SAMPLES / "sam.csv").read_bytes().split(b"\n", 1)
    broken = b'"9' + b"f" * 31 + b'","He said "now", twice","no end\n'

    records = sam.read(header + b"\n" + broken + rest)

    assert list(records[0]) == [UNREADABLE]
    assert [sam.record_id(record) for record in records[1:]] == [
        sam.record_id(record) for record in sample_records("sam.csv")
    ]
