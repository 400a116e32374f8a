"""May this enterprise bid? The bank's rule by nationality, and who says so.

It asks neither what the tender is about nor whether there is time. What is not written down is
unknown, with what would settle it. The facts can be stored as JSON and hold names in all languages
of the interface, so that each reader gets a sentence of her own without another query.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext

from accounts.models import Enterprise
from reference.models import (
    NAME_LANGUAGES,
    BankMembership,
    BankRule,
    Country,
    MembershipFact,
    Standing,
    name_language,
)
from tenders.models import Tender


class Answer(StrEnum):
    """What is said; `unknown` is an answer of its own."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Rule(StrEnum):
    """What decided."""

    EVERYONE = "everyone"
    MEMBER = "member"
    NOT_MEMBER = "not_member"
    MEMBERSHIP_UNKNOWN = "membership_unknown"
    NOTICE_DECIDES = "notice_decides"
    RULE_UNKNOWN = "rule_unknown"
    NO_BANK = "no_bank"


ANSWERS = {Rule.EVERYONE: Answer.YES, Rule.MEMBER: Answer.YES, Rule.NOT_MEMBER: Answer.NO}


@dataclass(frozen=True, slots=True)
class Eligibility:
    """The answer, what decided it, and the facts behind it."""

    value: Answer
    rule: Rule
    facts: dict[str, Any]


def verdict(tender: Tender, enterprise: Enterprise) -> Eligibility:
    """May the enterprise bid for one tender?"""
    return verdicts([tender], enterprise)[tender.pk]


def verdicts(tenders: Iterable[Tender], enterprise: Enterprise) -> dict[int, Eligibility]:
    """The same for a list, by the tender's key, in a fixed number of queries."""
    country = enterprise.country
    rules = {rule.pk: rule for rule in BankRule.objects.all()}
    standings = BankMembership.objects.standings(country.pk)
    return {
        tender.pk: _verdict(
            tender, country, rule=rules.get(tender.bank), standing=standings.get(tender.bank)
        )
        for tender in tenders
    }


def sentence(facts: Mapping[str, Any]) -> str:
    """The answer in words of the reader's language."""
    rule = facts.get("rule")
    words = {"bank": _name(facts.get("bank_names")), "country": _name(facts.get("country_names"))}
    sentences = {
        Rule.EVERYONE: gettext("%(bank)s lets firms of all countries bid."),
        Rule.MEMBER: gettext("%(country)s is a member of %(bank)s: its firms may bid."),
        Rule.NOT_MEMBER: gettext(
            "%(country)s is not a member of %(bank)s, and only firms of member countries may bid."
        ),
        Rule.MEMBERSHIP_UNKNOWN: gettext(
            "Only firms of member countries of %(bank)s may bid. Whether %(country)s is one is not "
            "known here: the bank's list of members would settle it."
        ),
        Rule.NOTICE_DECIDES: gettext(
            "%(bank)s opens some tenders to firms of all countries and some to members only. For "
            "%(country)s, the notice's own words on eligibility would settle it."
        ),
        Rule.RULE_UNKNOWN: gettext(
            "Which firms may bid at %(bank)s is not known here: the bank's procurement rules would "
            "settle it."
        ),
        Rule.NO_BANK: gettext(
            "The notice does not name a bank. The buyer can tell from which countries firms may "
            "bid."
        ),
    }
    return sentences[Rule(rule) if rule else Rule.NO_BANK] % words


def basis(facts: Mapping[str, Any]) -> str:
    """Who says so and when that was checked; empty where nobody does."""
    if not facts.get("source"):
        return ""
    return gettext("Source: %(source)s, checked on %(day)s.") % {
        "source": facts["source"],
        "day": date_format(date.fromisoformat(facts["as_of"])),
    }


def wording(facts: Mapping[str, Any]) -> str:
    """The bank's whole rule in words of the reader's language; empty where none is known."""
    return _name(facts.get("wordings"))


def _verdict(
    tender: Tender, country: Country, *, rule: BankRule | None, standing: MembershipFact | None
) -> Eligibility:
    decided = _decide(tender, rule, standing)
    facts: dict[str, Any] = {
        "rule": decided.value,
        "bank": tender.bank,
        "bank_names": _names(rule) if rule else dict.fromkeys(NAME_LANGUAGES, tender.bank.upper()),
        "country": country.pk,
        "country_names": _names(country),
        "notice_says": tender.eligibility_raw,
    }
    if rule:
        facts |= _source_facts(rule, decided=decided, standing=standing)
    return Eligibility(ANSWERS.get(decided, Answer.UNKNOWN), decided, facts)


def _decide(tender: Tender, rule: BankRule | None, standing: MembershipFact | None) -> Rule:
    if not tender.bank:
        return Rule.NO_BANK
    if rule is None or standing is None or rule.who_may_bid == BankRule.WhoMayBid.UNKNOWN:
        return Rule.RULE_UNKNOWN
    if rule.who_may_bid == BankRule.WhoMayBid.EVERYONE:
        return Rule.EVERYONE
    if standing.standing == Standing.MEMBER:
        return Rule.MEMBER
    if rule.who_may_bid == BankRule.WhoMayBid.BY_NOTICE:
        return Rule.NOTICE_DECIDES
    is_outside = standing.standing == Standing.NOT_MEMBER
    return Rule.NOT_MEMBER if is_outside else Rule.MEMBERSHIP_UNKNOWN


def _source_facts(
    rule: BankRule, *, decided: Rule, standing: MembershipFact | None
) -> dict[str, Any]:
    """The document that decided: the list of members where membership did, else the rule."""
    wordings = {"en": rule.wording_en, "es": rule.wording_es, "fr": rule.wording_fr}
    source: BankRule | MembershipFact = rule
    if decided in (Rule.MEMBER, Rule.NOT_MEMBER) and standing and standing.source:
        source = standing
    return {
        "wordings": wordings,
        "source": source.source,
        "source_url": source.source_url,
        "as_of": source.as_of.isoformat() if source.as_of else "",
        "rule_source": rule.source,
        "rule_source_url": rule.source_url,
        "rule_as_of": rule.as_of.isoformat(),
    }


def _names(row: BankRule | Country) -> dict[str, str]:
    return {language: row.name_in(language) for language in NAME_LANGUAGES}


def _name(names: Mapping[str, str] | None) -> str:
    return (names or {}).get(name_language(), "")
