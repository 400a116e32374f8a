"""A JavaScript literal read as data."""

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenders.sources.base import BadPayload
from tenders.sources.script_payloads import read_assignment


def read(text: str) -> object:
    return read_assignment(text.encode(), name="data")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("var data = [];", []),
        ("let data=[1,-2.5,0]", [1, -2.5, 0]),
        ("const data = {a:1,'b c':2,\"d\":3,4:5,};", {"a": 1, "b c": 2, "d": 3, "4": 5}),
        ("data = [true,false,null,undefined,];", [True, False, None, None]),
        ("/* one */ var data // two\n = ['x'] /* ; */ ;", ["x"]),
        (
            r"""var data = ["a\"b", 'c\'d', "\u00e9\x41\u{1F600}\n\\"];""",
            ['a"b', "c'd", "éA😀\n\\"],
        ),
        ("var data = ['// no remark', \"/* none */\"];", ["// no remark", "/* none */"]),
    ],
)
def test_literal_is_read(text: str, value: object) -> None:
    assert read(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "var other = [];",
        "alert(1);",
        "var data = alert(1);",
        "var data = [1 + 2];",
        "var data = [`x`];",
        "var data = [x];",
        "var data = [,1];",
        "var data = [1 2];",
        "var data = {a};",
        "var data = {a:1 b:2};",
        "var data = {[x]:1};",
        "var data = {get a(){return 1}};",
        "var data = []; alert(1);",
        "var data = [] + [];",
        "var data = new Date();",
        "var data = 1e999;",
        "var data = 0x10;",
        "var data = ['line\nbreak'];",
        "<script>var data = [];</script>",
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(BadPayload):
        read(text)


@pytest.mark.parametrize("text", ["var data = [1", "var data = {a:", "var data =", "var data"])
def test_cut_file_is_refused(text: str) -> None:
    with pytest.raises(BadPayload):
        read(text)


def test_key_that_stands_twice_is_refused() -> None:
    with pytest.raises(BadPayload) as caught:
        read("var data = {a:1,'a':2};")

    assert str(caught.value) == "The JavaScript has the key 'a' twice in one object."


def test_depth_is_bounded() -> None:
    with pytest.raises(BadPayload) as caught:
        read("var data = " + "[" * 10_000)

    assert str(caught.value) == "The JavaScript is nested deeper than 64 levels."


@given(st.text(alphabet="vardat =[]{}:,;'\"\\/*\n1.-xu0", max_size=60))
def test_any_text_is_a_value_or_a_bad_payload(text: str) -> None:
    with contextlib.suppress(BadPayload):
        json.dumps(read("var data = " + text))


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(max_size=20),
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
        ),
        max_leaves=8,
    )
)
def test_json_is_read_as_json_reads_it(value: object) -> None:
    assert read(f"var data = {json.dumps(value)};") == value
