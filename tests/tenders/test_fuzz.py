"""Mutated payloads of every source: no slip of a reader, no valid record lost, nothing half done.

10,000 payloads by default; FUZZ_EXAMPLES says how many (`make fuzz`: 200,000). A failure names the
file and the number of its mutation, from which it can be made again.
"""

import io
import json
import os
import random
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tenders import ingestion
from tenders.models import IngestionRun, Tender, TenderVersion
from tenders.sources import source_named
from tenders.sources.base import BadPayload, BadRecord, Payload, RawRecord, Source
from tests.tenders.payloads import NOW
from tests.tenders.sources.samples import SAMPLES

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", 10_000))
STORED_EXAMPLES = max(150, EXAMPLES // 100)
FILES = sorted(path for path in SAMPLES.iterdir() if path.is_file())
TOKENS = (
    *(b"\x00", b"\xff\xfe", b"\xc3", b"\xef\xbb\xbf", b"\\ud800", b"\\u0000", b"\xe2\x80\xae"),
    *(b"[" * 500, b"{" * 80, b'"', b"'", b",", b";", b"\n", b"\r", b"<", b">", b"&", b"]]>"),
    *(b"<script>alert(1)</script>", b"<!DOCTYPE x [", b"&#0;", b"<a>" * 100, b"--", b"=", b"\\"),
    *(b"9" * 400, b"-1", b"1e999", b"NaN", b"null", b"true", b"[]", b"{}", b"0001-01-01"),
    *(b"31/02/2026", b"9999-12-31T24:00:00Z", b"2026-02-31", b"javascript:alert(1)", b" " * 5_000),
)
Mutator = Callable[[random.Random, bytes], bytes]


def flipped(dice: random.Random, payload: bytes) -> bytes:
    place = dice.randrange(len(payload))
    return payload[:place] + bytes([dice.randrange(256)]) + payload[place + 1 :]


def cut(dice: random.Random, payload: bytes) -> bytes:
    return payload[: dice.randrange(len(payload))]


def without_a_part(dice: random.Random, payload: bytes) -> bytes:
    start = dice.randrange(len(payload))
    return payload[:start] + payload[start + dice.randrange(1, 40) :]


def with_a_part_twice(dice: random.Random, payload: bytes) -> bytes:
    start = dice.randrange(len(payload))
    end = start + dice.randrange(1, 400)
    return payload[:end] + payload[start:end] + payload[end:]


def with_a_token(dice: random.Random, payload: bytes) -> bytes:
    place = dice.randrange(len(payload))
    return payload[:place] + dice.choice(TOKENS) + payload[place + dice.choice((0, 0, 1, 9)) :]


def with_a_value_replaced(dice: random.Random, payload: bytes) -> bytes:
    """A token in place of what stands between two marks, which leaves the container whole."""
    marks = b'"' if payload.lstrip()[:1] in (b"{", b"[") else b",\n<>"
    places = [place for place, byte in enumerate(payload) if byte in marks]
    if len(places) < 2:
        return with_a_token(dice, payload)
    first = dice.randrange(len(places) - 1)
    return payload[: places[first] + 1] + dice.choice(TOKENS) + payload[places[first + 1] :]


MUTATORS: tuple[Mutator, ...] = (
    flipped,
    cut,
    without_a_part,
    with_a_part_twice,
    with_a_token,
    with_a_value_replaced,
    with_a_value_replaced,
)


def mutated(path: Path, number: int) -> bytes:
    dice = random.Random(f"{path.name} {number}")  # noqa: S311
    payload = sample(path)
    for _ in range(dice.choice((1, 1, 1, 2, 4))):
        payload = dice.choice(MUTATORS)(dice, payload) or b"\n"
    return payload


@cache
def sample(path: Path) -> bytes:
    return path.read_bytes()


def records_in(source: Source, payload: bytes) -> Iterator[RawRecord]:
    return source.stream(io.BytesIO(payload)) if source.streams else iter(source.read(payload))


def read_whole(source: Source, payload: bytes) -> tuple[list[RawRecord], bool]:
    """The records that came, and whether the container was whole."""
    found: list[RawRecord] = []
    try:
        found.extend(records_in(source, payload))
    except BadPayload:
        return found, False
    return found, True


@cache
def sound(path: Path) -> dict[str, str]:
    """What the records of the sample say, by the record as it came."""
    source = source_named(path.stem)
    return {
        repr(record): source.parse(record).content_hash() for record in source.read(sample(path))
    }


def content_of(source: Source, record: RawRecord, place: str) -> str:
    """The hash of what a record says; "" for a bad one."""
    try:
        return source.parse(record).content_hash()
    except BadRecord:
        return ""
    except Exception as slip:
        pytest.fail(f"{place}: {slip!r}")


@pytest.mark.parametrize("path", FILES, ids=[path.name for path in FILES])
def test_a_mutated_payload_is_read_or_refused_and_costs_no_valid_record(path: Path) -> None:
    source = source_named(path.stem)
    known = sound(path)
    seen: Counter[str] = Counter()
    for number in range(EXAMPLES // len(FILES) + 1):
        records, is_whole = read_whole(source, mutated(path, number))
        seen["whole" if is_whole else "refused"] += 1
        for record in records:
            as_it_came = repr(record)
            if as_it_came in known and number % 25:
                # Equal records are read alike: once in a while that is checked as well.
                continue
            content = content_of(source, record, f"{path.name}, mutation {number}")
            assert known.get(as_it_came, content) == content, (path.name, number)

    assert min(seen["whole"], seen["refused"]) > 0 or len(seen) == 1


JSON_FILES = [path for path in FILES if path.suffix == ".json"]
ODD: tuple[Any, ...] = (
    *(None, True, -1, 10**400, 1e308, "", " ", "\x00", "\ud800", "x" * 3_000, "<b>", "31/02/2026"),
    *([], {}, [None], [[[]]], {"a": {"b": 1}}, ["x"] * 300, "9999-12-31", "javascript:alert(1)"),
)


def places_in(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every holder in a document with each of its keys."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in list(pairs):
        yield value, key
        if isinstance(inner, dict | list):
            yield from places_in(inner)


@pytest.mark.parametrize("path", JSON_FILES, ids=[path.name for path in JSON_FILES])
def test_one_odd_value_costs_one_record_at_most(path: Path) -> None:
    source, known = source_named(path.stem), sound(path)
    for number in range(EXAMPLES // 5 // len(JSON_FILES) + 1):
        dice = random.Random(f"{path.name} odd {number}")  # noqa: S311
        document = json.loads(sample(path))
        holder, key = dice.choice(list(places_in(document)))
        holder[key] = dice.choice(ODD)

        records, is_whole = read_whole(source, json.dumps(document).encode())

        place = f"{path.name}, odd value {number} in {key!r}"
        taken = [content for record in records if (content := content_of(source, record, place))]
        is_list_itself = holder is document or isinstance(holder[key], list)
        assert not is_whole or is_list_itself or len(taken) >= len(known) - 1, place


def stored_state() -> list[dict[str, Any]]:
    rows = [*Tender.objects.order_by("pk").values(), *TenderVersion.objects.order_by("pk").values()]
    return [{**row, "last_seen_at": None} for row in rows]


@pytest.mark.django_db
@pytest.mark.parametrize("path", FILES, ids=[path.name for path in FILES])
def test_a_mutated_payload_leaves_the_store_right(path: Path) -> None:
    """A container that is refused changes nothing; of one that is read, every record counts."""
    source = source_named(path.stem)
    ingestion.run(source, payloads=[Payload(sample(path), "", "")], origin="sample", now=NOW)
    for number in range(STORED_EXAMPLES // len(FILES) + 1):
        content = mutated(path, number)
        before = stored_state()
        run = ingestion.run(source, payloads=[Payload(content, "", "")], origin="x", now=NOW)

        taken = run.inserted + run.updated + run.unchanged
        assert run.seen == taken + run.quarantined
        is_refused = run.fault_kind in (
            IngestionRun.FaultKind.PAYLOAD,
            IngestionRun.FaultKind.EMPTY,
        )
        assert run.state == "succeeded" or run.fault_kind
        if is_refused:
            assert stored_state() == before, (path.name, number)
        else:
            assert taken == 0 or Tender.objects.count() >= len(sound(path))


def test_control_a_reader_with_a_slip_is_found() -> None:
    path = SAMPLES / "idb.json"
    source = source_named("idb")
    slips = 0
    for number in range(300):
        for record in read_whole(source, mutated(path, number))[0]:
            try:
                _ = record["title"].upper() + record["projectId"]
            except (KeyError, AttributeError, TypeError):
                slips += 1

    assert slips > 0
