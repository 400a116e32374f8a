"""I-13: answers that grow a thousandfold when they are unpacked."""

import contextlib
import gzip
import time
import tracemalloc
import zlib
from collections.abc import Iterator
from functools import cache

import pytest

from tenders.models import IngestionRun
from tests.tenders.faults.serving import answering, everything, kept, read_answer, whole
from tests.tenders.sources.loopback import client_for

pytestmark = pytest.mark.django_db
# A thousand to one, as the format allows at most: 200 KB that want to be 200 MB.
BOMB_BYTES = 200_000_000
MOST_HELD = 64_000_000


@cache
def bomb(*, twice: bool = False) -> bytes:
    once = gzip.compress(bytes(BOMB_BYTES), 9)
    return gzip.compress(once, 9) if twice else once


@contextlib.contextmanager
def measured() -> Iterator[dict[str, float]]:
    """The most bytes that were held inside at once, and the seconds of a processor."""
    found: dict[str, float] = {}
    tracemalloc.start()
    started = time.process_time()
    try:
        yield found
    finally:
        found["seconds"] = time.process_time() - started
        found["held"] = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()


def test_i13_a_bomb_stops_at_the_cap_on_unpacked_bytes_in_little_memory_and_time() -> None:
    before, packed = kept(), bomb()
    assert BOMB_BYTES / len(packed) > 900

    with measured() as cost:
        run = read_answer(whole(packed, extra="Content-Encoding: gzip\r\n"), attempts=1)

    assert run.fault == "127.0.0.1 sends more than 16,777,216 bytes."
    assert cost["held"] < MOST_HELD
    assert cost["seconds"] < 2
    assert everything() == before


def test_i13_a_bomb_inside_a_bomb_is_unpacked_once_and_is_no_feed() -> None:
    before, packed = kept(), bomb(twice=True)

    with measured() as cost:
        run = read_answer(whole(packed, extra="Content-Encoding: gzip\r\n"), attempts=1)

    assert (run.state, run.fault_kind) == ("failed", IngestionRun.FaultKind.PAYLOAD)
    assert cost["held"] < MOST_HELD
    assert cost["seconds"] < 2
    assert everything() == before


@pytest.mark.parametrize("packing", ["br", "zstd", "deflate", "gzip, gzip", "gzip, br", "x-gzip"])
def test_i13_other_and_stacked_packings_are_refused_unread(packing: str) -> None:
    packed = bomb(twice=True) if "," in packing else zlib.compress(bytes(20_000_000))

    with measured() as cost:
        run = read_answer(whole(packed, extra=f"Content-Encoding: {packing}\r\n"))

    assert run.fault == "127.0.0.1 packs its answer in a way that was not asked for."
    assert cost["held"] < 4_000_000


def test_i13_control_with_a_cap_above_it_the_bomb_unpacks_to_all_its_bytes() -> None:
    with (
        measured() as cost,
        answering(whole(bomb(), extra="Content-Encoding: gzip\r\n")) as place,
        client_for(place, limits={"max_bytes": 2 * BOMB_BYTES}) as client,
    ):
        assert len(client.get(f"http://{place}/list").content) == BOMB_BYTES

    assert cost["held"] > MOST_HELD
