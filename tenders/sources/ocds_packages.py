"""Releases out of whatever a publisher of OCDS packs them into.

Known are release packages, record packages, records, bare releases, lists of these, one of these a
line, and the same packed with gzip. A record gives its compiled release, or the latest values of
its versioned one, or the last release in it.
"""

import gzip
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO, cast

from tenders.sources.base import UNREADABLE, BadPayload, RawRecord
from tenders.sources.csv_streams import FILE_LIMIT, opened
from tenders.sources.json_payloads import SIZE_LIMIT, read_json

# Added to a release: what its package says about itself.
PACKAGE = "packageInfo"
LINE_LIMIT = 32 * 1024 * 1024
EXCERPT = 2_000

_GZIP = b"\x1f\x8b"
_ABOUT = ("uri", "publisher", "publishedDate", "license")
_VERSIONED = {"releaseDate", "releaseID", "releaseTag", "value"}
_IN_A_RELEASE = {"ocid", "tag", "tender", "awards", "contracts", "planning"}


def releases(file: BinaryIO, *, limit: int = FILE_LIMIT) -> Iterator[RawRecord]:
    """All releases of a file, one by one; raises BadPayload, at times after the first ones.

    The limit counts what comes out of the gzip data.
    """
    try:
        yield from _documents(_unpacked(file), limit)
    except (gzip.BadGzipFile, zlib.error):
        raise BadPayload("The gzip data is broken.") from None
    except EOFError:
        raise BadPayload("The gzip data ends early.") from None


def _unpacked(file: BinaryIO) -> BinaryIO:
    start = file.tell()
    magic = file.read(2)
    file.seek(start)
    if magic != _GZIP:
        return file
    return cast(BinaryIO, gzip.GzipFile(fileobj=file, mode="rb"))


def _documents(file: BinaryIO, limit: int) -> Iterator[RawRecord]:
    first = _next_line(file)
    try:
        value = read_json(first)
    except BadPayload:
        # One document may well stand on many lines.
        yield from _of_document(read_json(first + _rest(file)))
        return
    second = _next_line(file)
    if not second or not isinstance(value, dict):
        yield from _of_document(value if not second else read_json(first + second + _rest(file)))
        return
    yield from _of_element(value)
    yield from _of_lines(file, second, limit - len(first))


def _of_lines(file: BinaryIO, line: bytes, limit: int) -> Iterator[RawRecord]:
    while line:
        limit -= len(line)
        if limit < 0:
            raise BadPayload("The data is larger, once unpacked, than a payload may be.")
        following = _next_line(file)
        try:
            value = read_json(line)
        except BadPayload:
            if not following:
                raise BadPayload("The JSON ends early, in its last line.") from None
            value = line[:EXCERPT].decode("utf-8", "replace")
        yield from _of_element(value)
        line = following


def _next_line(file: BinaryIO) -> bytes:
    """The next line with something on it, or nothing at the end."""
    while line := file.readline(LINE_LIMIT + 1):
        if len(line) > LINE_LIMIT:
            raise BadPayload(f"A line is longer than {LINE_LIMIT:,} bytes.")
        if line.strip():
            return line
    return b""


def _rest(file: BinaryIO) -> bytes:
    return file.read(SIZE_LIMIT + 1)


def _of_document(value: Any) -> Iterator[RawRecord]:
    if isinstance(value, list):
        for element in value:
            yield from _of_element(element)
        return
    found = _of_object(value) if isinstance(value, dict) else None
    if found is None:
        raise BadPayload("The JSON is no release, no record and no package of them.")
    yield from found


def _of_element(value: Any) -> Iterator[RawRecord]:
    """What cannot be told keeps its place, for its own quarantine."""
    found = _of_object(value) if isinstance(value, dict) else None
    yield from [{UNREADABLE: value}] if found is None else found


def _of_object(value: RawRecord) -> list[RawRecord] | None:
    # Collections of sample files wrap each document like this.
    if value.keys() == {"file", "json"} and isinstance(value["json"], dict):
        return _of_object(value["json"])
    if isinstance(value.get("records"), list):
        about = _about(value)
        return [_with_package(_of_record(record), about) for record in value["records"]]
    if "compiledRelease" in value or "versionedRelease" in value:
        return [_with_package(_of_record(value), _about(value))]
    if isinstance(value.get("releases"), list):
        about = _about(value)
        return [_with_package(_as_release(release), about) for release in value["releases"]]
    return [value] if value.keys() & _IN_A_RELEASE else None


def _of_record(record: Any) -> RawRecord:
    if not isinstance(record, dict):
        return {UNREADABLE: record}
    if isinstance(record.get("compiledRelease"), dict):
        release = dict(record["compiledRelease"])
    elif isinstance(record.get("versionedRelease"), dict):
        release = _latest(record["versionedRelease"])
    else:
        embedded = [each for each in _listed(record.get("releases")) if _IN_A_RELEASE & each.keys()]
        # A record may merely link to its releases, and then there is nothing to read.
        return dict(embedded[-1]) if embedded else {UNREADABLE: record}
    if "ocid" in record:
        release.setdefault("ocid", record["ocid"])
    return release | {"tag": _compiled(release.get("tag"))}


def _compiled(tag: Any) -> list[Any]:
    tags = tag if isinstance(tag, list) else [tag] if tag else []
    return tags if "compiled" in tags else [*tags, "compiled"]


def _listed(value: Any) -> list[RawRecord]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _latest(value: Any) -> Any:
    """A versioned release with the last value of every field."""
    if isinstance(value, dict):
        return {name: _latest(inner) for name, inner in value.items()}
    if not isinstance(value, list):
        return value
    if value and all(isinstance(each, dict) and each.keys() >= _VERSIONED for each in value):
        return value[-1]["value"]
    return [_latest(each) for each in value]


def _as_release(value: Any) -> RawRecord:
    return value if isinstance(value, dict) else {UNREADABLE: value}


def _about(package: RawRecord) -> RawRecord:
    return {name: package[name] for name in _ABOUT if name in package}


def _with_package(release: RawRecord, about: RawRecord) -> RawRecord:
    if UNREADABLE in release or not about or PACKAGE in release:
        return release
    return release | {PACKAGE: about}


def read_all(payload: bytes) -> list[RawRecord]:
    """All releases of a payload, or BadPayload."""
    return list(releases(opened(payload), limit=SIZE_LIMIT))
