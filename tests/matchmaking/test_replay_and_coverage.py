"""What a judgement does to a list, and what the term bank knows, on small made-up texts."""

import pytest

from matchmaking.engine import Document, MatchIndex
from matchmaking.quality import ReplayCase, concepts_in_all, coverage_of, replay

FIRM = (Document("firm", "en", "Solar panels and water pumps"),)
NOTICES = [
    Document("solar-1", "en", "Solar panels for schools in the north"),
    Document("solar-2", "en", "Solar panels and inverters for clinics"),
    Document("solar-3", "en", "Inverters of rooftop panels"),
    Document("pump-1", "en", "Water pumps with diesel engines"),
    Document("pump-2", "en", "Water pumps for wells"),
    Document("road", "en", "Repair of a gravel road"),
]


def test_a_yes_and_a_no_lift_what_is_left() -> None:
    index = MatchIndex.fit(NOTICES)
    case = ReplayCase(FIRM, relevant=frozenset({"solar-1", "solar-2", "solar-3"}))

    found = replay(index, [case])

    assert found.firms == 1
    assert found.before.value < found.after.value
    assert found.rise.value == pytest.approx(found.after.value - found.before.value)


@pytest.mark.parametrize(
    "case",
    [
        ReplayCase(FIRM, relevant=frozenset()),
        ReplayCase(FIRM, relevant=frozenset({"road"})),
        ReplayCase(FIRM, relevant=frozenset({"solar-1"})),
        ReplayCase((), relevant=frozenset({"solar-1", "solar-2"})),
        ReplayCase(FIRM, relevant=frozenset({document.id for document in NOTICES})),
        ReplayCase(
            FIRM,
            relevant=frozenset({"solar-1", "solar-2"}),
            known=frozenset({"pump-1", "pump-2", "solar-3", "road"}),
        ),
    ],
    ids=["nothing fits", "unseen", "no rest", "no text", "all fits", "all else known"],
)
def test_a_firm_that_cannot_say_both_is_passed_over(case: ReplayCase) -> None:
    assert replay(MatchIndex.fit(NOTICES), [case]).firms == 0


def test_words_of_a_concept_and_of_its_phrases_are_known() -> None:
    texts = [
        Document("a", "en", "Photovoltaic qwertzy", "Heat pump"),
        Document("b", "es", "Bomba de calor"),
        Document("c", "de", "Pumpe"),
    ]

    figures, missing = coverage_of(texts)

    english, spanish, french, _portuguese = figures
    assert (english.documents, english.reached, english.words, english.known) == (1, 1, 4, 3)
    assert english.share == pytest.approx(0.75)
    assert (spanish.words, spanish.known) == (2, 2)
    assert (french.documents, french.words, french.share) == (0, 0, 0.0)
    assert [(one.language, one.word, one.times) for one in missing] == [("en", "qwertzi", 1)]


def test_nearly_every_concept_can_cross_between_any_two_languages() -> None:
    figures, missing = coverage_of([])

    assert concepts_in_all() >= 1500
    assert min(row.concepts for row in figures) >= 1500
    assert missing == []
