"""One request at a time per host in this process, with a pause after each."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager


class _Turn:
    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.free_at = 0.0


_turns: dict[str, _Turn] = {}
_turns_lock = threading.Lock()


@contextmanager
def turn_at(host: str, *, pause: float) -> Iterator[None]:
    """Wait until nobody else of this process asks this host, and leave it alone afterwards."""
    with _turns_lock:
        turn = _turns.setdefault(host, _Turn())
    with turn.lock:
        time.sleep(max(0.0, turn.free_at - time.monotonic()))
        try:
            yield
        finally:
            turn.free_at = time.monotonic() + pause
