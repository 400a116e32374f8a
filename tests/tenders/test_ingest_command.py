"""The command's own output: counts for people and for programs."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from tenders import search_index
from tenders.models import Tender
from tenders.sources import SOURCES
from tests.tenders.payloads import envelope, solar_notice, write

pytestmark = pytest.mark.django_db
NO_IDENTIFIER = "id is no identifier of up to 64 letters, digits and . _ / -"


def test_the_table_has_a_line_a_file_and_a_sum(tmp_path: Path) -> None:
    first = write(tmp_path, envelope(solar_notice()), name="a.json")
    second = write(tmp_path, envelope(solar_notice(), {"id": "?"}), name="b.json")
    output = StringIO()

    call_command("ingest_tenders", "world_bank", from_file=[first, second], stdout=output)

    assert [line.split() for line in output.getvalue().splitlines()] == [
        ["seen", "inserted", "updated", "unchanged", "quarantined", "with_deadline"],
        ["1", "1", "0", "0", "0", "1", first],
        ["2", "0", "0", "1", "1", "1", second],
        [
            "record",
            "2:",
            *[
                "id",
                "is",
                "no",
                "identifier",
                "of",
                "up",
                "to",
                "64",
                "letters,",
                "digits",
                "and",
                ".",
                "_",
                "/",
                "-",
            ],
        ],
        ["3", "1", "0", "1", "1", "2", "all", "together"],
    ]


def test_json_gives_the_sums_and_each_reading(tmp_path: Path) -> None:
    path = write(tmp_path, envelope(solar_notice(), {"id": "?"}))
    output = StringIO()

    call_command("ingest_tenders", "world_bank", "--json", from_file=[path], stdout=output)

    counts = {
        "seen": 2,
        "inserted": 1,
        "updated": 0,
        "unchanged": 0,
        "quarantined": 1,
        "with_deadline": 1,
    }
    fault = {
        "position": 2,
        "record_id": "",
        "field": "id",
        "reason": NO_IDENTIFIER,
    }
    assert json.loads(output.getvalue()) == {
        "source": "world_bank",
        **counts,
        "runs": [
            {
                "origin": path,
                "state": "succeeded",
                "warning": "",
                "fault": "",
                **counts,
                "quarantine": [fault],
            }
        ],
    }


def test_list_names_the_sources_and_reads_nothing() -> None:
    output = StringIO()

    call_command("ingest_tenders", "--list", stdout=output)

    lines = {line.split()[0]: line.split()[1:] for line in output.getvalue().splitlines()}
    assert list(lines) == list(SOURCES)
    assert lines["world_bank"] == ["live", "every", "24", "h", "never", "World", "Bank"]
    assert lines["nadb"][:4] == ["import", "by", "hand", "never"]


def test_what_was_read_can_be_found_at_once(tmp_path: Path) -> None:
    path = write(tmp_path, envelope(solar_notice()))

    call_command("ingest_tenders", "world_bank", from_file=[path], stdout=StringIO())

    assert [
        match.document_id for match in search_index.search_words("solar villages", top_n=5)
    ] == [str(Tender.objects.get().pk)]
