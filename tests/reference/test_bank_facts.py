from datetime import date

import pytest
from django.utils import translation

from reference.models import (
    NORTH_AMERICA,
    BankMembership,
    BankRule,
    MembershipFact,
    Standing,
)

pytestmark = pytest.mark.django_db

BANKS = ("adb", "afdb", "aiib", "cdb", "ebrd", "idb", "isdb", "nadb", "world_bank")
WHO = BankRule.WhoMayBid
MEMBER, NOT_MEMBER, UNKNOWN = Standing.MEMBER, Standing.NOT_MEMBER, Standing.UNKNOWN


def test_each_bank_has_a_rule_with_words_source_and_date():
    rules = BankRule.objects.all()

    assert tuple(rule.bank for rule in rules) == BANKS
    for rule in rules:
        assert len({rule.wording_en, rule.wording_es, rule.wording_fr}) == 3
        assert rule.who_may_bid in WHO.values
        assert rule.source
        assert rule.source_url.startswith("http")
        assert rule.as_of <= date(2026, 12, 31)


@pytest.mark.parametrize("bank", BANKS)
@pytest.mark.parametrize("country", NORTH_AMERICA)
def test_each_bank_says_how_the_three_countries_stand(bank, country):
    row = BankMembership.objects.get(bank=bank, country=country)

    assert row.source
    assert row.source_url.startswith("http")
    assert row.as_of <= date(2026, 12, 31)
    assert row.kind in BankMembership.Kind.values


@pytest.mark.parametrize(
    ("bank", "who", "standings"),
    [
        ("world_bank", WHO.EVERYONE, (MEMBER, MEMBER, MEMBER)),
        ("idb", WHO.MEMBERS, (MEMBER, MEMBER, MEMBER)),
        ("adb", WHO.BY_NOTICE, (MEMBER, UNKNOWN, MEMBER)),
        ("afdb", WHO.MEMBERS, (MEMBER, UNKNOWN, MEMBER)),
        ("ebrd", WHO.EVERYONE, (MEMBER, MEMBER, MEMBER)),
        ("aiib", WHO.EVERYONE, (NOT_MEMBER, UNKNOWN, MEMBER)),
        ("cdb", WHO.MEMBERS, (NOT_MEMBER, MEMBER, MEMBER)),
        ("isdb", WHO.BY_NOTICE, (NOT_MEMBER, NOT_MEMBER, NOT_MEMBER)),
        ("nadb", WHO.EVERYONE, (MEMBER, MEMBER, NOT_MEMBER)),
    ],
)
def test_facts_of_the_three_countries(bank, who, standings):
    rule = BankRule.objects.for_bank(bank)

    assert rule is not None
    assert rule.who_may_bid == who
    assert (
        tuple(BankMembership.objects.standing(bank, country).standing for country in NORTH_AMERICA)
        == standings
    )


@pytest.mark.parametrize(("bank", "members"), [("idb", 48), ("cdb", 28), ("isdb", 57), ("nadb", 2)])
def test_full_lists_are_full(bank, members):
    rows = BankMembership.objects.filter(bank=bank)

    assert BankRule.objects.get(pk=bank).is_member_list_complete
    assert sum(row.standing == MEMBER for row in rows) == members


def test_country_missing_from_a_full_list_is_outside_with_the_source_of_the_list():
    fact = BankMembership.objects.standing("idb", "AU")

    assert fact == MembershipFact(
        bank="idb",
        country="AU",
        standing=NOT_MEMBER,
        source="Member countries of the IDB",
        source_url="http://www.iadb.org/en/about-us/member-countries,6291.html",
        as_of=date(2026, 11, 24),
    )


def test_country_missing_from_a_partial_list_is_unknown_and_not_outside():
    assert BankMembership.objects.standing("adb", "AU") == MembershipFact("adb", "AU", UNKNOWN)


def test_bank_that_nobody_wrote_down_is_unknown():
    assert BankMembership.objects.standing("unheard_of", "MX") == MembershipFact(
        "unheard_of", "MX", UNKNOWN
    )


@pytest.mark.parametrize("country", ["US", "MX", "AU"])
def test_all_standings_at_once_equal_those_asked_one_by_one(country):
    assert BankMembership.objects.standings(country) == {
        bank: BankMembership.objects.standing(bank, country) for bank in BANKS
    }


def test_standings_of_a_member_country_cost_two_queries(django_assert_num_queries):
    with django_assert_num_queries(2):
        BankMembership.objects.standings("US")


def test_rule_and_name_speak_the_language_of_the_reader():
    rule = BankRule.objects.get(pk="idb")

    with translation.override("es"):
        assert rule.name == "Banco Interamericano de Desarrollo"
        assert rule.wording == rule.wording_es
    with translation.override("pt"):
        assert rule.wording == rule.wording_en
