"""Large files from a server: only what is recent, in pieces, and never whole in memory."""

import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

import pytest
from pytest_httpserver import HTTPServer

from tenders.sources import canadabuys, csv_fetch, sam, source_named
from tenders.sources.base import BadPayload, Payload, RawRecord
from tenders.sources.csv_fetch import CSV_TYPES, RemoteFile, recent_rows
from tenders.sources.csv_streams import Table
from tenders.sources.http import FetchFailed, PoliteClient
from tests.tenders.sources.loopback import client_for, place_of
from tests.tenders.sources.samples import SAMPLES

TABLE = Table(required=("Id", "Day"))
Fetch = Callable[..., list[Payload]]


@pytest.fixture
def client(httpserver: HTTPServer) -> Iterator[PoliteClient]:
    with client_for(place_of(httpserver)) as polite:
        yield polite


@pytest.fixture
def fetch(httpserver: HTTPServer, client: PoliteClient) -> Fetch:
    def run(
        body: bytes, *, media_type: str = "text/csv", most_bytes: int = 10_000
    ) -> list[Payload]:
        httpserver.expect_request("/file").respond_with_data(body, content_type=media_type)
        remote = RemoteFile(httpserver.url_for("/file"), TABLE, most_bytes, 30)
        return list(recent_rows(client, remote, is_recent=is_recent))

    return run


def is_recent(record: RawRecord) -> bool:
    return str(record.get("Day", "2026")) >= "2026"


def test_recent_rows_come_as_they_stand_under_the_header(fetch: Fetch) -> None:
    payloads = fetch(b"\xef\xbb\xbfId,Day\r\n1,2026\r\n2,2019\r\nbroken\r\n3,2027")

    assert [payload.content for payload in payloads] == [b"Id,Day\r\n1,2026\r\nbroken\r\n3,2027\n"]


def test_many_rows_come_in_pieces(fetch: Fetch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_fetch, "PIECE_BYTES", 10)

    payloads = fetch(b"Id,Day\n1,2026\n2,2026\n3,2026\n")

    assert [payload.content for payload in payloads] == [
        b"Id,Day\n1,2026\n2,2026\n",
        b"Id,Day\n3,2026\n",
    ]


def test_nothing_recent_is_no_payload_but_an_empty_file_is_passed_on(fetch: Fetch) -> None:
    assert fetch(b"Id,Day\n1,2019\n") == []


def test_file_without_rows_is_passed_on(fetch: Fetch) -> None:
    assert [payload.content for payload in fetch(b"Id,Day\n")] == [b"Id,Day\n"]


def test_page_in_html_is_a_failed_fetch(fetch: Fetch) -> None:
    with pytest.raises(FetchFailed):
        fetch(b"<html>blocked</html>", media_type="text/html")


def test_html_under_the_name_of_csv_is_a_bad_payload(fetch: Fetch) -> None:
    with pytest.raises(BadPayload):
        fetch(b"<html>blocked</html>")


def test_file_that_is_too_large_is_a_failed_fetch(fetch: Fetch) -> None:
    with pytest.raises(FetchFailed) as caught:
        fetch(b"Id,Day\n" + b"1,2026\n" * 100, most_bytes=100)

    assert str(caught.value) == "localhost sends more than 100 bytes."


def test_file_is_begun_anew_at_each_try(httpserver: HTTPServer, client: PoliteClient) -> None:
    file = io.BytesIO(b"left over from a try before")
    httpserver.expect_ordered_request("/file").respond_with_data("busy", status=503)
    httpserver.expect_ordered_request("/file").respond_with_data("Id", content_type="text/csv")

    client.save(
        httpserver.url_for("/file"), into=file, media_types=CSV_TYPES, most_bytes=100, seconds=30
    )

    assert file.getvalue() == b"Id"


def test_sam_is_fetched_as_far_as_it_was_posted_in_the_window(
    httpserver: HTTPServer, client: PoliteClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = (SAMPLES / "sam.csv").read_bytes()
    httpserver.expect_request("/sam").respond_with_data(body, content_type="text/csv")
    monkeypatch.setattr(sam, "FILE", replace(sam.FILE, url=httpserver.url_for("/sam")))
    source = source_named("sam")

    payloads = list(source.fetch(client, since=date(2026, 11, 8)))

    records = [record for payload in payloads for record in source.read(payload.content)]
    assert [record["Title"] for record in records] == [
        "Solar carports – phase 2",
        "Café area efficiency audit",
    ]


def test_canadabuys_is_fetched_as_far_as_it_was_published_or_amended_in_the_window(
    httpserver: HTTPServer, client: PoliteClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = (SAMPLES / "canadabuys.csv").read_bytes()
    httpserver.expect_request("/ca").respond_with_data(body, content_type="text/csv")
    monkeypatch.setattr(canadabuys, "FILE", replace(canadabuys.FILE, url=httpserver.url_for("/ca")))
    source = source_named("canadabuys")

    payloads = list(source.fetch(client, since=date(2026, 11, 12)))

    records = [record for payload in payloads for record in source.read(payload.content)]
    assert [source.record_id(record) for record in records] == [
        "cb-901-10000001/1",
        "cb-902-10000002/0",
    ]
