"""CanadaBuys: two languages in one row, cells with several values, amendments and awards."""

from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest

from tenders.sources import source_named
from tenders.sources.base import BadRecord
from tenders.sources.notice import (
    Award,
    CodeScheme,
    Contact,
    Deadline,
    DeadlinePrecision,
    DeadlineState,
    Link,
    MarketApproach,
    Notice,
    NoticeCode,
    NoticeGroup,
    NoticeMethod,
    NoticeStatus,
    NoticeText,
    NoticeType,
    TextOrigin,
    ValueKind,
)
from tests.tenders.sources.samples import sample_records

canadabuys = source_named("canadabuys")


def notice(number: int, **changes: Any) -> Notice:
    renamed = {name.replace("_", "-"): value for name, value in changes.items()}
    return canadabuys.parse(sample_records("canadabuys.csv")[number - 1] | renamed)


def test_both_languages_become_texts_of_one_notice() -> None:
    english, french = notice(1).texts

    assert english == NoticeText(
        "en",
        "Heat pumps for federal buildings",
        "<p>Supply of 120 heat pumps.</p>\n<p>Contact: , , .</p>",
        "Supply of 120 heat pumps.\nContact: , , .",
        TextOrigin.ORIGINAL,
    )
    assert (french.language, french.title, french.origin) == (
        "fr",
        "Thermopompes pour les immeubles fédéraux",
        TextOrigin.OFFICIAL_TRANSLATION,
    )
    assert notice(1).language_published == "en"


def test_same_words_in_both_columns_are_one_text_of_no_stated_language() -> None:
    found = notice(3)

    assert [(text.language, text.title) for text in found.texts] == [
        ("", "Micro-réseau pour une communauté nordique")
    ]
    assert found.language_published == ""


def test_title_in_one_language_is_enough() -> None:
    assert [text.language for text in notice(1, title_eng="").texts] == ["fr"]


def test_tender_is_read_in_full() -> None:
    found = notice(1)

    assert (found.source_id, found.reference) == ("cb-901-10000001/0", "EN901-270001")
    assert found.notice_type == NoticeType.INVITATION
    assert found.status == NoticeStatus.PUBLISHED
    assert found.buyer == "Public Services and Procurement Canada"
    assert (found.buyer_country, found.countries) == ("CA", ("CA",))
    assert found.regions == ("Ontario", "Quebec")
    assert (found.group, found.group_raw) == (NoticeGroup.GOODS, "GD")
    assert (found.method, found.market_approach) == (NoticeMethod.PROPOSALS, MarketApproach.OPEN)
    assert found.eligibility_raw == (
        "Canadian Free Trade Agreement (CFTA); "
        "World Trade Organization - Agreement on Government Procurement (WTO-AGP)"
    )
    assert found.published_on == date(2026, 11, 10)


def test_cell_with_several_values_gives_several_codes() -> None:
    assert notice(1).codes == (
        NoticeCode(CodeScheme.UNSPSC, "40101806", "Heat pumps", "en"),
        NoticeCode(CodeScheme.UNSPSC, "72151200", "Heating and cooling services", "en"),
        NoticeCode(CodeScheme.GSIN, "N4130", "Refrigeration and air conditioning components", "en"),
    )


def test_codes_without_as_many_labels_have_none() -> None:
    labels = [code.label for code in notice(1, unspscDescription_eng="*Heat pumps").codes]

    assert labels == ["", "", "Refrigeration and air conditioning components"]


def test_closing_time_has_no_zone() -> None:
    assert notice(1).deadline == Deadline(
        DeadlineState.KNOWN,
        on=date(2026, 12, 10),
        at_time=time(14, 0),
        precision=DeadlinePrecision.MINUTE,
        source_text="2026-12-10T14:00:00",
    )


def test_officers_and_their_details_are_contacts_and_not_text() -> None:
    found = notice(1)

    assert [contact.email for contact in found.contacts] == [
        "dominique.exemple@tpsgc.example",
        "autre@tpsgc.example",
    ]
    assert found.contacts[0] == Contact(
        name="Dominique Exemple",
        email="dominique.exemple@tpsgc.example",
        phone="819-555-0133",
        address="10 Wellington, Gatineau, Quebec, K1A 0S5",
        country="CA",
    )
    assert found.texts[1].body_text == "Fourniture de 120 thermopompes.\nRenseignements : ,"


def test_pages_and_attachments_are_links() -> None:
    found = notice(1)

    assert [link.url.rpartition("/")[2] for link in found.documents] == [
        "rfp.pdf",
        "annex.pdf",
        "dp.pdf",
    ]
    assert found.links[0] == Link(
        "https://canadabuys.canada.ca/en/tender-opportunities/tender-notice/cb-901-10000001"
    )


def test_amendment_has_a_key_of_its_own_and_points_to_the_first_state() -> None:
    first, second = notice(1), notice(2)

    assert second.source_id == "cb-901-10000001/1"
    assert (second.status, second.version) == (NoticeStatus.REVISED, "1")
    assert second.amends_hint == first.texts[0].title
    assert second.project_id == first.project_id == "cb-901-10000001"
    assert second.deadline.on == date(2026, 12, 17)
    assert first.amends_hint == ""


def test_places_abroad_and_limits_are_told() -> None:
    found = notice(3)

    assert (found.countries, found.regions) == (("CA", "DE"), ("Nunavut Territory",))
    assert (found.group, found.group_raw) == (NoticeGroup.UNKNOWN, "CNST, SRV")
    assert found.notice_type == NoticeType.EXPRESSION_OF_INTEREST
    assert found.status == NoticeStatus.CANCELLED
    assert found.market_approach == MarketApproach.LIMITED
    assert found.eligibility_raw == "Exclusive Rights"
    assert found.deadline == Deadline(DeadlineState.UNKNOWN)


def test_row_of_an_award_file_is_an_award() -> None:
    found = notice(
        1,
        supplierLegalName_eng="Chaleur Boréale inc.",
        supplierAddressCountry_eng="CANADA",
        contractNumber="EN901-270001/001",
        contractAmount="0.00",
        totalContractValue="184,500.00",
        contractAwardDate="2026-11-20",
    )

    assert found.source_id == "cb-901-10000001/0/EN901-270001/001"
    assert found.notice_type == NoticeType.AWARD
    assert found.deadline == Deadline(DeadlineState.NONE_APPLICABLE)
    assert (found.value, found.value_kind) == (Decimal("184500.00"), ValueKind.CONTRACT_TOTAL)
    assert found.awards == (
        Award("Chaleur Boréale inc.", "CA", Decimal("184500.00"), "CAD", date(2026, 11, 20)),
    )


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"referenceNumber": ""}, "referenceNumber is missing"),
        (
            {"title_eng": "", "title_fra": ""},
            "title-eng is missing, and so is title-fra",
        ),
        (
            {"tenderClosingDate": "demain"},
            "tenderClosingDate is no moment such as 2026-05-29T12:30:00: 'demain'",
        ),
    ],
)
def test_broken_field_is_named_with_its_reason(changes: dict[str, str], fault: str) -> None:
    with pytest.raises(BadRecord) as caught:
        notice(1, **changes)

    assert str(caught.value) == fault
