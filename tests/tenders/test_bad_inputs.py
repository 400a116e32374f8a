"""What people and networks really hand over instead of notices: a clear line, and nothing lost."""

import json
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from tenders.models import IngestionRun, QuarantinedRecord, Tender, TenderVersion
from tenders.sources import SOURCES
from tenders.sources.json_payloads import SIZE_LIMIT
from tests.tenders.payloads import counts, envelope, read, row, solar_notice, table, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def stored(tmp_path: Path) -> list[dict[str, Any]]:
    """One good tender that must come through whatever follows."""
    ingest(write(tmp_path, envelope(solar_notice()), name="good.json"))
    return everything()


def ingest(*paths: str, source: str = "world_bank") -> dict[str, Any]:
    output = StringIO()
    call_command("ingest_tenders", source, "--json", from_file=list(paths), stdout=output)
    answer: dict[str, Any] = json.loads(output.getvalue())
    return answer


def fault_of(*paths: str, source: str = "world_bank") -> str:
    with pytest.raises(CommandError) as caught:
        ingest(*paths, source=source)
    assert caught.value.returncode == 1
    return str(caught.value)


def everything() -> list[dict[str, Any]]:
    rows = [*Tender.objects.order_by("pk").values(), *TenderVersion.objects.order_by("pk").values()]
    return [{**row, "last_seen_at": None} for row in rows]


CONTAINER_FAULTS = {
    "truncated JSON": (
        envelope(solar_notice())[:-40],
        "The JSON ends early, at character {size}.",
    ),
    "HTML for JSON": (
        b"<!doctype html><title>Blocked</title>",
        "HTML or XML came where JSON was expected.",
    ),
    "10,000 levels": (b"[" * 10_000, "The JSON is nested deeper than 64 levels."),
    "empty file": (b"", "The payload is empty."),
    "missing container key": (
        b'{"total": "9"}',
        "The JSON has no key 'procnotices', so it is no answer of the notice API.",
    ),
    "empty container": (
        envelope(),
        "The payload holds no notices where some are usual.",
    ),
}


@pytest.mark.parametrize("kind", CONTAINER_FAULTS)
def test_a_wrong_container_changes_nothing_and_names_file_and_fault(
    kind: str, stored: list[dict[str, Any]], tmp_path: Path
) -> None:
    content, fault = CONTAINER_FAULTS[kind]
    path = write(tmp_path, content)

    message = fault_of(path)

    assert message == f"{path}: " + fault.format(size=f"{len(content):,}")
    assert everything() == stored
    assert IngestionRun.objects.latest("pk").state == IngestionRun.State.FAILED


def test_a_payload_cut_anywhere_changes_nothing(stored: list[dict[str, Any]]) -> None:
    whole = envelope(solar_notice(notice_status="Cancelled"), solar_notice(id="OP2"))

    states = {read(whole[:size]).state for size in range(0, len(whole), 23)}

    assert states == {IngestionRun.State.FAILED}
    assert everything() == stored


def test_a_path_that_does_not_exist_is_named_before_anything_is_read(tmp_path: Path) -> None:
    good = write(tmp_path, envelope(solar_notice()), name="good.json")

    message = fault_of(good, str(tmp_path / "missing.json"))

    assert message == f"{tmp_path / 'missing.json'}: There is no such file."
    assert IngestionRun.objects.count() == 0


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    assert fault_of(str(tmp_path)) == f"{tmp_path}: This is a folder or a device, not a file."


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "large.json"
    with path.open("wb") as handle:
        handle.truncate(SIZE_LIMIT + 1)

    assert fault_of(str(path)) == (
        f"{path}: The file has {SIZE_LIMIT + 1:,} bytes; the limit is {SIZE_LIMIT:,}."
    )


def test_a_path_that_no_system_takes_is_told_on_one_line() -> None:
    assert fault_of("a\0b") == "a?b: There is no such file."


def test_the_files_before_a_bad_one_are_kept(tmp_path: Path) -> None:
    good = write(tmp_path, envelope(solar_notice()), name="good.json")
    bad = write(tmp_path, b"[", name="bad.json")

    assert fault_of(good, bad) == f"{bad}: The JSON ends early, at character 1."
    assert Tender.objects.count() == 1


RECORD_FAULTS = {
    "no id": (solar_notice(id=None), "id is missing"),
    "31 February": (
        solar_notice(id="OP2", submission_deadline_date="2026-02-31T00:00:00Z"),
        "submission_deadline_date is 2026-02-31, a day that does not exist",
    ),
    "5 MB title": (
        solar_notice(id="OP2", bid_description="x" * 5_000_000),
        "bid_description is 5,000,000 characters long; the limit is 1,000",
    ),
    "duplicate id with other content": (
        solar_notice(bid_description="Supply of solar pumps for ten villages"),
        "id stands twice in one payload, with other content",
    ),
}


@pytest.mark.parametrize("kind", RECORD_FAULTS)
def test_a_wrong_record_is_set_aside_and_the_rest_is_stored(
    kind: str, stored: list[dict[str, Any]], tmp_path: Path
) -> None:
    record, reason = RECORD_FAULTS[kind]
    path = write(tmp_path, envelope(solar_notice(), record, solar_notice(id="OP3")))

    answer = ingest(path)

    assert {name: answer[name] for name in ("seen", "inserted", "unchanged", "quarantined")} == {
        "seen": 3,
        "inserted": 1,
        "unchanged": 1,
        "quarantined": 1,
    }
    assert [fault["reason"] for fault in answer["runs"][0]["quarantine"]] == [reason]
    assert json.loads(bytes(QuarantinedRecord.objects.get().raw)) == record
    assert everything()[0] == stored[0]


def test_a_script_in_a_title_is_stored_as_words_without_it(tmp_path: Path) -> None:
    title = "Solar <script>alert(1)</script>pumps <img src=x onerror=alert(2)>"
    path = write(tmp_path, envelope(solar_notice(bid_description=title)))

    assert ingest(path)["inserted"] == 1
    assert Tender.objects.get().title == "Solar pumps"


def test_a_bare_value_among_the_records_is_set_aside(tmp_path: Path) -> None:
    answer = ingest(write(tmp_path, table(row(), 7, None)), source="idb")

    assert (answer["seen"], answer["inserted"], answer["quarantined"]) == (3, 1, 2)


def test_a_source_that_is_imported_is_not_fetched() -> None:
    assert fault_of(source="idb") == (
        "The source 'idb' is imported from a file and is never fetched."
    )


def test_a_wrong_source_name_lists_the_known_ones(tmp_path: Path) -> None:
    path = write(tmp_path, envelope(solar_notice()))

    assert fault_of(path, source="nowhere") == (
        f"There is no source 'nowhere'. The sources are: {', '.join(sorted(SOURCES))}."
    )
    assert IngestionRun.objects.count() == 0


def test_the_command_ends_with_status_1_and_one_line(tmp_path: Path) -> None:
    manage = settings.BASE_DIR / "manage.py"
    outcome = subprocess.run(
        [sys.executable, manage, "ingest_tenders", "idb", "--from-file", "missing.json"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (outcome.returncode, outcome.stdout, outcome.stderr) == (
        1,
        "",
        "CommandError: missing.json: There is no such file.\n",
    )


def test_nul_and_half_characters_are_stored_as_text_on_every_database() -> None:
    record = solar_notice(bid_reference_no="A\x00B\ud800")

    run = read(json.dumps({"procnotices": [record]}).encode())

    tender = Tender.objects.get()
    assert counts(run) == ("succeeded", 1, 1, 0, 0, 0)
    assert tender.reference == "AB"
    assert json.loads(tender.record) == record
    assert json.loads(bytes(tender.versions.get().raw)) == record
