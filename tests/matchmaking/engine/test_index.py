from dataclasses import replace

import numpy as np
import pytest

from matchmaking.engine import (
    Document,
    DuplicateDocument,
    MatchIndex,
    UnknownDocument,
    spans_of,
)
from matchmaking.engine.index import LEAST_SCORE
from matchmaking.engine.profiles import Profile
from tests.matchmaking.engine.samples import INVERTERS, NOTICES, PUMPING, ROADS, SOLAR_FIRM


def test_the_nearest_notice_comes_first_and_strangers_are_left_out():
    index = MatchIndex.fit(NOTICES)

    found = [match.document_id for match in index.search(SOLAR_FIRM, top_n=10)]

    assert found[0] == INVERTERS.id
    assert ROADS.id not in found


def test_a_notice_in_another_language_is_found_and_both_words_are_told():
    index = MatchIndex.fit(NOTICES)

    explanation = index.explain(SOLAR_FIRM, PUMPING.id)

    shown = {part.document_words: part.profile_words for part in explanation.contributions}
    assert PUMPING.id in {match.document_id for match in index.search(SOLAR_FIRM, top_n=9)}
    assert shown[("instalación",)] == ("install",)


def test_contributions_add_up_to_the_score():
    index = MatchIndex.fit(NOTICES)

    for match in index.search(SOLAR_FIRM, top_n=10):
        explanation = index.explain(SOLAR_FIRM, match.document_id)
        total = sum(part.weight for part in explanation.contributions)
        assert explanation.score == pytest.approx(match.score, abs=1e-6)
        assert total == pytest.approx(match.score, abs=1e-6)


def test_explained_words_can_be_marked_in_both_texts():
    index = MatchIndex.fit(NOTICES)
    profile_text = " ".join(f"{document.title} {document.text}" for document in SOLAR_FIRM)

    explanation = index.explain(SOLAR_FIRM, INVERTERS.id)

    for part in explanation.contributions:
        if part.kind != "code":
            assert spans_of(f"{INVERTERS.title} {INVERTERS.text}", part.document_words)
            assert bool(part.profile_words) == bool(spans_of(profile_text, part.profile_words))


def test_a_document_finds_itself_before_all_others():
    index = MatchIndex.fit(NOTICES)

    first = [index.search([notice], top_n=1)[0].document_id for notice in NOTICES]

    assert first == [notice.id for notice in NOTICES]


def test_scores_are_those_of_a_naive_computation():
    index = MatchIndex.fit(NOTICES)
    weights, rows = index.space.weights, index.rows
    target = Profile.of(SOLAR_FIRM, index.space).target("en")
    expected = {}
    for place, notice in enumerate(NOTICES):
        if notice.language != "en":
            continue
        terms = dict(zip(rows.terms[place].indices, rows.terms[place].data, strict=True))
        concepts = dict(zip(rows.concepts[place].indices, rows.concepts[place].data, strict=True))
        by_terms = sum(value * target.terms[column] for column, value in terms.items())
        by_concepts = sum(value * target.concepts[number] for number, value in concepts.items())
        share = target.concept_share
        mixed = (by_terms + share * by_concepts) / (1 + share)
        expected[notice.id] = mixed * float(index.factors[place])

    found = {match.document_id: match.score for match in index.search(SOLAR_FIRM, top_n=9)}

    for key, score in expected.items():
        assert found.get(key, 0.0) == pytest.approx(score if score >= LEAST_SCORE else 0, abs=1e-6)
    assert weights.width == rows.terms.shape[1]


def test_identical_notices_tie_in_the_order_of_their_ids():
    twins = [replace(PUMPING, id=key) for key in ("c", "a", "b")]
    index = MatchIndex.fit([*twins, ROADS])

    found = index.search([PUMPING], top_n=2)

    assert [match.document_id for match in found] == ["a", "b"]
    assert found[0].score == found[1].score


def test_background_shapes_weights_and_is_never_returned():
    background = [replace(ROADS, id=f"b{number}") for number in range(5)]
    index = MatchIndex.fit(NOTICES, background=background)

    found = [match.document_id for match in index.search([ROADS], top_n=50)]

    assert set(found) <= {document.id for document in NOTICES}
    assert len(index) == len(NOTICES)


def test_a_removed_document_is_gone_and_an_added_one_replaces_its_id():
    index = MatchIndex.fit(NOTICES)
    newer = replace(ROADS, title="Solar inverters for rural roads")

    extended = index.extend([newer], removed=[PUMPING.id])

    assert PUMPING.id not in extended
    assert ROADS.id in {match.document_id for match in extended.search(SOLAR_FIRM, top_n=9)}
    assert len(index) == len(extended) + 1


def test_extending_by_nothing_changes_no_answer():
    index = MatchIndex.fit(NOTICES)

    assert index.extend([]).search(SOLAR_FIRM, top_n=9) == index.search(SOLAR_FIRM, top_n=9)


def test_an_index_extended_with_a_document_answers_like_the_whole():
    whole = MatchIndex.fit(NOTICES)
    extended = whole.extend([], removed=[INVERTERS.id]).extend([INVERTERS])

    assert extended.search(SOLAR_FIRM, top_n=9) == whole.search(SOLAR_FIRM, top_n=9)


def test_two_documents_with_one_id_are_refused():
    with pytest.raises(DuplicateDocument):
        MatchIndex.fit([ROADS, ROADS])


def test_explaining_an_unknown_document_is_refused():
    with pytest.raises(UnknownDocument):
        MatchIndex.fit(NOTICES).explain(SOLAR_FIRM, "nowhere")


def test_liking_a_notice_lifts_its_like_and_still_explains():
    index = MatchIndex.fit([*NOTICES, replace(ROADS, id="n9", title="Paving of rural roads")])

    before = index.search(SOLAR_FIRM, top_n=9)
    after = index.search(SOLAR_FIRM, top_n=9, liked=[ROADS.id])
    explained = index.explain(SOLAR_FIRM, "n9", liked=[ROADS.id])

    assert "n9" not in {match.document_id for match in before}
    score = next(match.score for match in after if match.document_id == "n9")
    assert sum(part.weight for part in explained.contributions) == pytest.approx(score, abs=1e-6)


def test_disliking_a_notice_lowers_it():
    index = MatchIndex.fit(NOTICES)

    before, after = (
        {match.document_id: match.score for match in found}
        for found in (
            index.search(SOLAR_FIRM, top_n=9),
            index.search(SOLAR_FIRM, top_n=9, disliked=[INVERTERS.id]),
        )
    )

    assert after.get(INVERTERS.id, 0.0) < before[INVERTERS.id]


def test_an_empty_index_answers_nothing():
    index = MatchIndex.fit([])

    assert index.search(SOLAR_FIRM, top_n=3) == []
    assert len(index) == 0


def test_search_gives_at_most_what_was_asked_for():
    index = MatchIndex.fit(NOTICES)

    assert len(index.search(SOLAR_FIRM, top_n=1)) == 1
    assert index.search(SOLAR_FIRM, top_n=0) == []


def test_the_answer_does_not_depend_on_the_order_of_the_documents():
    straight = MatchIndex.fit(NOTICES).search(SOLAR_FIRM, top_n=9)
    turned = MatchIndex.fit(NOTICES[::-1]).search(SOLAR_FIRM, top_n=9)

    assert [match.document_id for match in straight] == [match.document_id for match in turned]
    assert np.allclose([m.score for m in straight], [m.score for m in turned], atol=1e-6)


def test_unknown_fields_of_a_profile_change_nothing():
    index = MatchIndex.fit(NOTICES)
    stranger = Document("x", "en", "Zzyzx qwortle")

    assert index.search([stranger], top_n=3) == []
    assert index.explain([stranger], ROADS.id).contributions == ()
