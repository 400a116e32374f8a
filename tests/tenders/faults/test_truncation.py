"""I-02 for every format: a body may end anywhere, and nothing that was stored suffers from it.

A server that promised more is found out by the client. Here nothing was promised: the reader meets
the stump itself. 500 cuts a run, 50,000 in `make fuzz`.
"""

import os
import socket
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from tenders import ingestion
from tenders.models import IngestionRun, Tender
from tenders.sources import source_named
from tenders.sources.base import Payload
from tests.tenders.faults.serving import (
    adds_up,
    everything,
    kept,
    read_answer,
    records,
    truncated,
)
from tests.tenders.payloads import NOW
from tests.tenders.sources.samples import SAMPLES

pytestmark = pytest.mark.django_db
CUTS = 50_000 if "FUZZ_EXAMPLES" in os.environ else 500
FILES = sorted(path for path in SAMPLES.iterdir() if path.is_file())
LATER = NOW + timedelta(hours=1)
# What a reader of the site would miss, and what would send a firm away too early or too late.
SHOWN = ("status", "deadline_state", "deadline_on", "deadline_time", "open_until")


def read_file(path: Path, content: bytes) -> IngestionRun:
    source = source_named(path.stem)
    return ingestion.run(source, payloads=[Payload(content, "", "")], origin="cut", now=LATER)


def shown() -> dict[str, dict[str, Any]]:
    """What is seen of each tender."""
    rows = Tender.objects.visible_to(AnonymousUser()).once().values("source_id", *SHOWN)
    return {row.pop("source_id"): row for row in rows}


def suffered(before: dict[str, dict[str, Any]]) -> list[str]:
    """The tenders that are hidden, closed or moved since."""
    now = shown()
    return [key for key, facts in before.items() if now.get(key) != facts]


@pytest.mark.parametrize("path", FILES, ids=[path.name for path in FILES])
def test_i02_a_payload_cut_anywhere_hides_closes_and_moves_nothing(path: Path) -> None:
    content = path.read_bytes()
    read_file(path, content)
    before, number = shown(), CUTS // len(FILES)
    assert before

    for cut in range(1, number + 1):
        run = read_file(path, content[: len(content) * cut // (number + 1)])

        assert adds_up(run)
        assert (suffered(before), path.name, cut) == ([], path.name, cut)


def test_i02_control_a_sweep_of_what_was_not_seen_would_be_noticed() -> None:
    path = SAMPLES / "world_bank.json"
    read_file(path, path.read_bytes())
    before = shown()
    gone = Tender.objects.filter(source_id__in=list(before)[:2])

    gone.update(status=Tender.Status.CANCELLED)

    assert suffered(before) == list(before)[:2]


def test_i02_a_body_that_is_cut_each_time_is_asked_for_five_times_at_most() -> None:
    before, asked = kept(), []
    body = records(20)
    answer = truncated(body, len(body) // 2)

    def counted(connection: socket.socket) -> None:
        asked.append(connection)
        answer(connection)

    run = read_answer(counted, attempts=5)

    assert (run.state, run.fault_kind, len(asked)) == ("failed", "unavailable", 5)
    assert run.fault.endswith("This was try 5 of 5.")
    assert everything() == before
