"""Languages of notices, from their words and from what their publisher says."""

import pytest

from tenders.languages import NOT_DETECTED, detect


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Supply of meters for the distribution networks of the coast", "en"),
        ("Adquisición de medidores para las redes de distribución", "es"),
        ("ADQUISICION DE MEDIDORES PARA REDES Y PUESTOS DE TRANSFORMACION", "es"),
        ("Fourniture de compteurs pour les réseaux de distribution", "fr"),
        ("Aquisição de medidores para as redes de distribuição", "pt"),
    ],
)
def test_the_words_tell_the_language(text: str, language: str) -> None:
    assert detect(text).language == language


def test_the_publisher_decides_where_the_words_do_not() -> None:
    assert [detect("Solar", published=code).language for code in ("en", "es", "fr")] == [
        "en",
        "es",
        "fr",
    ]


def test_a_clear_text_outweighs_its_publisher() -> None:
    found = detect("Adquisición de medidores para las redes de distribución", published="en")

    assert found.language == "es"
    assert found.confidence > 0.9


@pytest.mark.parametrize("text", ["", "12-07/2026", "Поставка солнечных панелей", "توريد الألواح"])
def test_what_none_of_the_four_languages_fits_is_not_detected(text: str) -> None:
    assert detect(text) == NOT_DETECTED


def test_a_language_that_is_not_matched_is_believed_as_published() -> None:
    assert detect("Güneş panelleri alımı", published="tr") == NOT_DETECTED
