"""A bounded load on a server of this machine, and what each kind of page took.

Requests start by the clock, whether earlier ones were answered or not, and are timed from the
moment at which they were due: a server that falls behind cannot hide it.
"""

import random
import threading
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from ipaddress import ip_address
from itertools import count
from math import ceil
from urllib.parse import urlsplit

MOST_A_SECOND, LONGEST, MOST_WORKERS = 500, 600, 64
TIMEOUT = 10  # seconds
ANSWERED = (200, 204, 304)


class Refused(ValueError):
    """What is asked for would be no bounded load on this machine; the message is one sentence."""


@dataclass(frozen=True)
class Server:
    """Where the load goes: an address of this machine."""

    host: str
    port: int

    @classmethod
    def at(cls, url: str) -> "Server":
        """The server of an http:// address; `Refused` unless it is this machine's own."""
        try:
            parts = urlsplit(url)
            host, port = parts.hostname or "", parts.port or 80
        except ValueError as error:
            raise Refused(f"{url} is no address.") from error
        if parts.scheme != "http":
            raise Refused("The load goes to a plain http:// address of this machine.")
        # A name is not looked up: whatever it leads to, it might be another machine.
        literal = "127.0.0.1" if host == "localhost" else host
        try:
            is_own = ip_address(literal).is_loopback
        except ValueError:
            is_own = False
        if not is_own:
            raise Refused(
                f"{host or url} is not this machine: only its loopback address is loaded."
            )
        return cls(literal, port)


@dataclass(frozen=True)
class Plan:
    """How much is asked for, and of what: addresses by the kind of page, with their shares."""

    addresses: Mapping[str, Sequence[str]]
    shares: Mapping[str, int]
    rate: float = 10.0
    seconds: float = 10.0
    workers: int = 16
    headers: Mapping[str, str] = field(default_factory=dict)
    seed: int = 1

    def __post_init__(self) -> None:
        bounds = ((self.rate, MOST_A_SECOND), (self.seconds, LONGEST), (self.workers, MOST_WORKERS))
        if not all(0 < value <= most for value, most in bounds):
            raise Refused(
                f"A load has at most {MOST_A_SECOND} requests a second, {LONGEST} seconds and "
                f"{MOST_WORKERS} workers, and more than none of each."
            )

    def requests(self) -> list[tuple[str, str]]:
        """Kind and address of each request in its order, the same for the same seed."""
        chance = random.Random(self.seed)  # noqa: S311 not for secrets
        kinds = [kind for kind in self.shares if self.addresses.get(kind)]
        weights = [self.shares[kind] for kind in kinds]
        number = max(1, round(self.rate * self.seconds))
        drawn = chance.choices(kinds, weights, k=number) if kinds else []
        return [(kind, chance.choice(self.addresses[kind])) for kind in drawn]


@dataclass
class Taken:
    """Milliseconds of each answer, and the faults with their numbers."""

    milliseconds: list[float] = field(default_factory=list)
    faults: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))

    def figures(self) -> dict[str, object]:
        ordered = sorted(self.milliseconds)
        return {
            "requests": len(ordered) + sum(self.faults.values()),
            "errors": sum(self.faults.values()),
            "p50": quantile(ordered, 0.50),
            "p95": quantile(ordered, 0.95),
            "p99": quantile(ordered, 0.99),
            "faults": dict(sorted(self.faults.items())),
        }


def quantile(ordered: Sequence[float], share: float) -> float | None:
    """The smallest value that so large a share does not exceed, in order; None of nothing."""
    if not ordered:
        return None
    return round(ordered[max(0, ceil(share * len(ordered)) - 1)], 1)


def drive(server: Server, plan: Plan) -> dict[str, object]:
    """Send all requests of the plan at their moments; figures by kind and for all together."""
    requests = plan.requests()
    if not requests:
        raise Refused("There is no page to ask for.")
    taken: defaultdict[str, Taken] = defaultdict(Taken)
    turns, lock = count(), threading.Lock()
    started = time.perf_counter()

    def work() -> None:
        line = HTTPConnection(server.host, server.port, timeout=TIMEOUT)
        while (turn := next(turns)) < len(requests):
            kind, address = requests[turn]
            due = started + turn / plan.rate
            time.sleep(max(0.0, due - time.perf_counter()))
            fault = _asked(line, address, plan.headers)
            spent = 1000 * (time.perf_counter() - due)
            with lock:
                if fault:
                    taken[kind].faults[fault] += 1
                else:
                    taken[kind].milliseconds.append(spent)
        line.close()

    workers = [threading.Thread(target=work, daemon=True) for _ in range(plan.workers)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    seconds = time.perf_counter() - started
    return _report(taken, len(requests), seconds)


def _asked(line: HTTPConnection, address: str, headers: Mapping[str, str]) -> str:
    """Ask for one address; gives what went wrong, or nothing. A redirect is not followed."""
    try:
        line.request("GET", address, headers=dict(headers))
        answer = line.getresponse()
        answer.read()
    except TimeoutError:
        line.close()
        return "timeout"
    except (OSError, HTTPException) as error:
        line.close()
        return type(error).__name__
    return "" if answer.status in ANSWERED else str(answer.status)


def _report(taken: Mapping[str, Taken], number: int, seconds: float) -> dict[str, object]:
    everything = Taken()
    for one in taken.values():
        everything.milliseconds += one.milliseconds
        for fault, times in one.faults.items():
            everything.faults[fault] += times
    return {
        "requests_a_second": round(number / seconds, 1),
        "seconds": round(seconds, 1),
        "all": everything.figures(),
        "kinds": {kind: taken[kind].figures() for kind in sorted(taken)},
    }
