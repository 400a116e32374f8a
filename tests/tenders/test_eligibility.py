"""May the enterprise bid: rules of banks by nationality, with their sources."""

from collections.abc import Sequence

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from accounts.models import Enterprise
from reference.models import BankMembership, BankRule
from tenders import eligibility
from tenders.eligibility import Answer, Rule
from tenders.models import Tender
from tests.factories import EnterpriseFactory, TenderFactory

pytestmark = pytest.mark.django_db


def verdict(bank: str, country: str) -> eligibility.Eligibility:
    return eligibility.verdict(TenderFactory(bank=bank), EnterpriseFactory(country_id=country))


@pytest.mark.parametrize(
    ("bank", "country", "value", "rule"),
    [
        ("world_bank", "MX", Answer.YES, Rule.EVERYONE),
        ("ebrd", "CA", Answer.YES, Rule.EVERYONE),
        ("idb", "MX", Answer.YES, Rule.MEMBER),
        ("idb", "AU", Answer.NO, Rule.NOT_MEMBER),
        ("cdb", "CA", Answer.YES, Rule.MEMBER),
        ("cdb", "US", Answer.NO, Rule.NOT_MEMBER),
        ("isdb", "US", Answer.UNKNOWN, Rule.NOTICE_DECIDES),
        ("kfw", "US", Answer.UNKNOWN, Rule.RULE_UNKNOWN),
        ("", "US", Answer.UNKNOWN, Rule.NO_BANK),
    ],
)
def test_the_bank_and_the_nationality_decide(
    bank: str, country: str, value: Answer, rule: Rule
) -> None:
    found = verdict(bank, country)

    assert (found.value, found.rule, found.facts["rule"]) == (value, rule, rule.value)


def test_an_incomplete_list_of_members_leaves_a_stranger_unknown() -> None:
    BankMembership.objects.filter(bank="afdb", country="NZ").delete()

    assert verdict("afdb", "NZ").rule == Rule.MEMBERSHIP_UNKNOWN


def test_a_rule_that_nobody_wrote_down_is_unknown() -> None:
    BankRule.objects.filter(bank="ebrd").update(who_may_bid=BankRule.WhoMayBid.UNKNOWN)

    assert verdict("ebrd", "US").rule == Rule.RULE_UNKNOWN


def test_the_facts_name_the_document_that_decided_and_when_it_was_read() -> None:
    membership = BankMembership.objects.get(bank="idb", country="MX")
    rule = BankRule.objects.get(bank="idb")

    facts = verdict("idb", "MX").facts

    assert (facts["source"], facts["source_url"], facts["as_of"]) == (
        membership.source,
        membership.source_url,
        membership.as_of.isoformat(),
    )
    assert (facts["rule_source"], facts["rule_as_of"]) == (rule.source, rule.as_of.isoformat())


def test_the_sentence_is_whole_and_says_what_would_settle_an_unknown() -> None:
    with translation.override("en"):
        assert eligibility.sentence(verdict("idb", "MX").facts) == (
            "Mexico is a member of Inter-American Development Bank: its firms may bid."
        )
        assert eligibility.sentence(verdict("", "MX").facts) == (
            "The notice does not name a bank. The buyer can tell from which countries firms may "
            "bid."
        )
        assert eligibility.sentence({}) == eligibility.sentence(verdict("", "MX").facts)


def test_the_basis_and_the_wording_follow_the_reader() -> None:
    facts = verdict("world_bank", "MX").facts
    rule = BankRule.objects.get(bank="world_bank")

    with translation.override("es"):
        assert eligibility.wording(facts) == rule.wording_es
    with translation.override("en"):
        assert eligibility.basis(facts) == (f"Source: {rule.source}, checked on Nov. 24, 2026.")
    assert eligibility.basis(verdict("", "MX").facts) == ""


def test_the_words_of_the_notice_are_kept_beside_the_rule() -> None:
    tender = TenderFactory(bank="isdb", eligibility_raw="Member Country Bidding")

    facts = eligibility.verdict(tender, EnterpriseFactory()).facts

    assert facts["notice_says"] == "Member Country Bidding"


def test_a_list_takes_as_many_queries_as_one_tender() -> None:
    enterprise = EnterpriseFactory()
    tenders = [TenderFactory(bank=bank) for bank in ("idb", "cdb", "", "kfw")]

    assert queries_of(tenders, enterprise) == queries_of(tenders[:1], enterprise)


def queries_of(tenders: Sequence[Tender], enterprise: Enterprise) -> int:
    fresh = Enterprise.objects.get(pk=enterprise.pk)
    with CaptureQueriesContext(connection) as queries:
        eligibility.verdicts(tenders, fresh)
    return len(queries)
