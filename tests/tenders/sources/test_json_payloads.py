"""JSON with limits."""

import json

import pytest

from tenders.sources import json_payloads
from tenders.sources.base import UNREADABLE, BadPayload
from tenders.sources.json_payloads import read_json, records_of


def fault_of(payload: bytes) -> str:
    with pytest.raises(BadPayload) as caught:
        read_json(payload)
    return str(caught.value)


def test_byte_order_mark_and_white_space_are_no_fault() -> None:
    assert read_json(b'\xef\xbb\xbf\n {"a": [1, 2.5, "\xc3\xa9"]} \n') == {"a": [1, 2.5, "é"]}


@pytest.mark.parametrize(
    ("payload", "fault"),
    [
        (b"", "The payload is empty."),
        (b" \r\n", "The payload is empty."),
        (b"  <!DOCTYPE html>", "HTML or XML came where JSON was expected."),
        (b"[1, 2", "The JSON ends early, at character 5."),
        (b'{"a": "unfinis', "The JSON ends early, at character 14."),
        (b'{"a": "\\', "The JSON ends early, at character 8."),
        (b'{"a": "\\u00', "The JSON ends early, at character 11."),
        (b'{"a": tru', "The JSON ends early, at character 9."),
        (b'["\xc3', "The payload ends early, in byte 3."),
        (b'["\xff"]', "The payload is not UTF-8 text: byte 2 is wrong."),
        (b'{"a": 1,}', "The JSON is not valid at character 8."),
        (b"{'a': 1}", "The JSON is not valid at character 1."),
        (b"[1] [2]", "The JSON is not valid at character 4."),
        (b'{"a": 1, "b": {"c": 1, "c": 2}}', "The JSON has the key 'c' twice in one object."),
        (b'{"a": NaN}', "The JSON holds NaN, which is no JSON number."),
        (b'{"a": -Infinity}', "The JSON holds -Infinity, which is no JSON number."),
        (b'{"a": 1e999}', "The JSON holds a number that is too large."),
        (b"[" + b"9" * 5_000 + b"]", "The JSON holds a number of more than 4,300 digits."),
        (b"[" * 10_000, "The JSON is nested deeper than 64 levels."),
        (b"[" * 10_000 + b"]" * 10_000, "The JSON is nested deeper than 64 levels."),
        (b'{"a":' * 10_000 + b"1" + b"}" * 10_000, "The JSON is nested deeper than 64 levels."),
    ],
)
def test_fault_is_named(payload: bytes, fault: str) -> None:
    assert fault_of(payload) == fault


def test_brackets_inside_words_do_not_nest() -> None:
    words = "[{" * 1_000 + '\\"' + "]"

    assert read_json(json.dumps({"a": words}).encode()) == {"a": words}


def test_nesting_up_to_the_limit_is_read() -> None:
    assert json.dumps(read_json(b"[" * 64 + b"]" * 64)) == "[" * 64 + "]" * 64


def test_payload_over_the_size_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_payloads, "SIZE_LIMIT", 10)

    assert fault_of(b"[1, 2, 3, 4]") == "The payload is larger than 10 bytes."


def test_element_that_is_no_object_keeps_its_place() -> None:
    assert records_of([{"a": 1}, 7, None]) == [{"a": 1}, {UNREADABLE: 7}, {UNREADABLE: None}]
