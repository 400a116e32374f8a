import pytest

from matchmaking.engine import Document
from matchmaking.engine.features import code_terms, kind_of, surfaces, terms_of
from matchmaking.engine.text import stem


@pytest.mark.parametrize(
    ("code", "terms"),
    [
        ("cpv:09331200", ["cpv:09", "cpv:093", "cpv:0933", "cpv:09331", "cpv:093312"]),
        ("scian:22111", ["naics:22", "naics:221", "naics:2211", "naics:22111"]),
        ("PSC: R499", []),
        ("psc:r499", ["psc:R4", "psc:R49", "psc:R499"]),
        ("cpv:", []),
        ("nonsense", []),
        ("cpv:<script>", []),
    ],
)
def test_a_code_brings_its_ancestors(code, terms):
    assert code_terms(code) == terms


def test_surfaces_keep_words_as_they_stand():
    document = Document(
        "d", "es", "Bombas SUMERGIBLES", "Una bomba sumergible, fija", ("cpv:09331",)
    )

    shown = surfaces(document)

    pair = f"{stem('bomba', 'es')} {stem('sumergible', 'es')}"
    assert shown[pair] == ("Bombas SUMERGIBLES", "bomba sumergible")
    assert shown["cpv:0933"] == ("cpv:09331",)


def test_pairs_do_not_cross_a_full_stop():
    document = Document("d", "en", "", "Supply of pumps. Solar roofs.")

    assert [term for term in surfaces(document) if kind_of(term) == "pair"] == [
        "suppli pump",
        "solar roof",
    ]


def test_counted_terms_are_those_that_can_be_shown():
    document = Document(
        "d", "fr", "Étude d'un parc éolien", "Raccordement au réseau; suivi.", ("cpv:71",)
    )

    assert set(terms_of(document)) == set(surfaces(document))
    assert "etud parc eolien" in terms_of(document)
