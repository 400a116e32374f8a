"""Named places in a reading where a test may kill the process. Without FAILPOINT they do nothing.

FAILPOINT=name:action:times says where, how (kill, term or raise) and at which arrival; in
production it is refused, so that nobody can stop a server by its environment.
"""

import os
import signal
from collections import Counter

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

VARIABLE = "FAILPOINT"
NAMES = (
    "run-begun",
    "payload-read",
    "batch-begun",
    "tenders-inserted",
    "particulars-inserted",
    "versions-inserted",
    "tenders-joined",
    "tender-updated",
    "record-set-aside",
    "batch-counted",
    "batch-committed",
    "run-ending",
    "run-ended",
)
_SIGNALS = {"kill": signal.SIGKILL, "term": signal.SIGTERM}
_arrivals: Counter[str] = Counter()


class Tripped(Exception):
    """A failpoint was told to raise."""


def reach(name: str) -> None:
    """Die here, if the environment of a test says so."""
    wanted = os.environ.get(VARIABLE)
    if not wanted:
        return
    if settings.PRODUCTION:
        raise ImproperlyConfigured(f"{VARIABLE} is for tests and is refused in production")
    where, _, rest = wanted.partition(":")
    if where != name:
        return
    action, _, times = rest.partition(":")
    _arrivals[name] += 1
    if _arrivals[name] != int(times or 1):
        return
    if action == "raise":
        raise Tripped(name)
    os.kill(os.getpid(), _SIGNALS[action or "kill"])
