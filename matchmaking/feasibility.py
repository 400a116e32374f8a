"""Can an enterprise make it? Working days left in its country against what such a bid takes.

It asks neither what the tender is about nor who may bid. The answer comes with the line that
decided it, as facts, so that each language writes its own sentence.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from accounts.models import Enterprise
from reference.working_days import has_holidays, working_days_between
from tenders.models import Tender


class Feasibility(StrEnum):
    """What is said; `unknown` is an answer of its own."""

    GREEN = "green"
    TIGHT = "tight"
    NO = "no"
    UNKNOWN = "unknown"


class Line(StrEnum):
    """The line that decided."""

    CANCELLED = "cancelled"
    AWARDED = "awarded"
    CLOSED = "closed"
    PASSED = "passed"
    NO_DEADLINE = "no_deadline"
    NOT_STATED = "not_stated"
    TOO_FEW = "too_few"
    FEW = "few"
    ENOUGH = "enough"


@dataclass(frozen=True)
class Days:
    """Working days that an answer takes: `least` with all papers at hand, `enough` with calm."""

    least: int
    enough: int


@dataclass(frozen=True)
class FeasibilityVerdict:
    """The answer with the facts behind it; the facts can be stored as JSON."""

    value: Feasibility
    facts: dict[str, Any]


# Rough needs of a small firm that bids abroad, on the safe side. They are ours: no bank states
# them, and the page says "usually".
NEEDS: dict[str, Days] = {
    # A letter, references and the profiles of people: most of it lies in a drawer.
    Tender.Kind.EXPRESSION_OF_INTEREST: Days(least=3, enough=8),
    # One person's file and a rate.
    Tender.Kind.INDIVIDUAL_CONSULTANT: Days(least=2, enough=5),
    # Prices for a short list of things, without security or legalised papers.
    Tender.Kind.REQUEST_QUOTATION: Days(least=2, enough=5),
    # Accounts of several years, references and often a joint-venture agreement, but no price.
    Tender.Kind.PREQUALIFICATION: Days(least=5, enough=12),
    # Bid security from a bank (about a week), manufacturers' letters, prices, legalised papers.
    Tender.Kind.INVITATION: Days(least=6, enough=15),
}
# A site visit, a method statement and partners for the parts that are missing come on top.
WORKS = Days(least=10, enough=20)
# What it asks for is not said: taken for a full bid.
OTHERWISE = NEEDS[Tender.Kind.INVITATION]

# Where a country spans zones, the one where a moment has the earliest date: who sits further east
# has some hours more, nobody has fewer.
ZONES = {"US": "America/Los_Angeles", "MX": "America/Tijuana", "CA": "America/Vancouver"}
VALUES = {
    Line.TOO_FEW: Feasibility.NO,
    Line.FEW: Feasibility.TIGHT,
    Line.ENOUGH: Feasibility.GREEN,
}


def verdict(tender: Tender, enterprise: Enterprise, today: date) -> FeasibilityVerdict:
    """Green, tight or no by the working days left after today; unknown where none is stated."""
    line = _line_without_days(tender)
    if line:
        value = Feasibility.NO if line in GONE else Feasibility.UNKNOWN
        return FeasibilityVerdict(value, {"line": line.value})
    closing_day = _closing_day(tender, enterprise.country_id)
    facts: dict[str, Any] = {"closes_on": closing_day.isoformat()}
    if closing_day < today:
        return FeasibilityVerdict(Feasibility.NO, {"line": Line.PASSED.value, **facts})
    country = enterprise.country_id
    days, need = working_days_between(today, closing_day, country=country), needs_of(tender)
    line = _line_of(days, need)
    facts |= {
        "days_left": days,
        "least": need.least,
        "enough": need.enough,
        "country": country,
        "counts_holidays": has_holidays(country),
    }
    return FeasibilityVerdict(VALUES[line], {"line": line.value, **facts})


def needs_of(tender: Tender) -> Days:
    """The working days that an answer to this kind of notice usually takes."""
    need = NEEDS.get(tender.kind, OTHERWISE)
    return WORKS if need is OTHERWISE and tender.group == Tender.Group.WORKS else need


def local_day(enterprise: Enterprise, moment: datetime) -> date:
    """The date of a moment where the enterprise works."""
    return moment.astimezone(_zone(enterprise.country_id)).date()


def sentence(facts: Mapping[str, Any]) -> str:
    """The deciding line in words of the reader's language."""
    if "days_left" in facts:
        return _sentence_of_days(facts)
    if "closes_on" in facts:
        return gettext("The deadline was on %(day)s.") % {"day": _day(facts)}
    return {
        Line.CANCELLED: gettext("The buyer has cancelled it."),
        Line.AWARDED: gettext("The contract has been awarded."),
        Line.CLOSED: gettext("The source says that it is closed."),
        Line.NO_DEADLINE: gettext("It has no deadline: bids are not asked for yet."),
    }.get(facts.get("line", ""), gettext("The notice does not state its deadline: ask the buyer."))


GONE = {Line.CANCELLED, Line.AWARDED, Line.CLOSED}


def _line_without_days(tender: Tender) -> Line | None:
    """What decides before any day is counted."""
    if tender.status == Tender.Status.CANCELLED or tender.kind == Tender.Kind.CANCELLED:
        return Line.CANCELLED
    if tender.kind == Tender.Kind.AWARD:
        return Line.AWARDED
    if tender.status == Tender.Status.CLOSED:
        return Line.CLOSED
    if tender.deadline_state == Tender.DeadlineState.NONE:
        return Line.NO_DEADLINE
    return Line.NOT_STATED if tender.deadline_on is None else None


def _line_of(days: int, need: Days) -> Line:
    if days < need.least:
        return Line.TOO_FEW
    return Line.FEW if days < need.enough else Line.ENOUGH


def _closing_day(tender: Tender, country: str) -> date:
    """The last day in the firm's country, where the moment is known; else the day as published."""
    if tender.deadline_at:
        return tender.deadline_at.astimezone(_zone(country)).date()
    return tender.deadline_on or date.max


def _zone(country: str) -> ZoneInfo:
    return ZoneInfo(ZONES.get(country, "UTC"))


def _day(facts: Mapping[str, Any]) -> str:
    return date_format(date.fromisoformat(facts["closes_on"]))


def _sentence_of_days(facts: Mapping[str, Any]) -> str:
    words = {"days": facts["days_left"], "enough": facts["enough"], "day": _day(facts)}
    if not facts["counts_holidays"]:
        return (
            ngettext(
                "%(days)d weekday is left until %(day)s, holidays not counted; an answer to such "
                "a notice usually takes %(enough)d.",
                "%(days)d weekdays are left until %(day)s, holidays not counted; an answer to such "
                "a notice usually takes %(enough)d.",
                facts["days_left"],
            )
            % words
        )
    return (
        ngettext(
            "%(days)d working day is left in your country until %(day)s; an answer to such a "
            "notice usually takes %(enough)d.",
            "%(days)d working days are left in your country until %(day)s; an answer to such a "
            "notice usually takes %(enough)d.",
            facts["days_left"],
        )
        % words
    )
