"""XML opened without entities, with limits."""

import pytest

from tenders.sources.base import BadPayload
from tenders.sources.xml_payloads import local_name, read_xml, text_of

BOMB = (
    b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><x>&b;</x>'
)


def refusal(payload: bytes) -> str:
    with pytest.raises(BadPayload) as caught:
        read_xml(payload)
    return str(caught.value)


def test_names_are_read_without_their_namespace_and_text_as_a_whole() -> None:
    root = read_xml(b'\xef\xbb\xbf\n<?xml version="1.0"?><n:a xmlns:n="urn:x">b<i>c</i>d</n:a>')

    assert (local_name(root), text_of(root)) == ("a", "bcd")


def test_declared_encoding_is_honoured() -> None:
    root = read_xml('<?xml version="1.0" encoding="ISO-8859-1"?><a>é</a>'.encode("latin-1"))

    assert text_of(root) == "é"


@pytest.mark.parametrize(
    "payload",
    [
        BOMB,
        b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>',
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "https://bank.example/">]><x>&a;</x>',
        b"<!DOCTYPE html><html></html>",
    ],
)
def test_document_types_and_entities_are_refused(payload: bytes) -> None:
    assert refusal(payload) == "The XML brings a document type or entities, which are refused."


@pytest.mark.parametrize(
    ("payload", "sentence"),
    [
        (b" ", "The payload is empty."),
        (b"<a>\n<b>", "The XML ends early, in line 2."),
        (b"<a>\n<b", "The XML ends early, in line 2."),
        (b"<a>\n</b>", "The XML is not valid in line 2."),
        (b"<a>&nbsp;</a>", "The XML is not valid in line 1."),
        (b"{}", "The XML is not valid in line 1."),
        (b"<a>\xff</a>", "The XML is not valid in line 1."),
        (b"<a>" * 100_000, "The XML is nested deeper than 64 levels."),
        (
            b'<?xml version="1.0" encoding="klingon"?><a/>',
            "The XML names an encoding that cannot be read.",
        ),
    ],
)
def test_fault_is_named(payload: bytes, sentence: str) -> None:
    assert refusal(payload) == sentence
