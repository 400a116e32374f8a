import unicodedata

import pytest

from matchmaking.engine.text import language_of, stem, words


def stems(text: str, language: str) -> list[str]:
    return [word.stem for word in words(text, language)]


@pytest.mark.parametrize(
    ("language", "left", "right"),
    [
        ("en", "inverters", "Inverter"),
        ("es", "INSTALACION", "instalaciones"),
        ("es", "energía", "ENERGIA"),
        ("fr", "énergétique", "énergétiques"),
        ("pt", "INSTALACAO", "instalações"),
    ],
)
def test_forms_of_one_word_share_a_stem(language, left, right):
    assert stem(left, language) == stem(right, language)


def test_stop_words_of_the_language_are_left_out():
    assert stems("El suministro de los paneles", "es") == [
        stem("suministro", "es"),
        stem("paneles", "es"),
    ]


def test_decomposed_accents_do_not_break_a_word():
    text = unicodedata.normalize("NFD", "Adquisición")

    (word,) = words(text, "es")

    assert (word.stem, text[word.start : word.end]) == (stem("adquisicion", "es"), text)


def test_an_unknown_language_keeps_its_words_unstemmed():
    assert stems("Lieferung der Wechselrichter", "de") == ["lieferung", "der", "wechselrichter"]


def test_bare_numbers_and_single_letters_say_nothing():
    assert stems("12 345,00 a b 7", "en") == []


@pytest.mark.parametrize(
    ("tag", "language"),
    [("fr-CA", "fr"), ("ES", "es"), ("pt_BR", "pt"), ("de", ""), ("", ""), ("english", "")],
)
def test_language_tags_are_reduced_to_our_languages(tag, language):
    assert language_of(tag) == language
