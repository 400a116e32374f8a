"""The files of the demo network: complete, consistent, and plainly invented."""

import csv
import json
import re
from collections import Counter
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pycountry
import pytest

from tenders.sources.idb_titles import amended_title, is_amendment

DEMO = Path(__file__).parents[2] / "config" / "demo"
DAY = re.compile(r"\{\{[+-]\d{1,3}\}\}")
CODE = re.compile(r"naics:\d{6}")
ADDRESS = re.compile(r"[\w.+-]+@([\w.-]+)")
RESERVED = re.compile(r"(?:[\w-]+\.)*example\.(?:com|org)")
LANGUAGES = {"en", "es", "fr", "pt"}
GROUPS = {"profile", "contact", "details", "offers", "needs", "certificates"}
AUDIENCES = {"public", "members", "private"}
KINDS = {"supply", "subcontract", "technology", "distribution", "finance", "joint_bid"}
SKILLS = {
    "export_plan",
    "tender_reading",
    "bid_writing",
    "certification",
    "finance",
    "customs",
    "standards",
    "partner_search",
    "women_owned_programmes",
    "market_entry",
}
WITHOUT_DEADLINE = {"Contract Award", "General Procurement Notice", "AWARD", "GENERAL"}
ENERGY_SECTORS = {"LU", "LH", "LW", "LB", "LI", "LT", "LP", "LZ"}
# An IDB notice states no language, so its titles are told apart here.
IDB_LANGUAGES = {"BRAZIL": "pt", "HAITI": "fr", **dict.fromkeys(["JAMAICA", "GUYANA"], "en")}
IDB_LANGUAGES |= dict.fromkeys(["SURINAME", "TRINIDAD AND TOBAGO"], "en")

pytestmark = pytest.mark.pure


def load(name: str) -> Any:
    return json.loads((DEMO / name).read_text("utf-8"))


ENTERPRISES = load("enterprises.json")["enterprises"]
USERS = load("people.json")["users"]
CENTERS = load("counselors.json")["centers"]
COUNSELORS = load("counselors.json")["counselors"]
WORLD_BANK = load("notices_world_bank.json")["procnotices"]
IDB = load("notices_idb.json")
with (DEMO / "labels.csv").open(encoding="utf-8", newline="") as file:
    LABELS = list(csv.DictReader(file))


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from strings(part)


def offset(placeholder: str) -> int:
    assert DAY.fullmatch(placeholder), placeholder
    return int(placeholder.strip("{}"))


def state(kind: str, deadline: str | None) -> str:
    if kind in WITHOUT_DEADLINE:
        return "none" if deadline is None else "wrong"
    if deadline is None:
        return "unknown"
    return "open" if offset(deadline) > 0 else "closed"


def words(html: str) -> int:
    return len(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def repeated(values: list[str]) -> list[str]:
    return [value for value, times in Counter(values).items() if times > 1]


def outside(text: str, least: int, most: int) -> bool:
    return not least <= len(text.split()) <= most


def test_forty_enterprises_of_three_countries() -> None:
    countries = Counter(enterprise["country"] for enterprise in ENTERPRISES)
    quebec = [e for e in ENTERPRISES if e["region"] == "CA-QC"]

    assert countries == {"MX": 14, "US": 13, "CA": 13}
    assert len(quebec) == 6
    assert {e["about_language"] for e in quebec} == {"fr"}


@pytest.mark.parametrize("name", ["key", "legal_name", "trade_name", "website"])
def test_enterprises_are_told_apart(name: str) -> None:
    assert repeated([enterprise[name] for enterprise in ENTERPRISES]) == []


def test_every_region_lies_in_its_country() -> None:
    places = [(row["country"], row["region"]) for row in [*ENTERPRISES, *CENTERS]]
    regions = {region.code: region.country_code for region in pycountry.subdivisions}

    assert [place for place in places if regions.get(place[1]) != place[0]] == []


def test_countries_served_and_known_exist() -> None:
    named = {code for row in ENTERPRISES for code in row["countries_served"]}
    named |= {code for row in COUNSELORS for code in row["countries"]}

    assert sorted(code for code in named if not pycountry.countries.get(alpha_2=code)) == []


def test_enterprises_have_complete_profiles() -> None:
    incomplete = [
        enterprise["key"]
        for enterprise in ENTERPRISES
        if outside(enterprise["about"], 80, 140)
        or not 2 <= len(enterprise["offers"]) <= 4
        or not 1 <= len(enterprise["needs"]) <= 3
        or set(enterprise["visibility"]) != GROUPS
        or not set(enterprise["visibility"].values()) <= AUDIENCES
        or enterprise["size_band"] not in {"micro", "small", "medium"}
        or not set(enterprise["languages"]) <= LANGUAGES
    ]
    assert incomplete == []


def test_cards_are_short_titled_texts() -> None:
    offers = [card for enterprise in ENTERPRISES for card in enterprise["offers"]]
    needs = [card for enterprise in ENTERPRISES for card in enterprise["needs"]]

    assert [card["title"] for card in offers if outside(card["text"], 24, 70)] == []
    assert [card["title"] for card in needs if outside(card["text"], 8, 70)] == []
    assert [card["title"] for card in [*offers, *needs] if len(card["title"]) > 150] == []
    assert {card["language"] for card in [*offers, *needs]} <= LANGUAGES
    assert {card["kind"] for card in [*offers, *needs]} <= KINDS


def test_codes_have_the_shape_of_naics() -> None:
    lists = [row["sectors"] for row in [*ENTERPRISES, *COUNSELORS]]
    lists += [card["codes"] for row in ENTERPRISES for card in row["offers"] + row["needs"]]

    assert [codes for codes in lists if not codes] == []
    assert [code for codes in lists for code in codes if not CODE.fullmatch(code)] == []


def test_a_dozen_enterprises_are_owned_by_women_and_most_prefer_not_to_say() -> None:
    stated = [row["women_owned"] for row in ENTERPRISES if row["women_owned"]]
    shares = ("owned_percent", "managed_percent", "controlled_percent")
    owned = [facts for facts in stated if all((facts[share] or 0) >= 51 for share in shares)]

    assert len(owned) == 12
    assert len(stated) < len(ENTERPRISES) / 2
    assert [
        facts for facts in stated if not all(0 <= facts[share] <= 100 for share in shares)
    ] == []
    assert {facts["visibility"] for facts in stated} == AUDIENCES


def test_certificates_say_that_they_are_invented() -> None:
    held = [certificate for row in ENTERPRISES for certificate in row["certificates"]]

    assert [row for row in held if not row["number"].startswith("DEMO-")] == []
    assert [row for row in held if "(demo)" not in row["issuer"].replace("é", "e")] == []
    assert all(offset(row["expires_on"]) > 0 for row in held)


def test_every_enterprise_has_one_owner() -> None:
    keys = [enterprise["key"] for enterprise in ENTERPRISES]
    owners = [user["enterprise"] for user in USERS if user["role"] == "owner"]
    members = [user["enterprise"] for user in USERS if user["role"] == "member"]

    assert sorted(owners) == sorted(keys)
    assert len(members) == 6
    assert set(members) <= set(keys)


def test_people_are_told_apart_and_can_be_greeted() -> None:
    zones = {user["time_zone"] for user in USERS}

    assert repeated([user["key"] for user in USERS]) == []
    assert repeated([user["email"] for user in USERS]) == []
    assert {user["language"] for user in USERS} == {"en", "es", "fr"}
    assert {ZoneInfo(zone).key for zone in zones} == zones


def test_demo_logins_are_the_ones_that_are_announced() -> None:
    logins = {user["key"]: user["role"] for user in USERS if user["demo_login"]}

    assert logins == {
        "solar-mx": "owner",
        "solar-mx-colleague": "member",
        "storage-ca": "owner",
        "storage-ca-colleague": "member",
        "counselor-us": "counselor",
        "admin": "programme_administrator",
    }


def test_two_centers_and_two_counselors_a_country() -> None:
    country_of = {center["key"]: center["country"] for center in CENTERS}
    people = {user["key"]: user["role"] for user in USERS}

    assert Counter(country_of.values()) == {"MX": 2, "US": 2, "CA": 2}
    assert Counter(country_of[row["center"]] for row in COUNSELORS) == {"MX": 2, "US": 2, "CA": 2}
    assert {people[row["user"]] for row in COUNSELORS} == {"counselor"}
    assert {skill for row in COUNSELORS for skill in row["skills"]} == SKILLS


def test_notices_are_told_apart() -> None:
    assert repeated([notice["id"] for notice in [*WORLD_BANK, *IDB]]) == []
    assert repeated([notice["noticetitle"] for notice in WORLD_BANK]) == []
    assert repeated([notice["title"] for notice in IDB]) == []
    assert repeated([notice["notice_text"] for notice in WORLD_BANK]) == []


def test_languages_of_the_notices_have_their_shares() -> None:
    languages = Counter(notice["notice_lang_code"].lower() for notice in WORLD_BANK)
    languages += Counter(IDB_LANGUAGES.get(notice["countryName"], "es") for notice in IDB)

    assert languages == {"en": 45, "es": 40, "fr": 25, "pt": 10}


def test_deadlines_are_open_closed_unknown_or_absent() -> None:
    states = Counter(
        state(notice["notice_type"], notice.get("submission_deadline_date"))
        for notice in WORLD_BANK
    )
    states += Counter(state(notice["category"], notice["deadline"]) for notice in IDB)

    assert states == {"open": 95, "closed": 9, "unknown": 8, "none": 8}


def test_deadlines_come_after_publication() -> None:
    pairs = [(row["noticedate"], row.get("submission_deadline_date")) for row in WORLD_BANK]
    pairs += [(row["publicationDate"], row["deadline"]) for row in IDB]

    assert [pair for pair in pairs if offset(pair[0]) >= 0] == []
    assert [pair for pair in pairs if pair[1] and offset(pair[1]) <= offset(pair[0])] == []
    assert [row["id"] for row in WORLD_BANK if row["submission_date"] != row["noticedate"]] == []


def test_braces_hold_days_and_stand_alone() -> None:
    texts = list(strings([ENTERPRISES, USERS, CENTERS, COUNSELORS, WORLD_BANK, IDB]))

    assert [
        text for text in texts if ("{" in text or "}" in text) and not DAY.fullmatch(text)
    ] == []


def test_world_bank_notices_have_the_fields_of_their_kind() -> None:
    ids = [notice["id"] for notice in WORLD_BANK]
    general = [row for row in WORLD_BANK if row["notice_type"] == "General Procurement Notice"]
    bids = [row for row in WORLD_BANK if row not in general]

    assert ids == [f"OP9{number:06d}" for number in range(1, 91)]
    assert [row["id"] for row in general if "bid_description" in row] == []
    assert [row["id"] for row in bids if not 20 <= len(row["bid_description"]) <= 200] == []
    assert [row["id"] for row in WORLD_BANK if not row["project_id"].startswith("P99")] == []
    assert {row["notice_status"] for row in WORLD_BANK} == {"Published", "Revised", "Cancelled"}


def test_world_bank_texts_have_the_length_of_a_real_notice() -> None:
    lengths = {notice["id"]: words(notice["notice_text"]) for notice in WORLD_BANK}

    assert {key: length for key, length in lengths.items() if not 120 <= length <= 220} == {}


def test_three_quarters_of_the_world_bank_notices_are_about_energy() -> None:
    energy = [
        notice
        for notice in WORLD_BANK
        if ENERGY_SECTORS & {sector["sector_code"] for sector in notice["sector"]}
    ]
    assert 0.70 <= len(energy) / len(WORLD_BANK) <= 0.80


def test_amendments_name_notices_of_the_same_project() -> None:
    projects = {notice["title"]: notice["projectId"] for notice in IDB}
    amendments = [notice for notice in IDB if is_amendment(notice["title"])]

    assert len(amendments) == 3
    for amendment in amendments:
        assert projects[amended_title(amendment["title"])] == amendment["projectId"]


def test_addresses_lie_in_reserved_domains() -> None:
    texts = list(strings([ENTERPRISES, USERS, CENTERS, COUNSELORS, WORLD_BANK, IDB]))
    domains = [domain for text in texts for domain in ADDRESS.findall(text)]
    hosts = [text.split("/")[2] for text in texts if text.startswith(("http://", "https://"))]

    assert len(domains) > 100
    assert [host for host in domains + hosts if not RESERVED.fullmatch(host)] == []


def test_labels_name_known_enterprises_and_notices() -> None:
    keys = {enterprise["key"] for enterprise in ENTERPRISES}
    notices = {row["id"] for row in WORLD_BANK} | {row["title"] for row in IDB}

    assert {row["enterprise_key"] for row in LABELS} == keys
    assert {row["notice_id"] for row in LABELS} - notices == set()
    assert repeated([f"{row['enterprise_key']} {row['notice_id']}" for row in LABELS]) == []


def test_labels_are_graded_and_explained() -> None:
    best = {row["enterprise_key"]: 0 for row in LABELS}
    for row in LABELS:
        best[row["enterprise_key"]] = max(best[row["enterprise_key"]], int(row["grade"]))

    assert 250 <= len(LABELS) <= 450
    assert {row["grade"] for row in LABELS} == {"1", "2", "3"}
    assert [row for row in LABELS if len(row["reason"].split()) < 2] == []
    assert sum(grade == 3 for grade in best.values()) >= 30


def test_an_amendment_has_the_labels_of_what_it_amends() -> None:
    graded: dict[str, set[tuple[str, str]]] = {}
    for row in LABELS:
        graded.setdefault(row["notice_id"], set()).add((row["enterprise_key"], row["grade"]))

    for title in (notice["title"] for notice in IDB if is_amendment(notice["title"])):
        assert graded[title] == graded[amended_title(title)]
