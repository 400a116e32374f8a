"""The NADB's announcements, in a file of our own shape."""

from datetime import date
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
    NoticeText,
    NoticeType,
)
from tests.tenders.sources.samples import sample_records

nadb = source_named("nadb")


def parsed(number: int, /, **changes: Any) -> Notice:
    return nadb.parse(sample_records("nadb.csv")[number - 1] | changes)


def test_row_is_read_in_full() -> None:
    notice = parsed(1)

    assert (notice.source_id, notice.reference) == ("NADB-2026-01", "NADB-2026-01")
    assert notice.source_id_derived is False
    assert notice.notice_type == NoticeType.INVITATION
    assert notice.texts == (
        NoticeText(
            "en",
            "Solar park for the waterworks of Ciudad Prueba",
            "Panels, pumps<br>and cables.",
            "Panels, pumps\nand cables.",
        ),
    )
    assert (notice.buyer, notice.project_name) == ("Waterworks of Ciudad Prueba", "Clean Water")
    assert notice.countries == ("MX",)
    assert notice.published_on == date(2026, 10, 5)
    assert notice.deadline == Deadline(
        DeadlineState.KNOWN, on=date(2026, 11, 20), source_text="2026-11-20"
    )
    assert notice.links == (Link("https://bank.example/news/1"),)
    assert notice.flags == ()


def test_row_without_a_number_gets_a_key_of_its_address() -> None:
    notice = parsed(2)

    assert notice.source_id_derived is True
    assert notice.flags == (Flag.ID_DERIVED,)
    assert notice.source_id == parsed(2, title="Otro título").source_id
    assert (notice.countries, notice.language_published) == (("MX",), "es")
    assert notice.deadline == Deadline(DeadlineState.UNKNOWN)


def test_object_of_a_list_is_read_like_a_row() -> None:
    invitation, award = (nadb.parse(record) for record in sample_records("nadb.json"))

    assert invitation.source_id == parsed(1).source_id
    assert award.notice_type == NoticeType.AWARD
    assert award.deadline == Deadline(DeadlineState.NONE_APPLICABLE)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"title": ""}, "title is missing"),
        ({"number": "", "url": "x"}, "number is missing, and so is url"),
        ({"number": "<1>"}, "number is no identifier of letters, digits and . _ / -"),
        ({"type": "Licitación"}, "type is no kind of notice: 'Licitación'"),
        ({"language": "fr"}, "language is neither en nor es: 'fr'"),
        ({"deadline": "20/11/2026"}, "deadline is no day such as 2026-10-28: '20/11/2026'"),
    ],
)
def test_broken_field_is_named_with_its_reason(change: dict[str, str], reason: str) -> None:
    with pytest.raises(BadRecord) as caught:
        parsed(1, **change)

    assert str(caught.value) == reason


def test_object_instead_of_a_list_is_refused() -> None:
    with pytest.raises(BadPayload) as caught:
        nadb.read(b'{"number": "1"}')

    assert str(caught.value) == "The JSON is no list of notices."
