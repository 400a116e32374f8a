"""Words and filters find tenders; the counts say what each choice would give."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from tenders import searches
from tenders.models import Tender
from tenders.searches import Criteria
from tests.factories import TenderFactory, UserFactory

pytestmark = pytest.mark.django_db
ANYBODY = AnonymousUser()


def found(criteria: Criteria, reader: Any = ANYBODY) -> list[int]:
    result = searches.find(criteria, reader=reader, now=timezone.now())
    return [entry if isinstance(entry, int) else entry.pk for entry in result.tenders]


def closed_tender(**facts: Any) -> Tender:
    yesterday = timezone.now() - timedelta(days=2)
    return TenderFactory(deadline_on=yesterday.date(), open_until=yesterday, **facts)


def unknown_tender(**facts: Any) -> Tender:
    return TenderFactory(
        deadline_state=Tender.DeadlineState.UNKNOWN, deadline_on=None, open_until=None, **facts
    )


def test_each_state_shows_its_own_tenders() -> None:
    open_one, closed_one, unknown_one = TenderFactory(), closed_tender(), unknown_tender()

    assert found(Criteria(state="open")) == [open_one.pk]
    assert found(Criteria(state="closed")) == [closed_one.pk]
    assert found(Criteria(state="unknown")) == [unknown_one.pk]
    assert set(found(Criteria(state="all"))) == {open_one.pk, closed_one.pk, unknown_one.pk}


def test_an_unknown_deadline_is_not_shown_for_ever() -> None:
    long_ago = timezone.now().date() - timedelta(days=121)
    unknown_tender(published_on=long_ago)

    assert found(Criteria(state="unknown")) == []


def test_a_cancelled_tender_is_not_open() -> None:
    cancelled = TenderFactory(status=Tender.Status.CANCELLED)

    assert found(Criteria(state="open")) == []
    assert found(Criteria(state="closed")) == [cancelled.pk]


def test_an_award_is_never_open() -> None:
    TenderFactory(
        kind=Tender.Kind.AWARD,
        deadline_state=Tender.DeadlineState.NONE,
        deadline_on=None,
        open_until=None,
    )

    assert found(Criteria(state="open")) == []


def test_a_draft_is_shown_to_operators_only() -> None:
    draft = TenderFactory(status=Tender.Status.DRAFT)
    operator = UserFactory(is_staff=True)

    assert found(Criteria(state="all")) == []
    assert found(Criteria(state="all"), operator) == [draft.pk]


def test_words_find_a_notice_in_another_language() -> None:
    wanted = TenderFactory(
        title="Suministro de inversores fotovoltaicos",
        language_published="es",
        language_detected="es",
        body="Suministro e instalación de inversores fotovoltaicos para escuelas rurales.",
    )
    TenderFactory(title="Road repair", body="Asphalt works on forty kilometres of road.")

    assert found(Criteria(words="photovoltaic inverters")) == [wanted.pk]


def test_filters_narrow_and_counts_say_what_they_would_give() -> None:
    in_peru = TenderFactory(countries=["PE"])
    TenderFactory(countries=["KE"], source="idb")

    result = searches.find(Criteria(country="PE"), reader=ANYBODY, now=timezone.now())

    assert list(result.tenders) == [in_peru]
    assert result.counts["country"] == {"PE": 1, "KE": 1}
    assert result.counts["source"] == {"world_bank": 1}


def test_closing_within_counts_days_to_the_deadline() -> None:
    soon = timezone.now() + timedelta(days=5)
    near = TenderFactory(deadline_on=soon.date(), open_until=soon)
    TenderFactory()

    assert found(Criteria(within=7)) == [near.pk]


def test_sorts_by_deadline_and_by_publication() -> None:
    early = timezone.now() + timedelta(days=5)
    closing_first = TenderFactory(
        deadline_on=early.date(),
        open_until=early,
        published_on=timezone.now().date() - timedelta(days=20),
    )
    newest = TenderFactory()

    assert found(Criteria(sort="deadline")) == [closing_first.pk, newest.pk]
    assert found(Criteria(sort="newest")) == [newest.pk, closing_first.pk]


def test_a_deadline_without_zone_holds_until_it_has_passed_everywhere() -> None:
    day = datetime(2026, 9, 15, tzinfo=UTC)
    tender = TenderFactory(deadline_on=day.date())

    assert tender.state(day + timedelta(hours=35)) == "open"
    assert tender.state(day + timedelta(hours=37)) == "closed"
