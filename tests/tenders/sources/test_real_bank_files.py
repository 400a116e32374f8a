"""The other banks' own files, where they lie beside the project: none of their records is lost."""

from collections import Counter
from datetime import date, time
from decimal import Decimal
from pathlib import Path

import pytest

from tenders.sources import source_named
from tenders.sources.base import BadPayload
from tenders.sources.notice import DeadlineState, Flag, Notice, NoticeType

FILES = Path(__file__).parents[4] / "shared" / "data" / "mdb"

pytestmark = pytest.mark.skipif(not FILES.is_dir(), reason=f"no bank files under {FILES}")


def notices(code: str, pattern: str) -> list[Notice]:
    source = source_named(code)
    paths = sorted(FILES.glob(pattern))
    assert paths != []
    return [source.parse(record) for path in paths for record in source.read(path.read_bytes())]


def test_awards_of_the_world_bank_are_one_notice_a_contract() -> None:
    found = notices("world_bank_awards", "worldbank/financesone_*.json")

    assert (len(found), len({notice.source_id for notice in found})) == (645, 645)
    assert sum(len(notice.awards) for notice in found) == 700
    winners = Counter(award.supplier_country for notice in found for award in notice.awards)
    assert (winners["US"], winners["CA"], winners["MX"]) == (14, 5, 1)
    assert all(notice.value and notice.value > 0 for notice in found)
    assert found[0].value == Decimal("323077.78")
    suppliers = [award.supplier for notice in found for award in notice.awards]
    assert suppliers.count("INDIVIDUAL CONSULTANT") == 120
    assert all(supplier.isprintable() for supplier in suppliers)


def test_rows_of_the_ebrd() -> None:
    found = notices("ebrd", "ebrd/*.html")

    assert Counter(notice.notice_type for notice in found) == {
        NoticeType.INVITATION: 7,
        NoticeType.PREQUALIFICATION: 2,
        NoticeType.AWARD: 2,
        NoticeType.OTHER: 2,
        NoticeType.GENERAL: 1,
        NoticeType.AMENDMENT: 1,
    }
    assert sum(notice.deadline.state == DeadlineState.KNOWN for notice in found) == 9
    assert all(
        notice.countries and notice.project_id and notice.project_name and notice.buyer
        for notice in found
    )
    by_id = {notice.source_id: notice for notice in found}
    assert by_id["46067756"].texts[0].title == (
        "Ukraine: Tender No. \u0410 2.1 - Modular CHP units (two sets)"
    )
    assert by_id["46388940"].texts[0].title.partition("M1 ")[2].startswith("Lots 1&2;")
    assert by_id["46013018"].deadline.at_time is None
    assert by_id["46340878"].buyer.endswith(", Department of Tailings Management")


def test_rows_of_the_ungm_in_both_shapes() -> None:
    listed, scraped = notices("ungm", "ungm/*.html"), notices("ungm", "ungm/*.csv")

    assert (len(listed), len(scraped)) == (4, 11)
    assert {notice.source_id: notice.deadline.on for notice in listed}["316822"] == date(
        2026, 10, 19
    )
    assert {notice.deadline.at_time for notice in scraped} == {
        time(hour, minute) for hour, minute in ((9, 0), (10, 0), (10, 30), (13, 0), (16, 0))
    }
    assert Counter(notice.notice_type for notice in scraped) == {
        NoticeType.REQUEST_QUOTATION: 6,
        NoticeType.INVITATION: 4,
        NoticeType.INDIVIDUAL_CONSULTANT: 1,
    }


def test_list_of_the_adb_without_its_two_buttons() -> None:
    found = notices("adb", "adb/*.json")

    assert (len(found), len({notice.source_id for notice in found})) == (21, 21)
    assert sum(bool(notice.project_id) for notice in found) == 19
    assert all(notice.countries or notice.regions == ("Regional",) for notice in found)


def test_page_of_the_adb_that_was_not_unpacked_is_refused_whole() -> None:
    with pytest.raises(BadPayload) as caught:
        notices("adb", "adb/*.html")

    assert str(caught.value) == "The file is no text: it was stored without being unpacked."


def test_links_of_the_afdb() -> None:
    found = notices("afdb", "afdb/*.json")

    assert (len(found), len({notice.source_id for notice in found})) == (13, 13)
    assert {notice.buyer for notice in found} == {"African Development Bank"}


def test_tenders_of_the_isdb() -> None:
    found = notices("isdb", "isdb/*.json")

    assert [notice.language_published for notice in found] == ["en", "en", "fr", "fr", "fr"]
    assert [len(notice.awards) for notice in found] == [0, 0, 1, 1, 1]
    assert found[0].reference == "BCC2025-048"
    assert found[1].eligibility_raw == "IsDB Member Country Bidding"


@pytest.mark.parametrize(
    ("name", "records", "unknown"),
    [
        ("bo_licitaciones_*.xml", 60, 0),
        ("br_bac_eb_mil_*.xml", 6, 0),
        ("br_balneariocamboriu_*.xml", 10, 0),
        ("br_camaraextrema_*.xml", 192, 25),
        ("br_casadamoeda_*.xml", 9, 0),
        ("my_selangor_*.xml", 10, 0),
        ("mca_leads_rss_*.xml", 3, 0),
    ],
)
def test_files_of_dgmarket(name: str, records: int, unknown: int) -> None:
    found = notices("dgmarket", f"dgmarket/{name}")

    assert len({notice.source_id for notice in found}) == len(found) == records
    states = Counter(notice.deadline.state for notice in found)
    assert states[DeadlineState.UNKNOWN] == unknown
    assert not any(Flag.AMBIGUOUS_DATE in notice.flags for notice in found)
    assert all(notice.countries for notice in found)


@pytest.mark.parametrize("code", ["ebrd", "ungm", "cdb", "aiib", "dgmarket", "world_bank_awards"])
def test_file_of_another_source_is_refused_whole(code: str) -> None:
    source = source_named(code)
    own = {"world_bank_awards": "worldbank/financesone_*"}.get(code, f"{code}/*")
    foreign = [
        path
        for path in sorted(FILES.glob("*/*"))
        if path.is_file() and path not in set(FILES.glob(own)) and path.suffix != ".csv"
    ]

    for path in foreign:
        with pytest.raises(BadPayload):
            source.read(path.read_bytes())
