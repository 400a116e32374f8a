"""What a tender's page says beyond the notice itself: lots, winners, sources, history."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tenders.models import Award, DeadlineClaim, Lot, Tender, TenderLink
from tests.factories import TenderFactory
from tests.tenders.payloads import NOW, envelope, read, solar_notice

pytestmark = pytest.mark.django_db


def page_of(client: Client, tender: Tender, name: str = "tender") -> str:
    response = client.get(reverse(name, args=[tender.pk]))
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_lots_stand_in_a_table_with_their_value_deadline_and_codes(client: Client) -> None:
    tender = TenderFactory()
    codes = [{"scheme": "cpv", "code": "09331200", "label": ""}]
    Lot.objects.create(
        tender=tender,
        position=1,
        number="A",
        title="Panels for the north",
        value=Decimal("1200.50"),
        currency="EUR",
        codes=codes,
    )
    Lot.objects.create(tender=tender, position=2, title="Panels for the south")

    page = page_of(client, tender)

    for words in ("Panels for the north", "1,200.50\u00a0EUR", "CPV 09331200", "As for the tender"):
        assert words.replace("\u00a0", " ") in page.replace("\u00a0", " ")


def test_an_award_notice_stands_on_the_page_of_its_tender(client: Client) -> None:
    tender = TenderFactory()
    award = TenderFactory(kind="award", title="Contract for panels", award_of=tender)
    Award.objects.create(
        tender=award,
        position=1,
        supplier="Soleil SA",
        supplier_country="FR",
        amount=Decimal(5),
        currency="EUR",
        signed_on=date(2026, 5, 4),
        is_shared=True,
    )

    page = page_of(client, tender)

    for words in ("Who won this tender", "Soleil SA", "Joint venture", "May 4, 2026"):
        assert words in page
    assert "The tender that ended in this contract" in page_of(client, award)


def test_documents_stand_apart_from_other_links(client: Client) -> None:
    tender = TenderFactory()
    TenderLink.objects.create(
        tender=tender, url="https://a.example/d.pdf", title="Terms", kind="document"
    )

    page = page_of(client, tender)

    assert "Documents" in page
    assert "Links in the notice" not in page


def test_a_value_is_told_about_in_dollars_with_the_day_of_the_rate(client: Client) -> None:
    tender = TenderFactory(value=Decimal(1_000_000), currency="EUR", value_kind="estimate")

    page = page_of(client, tender)

    assert "about 1,040,000 USD at the rates of Dec. 31, 2024" in page.replace("\u00a0", " ")
    assert "Estimated value" in page


def test_deadlines_that_disagree_are_shown_with_their_sources(client: Client) -> None:
    tender = TenderFactory(is_deadline_disputed=True)
    other = TenderFactory(source="ungm", joined_to=tender)
    for row, day in ((tender, 3), (other, 5)):
        DeadlineClaim.objects.create(
            tender=tender,
            stated_by=row,
            deadline_state="known",
            deadline_on=date(2027, 1, day),
            open_until=NOW + timedelta(days=day),
        )

    page = page_of(client, tender)

    assert "Sources state different deadlines" in page
    assert "Jan. 3, 2027" in page
    assert "Jan. 5, 2027" in page
    assert "The same tender elsewhere" in page
    assert "it is listed there" in page_of(client, other)


def test_what_is_reserved_extended_or_cancelled_is_marked(client: Client) -> None:
    tender = TenderFactory(set_aside="WOSB", extended_from=date(2026, 5, 1), status="cancelled")

    page = page_of(client, tender)

    for words in (
        "Reserved: WOSB",
        "Deadline extended",
        "it was May 1, 2026 at first",
        "Cancelled",
    ):
        assert words in page


def test_the_list_names_a_tender_of_two_sources_once(client: Client) -> None:
    head = TenderFactory(title="Minigrids for ten islands")
    TenderFactory(title="Minigrids for ten islands", source="ungm", joined_to=head)

    for state in ("open", "all"):
        page = client.get(reverse("tenders:list"), {"state": state}).content.decode()
        assert page.count("tender-card__head") == 1


def test_the_history_shows_of_a_long_text_what_differs(client: Client) -> None:
    read(envelope(solar_notice(notice_text="<p>" + "Bids are invited. " * 40 + "Send five.</p>")))
    read(
        envelope(solar_notice(notice_text="<p>" + "Bids are invited. " * 40 + "Send six.</p>")),
        now=NOW + timedelta(days=1),
    )

    page = page_of(client, Tender.objects.get(), "tenders:versions")

    assert "<del>five.</del><ins>six.</ins>" in page
    assert page.count("Bids are invited.") < 12


def test_markup_in_a_supplier_or_a_lot_is_shown_as_text(client: Client) -> None:
    tender = TenderFactory()
    hostile = "<script>alert(1)</script>"
    Lot.objects.create(tender=tender, position=1, title=hostile, text=hostile + "x")
    Award.objects.create(tender=tender, position=1, supplier=hostile)

    assert "<script>alert" not in page_of(client, tender)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_as_often_for_three_rows_as_for_one(
    rows: int, client: Client, django_assert_num_queries: Any
) -> None:
    tender = TenderFactory()
    for position in range(rows):
        Lot.objects.create(tender=tender, position=position)
        award = TenderFactory(kind="award", award_of=tender)
        Award.objects.create(tender=award, position=1, supplier="Soleil SA")
        TenderFactory(source="ungm", joined_to=tender)
    page_of(client, tender)

    with django_assert_num_queries(12):
        page_of(client, tender)
