"""The client in daily use: what it sends, what it takes, when it tries again."""

import gzip
import socket
import threading
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from tests.tenders.sources.loopback import (
    JSON,
    RawServer,
    client_for,
    failure,
    get,
    place_of,
    raw_failure,
)


def test_answer_comes_with_address_and_type(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/list", query_string={"kind": "a^b", "rows": "2"}).respond_with_data(
        b"[1]", content_type="application/json; charset=utf-8"
    )

    with client_for(place_of(httpserver)) as client:
        payload = client.get(httpserver.url_for("/list"), params={"kind": "a^b", "rows": "2"})

    assert payload.content == b"[1]"
    assert payload.media_type == JSON
    assert payload.url == httpserver.url_for("/list") + "?kind=a%5Eb&rows=2"


def test_client_names_itself_and_a_contact(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/list").respond_with_data(b"[]", content_type=JSON)

    get(httpserver)

    request, _ = httpserver.log[0]
    assert request.headers["User-Agent"] == "Puente/1.0 (+https://puente.example/contact)"
    assert request.headers["Accept-Encoding"] == "gzip"


def test_gzip_is_unpacked(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/list").respond_with_data(
        gzip.compress(b"[1, 2]"), content_type=JSON, headers={"Content-Encoding": "gzip"}
    )

    assert get(httpserver).content == b"[1, 2]"


@pytest.mark.parametrize("padding", [b"", b"\0" * 512])
def test_gzip_of_several_files_is_unpacked_to_the_end(
    httpserver: HTTPServer, padding: bytes
) -> None:
    packed = gzip.compress(b"[1, ") + gzip.compress(b"2]") + padding
    httpserver.expect_request("/list").respond_with_data(
        packed, content_type=JSON, headers={"Content-Encoding": "gzip"}
    )

    assert get(httpserver).content == b"[1, 2]"


def test_gzip_with_something_else_behind_it_is_not_taken_for_whole(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/list").respond_with_data(
        gzip.compress(b"[1]") + b"[2]", content_type=JSON, headers={"Content-Encoding": "gzip"}
    )

    assert "sends gzip that cannot be unpacked" in failure(httpserver)


def test_broken_gzip_is_tried_again_and_then_given_up(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/list").respond_with_data(
        gzip.compress(b"[1, 2]")[:-6], content_type=JSON, headers={"Content-Encoding": "gzip"}
    )

    message = failure(httpserver, limits={"attempts": 2})

    assert message == "localhost broke off in the middle of a gzip answer. This was try 2 of 2."
    assert len(httpserver.log) == 2


def test_wrong_content_type_is_refused_without_quoting_the_answer(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/list").respond_with_data("<b>secret</b>", content_type="text/html")

    assert failure(httpserver) == (
        "localhost answered with text/html where application/json, text/json was expected."
    )


def test_error_of_the_server_is_tried_again(httpserver: HTTPServer) -> None:
    httpserver.expect_ordered_request("/list").respond_with_data("sorry", status=500)
    httpserver.expect_ordered_request("/list").respond_with_data(b"[1]", content_type=JSON)

    assert get(httpserver).content == b"[1]"
    assert len(httpserver.log) == 2


def test_tries_are_counted_and_end(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/list").respond_with_data("sorry", status=503)

    message = failure(httpserver, limits={"attempts": 3})

    assert message == "localhost answered with status 503. This was try 3 of 3."
    assert len(httpserver.log) == 3


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_refusal_is_not_tried_again(httpserver: HTTPServer, status: int) -> None:
    httpserver.expect_request("/list").respond_with_data("no", status=status)

    assert failure(httpserver) == f"localhost answered with status {status}."
    assert len(httpserver.log) == 1


def test_retry_after_is_honoured(httpserver: HTTPServer) -> None:
    asked_at: list[float] = []

    def answer(request: Request) -> Response:
        asked_at.append(time.monotonic())
        if len(asked_at) == 1:
            return Response("later", status=429, headers={"Retry-After": "1"})
        return Response("[1]", content_type=JSON)

    httpserver.expect_request("/list").respond_with_handler(answer)

    assert get(httpserver).content == b"[1]"
    assert asked_at[1] - asked_at[0] >= 1


@pytest.mark.parametrize(
    "wish",
    ["3600", format_datetime(datetime.now(UTC) + timedelta(days=2), usegmt=True)],
    # Named, so that two workers that start a second apart agree on the names of the tests.
    ids=["seconds", "date"],
)
def test_wish_to_be_left_alone_for_long_ends_the_fetch(httpserver: HTTPServer, wish: str) -> None:
    httpserver.expect_request("/list").respond_with_data(
        "later", status=429, headers={"Retry-After": wish}
    )

    message = failure(httpserver)

    assert message.startswith("localhost answered with status 429. It asks to be left alone for")
    assert len(httpserver.log) == 1


def test_wish_that_cannot_be_read_leaves_the_usual_wait(httpserver: HTTPServer) -> None:
    httpserver.expect_ordered_request("/list").respond_with_data(
        "later", status=429, headers={"Retry-After": "soon"}
    )
    httpserver.expect_ordered_request("/list").respond_with_data(b"[1]", content_type=JSON)

    assert get(httpserver).content == b"[1]"


def test_name_without_an_address_is_a_failed_fetch(httpserver: HTTPServer) -> None:
    message = failure(httpserver, resolver=lambda host, port: [], limits={"attempts": 1})

    assert message == "localhost broke off: ConnectError. This was try 1 of 1."


def test_body_shorter_than_promised_is_tried_again_and_then_given_up(
    raw_server: RawServer,
) -> None:
    tries: list[int] = []

    def script(connection: socket.socket) -> None:
        tries.append(1)
        connection.sendall(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 999\r\n\r\n[1,"
        )

    message = raw_failure(raw_server(script), attempts=3)

    assert message == "127.0.0.1 broke off: RemoteProtocolError. This was try 3 of 3."
    assert len(tries) == 3


def test_chunks_without_an_end_are_incomplete(raw_server: RawServer) -> None:
    def script(connection: socket.socket) -> None:
        connection.sendall(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
            b"Transfer-Encoding: chunked\r\n\r\n3\r\n[1]\r\n"
        )

    message = raw_failure(raw_server(script), attempts=1)

    assert message == "127.0.0.1 broke off: RemoteProtocolError. This was try 1 of 1."


def test_silence_is_tried_again(raw_server: RawServer) -> None:
    tries: list[int] = []

    def script(connection: socket.socket) -> None:
        tries.append(1)
        if len(tries) == 1:
            connection.recv(1)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/json\r\n\r\n[1]")

    place = raw_server(script)
    with client_for(place, limits={"silence_seconds": 0.5, "request_seconds": 30}) as client:
        payload = client.get(f"http://{place}/list")

    assert payload.content == b"[1]"
    assert len(tries) == 2


def test_run_that_has_used_up_its_time_asks_no_more(httpserver: HTTPServer) -> None:
    assert failure(httpserver, limits={"run_seconds": 0}) == "The run took more than 0 seconds."
    assert httpserver.log == []


def test_second_request_to_a_host_waits_for_the_pause(httpserver: HTTPServer) -> None:
    asked_at: list[float] = []

    def answer(request: Request) -> Response:
        asked_at.append(time.monotonic())
        return Response("[1]", content_type=JSON)

    httpserver.expect_request("/list").respond_with_handler(answer)

    with client_for(place_of(httpserver), limits={"pause": 0.3}) as client:
        for _ in range(2):
            client.get(httpserver.url_for("/list"))

    assert asked_at[1] - asked_at[0] >= 0.3


def test_two_clients_never_ask_one_host_at_the_same_time() -> None:
    inside = 0
    most_inside = 0

    def answer(request: Request) -> Response:
        nonlocal inside, most_inside
        inside += 1
        most_inside = max(most_inside, inside)
        time.sleep(0.05)
        inside -= 1
        return Response("[1]", content_type=JSON)

    with HTTPServer(host="127.0.0.1", port=0, threaded=True) as server:
        server.expect_request("/list").respond_with_handler(answer)
        threads = [threading.Thread(target=get, args=(server,)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert len(server.log) == 4
    assert most_inside == 1
