"""Three verdicts on any tender, and the first rule that keeps it out of the list."""

from datetime import timedelta

import pytest
from django.utils import timezone

from matchmaking import recommendations, watching
from matchmaking.models import Feedback
from matchmaking.recommendations import Rule
from tests.factories import EnterpriseFactory, TenderFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_a_tender_in_the_list_has_the_rank_and_verdicts_of_the_list() -> None:
    firm = EnterpriseFactory()
    TenderFactory()
    tender = TenderFactory(title="Solar lamps", body="Photovoltaic lamps for streets.")
    row = recommendations.current_for(firm).get(tender=tender)

    found = recommendations.verdicts_for(firm, tender)

    same = ("rank", "score", "level", "contributions", "eligibility", "feasibility")
    assert [getattr(found.recommendation, name) for name in same] == [
        getattr(row, name) for name in same
    ]
    assert (found.rule, found.why_not) == (None, "")


def test_nothing_is_recommended_without_a_profile() -> None:
    found = recommendations.verdicts_for(EnterpriseFactory(about=""), TenderFactory())

    assert (found.rule, found.recommendation.score) == (Rule.NO_PROFILE, 0.0)
    assert found.recommendation.feasibility == "green"


def test_a_closed_tender_says_so_before_anything_else() -> None:
    firm = EnterpriseFactory()
    tender = TenderFactory(deadline_on=timezone.now().date() - timedelta(days=3))
    watching.dismiss(firm, tender, reason=Feedback.Reason.TOO_BIG, by=UserFactory())

    found = recommendations.verdicts_for(firm, tender)

    assert (found.rule, found.recommendation.rank) == (Rule.NOT_OPEN, 1)


def test_what_was_put_away_says_so_and_keeps_the_rank_it_would_have() -> None:
    firm = EnterpriseFactory()
    tender = TenderFactory()
    TenderFactory(title="Solar lamps", body="Photovoltaic lamps.")
    said = watching.dismiss(firm, tender, reason=Feedback.Reason.TOO_BIG, by=UserFactory())

    found = recommendations.verdicts_for(firm, tender)

    assert (found.rule, found.recommendation.rank, found.feedback) == (Rule.PUT_AWAY, 1, said)


def test_a_tender_that_shares_nothing_says_so() -> None:
    firm, tender = EnterpriseFactory(), TenderFactory(title="Bread", body="Loaves for a school.")

    found = recommendations.verdicts_for(firm, tender)

    assert (found.rule, found.recommendation.contributions) == (Rule.NOTHING_SHARED, [])


def test_a_tender_below_the_list_has_its_rank_in_words() -> None:
    firm = EnterpriseFactory(about="photovoltaic")
    # Other work beside it: what stands in every notice of a collection says nothing.
    TenderFactory.create_batch(60, title="Road repair", body="Asphalt and drainage of a road.")
    TenderFactory.create_batch(50)
    last = TenderFactory(title="Bread ovens, mixers and shelves", body="One photovoltaic lamp.")

    found = recommendations.verdicts_for(firm, last)

    assert (found.rule, found.recommendation.rank) == (Rule.BELOW, 51)
    assert found.why_not == "It is number 51 of what fits; the list ends at 50."
    assert recommendations.why_not(firm, last) == Rule.BELOW


def test_every_open_tender_gets_an_answer() -> None:
    firm = EnterpriseFactory()
    tenders = [
        TenderFactory(),
        TenderFactory(title="Bread", body="Loaves."),
        TenderFactory(deadline_state="unknown", deadline_on=None, open_until=None),
    ]

    rules = [recommendations.why_not(firm, tender) for tender in tenders]

    assert rules == [None, Rule.NOTHING_SHARED, None]


def test_watching_is_told() -> None:
    firm, tender = EnterpriseFactory(), TenderFactory()
    watching.watch(firm, tender, by=UserFactory())

    assert recommendations.verdicts_for(firm, tender).is_watched is True
