"""The banks' own files, where they lie beside the project: everything adds up, twice."""

from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tenders import ingestion
from tenders.models import IngestionRun, QuarantinedRecord, Tender, TenderVersion
from tenders.sources import SOURCES
from tests.tenders.payloads import NOW, counts

FILES = Path(__file__).parents[3] / "shared" / "data" / "mdb"

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not FILES.is_dir(), reason=f"no bank files under {FILES}"),
]

# Seen, inserted, updated, unchanged, with a deadline.
WORLD_BANK = {
    "procnotices_energy_sectors_2026-09-12.json": (9, 9, 0, 0, 6),
    "procnotices_togo_ukraine_energy_2026-09_cut.json": (2, 0, 2, 0, 2),
    "procnotices_afghanistan_2026-10.json": (4, 4, 0, 0, 2),
    "procnotices_default_order_2013_cut.json": (3, 3, 0, 0, 0),
}
IDB = {
    "notices-2025-08-10.json": (20, 20, 0, 0, 0),
    "notices-2025-08-11.json": (20, 6, 0, 14, 0),
    "notices-2025-08-12.json": (20, 8, 0, 12, 0),
    "notices-2025-08-13.json": (20, 10, 0, 10, 0),
    "notices-2025-08-14.json": (20, 20, 0, 0, 18),
    "notices-2025-08-16.json": (20, 12, 0, 8, 19),
    "notices-2025-08-17.json": (20, 0, 0, 20, 19),
    "notices-2025-08-19.json": (20, 12, 0, 8, 15),
    "notices-2025-08-20.json": (20, 6, 0, 14, 12),
    "notices-2025-08-21.json": (20, 3, 0, 17, 11),
}


def read_all(source: str, names: Iterable[str], *, days: int = 0) -> list[IngestionRun]:
    folder = FILES / source.replace("_", "")
    now = NOW + timedelta(days=days)
    return [ingestion.run_file(SOURCES[source], folder / name, now=now) for name in names]


def content() -> list[dict[str, Any]]:
    rows = [*Tender.objects.order_by("pk").values(), *TenderVersion.objects.order_by("pk").values()]
    return [{**row, "last_seen_at": None} for row in rows]


@pytest.mark.parametrize(("source", "files"), [("world_bank", WORLD_BANK), ("idb", IDB)])
def test_every_file_loads_whole_and_a_second_reading_writes_nothing(
    source: str, files: dict[str, tuple[int, ...]]
) -> None:
    first = read_all(source, files)

    assert {
        Path(run.origin).name: (
            run.seen,
            run.inserted,
            run.updated,
            run.unchanged,
            run.with_deadline,
        )
        for run in first
    } == files
    assert {run.state for run in first} == {"succeeded"}
    assert QuarantinedRecord.objects.count() == 0

    before = content()
    again = read_all(source, files, days=1)

    assert [counts(run) for run in again] == [
        ("succeeded", run.seen, 0, 0, run.seen, 0) for run in first
    ]
    assert content() == before


def test_rows_of_the_idb_without_their_project_stand_under_those_that_name_it() -> None:
    """Four early files lack it: 13 of their notices came again in full."""
    read_all("idb", IDB)

    assert (Tender.objects.count(), Tender.objects.once().count()) == (97, 84)
    scant = Tender.objects.filter(joined_to__isnull=False)
    assert {row.project_number for row in scant} == {""}
    assert all(row.joined_to and row.joined_to.title == row.title for row in scant)


def test_the_world_banks_awards_are_no_notices_and_are_refused() -> None:
    (run,) = read_all("world_bank", ["financesone_DS00005_contract_awards_2026-04_cut.json"])

    assert counts(run) == ("failed", 0, 0, 0, 0, 0)
    assert run.fault == ("The JSON has no key 'procnotices', so it is no answer of the notice API.")


def test_a_full_text_is_laid_over_the_notice_of_the_list() -> None:
    read_all("world_bank", list(WORLD_BANK)[:2])

    tender = Tender.objects.get(source_id="OP00468043")
    assert tender.language == "fr"
    assert {str(code) for code in tender.codes.all()} >= {"wb:LT"}
    assert len(tender.texts.get().body_text) > 1_000
    assert sorted(tender.versions.get(number=2).changes) == ["buyer_country_id", "contacts", "text"]


def test_a_draft_is_stored_and_never_shown() -> None:
    read_all("world_bank", list(WORLD_BANK)[3:])

    assert Tender.objects.filter(status="draft").count() == 1
    assert Tender.objects.searchable().count() == 2
