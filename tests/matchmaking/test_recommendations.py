"""The list of tenders of one enterprise: what is in it, why, and when it is made again."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.utils import timezone
from django.utils.translation import override

from accounts.models import Enterprise
from matchmaking import reasons, recommendations, rounds, watching
from matchmaking.engine import level_of
from matchmaking.models import Feedback, Recommendation, RecommendationList
from matchmaking.recommendations import Emptiness
from reference.models import Sector
from tenders import search_index
from tenders.models import Tender
from tests.factories import EnterpriseFactory, OfferFactory, TenderFactory, UserFactory

pytestmark = pytest.mark.django_db


def listed(firm: Enterprise) -> list[Tender]:
    return [row.tender for row in recommendations.current_for(firm)]


def closed_tender(**facts: object) -> Tender:
    return TenderFactory(deadline_on=timezone.now().date() - timedelta(days=3), **facts)


def test_a_new_enterprise_has_its_list_when_it_asks() -> None:
    firm = EnterpriseFactory(about="We install photovoltaic plants.")
    solar = TenderFactory()
    TenderFactory(title="Road works", body="Asphalt and bridges.")

    rows = list(recommendations.current_for(firm))

    assert [(row.tender, row.rank) for row in rows] == [(solar, 1)]
    assert rows[0].level == level_of(rows[0].score)


def test_contributions_add_up_to_the_score_and_show_the_words_of_both_texts() -> None:
    firm = EnterpriseFactory(about="Instalamos paneles fotovoltaicos.", about_language="es")
    OfferFactory(enterprise=firm)
    TenderFactory()

    row = recommendations.current_for(firm).get()

    total = sum(reason["weight"] for reason in row.contributions)
    words = {
        (reason["profile_words"][0], reason["document_words"][0])
        for reason in row.contributions
        if reason["kind"] == "word"
    }
    assert total == pytest.approx(row.score, abs=1e-6)
    assert ("photovoltaic", "photovoltaic") in words


def test_the_shares_are_percent_of_the_score() -> None:
    firm = EnterpriseFactory(about="Photovoltaic modules, inverters and structures for schools.")
    TenderFactory()

    row = recommendations.current_for(firm).get()

    expected = [round(100 * reason["weight"] / row.score) for reason in row.contributions]
    assert [reason["share"] for reason in row.contributions] == expected


def test_smaller_reasons_are_summed_and_lose_nothing() -> None:
    text = " ".join(f"word{chr(97 + number)}" for number in range(20))
    firm = EnterpriseFactory(about=text)
    TenderFactory(title="Notice", body=text)

    row = recommendations.current_for(firm).get()

    assert row.contributions[-1]["kind"] == "rest"
    assert sum(reason["weight"] for reason in row.contributions) == pytest.approx(row.score, 1e-6)


def test_three_verdicts_stand_apart_with_their_facts() -> None:
    firm = EnterpriseFactory(country_id="US")
    TenderFactory(bank="cdb")

    row = recommendations.current_for(firm).get()

    assert (row.eligibility, row.feasibility) == ("no", "green")
    assert (row.eligibility_facts["rule"], row.feasibility_facts["line"]) == (
        "not_member",
        "enough",
    )


def test_what_may_not_be_bid_for_stays_in_its_place() -> None:
    """A verdict never moves another: the order is that of the texts alone."""
    firm = EnterpriseFactory(country_id="US")
    closing = timezone.now().date() + timedelta(days=1)
    best = TenderFactory(bank="cdb", deadline_on=closing)
    TenderFactory(title="Photovoltaic plants beside a road", body="Asphalt, bridges, tunnels.")

    assert listed(firm)[0] == best


def test_recent_tenders_without_deadline_are_in_and_old_ones_are_not() -> None:
    firm = EnterpriseFactory()
    unknown = {"deadline_state": "unknown", "deadline_on": None, "open_until": None}
    today = timezone.now().date()
    recent = TenderFactory(published_on=today - timedelta(days=30), **unknown)
    TenderFactory(published_on=today - timedelta(days=130), **unknown)

    row = recommendations.current_for(firm).get()

    assert (row.tender, row.feasibility) == (recent, "unknown")


def test_closed_tenders_come_on_request_only() -> None:
    firm = EnterpriseFactory()
    closed = closed_tender()
    TenderFactory(kind="award")

    found = recommendations.including_closed(firm)

    assert listed(firm) == []
    assert [(row.tender, row.feasibility) for row in found] == [(closed, "no")]
    assert Recommendation.objects.count() == 0


def test_a_tender_that_closes_between_two_refreshes_leaves_at_once() -> None:
    firm, tender = EnterpriseFactory(), TenderFactory()
    assert listed(firm) == [tender]

    Tender.objects.update(open_until=timezone.now())

    assert listed(firm) == []


def test_a_dismissed_tender_vanishes_at_once_and_comes_back_where_it_was() -> None:
    firm, person = EnterpriseFactory(), UserFactory()
    first, second = TenderFactory(), TenderFactory(title="Solar lamps", body="Photovoltaic lamps.")
    assert listed(firm) == [first, second]

    watching.dismiss(firm, first, reason=Feedback.Reason.TOO_LATE, by=person)
    without = listed(firm)
    watching.restore(firm, first)

    assert without == [second]
    assert listed(firm) == [first, second]


def test_the_list_holds_fifty_and_the_next_one_moves_up() -> None:
    firm = EnterpriseFactory()
    # Other work beside it: what stands in every notice of a collection says nothing.
    TenderFactory.create_batch(60, title="Road repair", body="Asphalt and drainage of a road.")
    TenderFactory.create_batch(52)

    rows = list(recommendations.current_for(firm))
    watching.dismiss(firm, rows[0].tender, reason=Feedback.Reason.TOO_BIG, by=UserFactory())

    again = list(recommendations.current_for(firm))
    assert [row.rank for row in rows] == [row.rank for row in again] == list(range(1, 51))
    assert again[0].tender == rows[1].tender


def test_one_word_is_a_profile() -> None:
    firm = EnterpriseFactory(about="photovoltaic")
    tender = TenderFactory()

    assert listed(firm) == [tender]


def test_sectors_alone_find_tenders() -> None:
    firm = EnterpriseFactory(about="")
    firm.sectors.set(Sector.objects.with_keys(["naics:221114"]))
    tender = TenderFactory()

    assert listed(firm) == [tender]


@pytest.mark.parametrize(
    ("about", "tenders", "reason"),
    [
        ("", 1, Emptiness.NO_PROFILE),
        ("We install photovoltaic plants.", 0, Emptiness.NOTHING_OPEN),
        ("Wir backen Brot.", 1, Emptiness.NOTHING_SHARED),
    ],
)
def test_an_empty_list_knows_why(about: str, tenders: int, reason: Emptiness) -> None:
    firm = EnterpriseFactory(about=about)
    TenderFactory.create_batch(tenders)

    assert listed(firm) == []
    assert recommendations.why_empty(firm) == reason


def test_a_list_that_was_put_away_whole_says_so() -> None:
    firm, tender = EnterpriseFactory(), TenderFactory()
    watching.dismiss(firm, tender, reason=Feedback.Reason.TOO_BIG, by=UserFactory())

    assert listed(firm) == []
    assert recommendations.why_empty(firm) == Emptiness.ALL_PUT_AWAY


def made_at(firm: Enterprise) -> object:
    return RecommendationList.objects.get(enterprise=firm).made_at


def test_a_fresh_list_is_not_made_again() -> None:
    firm = EnterpriseFactory()
    TenderFactory()
    listed(firm)
    first = made_at(firm)

    listed(firm)

    assert made_at(firm) == first
    assert refresh_all() == 0


def test_a_changed_profile_makes_the_list_again() -> None:
    firm = EnterpriseFactory(about="We bake bread.")
    tender = TenderFactory()
    assert listed(firm) == []

    firm.about, firm.changed_at = "We install photovoltaic plants.", timezone.now()
    firm.save()

    assert listed(firm) == [tender]


def test_a_new_state_of_the_index_makes_the_list_again() -> None:
    firm, first = EnterpriseFactory(), TenderFactory()
    assert listed(firm) == [first]
    second = TenderFactory(title="Photovoltaic plants", body="Photovoltaic plants.")

    search_index.refresh()

    assert {tender.pk for tender in listed(firm)} == {first.pk, second.pk}


def test_another_engine_makes_the_list_again() -> None:
    firm = EnterpriseFactory()
    recommendations.refresh(firm)
    RecommendationList.objects.update(engine_version="0")

    assert refresh_all() == 1


def test_a_new_day_where_the_enterprise_works_makes_the_list_again() -> None:
    firm = EnterpriseFactory(country_id="MX")
    TenderFactory()
    with time_machine.travel("2026-09-15T06:30:00+00:00", tick=False):
        recommendations.refresh(firm)
    with time_machine.travel("2026-09-15T06:59:00+00:00", tick=False):
        same_day = refresh_all()
    with time_machine.travel("2026-09-15T07:01:00+00:00", tick=False):
        next_day = refresh_all()

    assert (same_day, next_day) == (0, 1)


def test_two_refreshes_at_once_end_in_one_list() -> None:
    """Both have looked before either writes: the second waits, then replaces."""
    firm, tender = EnterpriseFactory(), TenderFactory()
    now = timezone.now()
    open_now = Tender.objects.worth_bidding(now)
    makings = [
        (
            RecommendationList(enterprise=firm, made_at=now, **recommendations._sources(firm)),
            recommendations._ranked(firm, open_now, now),
        )
        for _ in range(2)
    ]

    for made, rows in makings:
        recommendations._store(made, rows, [])

    assert Recommendation.objects.get(enterprise=firm).tender == tender
    assert RecommendationList.objects.filter(enterprise=firm).count() == 1


@pytest.mark.skipif(connection.vendor != "sqlite", reason="The trigger is written for SQLite.")
def test_one_enterprise_that_fails_does_not_stop_the_others(
    caplog: pytest.LogCaptureFixture,
) -> None:
    broken, sound = EnterpriseFactory(), EnterpriseFactory()
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TRIGGER refuse BEFORE INSERT ON matchmaking_recommendationlist "
            f"WHEN NEW.enterprise_id = {broken.pk} "
            "BEGIN SELECT RAISE(ABORT, 'no room'); END"
        )

    made = refresh_all()

    assert made == 1
    assert list(RecommendationList.objects.values_list("enterprise", flat=True)) == [sound.pk]
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == [
        f"recommendations of enterprise {broken.pk} failed"
    ]


def test_a_code_is_one_reason_and_shown_as_what_it_means() -> None:
    firm = EnterpriseFactory(about="Bread.")
    firm.sectors.set(Sector.objects.with_keys(["naics:221114"]))
    tender = TenderFactory(title="Notice", body="Nothing but a code.")
    tender.codes.create(scheme="naics", code="221114")

    row = recommendations.current_for(firm).get()

    assert [reason["document_words"] for reason in row.contributions] == [["naics:221114"]]
    with override("es"):
        shown = reasons.shown(row.contributions)[0]["document_words"]
    assert shown == [Sector.objects.get(scheme="naics", code="221114").name_es]


def test_passages_stand_around_the_words_and_end_at_whole_ones() -> None:
    text = (
        "Bids are asked for. " * 9 + "Two solar pumps and their tanks. " + "No more is said. " * 9
    )

    passages = reasons.passages(text, ["solar pumps"])

    assert [passage[:2] + passage[-2:] for passage in passages] == ["…  …"]
    assert "Two solar pumps and their tanks." in passages[0]
    assert len(passages[0]) < 180
    assert reasons.passages(text, ["wind"]) == []


def refresh_all() -> int:
    return rounds.join(rounds.begin())
