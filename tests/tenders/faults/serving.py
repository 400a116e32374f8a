"""A server that misbehaves by a script, and a source that is read from it over loopback."""

import contextlib
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from tenders import ingestion
from tenders.models import IngestionRun, QuarantinedRecord, Tender, TenderVersion
from tenders.sources.base import Access, Client, Payload
from tests.tenders.parsed import Plain
from tests.tenders.payloads import NOW, table
from tests.tenders.sources.loopback import JSON, client_for

# What is left of a connection, and what stands after the head of an answer.
Answer = Callable[[socket.socket], None]
# Quick to give up, so that a test takes no longer than it has to.
HASTY: dict[str, Any] = {"request_seconds": 2, "silence_seconds": 1, "attempts": 2}


class Served(Plain):
    """A live source that asks one address of a server in this process."""

    access = Access.LIVE

    def __init__(self, place: str, **facts: Any) -> None:
        super().__init__("served", **facts)
        self.place = place
        self.homepage = f"http://{place}/"  # type: ignore[misc]
        self.hosts = frozenset({place})  # type: ignore[misc]

    def fetch(self, client: Client, *, since: date) -> Iterator[Payload]:
        yield client.get(f"http://{self.place}/list", media_types=frozenset({JSON}))


@contextlib.contextmanager
def answering(*answers: Answer) -> Iterator[str]:
    """The address of a server that gives one answer a connection, the last one for ever."""
    listener = socket.create_server(("127.0.0.1", 0))
    number = iter(range(1_000_000))

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection, contextlib.suppress(OSError):
                connection.recv(65_536)
                answers[min(next(number), len(answers) - 1)](connection)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield f"127.0.0.1:{listener.getsockname()[1]}"
    finally:
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


def fetched(place: str, *, source: Served | None = None, **limits: Any) -> IngestionRun:
    """One reading of what the server answers."""
    reader = source or Served(place)
    with client_for(place, limits={**HASTY, **limits}) as client:
        payloads = reader.fetch(client, since=NOW.date())
        return ingestion.run(reader, payloads=payloads, origin=reader.homepage, now=NOW)


def read_answer(*answers: Answer, **options: Any) -> IngestionRun:
    with answering(*answers) as place:
        return fetched(place, **options)


def whole(body: bytes, *, media_type: str = JSON, extra: str = "") -> Answer:
    """A sound answer."""
    return lambda connection: connection.sendall(head(len(body), media_type, extra) + body)


def head(length: int | None, media_type: str = JSON, extra: str = "") -> bytes:
    size = "" if length is None else f"Content-Length: {length}\r\n"
    lines = f"HTTP/1.1 200 OK\r\nContent-Type: {media_type}\r\n{size}{extra}Connection: close\r\n"
    return f"{lines}\r\n".encode()


def truncated(body: bytes, at: int) -> Answer:
    """Fewer bytes than promised."""
    return lambda connection: connection.sendall(head(len(body)) + body[:at])


def cut_unnoticed(body: bytes, at: int) -> Answer:
    """Fewer bytes, and nothing that promised more."""
    return lambda connection: connection.sendall(head(None) + body[:at])


def chunked(body: bytes, *, ends: bool) -> Answer:
    last = b"0\r\n\r\n" if ends else b""
    start = head(None, extra="Transfer-Encoding: chunked\r\n")
    return lambda connection: connection.sendall(start + b"%x\r\n%b\r\n" % (len(body), body) + last)


def reset(body: bytes, at: int) -> Answer:
    """A connection that is thrown away in the middle."""

    def answer(connection: socket.socket) -> None:
        connection.sendall(head(len(body)) + body[:at])
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    return answer


def stalling(body: bytes, at: int, *, seconds: float) -> Answer:
    def answer(connection: socket.socket) -> None:
        connection.sendall(head(len(body)) + body[:at])
        time.sleep(seconds)

    return answer


def trickling(start: bytes, *, seconds: float) -> Answer:
    """A byte now and then, so that no silence is ever long."""

    def answer(connection: socket.socket) -> None:
        connection.sendall(start)
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            connection.sendall(b" ")
            time.sleep(0.05)

    return answer


def redirecting(target: str) -> Answer:
    line = f"HTTP/1.1 302 Found\r\nLocation: {target}\r\nContent-Length: 0\r\nConnection: close\r\n"
    return lambda connection: connection.sendall(f"{line}\r\n".encode())


def status(code: int, extra: str = "") -> Answer:
    line = f"HTTP/1.1 {code} Odd\r\n{extra}Content-Length: 0\r\nConnection: close\r\n\r\n"
    return lambda connection: connection.sendall(line.encode())


def records(number: int, *, start: int = 0, **facts: Any) -> bytes:
    """A sound payload of so many records."""
    return table(*({"id": f"n-{index}", **facts} for index in range(start, start + number)))


def kept(number: int = 20) -> list[dict[str, Any]]:
    """Tenders that were read on a good day, as they have to stay whatever follows."""
    read_answer(whole(records(number)))
    return everything()


def everything() -> list[dict[str, Any]]:
    rows = [*Tender.objects.order_by("pk").values(), *TenderVersion.objects.order_by("pk").values()]
    return [{**row, "last_seen_at": None} for row in rows]


def stored_ids() -> list[str]:
    return sorted(Tender.objects.values_list("source_id", flat=True))


def adds_up(run: IngestionRun) -> bool:
    taken = run.inserted + run.updated + run.unchanged
    outside = QuarantinedRecord.objects.filter(run=run).count()
    return run.seen == taken + run.quarantined and run.quarantined == outside
