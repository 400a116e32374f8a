"""Codes of countries and languages, in the habits of several publishers."""

import pytest

from tenders.sources.country_codes import from_code, from_code_or_name, language_of


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("USA", "US"),
        ("CA", "CA"),
        (" mex ", "MX"),
        ("UK", "GB"),
        ("EL", "GR"),
        ("GR", "GR"),
        ("XKX", "XK"),
        ("EU", ""),
        ("", ""),
        ("ZZZ", ""),
    ],
)
def test_code_is_read(written: str, code: str) -> None:
    assert from_code(written) == code


@pytest.mark.parametrize(
    ("written", "code"),
    [("CANADA", "CA"), ("México   ", "MX"), ("MX", "MX"), (" United Kingdom", "GB"), ("World", "")],
)
def test_name_is_as_good_as_a_code(written: str, code: str) -> None:
    assert from_code_or_name(written) == code


@pytest.mark.parametrize(
    ("tag", "language"),
    [("EN", "en"), ("en-GB", "en"), ("fra", "fr"), ("POR", "pt"), ("xx", ""), ("", "")],
)
def test_language_is_read(tag: str, language: str) -> None:
    assert language_of(tag) == language
