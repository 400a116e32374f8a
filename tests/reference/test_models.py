import pytest
from django.utils import translation

from reference.models import BankRule, Country, Region, Sector, in_alphabet

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("language", "name"),
    [
        ("en", "United States"),
        ("es", "Estados Unidos"),
        ("es-mx", "Estados Unidos"),
        ("fr-ca", "États-Unis"),
        ("pt", "United States"),
    ],
)
def test_name_follows_the_active_language(language, name):
    country = Country.objects.get(pk="US")

    with translation.override(language):
        assert (country.name, str(country)) == (name, name)


def test_name_is_english_where_no_language_is_active():
    country = Country.objects.get(pk="US")

    with translation.override(None):
        assert country.name == "United States"


def test_choices_stand_in_the_alphabet_of_the_reader():
    with translation.override("fr"):
        choices = Country.objects.filter(pk__in=["EC", "ES", "US", "FR"]).choices()

    assert choices == [
        ("EC", "Équateur"),
        ("ES", "Espagne"),
        ("US", "États-Unis"),
        ("FR", "France"),
    ]


def test_in_alphabet_puts_accents_beside_their_letters():
    assert sorted(["Zambia", "Égypte", "Fidji", "eswatini"], key=in_alphabet) == [
        "Égypte",
        "eswatini",
        "Fidji",
        "Zambia",
    ]


def test_north_american_countries_are_told_from_others():
    assert [country.code for country in Country.objects.north_american()] == ["CA", "MX", "US"]
    assert Country.objects.get(pk="MX").is_north_american
    assert not Country.objects.get(pk="BR").is_north_american


def test_regions_are_found_by_country():
    assert [region.code for region in Region.objects.of("CA")][:2] == ["CA-AB", "CA-BC"]
    assert ("MX-SON", "Sonora") in Region.objects.of("MX").choices()
    assert Region.objects.of("BR").choices() == []


def test_sectors_are_found_by_their_keys_scheme_and_all():
    found = Sector.objects.with_keys(["scian:221113", "scian:999999", "nonsense"])

    assert [(sector.key, sector.name_en) for sector in found] == [
        ("scian:221113", "Solar power generation")
    ]
    assert Sector.objects.get(scheme="naics", code="221113").name_en == "Nuclear power generation"
    assert list(Sector.objects.with_keys([])) == []


def test_bank_without_a_rule_has_none():
    assert BankRule.objects.for_bank("unheard_of") is None
