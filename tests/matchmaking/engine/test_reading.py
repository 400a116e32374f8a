"""A profile is read once, and what is read quickly equals what is read whole."""

import pytest

from matchmaking.engine import Document, MatchIndex
from matchmaking.engine.features import surfaces
from matchmaking.engine.reading import Reading
from tests.matchmaking.engine.samples import AUDIT, INVERTERS, NOTICES, PUMPING, SOLAR_FIRM

pytestmark = pytest.mark.pure


@pytest.fixture
def index() -> MatchIndex:
    return MatchIndex.fit(NOTICES, parallel=[{"en": "rooftop plants", "es": "sistemas de bombeo"}])


@pytest.mark.parametrize("document", NOTICES)
def test_shared_terms_are_those_of_the_explanation(index: MatchIndex, document: Document) -> None:
    explained = index.explain(SOLAR_FIRM, document.id).contributions

    assert index.shared_terms(SOLAR_FIRM, document.id) == {part.term for part in explained}


def test_judged_documents_make_another_reading(index: MatchIndex) -> None:
    plain = index.explain(SOLAR_FIRM, AUDIT.id)

    moved = index.explain(SOLAR_FIRM, AUDIT.id, liked=[AUDIT.id])

    assert moved.score > plain.score
    assert index.explain(SOLAR_FIRM, AUDIT.id) == plain


def test_a_reading_finds_translated_and_alike_words(index: MatchIndex) -> None:
    reading = Reading(index.space, SOLAR_FIRM)
    missing = [term for term in surfaces(PUMPING) if term not in reading.forms]

    related = reading.related(missing, "es")

    assert {own for strengths in related.values() for own in strengths} <= set(reading.forms)
    assert "plant" in related["sistem"]
    assert "invert" in reading.alike("inverter")


def test_a_profile_without_words_shares_nothing(index: MatchIndex) -> None:
    assert index.shared_terms([], INVERTERS.id) == frozenset()
    assert index.explain([], INVERTERS.id).score == 0.0
