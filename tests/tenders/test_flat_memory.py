"""A file that is larger than memory goes through in pieces: `make fuzz` measures the megabytes.

That no more than two batches are ever held is tested each time: I-29 in tests/tenders/faults.
"""

import os
from pathlib import Path

import pytest

from tenders import ingestion
from tenders.management import large_file
from tenders.models import Tender
from tests.tenders.payloads import NOW

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif("FUZZ_EXAMPLES" not in os.environ, reason="a part of make fuzz"),
]
ROWS = 50_000
MEGABYTES = 120
# Enough that a list of them cannot hide in memory that the process had left over.
LISTED = 80_000


def test_rows_of_sam_go_through_in_flat_memory(tmp_path: Path) -> None:
    source = large_file.SamLike()
    warm, path = tmp_path / "warm.csv", tmp_path / "rows.csv"
    large_file.write(warm, 300)
    ingestion.run_file(source, warm, now=NOW)
    large_file.write(path, ROWS)

    run = ingestion.run_file(source, path, now=NOW)

    assert (run.state, run.seen, run.quarantined) == ("succeeded", ROWS, 0)
    assert Tender.objects.count() == ROWS
    assert source.grown_megabytes < MEGABYTES


def test_control_the_file_as_a_list_grows_with_its_rows(tmp_path: Path) -> None:
    source, path = large_file.SamLike(), tmp_path / "rows.csv"
    large_file.write(path, LISTED)
    before = large_file.held()

    with path.open("rb") as file:
        rows = list(source.stream(file))

    assert len(rows) == LISTED
    assert large_file.held() - before > 30_000_000
