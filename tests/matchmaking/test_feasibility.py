"""Working days left, in three countries, across holidays and changes of the clock."""

from datetime import UTC, date, datetime

import pytest
from django.utils.translation import override

from accounts.models import Enterprise
from matchmaking.feasibility import Days, Feasibility, local_day, needs_of, sentence, verdict
from tenders.models import Tender

pytestmark = pytest.mark.pure


def tender(day: date | None = None, **facts: object) -> Tender:
    known = Tender.DeadlineState.KNOWN if day else Tender.DeadlineState.UNKNOWN
    return Tender(**{"kind": "invitation", "deadline_state": known, "deadline_on": day, **facts})


def firm(country: str) -> Enterprise:
    return Enterprise(country_id=country)


@pytest.mark.parametrize(
    ("today", "closes", "days"),
    [
        # 16 September is a holiday in Mexico, 30 September in Canada, 26 November in the US.
        (date(2026, 9, 14), date(2026, 9, 18), {"MX": 3, "US": 4, "CA": 4}),
        (date(2026, 9, 28), date(2026, 10, 2), {"MX": 4, "US": 4, "CA": 3}),
        (date(2026, 11, 23), date(2026, 11, 27), {"MX": 4, "US": 3, "CA": 4}),
    ],
)
def test_holidays_of_the_own_country_count(today: date, closes: date, days: dict[str, int]) -> None:
    left = {
        country: verdict(tender(closes), firm(country), today).facts["days_left"]
        for country in days
    }

    assert left == days


@pytest.mark.parametrize(
    ("moment", "closing_day"),
    [
        # The clock went forward on 8 March and back on 1 November: the hour decides the day.
        (datetime(2026, 3, 8, 7, 30, tzinfo=UTC), "2026-03-07"),
        (datetime(2026, 3, 9, 7, 30, tzinfo=UTC), "2026-03-09"),
        (datetime(2026, 11, 1, 7, 30, tzinfo=UTC), "2026-11-01"),
        (datetime(2026, 11, 2, 7, 30, tzinfo=UTC), "2026-11-01"),
    ],
)
@pytest.mark.parametrize("country", ["US", "MX"])
def test_a_known_moment_ends_on_the_day_it_has_where_the_firm_works(
    country: str, moment: datetime, closing_day: str
) -> None:
    closing = tender(moment.date(), deadline_at=moment, deadline_zone="Europe/Paris")

    facts = verdict(closing, firm(country), date(2026, 3, 2)).facts

    assert facts["closes_on"] == closing_day


def test_days_do_not_depend_on_the_clock_change_between_them() -> None:
    before, after = date(2026, 10, 30), date(2026, 11, 3)

    facts = verdict(tender(after), firm("US"), before).facts

    assert facts["days_left"] == 2


@pytest.mark.parametrize(
    ("closes", "value", "line"),
    [
        (date(2026, 9, 7), "no", "passed"),
        (date(2026, 9, 8), "no", "too_few"),
        (date(2026, 9, 11), "no", "too_few"),
        (date(2026, 9, 17), "tight", "few"),
        (date(2026, 10, 30), "green", "enough"),
    ],
)
def test_an_invitation_takes_six_days_at_least_and_fifteen_with_calm(
    closes: date, value: str, line: str
) -> None:
    found = verdict(tender(closes), firm("MX"), date(2026, 9, 8))

    assert (found.value, found.facts["line"]) == (value, line)


@pytest.mark.parametrize(
    ("facts", "value", "line"),
    [
        ({"status": "cancelled"}, "no", "cancelled"),
        ({"kind": "cancelled"}, "no", "cancelled"),
        ({"kind": "award"}, "no", "awarded"),
        ({"status": "closed_by_source"}, "no", "closed"),
        ({"deadline_state": "none_applicable"}, "unknown", "no_deadline"),
        ({}, "unknown", "not_stated"),
    ],
)
def test_closed_and_unknown_are_said_as_such(facts: dict[str, str], value: str, line: str) -> None:
    found = verdict(tender(None, **facts), firm("CA"), date(2026, 9, 8))

    assert (found.value.value, found.facts) == (value, {"line": line})


def test_works_take_longer_and_a_quotation_takes_less() -> None:
    works = needs_of(tender(group=Tender.Group.WORKS))
    quotation = needs_of(tender(kind="request_quotation", group=Tender.Group.WORKS))
    amendment = needs_of(tender(kind="amendment"))

    assert (works, quotation, amendment) == (Days(10, 20), Days(2, 5), Days(6, 15))


def test_a_country_without_table_says_that_holidays_are_not_counted() -> None:
    facts = verdict(tender(date(2026, 9, 18)), firm("PE"), date(2026, 9, 8)).facts

    assert facts["counts_holidays"] is False
    assert sentence(facts) == (
        "8 weekdays are left until Sept. 18, 2026, holidays not counted; an answer to such a "
        "notice usually takes 15."
    )


def test_the_sentence_is_whole_and_has_one_form_for_one_day() -> None:
    facts = verdict(tender(date(2026, 9, 9)), firm("US"), date(2026, 9, 8)).facts

    with override("en"):
        assert sentence(facts) == (
            "1 working day is left in your country until Sept. 9, 2026; an answer to such a "
            "notice usually takes 15."
        )


def test_every_line_has_its_own_sentence() -> None:
    lines = ["cancelled", "awarded", "closed", "no_deadline", "not_stated"]
    sentences = {sentence({"line": line}) for line in lines}
    sentences.add(sentence({"line": "passed", "closes_on": "2026-09-09"}))

    assert len(sentences) == 6


def test_today_is_the_day_where_the_firm_works() -> None:
    moment = datetime(2026, 9, 9, 3, 0, tzinfo=UTC)

    days = {country: local_day(firm(country), moment).day for country in ("MX", "PE")}

    assert days == {"MX": 8, "PE": 9}


def test_the_answers_are_those_that_are_stored() -> None:
    assert {value.value for value in Feasibility} == {"green", "tight", "no", "unknown"}
