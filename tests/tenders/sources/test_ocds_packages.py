"""OCDS: every way in which publishers pack their releases."""

import gzip
import io
import json
from typing import Any

import pytest

from tenders.sources import ocds_packages, source_named
from tenders.sources.base import UNREADABLE, BadPayload

ocds = source_named("ocds")
RELEASE = {"ocid": "ocds-ex01-1", "id": "1", "tag": ["tender"], "tender": {"title": "Pumps"}}
OTHER = RELEASE | {"id": "2"}
ABOUT = {"uri": "https://publisher.example/1.json", "publisher": {"name": "City"}}
COMPILED = RELEASE | {"tag": ["tender", "compiled"]}


def as_bytes(value: Any) -> bytes:
    return json.dumps(value).encode()


def versioned(value: str) -> list[dict[str, str]]:
    old = {"releaseDate": "2026-01-01", "releaseID": "0", "releaseTag": "tender", "value": "old"}
    return [old, old | {"releaseID": "1", "value": value}]


@pytest.mark.parametrize(
    ("document", "records"),
    [
        (RELEASE, [RELEASE]),
        ([RELEASE, OTHER], [RELEASE, OTHER]),
        ({"releases": [RELEASE]}, [RELEASE]),
        ({**ABOUT, "releases": [RELEASE]}, [RELEASE | {"packageInfo": ABOUT}]),
        ({"records": [{"ocid": "ocds-ex01-1", "compiledRelease": RELEASE}]}, [COMPILED]),
        ({"compiledRelease": RELEASE, "releases": [OTHER], "versionedRelease": {}}, [COMPILED]),
        ({"records": [{"ocid": "ocds-ex01-1", "releases": [OTHER, RELEASE]}]}, [RELEASE]),
        (
            {"records": [{"ocid": "ocds-ex01-1", "releases": [{"url": "https://a.example"}]}]},
            [{UNREADABLE: {"ocid": "ocds-ex01-1", "releases": [{"url": "https://a.example"}]}}],
        ),
        ({"file": "1.json", "json": RELEASE}, [RELEASE]),
        ({"releases": []}, []),
        ([], []),
        ([RELEASE, 7, {"a": 1}], [RELEASE, {UNREADABLE: 7}, {UNREADABLE: {"a": 1}}]),
    ],
)
def test_releases_are_found_in_every_kind_of_package(document: Any, records: list[Any]) -> None:
    assert ocds.read(as_bytes(document)) == records
    assert ocds.read(json.dumps(document, indent=1).encode()) == records


def test_versioned_release_gives_its_latest_values() -> None:
    record = {
        "ocid": "ocds-ex01-1",
        "versionedRelease": {"id": "1", "tender": {"id": "T", "title": versioned("Pumps")}},
    }

    assert ocds.read(as_bytes({"records": [record]})) == [
        {
            "id": "1",
            "tender": {"id": "T", "title": "Pumps"},
            "ocid": "ocds-ex01-1",
            "tag": ["compiled"],
        }
    ]


def test_lines_may_each_be_a_release_or_a_package() -> None:
    payload = as_bytes(RELEASE) + b"\n\n" + as_bytes({"releases": [OTHER]}) + b"\n"

    assert ocds.read(payload) == [RELEASE, OTHER]


def test_broken_line_does_not_cost_the_others() -> None:
    payload = as_bytes(RELEASE) + b'\n{"ocid": \n' + as_bytes(OTHER) + b"\n"

    assert ocds.read(payload) == [RELEASE, {UNREADABLE: '{"ocid": \n'}, OTHER]


def test_release_told_twice_is_taken_once_unless_it_tells_of_something_else() -> None:
    same = RELEASE | {"date": "2026-11-01"}
    unrelated = RELEASE | {"tender": {"title": "Bridges"}}

    assert ocds.read(as_bytes([RELEASE, same, unrelated])) == [RELEASE, unrelated]


def test_gzip_is_unpacked() -> None:
    payload = as_bytes(RELEASE) + b"\n" + as_bytes(OTHER)

    assert ocds.read(gzip.compress(payload, mtime=0)) == [RELEASE, OTHER]
    assert list(ocds.stream(io.BytesIO(gzip.compress(payload, mtime=0)))) == [RELEASE, OTHER]


def test_gzip_that_swells_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocds_packages, "SIZE_LIMIT", 1_000)
    payload = gzip.compress((as_bytes(RELEASE) + b"\n") * 100)

    with pytest.raises(BadPayload) as caught:
        ocds.read(payload)

    assert str(caught.value) == "The data is larger, once unpacked, than a payload may be."


@pytest.mark.parametrize(
    ("payload", "fault"),
    [
        (b"", "The payload is empty."),
        (b'{"error": "busy"}', "The JSON is no release, no record and no package of them."),
        (b'{"ocid": "1"', "The JSON ends early, at character 12."),
        (as_bytes(RELEASE) + b'\n{"ocid": "1', "The JSON ends early, in its last line."),
        (gzip.compress(as_bytes(RELEASE), mtime=0)[:-9], "The gzip data ends early."),
        (b"\x1f\x8bnothing of the kind", "The gzip data is broken."),
        (b"<html></html>", "HTML or XML came where JSON was expected."),
    ],
)
def test_fault_is_named(payload: bytes, fault: str) -> None:
    with pytest.raises(BadPayload) as caught:
        ocds.read(payload)

    assert str(caught.value) == fault


def test_line_without_an_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocds_packages, "LINE_LIMIT", 1_000)

    with pytest.raises(BadPayload) as caught:
        ocds.read(b'{"ocid": "' + b"x" * 2_000)

    assert str(caught.value) == "A line is longer than 1,000 bytes."
