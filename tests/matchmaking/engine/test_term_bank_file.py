"""The shipped term bank is a file that people edit by hand, so its form is checked here."""

import csv
import re
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path

import pytest

TERM_BANK = Path(__file__).parents[3] / "matchmaking" / "engine" / "data" / "term_bank.csv"
COLUMNS = ["concept", "kind", "en", "es", "fr", "pt"]
LANGUAGES = COLUMNS[2:]
KINDS = {
    "agriculture",
    "construction",
    "consulting",
    "energy",
    "environment",
    "finance",
    "general",
    "health",
    "ict",
    "industry",
    "procurement",
    "transport",
    "water",
}
FEWEST_CONCEPTS = 1_500
LONGEST_PHRASE = 5
CONCEPTS_PER_PHRASE = 2
CONCEPT = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
PHRASE = re.compile(r"[^\W_](?:[^\W_]|[ '+-])*")
ACRONYM = re.compile(r"[A-Z0-9]*[A-Z][A-Z0-9-]*[A-Z0-9]\+?|[0-9][A-Z]")
MIXED_CASE = re.compile(r"kW|kWh|MWh|pH(-mètre)?|Io?[dT][CO]?|LiDAR|TdR|VoIP|Wi-Fi|X(-ray)?")
NAME = re.compile(
    r"Clima|Environment|Ethernet|État|Facility|Fondo|Fonds|Francis|Fundo|Global|India|Javel"
    r"|Kaplan|Natal|Noël|Pelton|Portland|Rankine|Stirling|Verde|Zika"
)


def read_rows() -> list[dict[str, str]]:
    with TERM_BANK.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def phrases_of(row: dict[str, str], language: str) -> list[str]:
    return row[language].split("|")


def all_phrases() -> list[tuple[str, str]]:
    return [
        (row["concept"], phrase)
        for row in read_rows()
        for language in LANGUAGES
        for phrase in phrases_of(row, language)
    ]


def may_have_capitals(word: str) -> bool:
    bare = word.removeprefix("l'").removeprefix("d'")
    return any(shape.fullmatch(bare) for shape in (ACRONYM, MIXED_CASE, NAME))


def test_the_header_names_the_six_columns() -> None:
    header = TERM_BANK.read_text(encoding="utf-8").splitlines()[0]

    assert header == ",".join(COLUMNS)


def test_the_bank_is_large_enough_to_bridge_four_languages() -> None:
    assert len(read_rows()) >= FEWEST_CONCEPTS


def test_every_row_fills_every_column() -> None:
    with TERM_BANK.open(encoding="utf-8", newline="") as lines:
        uneven = [row for row in csv.reader(lines) if len(row) != len(COLUMNS) or not all(row)]

    assert uneven == []


def test_concepts_are_unique() -> None:
    uses = Counter(row["concept"] for row in read_rows())

    assert [concept for concept, count in uses.items() if count > 1] == []


def test_concepts_are_lower_case_words_joined_by_hyphens() -> None:
    concepts = [row["concept"] for row in read_rows()]

    assert [concept for concept in concepts if not CONCEPT.fullmatch(concept)] == []


def test_only_known_kinds_are_used_and_each_is_used() -> None:
    assert {row["kind"] for row in read_rows()} == KINDS


def test_rows_are_sorted_by_kind_then_concept() -> None:
    keys = [(row["kind"], row["concept"]) for row in read_rows()]

    assert keys == sorted(keys)


def test_text_is_in_composed_unicode_form() -> None:
    text = TERM_BANK.read_text(encoding="utf-8")

    assert text == unicodedata.normalize("NFC", text)


def test_phrases_are_plain_words_without_stray_spaces() -> None:
    odd = [
        (concept, phrase)
        for concept, phrase in all_phrases()
        if not PHRASE.fullmatch(phrase) or phrase != " ".join(phrase.split())
    ]

    assert odd == []


def test_no_phrase_is_longer_than_five_words() -> None:
    long = [entry for entry in all_phrases() if len(entry[1].split()) > LONGEST_PHRASE]

    assert long == []


def test_only_names_units_and_acronyms_have_capitals() -> None:
    wrong = [
        (concept, phrase)
        for concept, phrase in all_phrases()
        for word in phrase.split()
        if word != word.lower() and not may_have_capitals(word)
    ]

    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_phrase_stands_once_in_its_cell(language: str) -> None:
    repeated = [
        (row["concept"], phrase)
        for row in read_rows()
        for phrase, count in Counter(map(str.casefold, phrases_of(row, language))).items()
        if count > 1
    ]

    assert repeated == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_phrase_serves_at_most_two_concepts(language: str) -> None:
    concepts = defaultdict(list)
    for row in read_rows():
        for phrase in phrases_of(row, language):
            concepts[phrase.casefold()].append(row["concept"])

    overused = {phrase: ids for phrase, ids in concepts.items() if len(ids) > CONCEPTS_PER_PHRASE}

    assert overused == {}
