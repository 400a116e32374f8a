import numpy as np
import pytest

from matchmaking.engine import Document, MatchIndex
from matchmaking.engine.concepts import term_bank
from matchmaking.engine.text import stem

BANK = """concept,kind,en,es,fr,pt
inverter,energy,inverter|power inverter,inversor,onduleur,inversor
pump,water,pump,bomba|motobomba,pompe,bomba
nothing,general,,,,
"""


@pytest.fixture
def bank(tmp_path):
    path = tmp_path / "bank.csv"
    path.write_text(BANK, "utf-8")
    return term_bank(path)


def test_words_of_two_languages_meet_in_one_concept(bank):
    vocabulary = {term: column for column, term in enumerate(bank.vocabulary())}
    width = len(vocabulary)

    english = bank.projection("en", vocabulary, width)[:, vocabulary["invert"]]
    french = bank.projection("fr", vocabulary, width)[:, vocabulary[stem("onduleur", "fr")]]

    assert np.argmax(english.toarray()) == np.argmax(french.toarray()) == 0
    assert english.nnz == french.nnz == 1


def test_pairs_of_a_phrase_are_terms_of_its_concept(bank):
    assert "power invert" in bank.terms["en"][0]


def test_an_unknown_language_has_no_concepts(bank):
    assert bank.projection("", {}, 3).nnz == 0


def test_a_missing_bank_is_an_empty_one(tmp_path):
    bank = term_bank(tmp_path / "absent.csv")

    assert (bank.concepts, bank.vocabulary()) == ((), [])


@pytest.mark.parametrize(
    ("asked", "first"),
    [("Heat pumps for dwellings", "calor"), ("Water pumps for wells", "agua")],
)
def test_a_pump_for_heat_is_no_pump_for_water(asked, first):
    notices = [
        Document("calor", "es", "Suministro de bomba de calor", "Bombas de calor para viviendas"),
        Document("agua", "es", "Suministro de bomba de agua", "Bombas de agua para pozos"),
        Document("camino", "es", "Rehabilitación de caminos rurales"),
    ]

    found = MatchIndex.fit(notices).search([Document("firm", "en", asked)], top_n=3)

    assert found[0].document_id == first


def test_words_of_every_tender_do_not_make_a_match_across_languages():
    notices = [
        Document("riego", "es", "Resultados y soluciones basadas en sistemas de riego"),
        Document("caminos", "es", "Resultados y soluciones basadas en obras de caminos"),
        Document("vacunas", "es", "Resultados y soluciones basadas en vacunas"),
    ]
    firm = [Document("firm", "en", "Results and solutions based on irrigation systems")]

    scores = {m.document_id: m.score for m in MatchIndex.fit(notices).search(firm, top_n=3)}

    assert scores["riego"] > 3 * max(scores.get("caminos", 0.0), scores.get("vacunas", 0.0))
