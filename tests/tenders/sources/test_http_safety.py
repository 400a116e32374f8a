"""The client against a hostile outside world."""

import gzip
import socket
import time
import tracemalloc

import pytest
from pytest_httpserver import HTTPServer

from tenders.sources.http import FetchFailed, PoliteClient
from tests.tenders.sources.loopback import (
    JSON,
    RawServer,
    client_for,
    failure,
    get,
    place_of,
    raw_failure,
)


def test_bomb_stops_at_the_cap_on_unpacked_bytes(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/list").respond_with_data(
        gzip.compress(b"0" * 5_000_000), content_type=JSON, headers={"Content-Encoding": "gzip"}
    )

    message = failure(httpserver, limits={"max_bytes": 100_000})

    assert message == "localhost sends more than 100,000 bytes."
    assert len(httpserver.log) == 1


def test_bomb_never_takes_more_memory_than_the_cap(raw_server: RawServer) -> None:
    bomb = gzip.compress(b"0" * 50_000_000)
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\n\r\n"
    place = raw_server(lambda connection: connection.sendall(head + bomb))

    tracemalloc.start()
    try:
        raw_failure(place, max_bytes=100_000)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak < 5_000_000


def test_plain_body_over_the_cap_is_refused(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/list").respond_with_data(b"0" * 1_001, content_type=JSON)

    message = failure(httpserver, limits={"max_bytes": 1_000})

    assert message == "localhost sends more than 1,000 bytes."


@pytest.mark.parametrize("encoding", ["br", "zstd", "deflate", "gzip, gzip"])
def test_packing_that_was_not_asked_for_is_refused(httpserver: HTTPServer, encoding: str) -> None:
    httpserver.expect_request("/list").respond_with_data(
        b"x", content_type=JSON, headers={"Content-Encoding": encoding}
    )

    assert failure(httpserver) == ("localhost packs its answer in a way that was not asked for.")


def test_redirect_within_the_hosts_is_followed(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/list").respond_with_data(
        "", status=302, headers={"Location": "/new"}
    )
    httpserver.expect_request("/new").respond_with_data(b"[1]", content_type=JSON)

    payload = get(httpserver)

    assert (payload.content, payload.url) == (b"[1]", httpserver.url_for("/new"))


def test_redirects_without_end_stop_after_three(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/list").respond_with_data(
        "", status=302, headers={"Location": "/list"}
    )

    assert failure(httpserver) == "localhost redirects more than 3 times."
    assert len(httpserver.log) == 4


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("file:///etc/passwd", "Addresses of the kind 'file:' are not fetched."),
        ("ftp://localhost/x", "Addresses of the kind 'ftp:' are not fetched."),
        ("data:application/json,[]", "Addresses of the kind 'data:' are not fetched."),
        ("gopher://localhost/x", "Addresses of the kind 'gopher:' are not fetched."),
        ("http://other.example/x", "other.example is not among the hosts of this source."),
        ("http://169.254.169.254/x", "169.254.169.254 is not among the hosts of this source."),
        ("http://2130706433/x", "2130706433 is not among the hosts of this source."),
        ("http://localhost:1/x", "localhost:1 is not among the hosts of this source."),
        ("http://localhost./x", "localhost. is not among the hosts of this source."),
        ("http://good@localhost/x", "Addresses with a user name are not fetched."),
        ("", "localhost redirects to no https address."),
    ],
)
def test_redirect_to_a_forbidden_place_ends_at_the_first_hop(
    httpserver: HTTPServer, target: str, message: str
) -> None:
    httpserver.expect_request("/list").respond_with_data(
        "", status=302, headers={"Location": target}
    )

    assert failure(httpserver) == message
    assert len(httpserver.log) == 1


def test_redirect_to_nonsense_is_refused(raw_server: RawServer) -> None:
    def script(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 302 Found\r\nLocation: http://localhost:port/\r\n\r\n")

    assert raw_failure(raw_server(script)) == "127.0.0.1 redirects to no valid address."


@pytest.mark.parametrize(
    "answers",
    [["10.0.0.5"], ["127.0.0.1"], ["1.1.1.1", "127.0.0.1"], ["::ffff:127.0.0.1"], ["fe80::1%eth0"]],
)
def test_name_with_a_private_address_is_refused_without_connecting(
    httpserver: HTTPServer, answers: list[str]
) -> None:
    message = failure(httpserver, allowed_networks=(), resolver=lambda host, port: answers)

    assert message == f"localhost leads to {answers[-1]}, which is not a public address."
    assert httpserver.log == []


def test_address_that_was_checked_is_the_one_connected(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/list").respond_with_data(b"[1]", content_type=JSON)
    answers = iter([["127.0.0.1"], ["10.0.0.5"]])

    with client_for(
        f"feed.example:{httpserver.port}", resolver=lambda host, port: next(answers)
    ) as client:
        payload = client.get(f"http://feed.example:{httpserver.port}/list")

    assert payload.content == b"[1]"
    assert next(answers) == ["10.0.0.5"]


def test_redirect_to_a_name_that_turns_private_is_refused(httpserver: HTTPServer) -> None:
    inner = f"inner.example:{httpserver.port}"
    httpserver.expect_request("/list").respond_with_data(
        "", status=302, headers={"Location": f"http://{inner}/list"}
    )

    def resolver(host: str, port: int) -> list[str]:
        return ["10.0.0.5"] if host == "inner.example" else ["127.0.0.1"]

    with (
        client_for(place_of(httpserver), inner, resolver=resolver) as client,
        pytest.raises(FetchFailed) as caught,
    ):
        client.get(httpserver.url_for("/list"))

    assert str(caught.value) == "inner.example leads to 10.0.0.5, which is not a public address."
    assert len(httpserver.log) == 1


@pytest.mark.parametrize("numeric", ["2130706433", "0x7f.1", "127.1"])
def test_numeric_spelling_of_loopback_is_refused(numeric: str) -> None:
    with (
        client_for(numeric, allowed_networks=()) as client,
        pytest.raises(FetchFailed) as caught,
    ):
        client.get(f"http://{numeric}/list")

    assert str(caught.value).endswith("127.0.0.1, which is not a public address.")


def test_only_https_is_fetched_unless_said_otherwise() -> None:
    with (
        PoliteClient(contact="x", hosts=["feed.example"]) as client,
        pytest.raises(FetchFailed) as caught,
    ):
        client.get("http://feed.example/list")

    assert str(caught.value) == "Addresses of the kind 'http:' are not fetched."


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 999\r\n\r\n"


@pytest.mark.parametrize("quick_part", [b"HTTP/1.1 200 OK\r\nX-Slow: ", HEAD], ids=["head", "body"])
def test_trickle_of_bytes_ends_at_the_deadline_and_is_not_tried_again(
    raw_server: RawServer, quick_part: bytes
) -> None:
    tries: list[int] = []

    def script(connection: socket.socket) -> None:
        tries.append(1)
        connection.sendall(quick_part)
        for _ in range(500):
            time.sleep(0.02)
            connection.sendall(b"1")

    message = raw_failure(raw_server(script), request_seconds=0.3, silence_seconds=5)

    assert message == "127.0.0.1 did not finish in 0.3 seconds."
    assert len(tries) == 1


def test_silent_server_is_left_at_the_deadline_not_when_it_hangs_up(raw_server: RawServer) -> None:
    def script(connection: socket.socket) -> None:
        time.sleep(1)

    message = raw_failure(raw_server(script), request_seconds=0.2, silence_seconds=30, attempts=1)

    assert message == "127.0.0.1 did not finish in 0.2 seconds."
