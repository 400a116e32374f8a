"""What an enterprise says of a tender, and what of it moves its list."""

import pytest

from matchmaking import recommendations, watching
from matchmaking.models import Feedback, Recommendation, RecommendationList, Watch
from tests.factories import EnterpriseFactory, TenderFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_watching_twice_is_one_watch() -> None:
    firm, tender, person = EnterpriseFactory(), TenderFactory(), UserFactory()

    first = watching.watch(firm, tender, by=person)
    second = watching.watch(firm, tender, by=UserFactory())

    assert (first, second.by, Watch.objects.count()) == (second, person, 1)


def test_what_is_watched_and_not_put_away_speaks_for_the_enterprise() -> None:
    firm, person = EnterpriseFactory(), UserFactory()
    kept, away, let_go = TenderFactory(), TenderFactory(), TenderFactory()
    for tender in (kept, away, let_go):
        watching.watch(firm, tender, by=person)
    watching.dismiss(firm, away, reason=Feedback.Reason.TOO_BIG, by=person)
    watching.unwatch(firm, let_go)

    assert watching.liked(firm) == [kept.pk]


def test_only_wrong_work_speaks_against_the_work() -> None:
    firm, person = EnterpriseFactory(), UserFactory()
    tenders = {reason: TenderFactory() for reason in Feedback.Reason}
    for reason, tender in tenders.items():
        watching.dismiss(firm, tender, reason=reason, by=person)

    assert watching.disliked(firm) == [tenders[Feedback.Reason.WRONG_WORK].pk]


def test_another_reason_takes_the_place_of_the_first_and_both_stay_in_the_table() -> None:
    firm, tender, person = EnterpriseFactory(), TenderFactory(), UserFactory()
    watching.dismiss(firm, tender, reason=Feedback.Reason.TOO_BIG, by=person)

    watching.dismiss(firm, tender, reason=Feedback.Reason.TOO_LATE, by=person)

    assert [said.reason for said in watching.dismissals(firm)] == ["too_late"]
    assert Feedback.objects.count() == 2


def test_taking_back_what_was_never_said_changes_nothing() -> None:
    firm, tender = EnterpriseFactory(), TenderFactory()

    assert watching.restore(firm, tender) is False
    assert Feedback.objects.count() == 0


def test_the_list_moves_towards_what_is_watched_and_away_from_wrong_work() -> None:
    firm = EnterpriseFactory(about="We install pumps.", about_language="en")
    pumps = TenderFactory(title="Pumps for water wells", body="Pumps and irrigation channels.")
    irrigation = TenderFactory(title="Irrigation channels", body="Channels for farms, one pump.")
    before = [row.tender for row in recommendations.current_for(firm)]

    watching.watch(firm, irrigation, by=UserFactory())
    liked = scores(firm)
    watching.unwatch(firm, irrigation)
    watching.dismiss(firm, pumps, reason=Feedback.Reason.WRONG_WORK, by=UserFactory())
    away = [row.tender for row in recommendations.current_for(firm)]

    assert before == [pumps, irrigation]
    assert liked[irrigation.pk] > liked[pumps.pk]
    assert away == [irrigation]


def test_what_is_said_makes_the_stored_list_due() -> None:
    firm, tender, person = EnterpriseFactory(), TenderFactory(), UserFactory()
    recommendations.refresh(firm)

    watching.dismiss(firm, tender, reason=Feedback.Reason.WRONG_COUNTRY, by=person)

    assert RecommendationList.objects.get(enterprise=firm).tender_index == ""


def scores(firm: object) -> dict[int, float]:
    recommendations.refresh(firm)  # type: ignore[arg-type]
    return dict(Recommendation.objects.values_list("tender", "score"))
