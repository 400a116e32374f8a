import numpy as np
import pytest

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
