"""What all tests of adapters have in common, and a server that misbehaves on purpose."""

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.tenders.sources.loopback import RawServer, Script


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """No adapter touches a database: one run of these tests is enough."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.pure)


@pytest.fixture
def raw_server() -> Iterator[RawServer]:
    """A server that answers each connection with a script, however wrong; gives its address."""
    listeners: list[socket.socket] = []
    threads: list[threading.Thread] = []

    def start(script: Script) -> str:
        listener = socket.create_server(("127.0.0.1", 0))
        listeners.append(listener)

        def serve() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                with connection, suppress(OSError):
                    connection.recv(65_536)
                    script(connection)

        threads.append(threading.Thread(target=serve))
        threads[-1].start()
        return f"127.0.0.1:{listener.getsockname()[1]}"

    yield start
    for listener in listeners:
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
    for thread in threads:
        thread.join()
