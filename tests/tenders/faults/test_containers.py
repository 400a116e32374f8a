"""I-14 and I-15: archives and XML that want more than they say."""

import io
import zipfile
from typing import Any

import defusedxml.ElementTree
import pytest

from tenders.sources import archives
from tenders.sources.base import BadPayload
from tenders.sources.xml_payloads import read_xml

pytestmark = pytest.mark.pure


def zipped(members: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def test_i14_archives_that_hold_too_much_are_refused_before_they_are_unpacked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(archives, "MEMBER_LIMIT", 100_000)
    bomb = zipped({"a.xml": b" " * 5_000_000})

    with pytest.raises(BadPayload, match="holds a member larger than"):
        list(archives.members(io.BytesIO(bomb)))


def lying(archive: bytes) -> bytes:
    """The same archive, whose directory says that each member has one byte."""
    raw = bytearray(archive)
    entry = raw.rindex(b"PK\x01\x02")
    raw[entry + 24 : entry + 28] = (1).to_bytes(4, "little")
    return bytes(raw)


def encrypted(archive: bytes) -> bytes:
    """The same archive, whose directory says that its members want a password."""
    raw = bytearray(archive)
    entry = raw.rindex(b"PK\x01\x02")
    raw[entry + 8] |= 1
    return bytes(raw)


@pytest.mark.parametrize(
    ("archive", "fault"),
    [
        (zipped({f"{number}.xml": b"" for number in range(30)}), "more than 20 members"),
        (encrypted(zipped({"a.xml": b"<a/>"})), "is encrypted"),
        (lying(zipped({"a.xml": b" " * 90_000})), "cannot be read"),
        (zipped({f"{number}.xml": b" " * 9_000 for number in range(9)}), "unpacks to more than"),
        (zipped({"a.xml": b"<a/>"})[:-9], "cannot be read"),
    ],
    ids=["many members", "encrypted", "lying", "large together", "cut"],
)
def test_i14_what_the_directory_of_an_archive_says_is_checked_or_found_out(
    archive: bytes, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "MOST_MEMBERS", 20)
    monkeypatch.setattr(archives, "TOTAL_LIMIT", 80_000)

    with pytest.raises(BadPayload, match=fault):
        list(archives.members(io.BytesIO(archive)))


@pytest.mark.parametrize("name", ["../../etc/cron.d/x", "/etc/passwd", "a/../../b", "C:\\x"])
def test_i14_names_of_members_lead_nowhere(name: str, tmp_path: Any) -> None:
    assert list(archives.members(io.BytesIO(zipped({name: b"<a/>"})))) == [b"<a/>"]
    assert list(tmp_path.iterdir()) == []


def test_i14_control_a_sound_archive_is_read() -> None:
    sound = zipped({"a.xml": b"<a/>", "b.xml": b"<b/>"})
    assert list(archives.members(io.BytesIO(sound))) == [b"<a/>", b"<b/>"]


XML_ATTACKS = {
    "laughs": b'<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><r>&b;</r>',
    "blow-up": b'<!DOCTYPE l [<!ENTITY a "' + b"h" * 50_000 + b'">]><r>&a;&a;</r>',
    "file": b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r>&x;</r>',
    "http": b'<!DOCTYPE r [<!ENTITY x SYSTEM "http://127.0.0.1:9/">]><r>&x;</r>',
    "external type": b'<!DOCTYPE r SYSTEM "http://127.0.0.1:9/x.dtd"><r/>',
    "depth": b"<a>" * 100_000,
}


@pytest.mark.parametrize("kind", XML_ATTACKS)
def test_i15_xml_attacks_are_refused(kind: str) -> None:
    with pytest.raises(BadPayload):
        read_xml(XML_ATTACKS[kind])


def test_i15_control_a_parser_that_allows_entities_would_expand_them() -> None:
    parsed = defusedxml.ElementTree.fromstring(XML_ATTACKS["laughs"], forbid_entities=False)

    assert parsed.text == "haha"
