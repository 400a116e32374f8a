"""The search box: phrases, words to leave out, fields, suggestions, passages. The API too."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from tenders import highlights, queries, searches, vocabulary
from tenders.models import Tender, TenderCode
from tenders.searches import Criteria
from tests.factories import TenderFactory, UserFactory

pytestmark = pytest.mark.django_db


def page_of(client: Client, words: str, **query: str) -> str:
    response = client.get(reverse("tenders:list"), {"q": words, **query})
    assert response.status_code == 200
    return response.content.decode()


def found(words: str, **criteria: Any) -> list[int]:
    result = searches.find(
        Criteria(words=words, **criteria), reader=UserFactory(), now=timezone.now()
    )
    assert result.total == len(result.tenders)
    return [entry if isinstance(entry, int) else entry.pk for entry in result.tenders]


def found_by_api(client: Client, words: str) -> set[int]:
    rows = client.get("/api/v1/tenders/", {"q": words}).json()["results"]
    return {row["id"] for row in rows}


@pytest.fixture
def three() -> tuple[Tender, Tender, Tender]:
    """A pump, a pump on a road, and pumping stations in French."""
    pump = TenderFactory(
        title="Solar water pump for a village",
        buyer="Rural Energy Agency",
        countries=["PE"],
        body="A solar water pump with a tank.",
    )
    road = TenderFactory(
        title="Pump house beside roads",
        buyer="Ministry of Works",
        countries=["KE"],
        source="idb",
        body="The pump takes water off the road. Solar lamps.",
    )
    french = TenderFactory(
        title="Stations de pompage à énergie éolienne",
        language_published="fr",
        language_detected="fr",
        buyer="Régie de l'Énergie",
        countries=["MA"],
        body="Fourniture de stations de pompage.",
    )
    TenderCode.objects.create(tender=pump, scheme="cpv", code="42122000")
    return pump, road, french


def test_a_phrase_keeps_its_words_together(client: Client, three: Any) -> None:
    pump, _road, french = three

    assert found('"water pump"') == [pump.pk]
    assert found_by_api(client, '"water pump"') == {pump.pk}
    assert found('"energie eolienne"') == [french.pk]
    assert found('"pump water"') == []


def test_a_word_is_left_out(client: Client, three: Any) -> None:
    pump, road, _french = three

    assert {pump.pk, road.pk} <= set(found("solar pump"))
    assert found("solar pump -road -pompage") == [pump.pk]
    assert found_by_api(client, "solar pump -road -pompage") == {pump.pk}


def test_only_exclusions_are_answered_with_a_clear_line(client: Client, three: Any) -> None:
    response = client.get(reverse("tenders:list"), {"q": "-road -solar"})

    assert response.status_code == 400
    assert "Write at least one word to look for" in response.content.decode()
    assert client.get("/api/v1/tenders/", {"q": "-road"}).status_code == 400


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("buyer:energy", {0}),
        ("buyer:energie", {2}),
        ('comprador:"rural energy"', {0}),
        ("acheteur:works", {1}),
        ("country:PE", {0}),
        ("pais:perú", {0}),
        ("pays:Pérou", {0}),
        ("-country:peru pump", {1, 2}),
        ("source:idb", {1}),
        ("fuente:interamericano", {1}),
        ("code:4212", {0}),
        ("código:42120000", {0}),
        ("cpv:42", {0}),
        ("unspsc:42", set()),
        ("pump buyer:ministry", {1}),
        ("country:KE buyer:rural", set()),
    ],
)
def test_fields_are_asked_in_three_languages(
    client: Client, three: Any, words: str, expected: set[int]
) -> None:
    language = "es" if "fuente" in words else "en"
    wanted = {three[place].pk for place in expected}

    with override(language):
        assert set(found(words)) == wanted
    if language == "en":
        assert found_by_api(client, words) == wanted


@pytest.mark.parametrize("words", ["country:Atlantis", "source:nobody"])
def test_an_unknown_value_of_a_field_is_named(client: Client, words: str) -> None:
    response = client.get(reverse("tenders:list"), {"q": words})

    assert response.status_code == 400
    assert words.partition(":")[2] in response.content.decode()
    assert client.get("/api/v1/tenders/", {"q": words}).status_code == 400


@pytest.mark.parametrize(
    "words",
    ['"', '"solar', '"""', 'a" "b', "-", "- -", '-"', 'buyer:"', 'buyer:"%_\\'],
)
def test_odd_operators_break_nothing(client: Client, three: Any, words: str) -> None:
    for address in (reverse("tenders:list"), "/api/v1/tenders/"):
        assert client.get(address, {"q": words}).status_code in (200, 400)


@pytest.mark.parametrize("words", ["x" * 10_000, '"' * 10_000, "-a " * 4_000, "a\x00b", "(" * 301])
def test_what_is_too_long_or_no_text_is_refused(client: Client, words: str) -> None:
    for address in (reverse("tenders:list"), "/api/v1/tenders/"):
        assert client.get(address, {"q": words}).status_code == 400


def test_a_misspelled_word_has_a_suggestion_as_a_link(client: Client, three: Any) -> None:
    vocabulary.remember()

    page = page_of(client, "villaje -road")

    assert "Did you mean" in page
    assert "q=village+-road" in page
    assert "Did you mean" not in page_of(client, "village")
    assert "Did you mean" not in page_of(client, "qqqqqqqq")


def test_without_a_list_of_words_nothing_is_suggested(client: Client, three: Any) -> None:
    assert "Did you mean" not in page_of(client, "villaje")


def test_a_damaged_list_of_words_suggests_nothing(client: Client, three: Any) -> None:
    vocabulary.remember()
    vocabulary._path().write_text("[1, {")

    assert vocabulary.nearest("villaje") == ""


def test_a_suggestion_is_shown_as_text(client: Client, three: Any) -> None:
    vocabulary.remember()

    assert "<script>" not in page_of(client, "villaje <script>alert(1)</script>")


def test_a_passage_shows_the_words_marked_and_the_text_escaped(client: Client) -> None:
    TenderFactory(
        title="Works",
        body="Before. " * 60 + "<b>Chairs</b> & solar modules for schools. " + "After. " * 60,
    )

    page = page_of(client, '"solar modules"')

    assert "&lt;b&gt;Chairs&lt;/b&gt; &amp; <mark>solar modules</mark>" in page
    assert page.count("Before.") < 10


def test_words_of_another_language_are_marked_where_they_answer(client: Client) -> None:
    TenderFactory(
        title="Suministro de inversores fotovoltaicos",
        language_published="es",
        language_detected="es",
        body="Inversores fotovoltaicos para escuelas.",
    )

    assert "<mark>" in page_of(client, "photovoltaic inverters")


def test_a_passage_is_cut_between_words_around_most_of_what_was_asked() -> None:
    text = "pump " + "filler " * 100 + "pump with a solar panel " + "filler " * 100

    cut = highlights.passage(text, ["pump", "solar"])

    assert cut.startswith("… filler")
    assert "pump with a solar panel" in cut
    assert cut.endswith("filler …")
    assert len(cut) <= highlights.PASSAGE + 4
    assert highlights.passage(text, ["absent"]) == ""


def test_only_a_few_unknown_words_are_taken_for_misspelled(three: Any) -> None:
    vocabulary.remember()
    many = "villaje villaji villaju villajo"

    assert highlights.meant(many, queries.parse(many)) == ""
    assert highlights.meant("Villaje pump", queries.parse("Villaje pump")) == "village pump"
