"""Texts that nobody should write: each has a defined answer."""

import math

import pytest

from matchmaking.engine import Document, MatchIndex
from tests.matchmaking.engine.samples import INVERTERS, NOTICES

INDEX = MatchIndex.fit(NOTICES)


def profile(text: str, *, language: str = "en", codes: tuple[str, ...] = ()) -> list[Document]:
    return [Document("p", language, "", text, codes)]


@pytest.mark.parametrize(
    "asked",
    [
        [],
        profile(""),
        profile("   \n\t "),
        profile("the of and with"),
        profile("12 345 6789 2026-09-15 1,000.00"),
        profile("xylophone"),
        profile("", codes=("cpv:99999999", "nonsense", "::", "cpv:")),
        profile("\x00\x01\ufffd"),
        profile("👩‍🔧☀️"),
        profile("शौर ऊर्जा ระบบ 太陽光発電", language="zz"),
    ],
    ids=[
        "no document",
        "empty",
        "blank",
        "stop words",
        "numbers",
        "unknown word",
        "unknown codes",
        "control characters",
        "pictures",
        "other scripts",
    ],
)
def test_what_says_nothing_finds_nothing(asked):
    assert INDEX.search(asked, top_n=5) == []
    assert INDEX.explain(asked, INVERTERS.id).contributions == ()


@pytest.mark.parametrize(
    "asked",
    [
        profile("inverter"),
        profile("INVERTERS"),
        profile("<script>alert('solar inverters')</script>"),
        profile("solar inverters 太陽光 инвертор"),
        profile("solar inverters", language="xx-unknown"),
        profile("solar inverters " * 50_000),
        profile("inverters solar", codes=("cpv:00000000", "scian:22")),
    ],
    ids=["one word", "capitals", "script tag", "scripts", "language", "100,000 words", "codes"],
)
def test_what_says_something_scores_soundly(asked):
    found = INDEX.search(asked, top_n=5)

    assert found[0].document_id == INVERTERS.id
    assert all(math.isfinite(match.score) and 0 < match.score <= 1 for match in found)
    assert INDEX.search(asked, top_n=5) == found
    explained = INDEX.explain(asked, INVERTERS.id)
    total = sum(part.weight for part in explained.contributions)
    assert total == pytest.approx(found[0].score, abs=1e-6)


def test_stuffing_a_notice_with_a_word_does_not_win():
    honest = Document("honest", "en", "Rooftop solar plant", "Supply of solar inverters and panels")
    stuffed = Document("stuffed", "en", "Furniture", "office chairs and desks " + "solar " * 400)
    index = MatchIndex.fit([*NOTICES, honest, stuffed])

    found = index.search(profile("supply of solar panels and inverters"), top_n=9)

    ranks = [match.document_id for match in found]
    assert ranks.index("honest") < ranks.index("stuffed")


def test_hostile_documents_can_be_indexed():
    documents = [
        Document("empty", "en", ""),
        Document("script", "en", "<script>alert(1)</script>"),
        Document("long", "en", "solar" * 100_000, "panel " * 100_000),
        Document("scripts", "hi", "सौर ऊर्जा solar", "太陽光発電"),
    ]
    index = MatchIndex.fit(documents)

    found = index.search(profile("solar panel"), top_n=9)

    assert {match.document_id for match in found} == {"long", "scripts"}
