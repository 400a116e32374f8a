"""The history of a tender in words."""

from datetime import timedelta

import pytest
from django.utils import translation

from tenders.differences import Fate, Piece
from tenders.models import Tender, TenderVersion
from tenders.models.versions import Change
from tests.tenders.payloads import NOW, envelope, read, solar_notice

pytestmark = pytest.mark.django_db


def test_changes_are_described_in_words_and_in_order() -> None:
    read(envelope(solar_notice()))
    read(
        envelope(
            solar_notice(
                notice_status="Revised",
                submission_deadline_date="2026-11-05T00:00:00Z",
                notice_text="<p>Sealed bids are invited for photovoltaic panels and batteries.</p>"
                "<p>Lot 2 is withdrawn.</p>",
                contact_phone_no="+220 1",
            )
        ),
        now=NOW + timedelta(days=1),
    )

    with translation.override("en"):
        changes = TenderVersion.objects.get(number=2).described_changes

    assert changes == [
        Change(
            "Text",
            pieces=(
                Piece(Fate.SAME, "Sealed bids are invited for photovoltaic panels and batteries."),
                Piece(Fate.ADDED, "\nLot 2 is withdrawn."),
            ),
        ),
        Change("Status", "Published", "Revised"),
        Change("Day of the deadline", "Oct. 28, 2026", "Nov. 5, 2026"),
        Change("Contacts", note="Contacts changed. Their history is not kept."),
    ]


def test_lists_truth_values_and_gaps_are_described() -> None:
    version = TenderVersion(
        changes={
            "countries": [["GM"], ["GM", "SN"]],
            "language_published": ["en", "fr"],
            "bank": ["", "idb"],
            "deadline_time": [None, "17:30:00"],
            "deadline_suspicious": [False, True],
            "value": [None, "12.50"],
        }
    )

    with translation.override("en"):
        changes = version.described_changes

    assert changes == [
        Change("Language as published", "English", "French"),
        Change("Bank", "", "Inter-American Development Bank (IDB)"),
        Change("Countries", "Gambia", "Gambia, Senegal"),
        Change("Time of the deadline", "", "5:30 p.m."),
        Change("Deadline not after publication", "No", "Yes"),
        Change("Value", "", "12.50"),
    ]


def test_the_first_version_holds_the_record_as_it_came_and_no_changes() -> None:
    read(envelope(solar_notice()))

    version = Tender.objects.get().versions.get()
    assert (version.number, version.changes) == (1, {})
    assert version.facts["title"] == "Supply of solar home systems for forty villages"
    assert version.facts["countries"] == ["GM"]
