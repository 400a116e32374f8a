"""I-01 to I-04, I-07 to I-12, I-26 and I-27: what a network and a server can do to a reading."""

import os
import socket
import ssl
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpcore2
import pytest

from tenders import ingestion, runs
from tenders.models import IngestionRun, Tender
from tenders.sources import addresses, http
from tenders.sources.base import Payload, RawRecord
from tenders.sources.http import FetchFailed
from tenders.sources.http_store import BodyStore
from tests.tenders.faults.serving import (
    Served,
    adds_up,
    answering,
    chunked,
    cut_unnoticed,
    everything,
    fetched,
    head,
    kept,
    read_answer,
    records,
    redirecting,
    reset,
    stalling,
    status,
    stored_ids,
    trickling,
    truncated,
    whole,
)
from tests.tenders.payloads import NOW
from tests.tenders.sources.loopback import JSON, LOOPBACK, client_for

pytestmark = pytest.mark.django_db
IS_LONG = "FUZZ_EXAMPLES" in os.environ
EMPTY = {"nothing": b"", "blank": b" \r\n", "list": b"[]", "object": b"{}", "null": b"null"}


@pytest.mark.parametrize("kind", EMPTY)
def test_i01_an_empty_answer_changes_nothing_and_is_no_success(kind: str) -> None:
    before = kept()

    run = read_answer(whole(EMPTY[kind]))

    assert run.state == "failed"
    if kind in ("nothing", "blank", "list"):
        assert run.fault_kind == IngestionRun.FaultKind.EMPTY
    assert everything() == before
    assert Tender.objects.open(NOW).count() == 20


def test_i01_control_without_the_check_an_empty_list_would_be_a_green_run(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ingestion, "_check_not_empty", lambda total: None)

    assert read_answer(whole(b"[]")).state == "succeeded"


def test_i02_a_body_cut_anywhere_closes_nothing_and_is_tried_again() -> None:
    before = kept()
    body = records(6)
    offsets = range(len(body)) if IS_LONG else range(0, len(body), 29)

    for offset in offsets:
        run = read_answer(truncated(body, offset), attempts=1)
        assert (run.state, run.fault_kind, run.seen) == ("failed", "unavailable", 0)

    assert everything() == before
    run = read_answer(truncated(body, 5), whole(body))
    assert (run.state, run.unchanged) == ("succeeded", 6)


class Repairing(Served):
    """A reader that makes do with what is there."""

    def read(self, payload: bytes) -> list[RawRecord]:
        repaired = payload[: payload.rfind(b"}") + 1] + b"]"
        return super().read(repaired)


def test_i02_control_a_reader_that_repairs_would_take_a_cut_body_for_a_whole_one() -> None:
    with answering(cut_unnoticed(records(6), 60)) as place:
        run = fetched(place, source=Repairing(place))

    assert (run.state, 0 < run.seen < 6) == ("succeeded", True)


def test_i03_chunks_without_an_end_and_resets_are_incomplete() -> None:
    before = kept()
    body = records(6)

    for answer in (chunked(body, ends=False), reset(body, 40), reset(body, 0)):
        run = read_answer(answer)
        assert (run.state, run.fault_kind, run.seen) == ("failed", "unavailable", 0)

    assert everything() == before


def test_i03_control_the_same_chunks_with_their_end_are_read() -> None:
    assert read_answer(chunked(records(6), ends=True)).seen == 6


def usual_readings(number: int = 4) -> Served:
    """A source of which several readings with ten records each are known."""
    source = Served("127.0.0.1:1")
    for _ in range(number):
        payload = Payload(records(10), "", JSON)
        ingestion.run(source, payloads=[payload], origin=source.homepage, now=NOW)
    return source


def test_i04_fewer_rows_than_usual_are_stored_marked_and_close_nothing() -> None:
    source = usual_readings()
    payload = Payload(records(5, start=8), "", JSON)

    run = ingestion.run(source, payloads=[payload], origin=source.homepage, now=NOW)

    assert (run.state, run.inserted, run.unchanged) == ("succeeded", 3, 2)
    assert run.warning == "Only 5 records came where 10 are usual."
    assert len(stored_ids()) == 13
    assert Tender.objects.open(NOW).count() == 13


def test_i04_control_seven_of_ten_are_no_cause_for_alarm() -> None:
    source = usual_readings()
    payload = Payload(records(7), "", JSON)

    assert ingestion.run(source, payloads=[payload], origin=source.homepage, now=NOW).warning == ""


@pytest.mark.parametrize("code", [408, 429, 500, 502, 503, 504, 522, 524])
def test_i07_a_passing_fault_of_the_server_is_tried_again(code: int) -> None:
    run = read_answer(status(code, "Retry-After: nonsense\r\n"), whole(records(3)))

    assert (run.state, run.seen) == ("succeeded", 3)


@pytest.mark.parametrize("code", [400, 401, 403, 404, 418, 501])
def test_i07_other_answers_end_the_reading_with_their_status(code: int) -> None:
    run = read_answer(status(code))

    assert (run.state, run.fault_kind) == ("failed", "unavailable")
    assert run.fault.endswith(f"answered with status {code}.")


def test_i07_control_with_one_attempt_a_passing_fault_ends_the_reading() -> None:
    assert read_answer(status(503), whole(records(3)), attempts=1).state == "failed"


@pytest.mark.parametrize("start", [b"HTTP/1.1 200 OK\r\nX-Slow: ", head(10_000) + b"["])
def test_i08_a_trickle_of_bytes_ends_at_the_total_deadline(start: bytes) -> None:
    began = time.monotonic()

    run = read_answer(trickling(start, seconds=4), request_seconds=0.4, silence_seconds=5)

    assert (run.state, run.fault_kind) == ("failed", "unavailable")
    assert run.fault.endswith("did not finish in 0.4 seconds.")
    assert time.monotonic() - began < 30


def test_i08_control_a_limit_on_silence_alone_lets_the_trickle_go_on() -> None:
    run = read_answer(
        trickling(head(2) + b"[]"[:1], seconds=0.8), request_seconds=30, silence_seconds=0.5
    )

    assert "did not finish" not in run.fault


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "ftp://127.0.0.1/", "data:,[]", "gopher://127.0.0.1/"]
)
def test_i09_a_redirect_to_another_kind_of_address_ends_at_the_first_hop(target: str) -> None:
    run = read_answer(redirecting(target), whole(records(3)))

    kind = target.partition(":")[0]
    assert run.fault == f"Addresses of the kind '{kind}:' are not fetched."


def test_i09_a_loop_ends_after_three_hops() -> None:
    assert read_answer(redirecting("/list")).fault == "127.0.0.1 redirects more than 3 times."


def test_i09_control_three_hops_are_followed() -> None:
    hops = [redirecting("/list")] * 3
    assert read_answer(*hops, whole(records(2))).seen == 2


PRIVATE = (
    *("169.254.169.254", "127.0.0.1", "::1", "0.0.0.0", "10.1.2.3", "100.64.0.1", "192.168.1.1"),  # noqa: S104
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "fe80::1", "fc00::1", "224.0.0.1"),
)


@pytest.mark.parametrize("address", PRIVATE)
def test_i10_a_name_that_leads_inside_is_refused_by_its_rule(address: str) -> None:
    with answering(whole(records(2))) as place:
        port = place.partition(":")[2]
        named = f"feed.example:{port}"
        with (
            client_for(named, allowed_networks=(), resolver=lambda host, port: [address]) as client,
            pytest.raises(FetchFailed, match="which is not a public address"),
        ):
            client.get(f"http://{named}/list")


def test_i10_control_without_the_check_the_inner_server_would_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(addresses, "is_public", lambda address: True)
    with answering(whole(b"[1]")) as place, client_for(place, allowed_networks=()) as client:
        assert client.get(f"http://{place}/list").content == b"[1]"


def test_i11_one_private_address_among_public_ones_is_enough_to_refuse() -> None:
    with (
        client_for(
            "feed.example:9", allowed_networks=(), resolver=lambda *_: ["1.1.1.1", "127.0.0.1"]
        ) as client,
        pytest.raises(FetchFailed, match=r"leads to 127\.0\.0\.1"),
    ):
        client.get("http://feed.example:9/list")


def test_i11_the_address_that_was_checked_is_connected() -> None:
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])
    with answering(whole(b"[1]")) as place:
        named = f"feed.example:{place.partition(':')[2]}"
        with client_for(named, resolver=lambda *_: next(answers)) as client:
            assert client.get(f"http://{named}/list").content == b"[1]"
    assert next(answers) == ["10.0.0.1"]


def test_i11_control_a_second_lookup_would_lead_elsewhere() -> None:
    backend = addresses.CheckedBackend(
        resolver=_turning(["127.0.0.1"], ["10.0.0.1"]), allowed_networks=LOOPBACK
    )
    backend.start_clock(5)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        backend.connect_tcp("feed.example", port).close()
        with pytest.raises(addresses.ForbiddenAddress):
            backend.connect_tcp("feed.example", port)


def _turning(*answers: list[str]) -> Any:
    following: Iterator[list[str]] = iter(answers)
    return lambda host, port: next(following)


def test_i12_a_redirect_to_a_host_that_was_not_named_goes_nowhere() -> None:
    with answering(whole(b"[]")) as other:
        run = read_answer(redirecting(f"http://{other}/steal"))

    assert run.fault == f"{other} is not among the hosts of this source."


def test_i12_control_a_host_that_was_named_is_followed_without_keys() -> None:
    seen: list[bytes] = []

    def other(connection: socket.socket) -> None:
        connection.sendall(head(2) + b"[]")

    with answering(other) as second, answering(redirecting(f"http://{second}/x")) as first:
        with client_for(first, second) as client:
            payload = client.get(f"http://{first}/list")
        seen.append(payload.content)

    assert seen == [b"[]"]


MARKED = 'ETag: "one"\r\nLast-Modified: Tue, 15 Sep 2026 12:00:00 GMT\r\n'


def test_i26_an_answer_that_has_not_changed_is_taken_from_the_store(tmp_path: Path) -> None:
    with (
        answering(whole(b"[1]", extra=MARKED), status(304)) as place,
        client_for(place, store=BodyStore(tmp_path)) as client,
    ):
        first, second = (client.get(f"http://{place}/list") for _ in range(2))

    assert first.content == second.content == b"[1]"


@pytest.mark.parametrize("damage", ["body", "facts", "gone"])
def test_i26_a_damaged_store_leads_to_a_full_download(tmp_path: Path, damage: str) -> None:
    with (
        answering(whole(b"[1]", extra=MARKED), whole(b"[1,2]", extra=MARKED)) as place,
        client_for(place, store=BodyStore(tmp_path)) as client,
    ):
        client.get(f"http://{place}/list")
        for path in tmp_path.glob("*.body" if damage != "facts" else "*.json"):
            path.unlink() if damage == "gone" else path.write_bytes(b"[]")
        second = client.get(f"http://{place}/list")

    assert second.content == b"[1,2]"


def test_i26_a_used_mark_on_other_content_hides_nothing(tmp_path: Path) -> None:
    answers = (whole(b"[1]", extra=MARKED), whole(b"[2]", extra=MARKED))
    with answering(*answers) as place, client_for(place, store=BodyStore(tmp_path)) as client:
        contents = [client.get(f"http://{place}/list").content for _ in range(2)]

    assert contents == [b"[1]", b"[2]"]


def test_i26_control_without_a_kept_body_304_is_no_answer(tmp_path: Path) -> None:
    with (
        answering(status(304)) as place,
        client_for(place, store=BodyStore(tmp_path)) as client,
        pytest.raises(FetchFailed, match="answered with status 304"),
    ):
        client.get(f"http://{place}/list")


def test_i27_a_host_without_a_sound_certificate_is_not_read() -> None:
    """What comes instead of a handshake ends the fetch; nothing in the client turns the check off.

    A certificate that is expired, self-signed or of another host fails in the same place.
    """
    with (
        answering(whole(b"[1]")) as place,
        client_for(place, schemes=["https"]) as client,
        pytest.raises(FetchFailed, match="broke off"),
    ):
        client.get(f"https://{place}/list")
    source = Path(http.__file__).read_text("utf-8") + Path(addresses.__file__).read_text("utf-8")
    assert [word for word in ("ssl_context=", "CERT_NONE", "verify=") if word in source] == []


def test_i27_control_the_library_checks_certificates_unless_told_otherwise() -> None:
    context = httpcore2.default_ssl_context()

    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)


def test_a_server_that_falls_silent_in_mid_body_is_incomplete() -> None:
    run = read_answer(stalling(records(3), 10, seconds=2), silence_seconds=0.3)

    assert (run.state, run.fault_kind, adds_up(run)) == ("failed", "unavailable", True)
    assert runs.warning_of(run) == ""
