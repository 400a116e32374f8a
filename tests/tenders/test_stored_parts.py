"""Lots, awards, documents, set-asides and states of a tender: stored, and seen when they change."""

import json
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tenders.models import Award as AwardRow
from tenders.models import Tender
from tenders.sources.notice import Award, Link, Lot, NoticeCode
from tests.tenders.parsed import Plain, tell
from tests.tenders.payloads import NOW, counts, read, solar_notice

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)
NORTH = Lot(
    "1",
    "Pumps for the north",
    "Ten pumps.",
    Decimal("1200.505"),
    "EUR",
    (NoticeCode("cpv", "09331200-0"), NoticeCode("cpv", "no code")),
    date(2026, 11, 30),
)
SOUTH = Lot("2", "Pumps for the south")


def told(*, now: Any = NOW, **facts: Any) -> Tender:
    record = {"id": "1", "facts": repr(facts)}
    run = tell(record, source=Plain("plain", **facts), now=now)
    assert run.quarantined == 0
    return Tender.objects.get()


def test_lots_are_kept_in_their_order_with_value_deadline_and_clean_codes() -> None:
    tender = told(lots=(NORTH, SOUTH))

    first, second = tender.lots.all()
    assert (first.number, first.title, first.text) == ("1", "Pumps for the north", "Ten pumps.")
    assert (first.value, first.currency) == (Decimal("1200.50"), "EUR")
    assert first.deadline_on == date(2026, 11, 30)
    assert first.codes == [
        {"scheme": "cpv", "code": "09331200", "label": ""},
        {"scheme": "cpv", "code": "no code", "label": ""},
    ]
    assert (second.position, second.value) == (2, None)


def test_a_lot_that_goes_is_a_difference() -> None:
    told(lots=(NORTH, SOUTH))
    tender = told(lots=(SOUTH,), now=LATER)

    assert [lot.title for lot in tender.lots.all()] == ["Pumps for the south"]
    assert tender.versions.latest("number").changes == {
        "lots": [
            ["1 · Pumps for the north · 1200.50 EUR · 2026-11-30", "2 · Pumps for the south"],
            ["2 · Pumps for the south"],
        ]
    }


def test_awards_are_kept_with_supplier_amount_and_day() -> None:
    tender = told(
        kind="award",
        deadline="",
        awards=(
            Award("Soleil SA", "FR", Decimal("10.5"), "EUR", date(2026, 5, 4), shared=True),
            Award(""),
        ),
    )

    row = tender.awards.get()
    assert (row.supplier, row.supplier_country, row.amount) == ("Soleil SA", "FR", Decimal("10.5"))
    assert (row.signed_on, row.is_shared) == (date(2026, 5, 4), True)


def test_documents_are_links_of_their_own_kind() -> None:
    tender = told(documents=(Link("https://a.example/terms.pdf", "Terms"),))

    assert [(link.url, link.kind) for link in tender.links.all()] == [
        ("https://a.example/terms.pdf", "document")
    ]


def test_a_set_aside_is_kept_as_the_source_words_it() -> None:
    assert told(set_aside="WOSB").set_aside == "WOSB"


def test_a_deadline_that_moves_to_a_later_day_is_an_extension() -> None:
    told(deadline="2026-12-01")
    tender = told(deadline="2026-12-08", now=LATER)
    assert (tender.extended_from, tender.is_extended) == (date(2026, 12, 1), True)

    tender = told(deadline="2026-12-15", now=LATER + timedelta(days=1))
    assert tender.extended_from == date(2026, 12, 1)

    tender = told(deadline="2026-11-20", now=LATER + timedelta(days=2))
    assert tender.extended_from is None


def test_a_cancelled_tender_is_over() -> None:
    told()
    tender = told(status="cancelled", now=LATER)

    assert tender.state(NOW) == "cancelled"
    assert Tender.objects.open(NOW).count() == 0


def test_a_stale_copy_never_moves_a_tender_back() -> None:
    """I-23, for a source that gives its states neither moment nor number."""
    told(deadline="2026-12-01")
    told(deadline="2026-12-08", now=LATER)

    tender = told(deadline="2026-12-01", now=LATER + timedelta(days=1))

    assert tender.deadline_on == date(2026, 12, 8)
    assert tender.versions.count() == 2


def test_an_older_number_of_a_state_is_older_whatever_it_says() -> None:
    told(version="2", deadline="2026-12-08")
    tender = told(version="1", deadline="2026-12-24", now=LATER)
    assert tender.deadline_on == date(2026, 12, 8)

    tender = told(version="3", deadline="2026-12-24", now=LATER)
    assert tender.deadline_on == date(2026, 12, 24)


def test_a_record_too_long_for_a_lot_is_quarantined() -> None:
    run = tell({"id": "1"}, source=Plain("plain", lots=(Lot("9" * 101),)))

    assert (run.quarantined, Tender.objects.count()) == (1, 0)


def test_the_database_refuses_an_award_without_a_supplier_and_a_tender_under_itself() -> None:
    tender = told()
    for broken in (
        lambda: AwardRow.objects.create(tender=tender, position=1, supplier=""),
        lambda: Tender.objects.filter(pk=tender.pk).update(joined_to=tender),
        lambda: Tender.objects.filter(pk=tender.pk).update(award_of=tender),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            broken()


def test_nul_and_half_characters_are_stored_as_text_on_every_database() -> None:
    record = solar_notice(bid_reference_no="A\x00B\ud800")

    run = read(json.dumps({"procnotices": [record]}).encode())

    tender = Tender.objects.get()
    assert counts(run) == ("succeeded", 1, 1, 0, 0, 0)
    assert tender.reference == "AB"
    assert json.loads(tender.record) == record
    assert json.loads(bytes(tender.versions.get().raw)) == record
