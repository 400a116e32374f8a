"""Foreign words made safe."""

import html
import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenders.sources import markup
from tenders.sources.markup import clean_body, one_line, plain_text, without_controls


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("  Solar \n\t pumps\r\n", "Solar pumps"),
        ("R&amp;D &eacute;olien", "R&D éolien"),
        ("Lots 1&amp;amp;2", "Lots 1&2"),
        ("<b>Solar</b> <i>park</i>", "Solar park"),
        ("<script>alert(1)</script>Solar", "Solar"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;Solar", "Solar"),
        ("&amp;lt;script&amp;gt;x&amp;lt;/script&amp;gt;Solar", "Solar"),
        ("Pumps <Lot 1> & <o:p><b>valves</b>", "Pumps <Lot 1> & valves"),
        ("<IMG SRC=x ONERROR=alert(1)>Solar", "Solar"),
        ("Cable <35 kV and >10 mm", "Cable <35 kV and >10 mm"),
        ("a\x00b\x1bc\u202ed\u200be\ufefff\ue0d8g\ud800h", "abcdefgh"),
        ("Solar&#x202e;park&#0;", "Solarpark\ufffd"),
        ("e\u0301olien", "éolien"),
        ("می\u200cخواهم", "می\u200cخواهم"),
    ],
)
def test_line_is_plain_words(text: str, line: str) -> None:
    assert one_line(text) == line


@pytest.mark.parametrize(
    ("html", "clean"),
    [
        ("<p onclick='x()' style='color:red'>Solar</p>", "<p>Solar</p>"),
        ("<img src=x onerror=alert(1)>Solar", "Solar"),
        ("<svg><script>alert(1)</script></svg>Solar", "Solar"),
        ("<iframe src='https://a.example'></iframe>Solar", "Solar"),
        ("<style>p{}</style><?xml:namespace prefix = o /><o:p>Solar</o:p>", "Solar"),
        ("<pclass=MsoNormal>Solar</p><p>Wind</p>", "<p>Solar</p><p>Wind</p>"),
        ("<a href='data:text/html,x'>Solar</a>", "<a>Solar</a>"),
        ("<a href='/relative'>Solar</a>", "<a>Solar</a>"),
        ("<math><mtext></p><style><img src=x onerror=y></style>Solar", ""),
        ("5 < 7 & 8", "5 &lt; 7 &amp; 8"),
        ("<b>open", "<b>open</b>"),
        ("a\x00b&#x202e;c", "abc"),
    ],
)
def test_body_keeps_plain_formatting_only(html: str, clean: str) -> None:
    found = clean_body(html, field="text").replace(' rel="noopener noreferrer nofollow"', "")

    assert found == clean


def test_plain_text_has_a_line_for_each_block_and_a_space_between_cells() -> None:
    html = "<table><tr><td>Lot</td><td>1</td></tr></table><p>A<br>B &amp; C</p><p></p>D"

    assert plain_text(html) == "Lot 1\nA\nB & C\nD"


@settings(deadline=None, max_examples=200)
@given(st.text(alphabet="<>&;#x\"'= abp/!-\x00\u202e\ud800\n", max_size=60))
def test_cleaned_text_is_storable_and_cleaning_it_again_changes_nothing(text: str) -> None:
    body = clean_body(text, field="text")

    assert clean_body(body, field="text") == body
    for clean in (body, plain_text(body), one_line(text)):
        assert clean == without_controls(clean)
        assert "\x00" not in clean
        clean.encode()


@pytest.mark.parametrize("seed", range(40))
def test_plain_words_skip_the_cleaner_and_come_out_alike(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    dice = random.Random(seed)  # noqa: S311
    letters = [chr(code) for code in range(32, 127) if chr(code) not in "<>&"]
    text = "".join(dice.choices(letters + [" "] * 20, k=200))
    quick = clean_body(text, field="x"), plain_text(text)
    monkeypatch.setattr(markup, "_MARKUP_LETTER", re.compile(""))

    assert (clean_body(text, field="x"), plain_text(text)) == quick


@given(st.lists(st.text("ab .,'\"=?0\n&<>\u00a0é", max_size=12), min_size=1, max_size=4))
@settings(max_examples=300, deadline=None)
def test_plain_paragraphs_take_a_short_way_to_the_same_words(lines: list[str]) -> None:
    text = "\n".join(f"<p>{html.escape(line, quote=False)}</p>" for line in lines)
    collector = markup._TextCollector()
    collector.feed(clean := clean_body(text, field="text"))
    collector.close()
    words = (" ".join(line.split()) for line in "".join(collector.parts).split("\n"))

    assert clean == markup._CLEANER.clean(text).strip()
    assert plain_text(clean) == "\n".join(filter(None, words))
