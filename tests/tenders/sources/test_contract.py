"""What holds for every source, from its heading to its behaviour under broken records."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenders.sources import SOURCES, UnknownSource, source_named
from tenders.sources.base import UNREADABLE, Access, BadPayload, BadRecord, NotLive, Source
from tenders.sources.notice import Notice
from tests.tenders.sources.samples import retitled, sample_files, sample_records, title_of

HEADINGS = ("Publisher", "Access", "Licence", "Format", "Languages", "Time zone", "Traps")
FILES = [path for code in SOURCES for path in sample_files(code)]

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text()
    | st.sampled_from(
        ["31-Feb-2026", "2026-02-31", "9999-12-31", "0001-01-01", "25:99", "\x00", "\ud800", "-1"]
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


def source_of(path: Path) -> Source:
    return source_named(path.stem)


def each_source(test: Any) -> Any:
    return pytest.mark.parametrize("source", SOURCES.values(), ids=list(SOURCES))(test)


def each_file(test: Any) -> Any:
    return pytest.mark.parametrize("path", FILES, ids=[path.name for path in FILES])(test)


@each_source
def test_adapter_explains_itself_under_the_agreed_headings(source: Source) -> None:
    document = sys.modules[type(source).__module__].__doc__ or ""

    found = [line for line in document.splitlines() if line in HEADINGS]

    assert found == list(HEADINGS)


@each_source
def test_facts_of_a_source_are_stated(source: Source) -> None:
    stated = (
        source.code,
        source.name,
        source.homepage,
        source.access_note,
        source.attribution,
        source.languages,
        source.zone_note,
    )

    assert all(stated)
    assert SOURCES[source.code] is source
    assert (source.access == Access.LIVE) == bool(source.rhythm) == bool(source.hosts)


@each_source
def test_source_has_a_sample(source: Source) -> None:
    assert sample_files(source.code) != []


@each_file
def test_sample_parses_with_the_required_fields_filled(path: Path) -> None:
    source = source_of(path)

    notices = [source.parse(record) for record in source.read(path.read_bytes())]

    assert notices != []
    for notice in notices:
        assert notice.source == source.code
        assert notice.bank == source.bank
        assert notice.texts[0].title != ""
        assert 0 < len(notice.source_id) <= 200
        assert all(len(code) == 2 and code.isupper() for code in notice.countries)


@each_file
def test_ids_are_stable_distinct_and_those_of_the_records(path: Path) -> None:
    source = source_of(path)
    first, again = (source.read(path.read_bytes()) for _ in range(2))

    ids = [source.record_id(record) for record in first]

    assert ids == [source.parse(record).source_id for record in again]
    assert len(set(ids)) == len(ids)


@each_file
def test_hash_is_the_same_for_the_same_record_and_another_for_another_title(path: Path) -> None:
    source = source_of(path)
    record = source.read(path.read_bytes())[0]
    changed = retitled(record, "Something else entirely")

    hashes = [source.parse(each).content_hash() for each in (record, dict(record), changed)]

    assert hashes[0] == hashes[1] != hashes[2]


@each_file
def test_record_survives_being_stored_as_json(path: Path) -> None:
    source = source_of(path)

    for record in source.read(path.read_bytes()):
        stored = json.loads(json.dumps(record))
        assert source.parse(stored) == source.parse(record)


@each_source
@pytest.mark.parametrize("value", [None, True, 7, "text", ["a", "list"]])
def test_what_is_no_object_is_a_bad_record(source: Source, value: Any) -> None:
    with pytest.raises(BadRecord) as caught:
        source.parse({UNREADABLE: value})

    assert caught.value.field == "record"


@each_source
@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b" \n\t ",
        b"\xef\xbb\xbf",
        b"<!DOCTYPE html><html><body>Access denied</body></html>",
        b"{}",
        b'{"error": "too busy"}',
        b"[" * 10_000 + b"]" * 10_000,
        b'{"a": ' * 10_000 + b"1" + b"}" * 10_000,
        b'[{"id": "OP1"',
        b'"text"',
        b"7",
        b"null",
        b"\x00\x01\x02",
        b"\xff\xfe[\x00]\x00",
        b"not,the,right\ncolumns,at,all\n",
    ],
)
def test_wrong_container_is_a_bad_payload_with_one_sentence(source: Source, payload: bytes) -> None:
    with pytest.raises(BadPayload) as caught:
        source.read(payload)

    message = str(caught.value)
    assert message.endswith(".")
    assert "\n" not in message
    assert len(message) < 200


@each_file
def test_payload_cut_anywhere_is_refused_or_gives_only_whole_records(path: Path) -> None:
    source = source_of(path)
    payload = path.read_bytes().rstrip()
    whole = source.read(payload)

    for end in range(0, len(payload) - 1, 7):
        try:
            records = source.read(payload[:end])
        except BadPayload:
            continue
        # A table cut inside its last cell, or between two lines, cannot be told from a shorter one.
        assert path.suffix in {".csv", ".jsonl"}
        assert [title_of(row) for row in records] == [title_of(row) for row in whole][
            : len(records)
        ]


@each_file
@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_broken_field_raises_bad_record_and_nothing_else(path: Path, data: st.DataObject) -> None:
    source = source_of(path)
    record = data.draw(st.sampled_from(sample_records(path.name)))
    field = data.draw(st.sampled_from(sorted(record)))
    record[field] = data.draw(json_values)

    assert_notice_or_bad_record(source, record)


@each_file
@settings(deadline=None, max_examples=30)
@given(data=st.data())
def test_missing_fields_raise_bad_record_and_nothing_else(path: Path, data: st.DataObject) -> None:
    source = source_of(path)
    record = data.draw(st.sampled_from(sample_records(path.name)))
    kept = data.draw(st.sets(st.sampled_from(sorted(record))))

    assert_notice_or_bad_record(source, {field: record[field] for field in kept})


@each_source
@settings(deadline=None, max_examples=60)
@given(payload=st.binary(max_size=400) | json_values.map(lambda v: json.dumps(v).encode()))
def test_any_bytes_are_records_or_a_bad_payload(source: Source, payload: bytes) -> None:
    try:
        records = source.read(payload)
    except BadPayload:
        return
    for record in records:
        assert_notice_or_bad_record(source, record)


def assert_notice_or_bad_record(source: Source, record: dict[str, Any]) -> None:
    try:
        notice = source.parse(record)
    except BadRecord:
        return
    assert isinstance(notice, Notice)
    assert notice.source_id == source.record_id(record)
    assert len(notice.content_hash()) == 64
    assert notice.texts[0].title != ""


def test_unknown_source_names_the_known_ones() -> None:
    with pytest.raises(UnknownSource) as caught:
        source_named("worldbank")

    assert str(caught.value) == (
        f"There is no source 'worldbank'. The sources are: {', '.join(sorted(SOURCES))}."
    )


def test_source_that_is_imported_is_never_fetched() -> None:
    class NoClient:
        pass

    imported = [source for source in SOURCES.values() if source.access == Access.IMPORT]

    for source in imported:
        with pytest.raises(NotLive):
            source.fetch(NoClient(), since=None)  # type: ignore[arg-type]
