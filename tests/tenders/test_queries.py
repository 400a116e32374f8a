"""What is typed into the search box is taken apart, whatever it is."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reference.models import Country
from tenders import queries
from tenders.queries import FieldWord, Query


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("solar pumps", Query(words=("solar", "pumps"))),
        ('solar "water pump"', Query(words=("solar",), phrases=("water pump",))),
        ("solar -road", Query(words=("solar",), excluded=("road",))),
        ('-"road works" solar', Query(words=("solar",), excluded=("road works",))),
        ("“énergie éolienne” −toit", Query(phrases=("énergie éolienne",), excluded=("toit",))),
        ("photo-voltaic", Query(words=("photo-voltaic",))),
        ("3:1 http://example.org", Query(words=("3:1", "http://example.org"))),
        ("buyer:CFE", Query(fields=(FieldWord("buyer", "CFE"),))),
        ('comprador:"Río Verde"', Query(fields=(FieldWord("buyer", "Río Verde"),))),
        ("acheteur:Hydro", Query(fields=(FieldWord("buyer", "Hydro"),))),
        ("País:Perú", Query(fields=(FieldWord("country", "Perú"),))),
        ("-pays:FR", Query(fields=(FieldWord("country", "FR", is_excluded=True),))),
        ("código:0933", Query(fields=(FieldWord("code", "0933"),))),
        ("fuente:bid", Query(fields=(FieldWord("source", "bid"),))),
        ("cpv:0933", Query(fields=(FieldWord("code", "cpv:0933"),))),
        ("buyer: energy", Query(words=("buyer:", "energy"))),
        ('"unbalanced pump', Query(words=("unbalanced", "pump"))),
        ('"a b" c"', Query(words=("c",), phrases=("a b",))),
        ('"" - -- "-" -""', Query()),
        ("", Query()),
    ],
)  # fmt: skip
def test_a_search_is_taken_apart(typed: str, query: Query) -> None:
    assert queries.parse(typed) == query


@given(st.text(max_size=300))
def test_no_text_breaks_the_reading_or_the_patterns(typed: str) -> None:
    query = queries.parse(typed)

    assert query.accepts(" ".join(query.phrases)) in (True, False)
    assert [typed[start:end] for start, end in query.places] == list(query.words)
    re.compile(queries.loosely(typed))


def test_a_phrase_is_found_without_accents_and_over_the_end_of_a_line() -> None:
    query = queries.parse('"energie eolienne"')

    assert query.accepts("Projet d'Énergie\n éolienne en mer")
    assert not query.accepts("énergie solaire et éolienne")
    assert query.spans("L'Énergie éolienne") == ["Énergie éolienne"]


def test_a_word_left_out_takes_its_plural_but_no_longer_word_with_it() -> None:
    query = queries.parse("works -road")

    assert not query.accepts("Works on Roads")
    assert query.accepts("works on a railroad and its roadside")


def test_a_long_text_of_near_misses_is_read_quickly() -> None:
    query = queries.parse('"' + "a " * 100 + 'b"')

    assert not query.accepts("a " * 20_000)


@pytest.mark.django_db
def test_values_that_no_row_can_have_are_named() -> None:
    assert Country.objects.filter(code="PE").exists()
    for typed in ("country:Atlantis", "source:nobody"):
        with pytest.raises(queries.UnknownValue) as refused:
            queries.condition_of(queries.parse(typed).fields)
        assert typed == f"{refused.value.name}:{refused.value.value}"
