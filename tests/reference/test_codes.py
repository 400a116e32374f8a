import csv
import json
from pathlib import Path

import pytest

from reference.codes import BadCode, Code, ancestors, as_naics, is_same_industry, normalise, parse

PUBLISHED = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "codes"


def climb(text: str) -> list[str]:
    return [str(code) for code in ancestors(parse(text))]


@pytest.mark.parametrize(
    ("text", "tidy"),
    [
        ("naics:221114", "naics:221114"),
        (" NAICS : 54 ", "naics:54"),
        ("naics:33", "naics:31-33"),
        ("naics:31-33", "naics:31-33"),
        ("scian:221113", "scian:221113"),
        ("cpv:09331200-0", "cpv:09331200"),
        ("cpv:09331200", "cpv:09331200"),
        ("unspsc:26111607", "unspsc:26111607"),
        ("psc:r425", "psc:R425"),
        ("psc:61", "psc:61"),
        ("wb:lu", "wb:LU"),
    ],
)
def test_parse_tidies_a_code(text, tidy):
    assert str(parse(text)) == tidy


@pytest.mark.parametrize(
    "text",
    [
        "221114",
        "naics",
        "naics:",
        "naics:2",
        "naics:2211145",
        "naics:031110",
        "naics:22111a",
        "naics:٢٢١١",
        "naics:22\n11",
        "scian:33-31",
        "cpv:9331200",
        "cpv:09331200-",
        "cpv:09331200-10",
        "unspsc:2611160",
        "psc:R42",
        "psc:r42ſ",
        "wb:L",
        "wb:LUX",
        "isic:3510",
        ":221114",
        "naics:" + "1" * 5000,
    ],
)
def test_parse_refuses_what_is_no_code(text):
    with pytest.raises(BadCode):
        parse(text)


def test_bad_code_says_no_more_than_the_start_of_a_long_text():
    with pytest.raises(BadCode) as refusal:
        normalise("naics", "9" * 5000)

    assert len(str(refusal.value)) < 80


def test_naics_climbs_digit_by_digit_to_its_sector():
    assert climb("naics:221114") == ["naics:22111", "naics:2211", "naics:221", "naics:22"]


def test_manufacturing_ends_in_its_range_of_sectors():
    assert climb("naics:3359") == ["naics:335", "naics:31-33"]
    assert climb("naics:31-33") == []


def test_scian_climbs_into_the_part_it_shares_with_naics():
    assert climb("scian:221113") == ["naics:22111", "naics:2211", "naics:221", "naics:22"]


def test_scian_trade_stays_scian_because_mexico_cuts_it_otherwise():
    assert climb("scian:43111") == ["scian:4311", "scian:431", "scian:43"]


def test_cpv_climbs_to_its_division_and_keeps_eight_digits():
    assert climb("cpv:09331200-0") == [
        "cpv:09331000",
        "cpv:09330000",
        "cpv:09300000",
        "cpv:09000000",
    ]
    assert climb("cpv:30000000") == []


def test_unspsc_climbs_by_pairs_of_digits():
    assert climb("unspsc:26111607") == ["unspsc:26111600", "unspsc:26110000", "unspsc:26000000"]
    assert climb("unspsc:30100000") == ["unspsc:30000000"]


def test_psc_climbs_products_by_group_and_services_by_letter():
    assert climb("psc:6116") == ["psc:61"]
    assert climb("psc:R425") == ["psc:R4", "psc:R"]


def test_bank_sectors_have_nothing_above_them():
    assert climb("wb:LU") == []


def test_sixth_digit_is_national_so_solar_in_mexico_is_not_nuclear_in_the_us():
    assert as_naics(parse("scian:221113")) == Code("naics", "22111")
    assert as_naics(parse("scian:31-33")) == Code("naics", "31-33")
    assert as_naics(parse("scian:431110")) is None
    assert as_naics(parse("cpv:09331200")) is None


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("scian:221113", "naics:221114", True),
        ("scian:541330", "naics:541330", True),
        ("naics:221114", "naics:221113", False),
        ("scian:541330", "naics:541620", False),
        ("scian:562211", "naics:562211", False),
        ("naics:221114", "cpv:09331200", False),
        ("cpv:09331200", "wb:LU", False),
    ],
)
def test_industries_agree_to_five_digits_across_the_border(first, second, same):
    assert is_same_industry(parse(first), parse(second)) is same
    assert is_same_industry(parse(second), parse(first)) is same


@pytest.mark.skipif(not PUBLISHED.is_dir(), reason="the published code tables are not at ../shared")
def test_every_published_code_is_read():
    naics = json.loads((PUBLISHED / "naics-us" / "naics_2022.json").read_text())["taxonomies"]
    cpv = json.loads((PUBLISHED / "cpv-2008" / "cpvCodes.json").read_text())
    with (PUBLISHED / "psc-us" / "psc_codes.csv").open(encoding="utf-8") as file:
        psc = {row["PSC CODE"] for row in csv.DictReader(file)} - {"735"}  # cut by the publisher

    for scheme, values in {
        "naics": [row["id"] for level in naics.values() for row in level],
        "cpv": [row["code"] for row in cpv],
        "psc": psc,
    }.items():
        for value in values:
            assert normalise(scheme, value).scheme == scheme
