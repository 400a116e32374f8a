"""Spellings of countries and regions."""

import pytest

from tenders.sources.country_names import country_code, is_region


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Egypt, Arab Republic of", "EG"),
        ("Gambia, The", "GM"),
        ("Cote d'Ivoire", "CI"),
        ("Côte d\u2019Ivoire", "CI"),
        ("Turkiye", "TR"),
        ("Congo, Democratic Republic of", "CD"),
        ("Congo, Republic of", "CG"),
        ("Korea, Republic of", "KR"),
        ("Kyrgyz Republic", "KG"),
        ("Lao People's Democratic Republic", "LA"),
        ("West Bank and Gaza", "PS"),
        ("Kosovo", "XK"),
        ("St. Vincent and the Grenadines", "VC"),
        ("BOLIVIA", "BO"),
        ("TRINIDAD & TOBAGO", "TT"),
        ("México", "MX"),
        ("ESTADOS UNIDOS", "US"),
        ("Brasil", "BR"),
        ("Haïti", "HT"),
        ("République démocratique du Congo", "CD"),
    ],
)
def test_spelling_leads_to_its_code(name: str, code: str) -> None:
    assert country_code(name) == code


@pytest.mark.parametrize("name", ["World", "Western and Central Africa", "Latin America"])
def test_region_is_no_country(name: str) -> None:
    assert country_code(name) == ""
    assert is_region(name) is True


@pytest.mark.parametrize("name", ["", "Atlantis", "US", "Guinea Bissau Guinea"])
def test_unknown_name_is_neither(name: str) -> None:
    assert country_code(name) == ""
    assert is_region(name) is False
