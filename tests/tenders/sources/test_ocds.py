"""OCDS: what a release says, wherever its publisher keeps it."""

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
    Lot,
    MarketApproach,
    Notice,
    NoticeCode,
    NoticeGroup,
    NoticeStatus,
    NoticeType,
    TextOrigin,
    ValueKind,
)
from tests.tenders.sources.samples import sample_records

ocds = source_named("ocds")


def notice(number: int, **changes: Any) -> Notice:
    return ocds.parse(sample_records("ocds.json")[number - 1] | changes)


def bare(**parts: Any) -> Notice:
    return ocds.parse({"ocid": "ocds-ex01-9", "id": "9", "tag": ["tender"], **parts})


def tender(**facts: Any) -> Notice:
    return bare(tender={"title": "Solar pumps", **facts})


def test_tender_is_read_in_full() -> None:
    found = notice(1)

    assert (found.source_id, found.reference) == ("ocds-ex01-0001/0001-tender", "LP-2026-01")
    assert (found.notice_type, found.status) == (NoticeType.INVITATION, NoticeStatus.PUBLISHED)
    assert found.texts[0].title == "Bombeo solar para comunidades rurales"
    assert found.texts[0].body_text == (
        "Suministro de 40 sistemas de bombeo solar.\nBomba sumergible"
    )
    assert found.language_published == "es"
    assert found.buyer == "Secretaría de Energía de Ejemplo"
    assert (found.buyer_country, found.countries) == ("MX", ("MX",))
    assert found.codes == (NoticeCode(CodeScheme.UNSPSC, "40151510", "Bombas sumergibles"),)
    assert (found.group, found.market_approach) == (NoticeGroup.GOODS, MarketApproach.OPEN)
    assert (found.value, found.currency) == (Decimal("2500000.5"), "MXN")
    assert found.value_kind == ValueKind.ESTIMATE
    assert found.published_on == date(2026, 11, 3)
    assert found.eligibility_raw == "Nacional"


def test_people_papers_and_parts_of_a_tender_are_kept() -> None:
    found = notice(1)

    assert found.contacts == (
        Contact("Oficina de Compras", "", "compras@energia.example", "+52 55 5555 0100"),
    )
    assert found.documents == (Link("https://compras.example/bases.pdf", "Bases", "document"),)
    assert found.links == (Link("https://compras.example/releases.json"),)
    assert found.lots == (
        Lot("L1", "Zona norte", "", Decimal(1000000), "MXN"),
        Lot("L2", "Zona sur"),
    )


def test_award_shared_by_two_firms() -> None:
    found = notice(2)

    assert found.notice_type == NoticeType.AWARD
    assert found.deadline == Deadline(DeadlineState.NONE_APPLICABLE)
    assert (found.value, found.value_kind) == (Decimal("8923.94"), ValueKind.AWARD)
    assert found.awards == tuple(
        Award(name, "", Decimal("8923.94"), "CAD", date(2026, 10, 19), shared=True)
        for name in ("Lumière Nordique inc.", "Poteaux du Bas-Saint-Laurent")
    )


@pytest.mark.parametrize(
    "end",
    [
        "2026-12-01",
        "2026-12-01T00:00:00Z",
        "2026-12-01T00:00:00-06:00",
        "2026-12-01T06:00:00.000Z",
        "2026-12-01T05:00:00.000000Z",
    ],
)
def test_midnight_is_a_day_without_a_zone(end: str) -> None:
    assert tender(tenderPeriod={"endDate": end}).deadline == Deadline(
        DeadlineState.KNOWN, on=date(2026, 12, 1), source_text=end
    )


@pytest.mark.parametrize(
    ("end", "at_time", "zone"),
    [
        ("2026-12-01T17:30:00Z", time(17, 30), "UTC"),
        ("2026-12-01T09:00:00-05:00", time(9, 0), "Etc/GMT+5"),
        ("2026-12-01T09:00:00+05:30", time(3, 30), "UTC"),
    ],
)
def test_other_moments_keep_their_offset(end: str, at_time: time, zone: str) -> None:
    deadline = tender(tenderPeriod={"endDate": end}).deadline

    assert (deadline.at_time, deadline.zone, deadline.zone_known) == (at_time, zone, True)
    assert deadline.precision == DeadlinePrecision.MINUTE


@pytest.mark.parametrize(
    ("tag", "parts", "kind"),
    [
        (["planning"], {}, NoticeType.GENERAL),
        (["tender"], {}, NoticeType.INVITATION),
        ("tender", {}, NoticeType.INVITATION),
        (["tenderUpdate"], {}, NoticeType.AMENDMENT),
        (["tenderCancellation"], {}, NoticeType.CANCELLED),
        (["award"], {}, NoticeType.AWARD),
        (["tender", "contract"], {}, NoticeType.AWARD),
        (["compiled"], {}, NoticeType.INVITATION),
        (["compiled"], {"awards": [{"id": "1"}]}, NoticeType.AWARD),
        (None, {}, NoticeType.INVITATION),
    ],
)
def test_tag_tells_the_type(tag: Any, parts: dict[str, Any], kind: NoticeType) -> None:
    assert bare(tag=tag, tender={"title": "Solar pumps"}, **parts).notice_type == kind


def test_planned_tender_is_an_early_warning() -> None:
    assert tender(status="planned").notice_type == NoticeType.GENERAL


def test_release_is_known_by_process_and_release_and_a_compiled_one_by_the_process() -> None:
    assert tender().source_id == "ocds-ex01-9/9"
    assert bare(tag=["compiled"], tender={"title": "Pumps"}).source_id == "ocds-ex01-9"
    assert bare(ocid="10", tender={"title": "Pumps"}).source_id == "10/9"
    assert bare(ocid=None, tender={"title": "Pumps"}).source_id == "9"


def test_long_ids_are_shortened_to_a_key_of_their_own() -> None:
    first, second = (bare(id="x" * 300 + end, tender={"title": "Pumps"}) for end in "ab")

    assert len(first.source_id) < 100
    assert first.source_id != second.source_id


def test_title_is_found_where_the_tender_is_a_number_only() -> None:
    contract = {"title": ".", "items": [{"description": "Paneles solares"}]}

    assert bare(tender={"id": 7}, contracts=[contract]).texts[0].title == "Paneles solares"


def test_titles_in_pairs_are_two_texts() -> None:
    found = bare(
        language="fr",
        contracts=[{"title_en": "Grid meters", "title_fr": "Compteurs"}],
    )

    assert [(text.language, text.title, text.origin) for text in found.texts] == [
        ("fr", "Compteurs", TextOrigin.ORIGINAL),
        ("en", "Grid meters", TextOrigin.OFFICIAL_TRANSLATION),
    ]


@pytest.mark.parametrize(
    ("item", "code"),
    [
        ({"classification": {"scheme": "CPV", "id": "09331200"}}, ("cpv", "09331200")),
        ({"classification": {"scheme": "UNSPSC"}, "id": 78000000}, ("unspsc", "78000000")),
        (
            {"classification": {"schema": "Catálogo basado en UNSPSC", "id": "32121701-003"}},
            ("unspsc", "32121701"),
        ),
        ({"classification": {"scheme": "CUCoP", "id": 33401}}, ("cucop", "33401")),
    ],
)
def test_codes_are_found_under_each_publishers_habit(
    item: dict[str, Any], code: tuple[str, str]
) -> None:
    found = tender(items=[item]).codes

    assert [(each.scheme, each.code) for each in found] == [code]


def test_scheme_that_is_a_sentence_is_no_scheme() -> None:
    item = {"classification": {"scheme": "Trabajos de acabados en edificios", "id": "6290"}}

    assert tender(items=[item]).codes == ()


@pytest.mark.parametrize(
    ("language", "expected"),
    [("EN", "en"), ("en-GB", "en"), ("spa", "es"), ("md", ""), (None, "")],
)
def test_language_tags_are_read_as_languages(language: Any, expected: str) -> None:
    assert bare(language=language, tender={"title": "Pumps"}).language_published == expected


@pytest.mark.parametrize("amount", [0, -5, None, "much", 1e308, True, {"sum": 1}])
def test_sum_that_is_none_is_unknown(amount: Any) -> None:
    found = tender(value={"amount": amount, "currency": "MXN"})

    assert (found.value, found.currency, found.value_kind) == (None, "", ValueKind.UNKNOWN)


def test_sums_in_several_currencies_are_not_added() -> None:
    awards = [{"value": {"amount": 1, "currency": unit}} for unit in ("MXN", "USD")]

    assert bare(tag=["award"], tender={"title": "Pumps"}, awards=awards).value is None


def test_one_supplier_need_not_be_a_list() -> None:
    contract = {"title": "Pumps", "dateSigned": "2026-05-01", "suppliers": {"name": "Agua S.A."}}

    assert bare(tag=["contract"], contracts=[contract]).awards == (
        Award("Agua S.A.", signed_on=date(2026, 5, 1)),
    )


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"ocid": None, "id": None}, "ocid is missing, and so is the id of the release"),
        ({"tender": {}}, "tender.title is missing, and nothing else names the subject"),
        ({"tender": {"title": ["x"]}}, "tender.title is a list where text was expected"),
        ({"tender": "soon"}, "tender is no object"),
        ({"date": "soon"}, "date is no moment such as 2026-05-29T12:30:00: 'soon'"),
    ],
)
def test_broken_field_is_named_with_its_reason(changes: dict[str, Any], fault: str) -> None:
    with pytest.raises(BadRecord) as caught:
        bare(**{"tender": {"title": "Solar pumps"}, **changes})

    assert str(caught.value) == fault
