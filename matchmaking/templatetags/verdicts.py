"""Stored facts in words: each verdict writes its own sentence, none mentions another."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template

from matchmaking import feasibility, reasons
from reference.models import name_language
from tenders import eligibility

register = template.Library()

register.filter("shown_reasons", reasons.shown)
register.filter("shared_words", reasons.document_words)
register.filter("may_bid_sentence", eligibility.sentence)
register.filter("may_bid_basis", eligibility.basis)
register.filter("may_bid_wording", eligibility.wording)
register.filter("can_make_it_sentence", feasibility.sentence)


@register.filter
def rest(stored: Iterable[reasons.Reason]) -> reasons.Reason | None:
    """The sum of the reasons that are not shown one by one."""
    return next((reason for reason in stored if reason["kind"] == reasons.REST), None)


@register.filter
def bank_name(facts: Mapping[str, Any]) -> str:
    """The bank in the reader's language, as the verdict on eligibility noted it."""
    return (facts.get("bank_names") or {}).get(name_language(), "") if facts.get("bank") else ""


@register.filter
def passages(text: str, words: Iterable[str]) -> list[str]:
    """The places of a long text where the words stand."""
    return reasons.passages(text or "", words)
