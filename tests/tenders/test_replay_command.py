"""Commands that look after readings: all that is due, and the quarantine once more."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tenders import ingestion, registry, runs
from tenders.models import IngestionRun, QuarantinedRecord, Tender
from tests.tenders.parsed import Plain, tell
from tests.tenders.payloads import NOW, envelope, read, solar_notice

pytestmark = pytest.mark.django_db


def output_of(*arguments: str) -> str:
    output = StringIO()
    call_command(*arguments, stdout=output)
    return output.getvalue()


class Mended(Plain):
    """The reader of the plain source after its slip was mended."""

    def parse(self, record: Any) -> Any:
        return super().parse({name: record[name] for name in record if name != "wrong"})


@pytest.fixture
def mended(monkeypatch: pytest.MonkeyPatch) -> Plain:
    source = Mended()
    monkeypatch.setattr(registry, "sources", lambda: {"plain": source})
    return source


def test_what_can_be_taken_now_leaves_the_quarantine(mended: Plain) -> None:
    tell({"id": "1", "wrong": "title"}, {"id": "2"}, {"id": "", "x": 1})

    told = output_of("replay_quarantine")

    assert told == "plain: 2 records, 1 new, 0 changed, 0 known already, 1 still outside\n"
    assert sorted(Tender.objects.values_list("source_id", flat=True)) == ["1", "2"]
    assert QuarantinedRecord.objects.open().count() == 1


def test_a_replay_is_a_reading_of_its_own_and_no_news_of_the_source(mended: Plain) -> None:
    tell({"id": "1", "wrong": "title"}, {"id": "2"})
    output_of("replay_quarantine")

    run = IngestionRun.objects.get(origin=runs.REPLAY)

    assert (run.state, run.seen, run.inserted) == ("succeeded", 1, 1)
    assert runs.warning_of(run) == ""


def test_two_versions_of_one_record_outside_are_taken_one_after_the_other(mended: Plain) -> None:
    tell({"id": "1", "wrong": "x", "deadline": "2026-12-01"})
    tell({"id": "1", "wrong": "x", "deadline": "2026-12-08"})

    run = ingestion.replay(mended, now=NOW)

    assert run is not None
    assert (run.inserted, run.updated, run.quarantined) == (1, 1, 0)
    assert str(Tender.objects.get().deadline_on) == "2026-12-08"


def test_without_records_there_is_nothing_to_do() -> None:
    assert output_of("replay_quarantine") == "No record is in quarantine.\n"


def test_only_the_named_source_is_tried_again() -> None:
    read(envelope(solar_notice(), {"id": "?"}))

    assert output_of("replay_quarantine", "--source", "idb") == "No record is in quarantine.\n"
    assert "1 still outside" in output_of("replay_quarantine", "--source", "world_bank")
    with pytest.raises(CommandError, match="There is no source 'nowhere'"):
        call_command("replay_quarantine", "--source", "nowhere")


def test_all_asks_what_is_due_and_names_what_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    run = read(b"<html>")
    monkeypatch.setattr(ingestion, "fetch_due", lambda now: [run])

    with pytest.raises(CommandError, match="Could not be read: world_bank"):
        output_of("ingest_tenders", "--all")


def test_all_without_a_due_source_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "sources", dict)

    assert output_of("ingest_tenders", "--all") == "No source is due.\n"


def test_all_takes_no_source() -> None:
    with pytest.raises(CommandError, match="it takes no source"):
        call_command("ingest_tenders", "idb", "--all")


def test_the_benchmark_leaves_nothing_behind(settings: Any) -> None:
    told = output_of("benchmark_ingest", "--json", "--notices", "20")

    assert '"inserted": 20' in told
    assert '"unchanged": 20' in told
    assert (Tender.objects.count(), IngestionRun.objects.count()) == (0, 0)
