"""Readings: what is stored, what is a change, what is set aside, and what an interruption keeps."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from reference.models import Sector
from tenders import batches, ingestion, runs
from tenders.models import (
    IngestionRun,
    QuarantinedRecord,
    Tender,
    TenderContact,
    TenderVersion,
)
from tenders.sources import SOURCES
from tenders.sources.base import Payload, RawRecord
from tenders.sources.http import FetchFailed
from tenders.sources.notice import Notice
from tenders.sources.world_bank import WorldBank
from tests.tenders.payloads import NOW, counts, envelope, read, solar_notice

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)


def test_a_new_notice_becomes_a_tender_with_its_rows() -> None:
    run = read(envelope(solar_notice()))

    tender = Tender.objects.get()
    assert counts(run) == ("succeeded", 1, 1, 0, 0, 0)
    assert run.with_deadline == 1
    assert (tender.source, tender.source_id, tender.bank) == (
        "world_bank",
        "OP90000101",
        "world_bank",
    )
    assert (tender.kind, tender.status, tender.group) == ("invitation", "published", "goods")
    assert list(tender.countries.values_list("pk", flat=True)) == ["GM"]
    assert [str(code) for code in tender.codes.all()] == ["wb:LU"]
    assert tender.codes.get().sector == Sector.objects.get(scheme="wb", code="LU")
    assert tender.texts.get().body_text == (
        "Sealed bids are invited for photovoltaic panels and batteries."
    )
    assert tender.links.get().url == tender.url
    assert TenderContact.objects.get().email == "officer@agency.example"
    assert (tender.language_published, tender.language_detected) == ("en", "en")


def test_a_deadline_without_a_zone_stays_open_until_it_has_passed_everywhere() -> None:
    read(envelope(solar_notice()))

    tender = Tender.objects.get()
    assert (tender.deadline_on, tender.deadline_at) == (date(2026, 10, 28), None)
    assert tender.open_until == datetime(2026, 10, 28, 22, 0, tzinfo=UTC)


def test_a_second_reading_of_the_same_payload_writes_no_tender_and_no_version() -> None:
    payload = envelope(solar_notice(), solar_notice(id="OP90000102", bid_description="Wind farm"))
    read(payload)
    before = list(Tender.objects.order_by("pk").values())

    run = read(payload, now=LATER)

    after = list(Tender.objects.order_by("pk").values())
    assert counts(run) == ("succeeded", 2, 0, 0, 2, 0)
    assert after == [row | {"last_seen_at": LATER} for row in before]
    assert TenderVersion.objects.count() == 2


def test_changed_content_becomes_a_version_with_what_differs() -> None:
    read(envelope(solar_notice()))

    run = read(
        envelope(
            solar_notice(
                submission_deadline_date="2026-11-05T00:00:00Z",
                contact_email="other@agency.example",
                notice_text="<p>Sealed bids are invited for panels.</p>",
                project_ctry_name="Peru",
            )
        ),
        now=LATER,
    )

    tender = Tender.objects.get()
    version = tender.versions.get(number=2)
    assert counts(run) == ("succeeded", 1, 0, 1, 0, 0)
    assert (version.number, version.run, version.read_at) == (2, run, LATER)
    assert version.changes == {
        "deadline_on": ["2026-10-28", "2026-11-05"],
        "countries": [["GM"], ["PE"]],
        "text": [
            "Sealed bids are invited for photovoltaic panels and batteries.",
            "Sealed bids are invited for panels.",
        ],
        "contacts": [None, None],
    }
    assert tender.deadline_on == date(2026, 11, 5)
    assert (tender.changed_at, tender.first_seen_at) == (LATER, NOW)
    assert [contact.email for contact in tender.contacts.all()] == ["other@agency.example"]


def test_no_version_holds_the_name_or_address_of_an_officer() -> None:
    read(envelope(solar_notice()))
    read(envelope(solar_notice(contact_name="B. Jallow", api_modified_date=None)), now=LATER)

    stored = json.dumps([[v.facts, v.changes] for v in TenderVersion.objects.all()])
    assert [name for name in ("Ceesay", "Jallow", "officer@") if name in stored] == []


def test_a_moment_of_change_alone_is_no_change() -> None:
    read(envelope(solar_notice()))

    run = read(envelope(solar_notice(api_modified_date="2026-09-14T02:00:00Z")), now=LATER)

    assert counts(run) == ("succeeded", 1, 0, 0, 1, 0)
    assert TenderVersion.objects.count() == 1


def test_an_older_state_never_moves_a_tender_back() -> None:
    read(envelope(solar_notice()))

    run = read(
        envelope(
            solar_notice(
                submission_deadline_date="2026-09-30T00:00:00Z",
                api_modified_date="2026-09-10T00:00:00Z",
            )
        ),
        now=LATER,
    )

    assert counts(run) == ("succeeded", 1, 0, 0, 1, 0)
    assert Tender.objects.get().deadline_on == date(2026, 10, 28)


def test_a_partial_record_leaves_what_it_does_not_mention() -> None:
    read(envelope(solar_notice()))

    run = read(envelope({"id": "OP90000101", "notice_status": "Cancelled"}), now=LATER)

    tender = Tender.objects.get()
    assert counts(run) == ("succeeded", 1, 0, 1, 0, 0)
    assert (tender.status, tender.project_number) == ("cancelled", "P900101")
    assert tender.texts.count() == 1


def test_a_bad_record_is_kept_as_it_came_and_the_others_are_stored() -> None:
    bad = solar_notice(id="OP90000102", submission_deadline_date="2026-02-31T00:00:00Z")

    run = read(envelope(solar_notice(), bad, solar_notice(id="OP90000103")))

    record = QuarantinedRecord.objects.get()
    assert counts(run) == ("succeeded", 3, 2, 0, 0, 1)
    assert (record.record_id, record.position, record.field) == (
        "OP90000102",
        2,
        "submission_deadline_date",
    )
    assert record.reason == "submission_deadline_date is 2026-02-31, a day that does not exist"
    assert json.loads(bytes(record.raw)) == bad


def test_a_quarantined_record_is_one_row_however_often_it_comes() -> None:
    payload = envelope(solar_notice(), solar_notice(id="!"))
    read(payload)

    run = read(payload, now=LATER)

    record = QuarantinedRecord.objects.get()
    assert counts(run) == ("succeeded", 2, 0, 0, 1, 1)
    assert (record.run, record.first_seen_at, record.last_seen_at) == (run, NOW, LATER)


class StrictWorldBank(WorldBank):
    """A reader with a slip: it stumbles over one reference."""

    def parse(self, record: RawRecord) -> Notice:
        if record.get("bid_reference_no") == "STUMBLE":
            raise ZeroDivisionError
        return super().parse(record)


def test_a_slip_of_a_reader_costs_one_record_and_no_more() -> None:
    payload = Payload(
        envelope(solar_notice(bid_reference_no="STUMBLE"), solar_notice(id="OP90000102")), "", ""
    )

    run = ingestion.run(StrictWorldBank(), payloads=[payload], origin="test", now=NOW)

    assert counts(run) == ("succeeded", 2, 1, 0, 0, 1)
    assert QuarantinedRecord.objects.get().reason == "could not be read: ZeroDivisionError"


def test_a_mended_reader_takes_the_record_out_of_quarantine() -> None:
    payload = envelope(solar_notice(bid_reference_no="STUMBLE"))
    ingestion.run(StrictWorldBank(), payloads=[Payload(payload, "", "")], origin="test", now=NOW)

    read(payload, now=LATER)

    assert QuarantinedRecord.objects.get().resolved_at == LATER
    assert QuarantinedRecord.objects.open().count() == 0
    assert Tender.objects.count() == 1


def test_the_same_id_twice_with_other_content_keeps_the_first_and_sets_the_second_aside() -> None:
    second = solar_notice(bid_description="Supply of solar home systems for ninety villages")

    run = read(envelope(solar_notice(), second))

    record = QuarantinedRecord.objects.get()
    assert counts(run) == ("succeeded", 2, 1, 0, 0, 1)
    assert (record.field, record.position) == ("id", 2)
    assert record.reason == "id stands twice in one payload, with other content"
    assert Tender.objects.get().title == "Supply of solar home systems for forty villages"


def test_a_repeated_record_on_an_overlapping_page_is_unchanged() -> None:
    run = read(envelope(solar_notice(), solar_notice()))

    assert counts(run) == ("succeeded", 2, 1, 0, 1, 0)


def test_an_id_that_comes_back_for_something_else_is_a_conflict() -> None:
    read(envelope(solar_notice()))

    run = read(
        envelope(
            solar_notice(
                bid_description="Rehabilitation of a hospital road",
                project_id="P777777",
                api_modified_date="2026-09-14T00:00:00Z",
            )
        ),
        now=LATER,
    )

    assert counts(run) == ("succeeded", 1, 0, 0, 0, 1)
    assert QuarantinedRecord.objects.get().reason == (
        "id was published before with unrelated content"
    )
    assert Tender.objects.get().project_number == "P900101"


def test_a_translated_title_of_the_same_project_is_a_change() -> None:
    read(envelope(solar_notice()))

    run = read(envelope(solar_notice(bid_description="Fourniture de kits photovoltaïques")))

    assert counts(run) == ("succeeded", 1, 0, 1, 0, 0)


@pytest.mark.parametrize("content", [b"[]", b'{"total": 0}', b"<html>blocked</html>", b'{"procnot'])
def test_a_wrong_payload_fails_the_reading_and_changes_nothing(content: bytes) -> None:
    read(envelope(solar_notice()))
    before = list(Tender.objects.values())

    run = read(content, now=LATER)

    assert counts(run) == ("failed", 0, 0, 0, 0, 0)
    assert run.fault.endswith(".")
    assert list(Tender.objects.values()) == before


def test_an_empty_list_is_suspect_and_not_a_quiet_day() -> None:
    run = read(envelope())

    assert (run.state, run.fault) == (
        "failed",
        "The payload holds no notices where some are usual.",
    )


def test_a_source_with_nothing_new_succeeds() -> None:
    run = ingestion.run(SOURCES["world_bank"], payloads=[], origin="test", now=NOW)

    assert counts(run) == ("succeeded", 0, 0, 0, 0, 0)


def test_a_fetch_that_breaks_off_keeps_the_pages_before() -> None:
    def pages() -> Iterator[Payload]:
        yield Payload(envelope(solar_notice()), "", "")
        raise FetchFailed("search.worldbank.org answered with status 503.")

    run = ingestion.run(SOURCES["world_bank"], payloads=pages(), origin="test", now=NOW)

    assert counts(run) == ("failed", 1, 1, 0, 0, 0)
    assert run.fault == "search.worldbank.org answered with status 503."
    assert Tender.objects.count() == 1


def test_an_interruption_keeps_the_batches_before_and_the_next_reading_completes_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Interrupted(WorldBank):
        def parse(self, record: RawRecord) -> Notice:
            if record["id"] == "OP5":
                raise KeyboardInterrupt
            return super().parse(record)

    monkeypatch.setattr(batches, "BATCH", 2)
    payload = envelope(*(solar_notice(id=f"OP{number}") for number in range(8)))

    with pytest.raises(KeyboardInterrupt):
        ingestion.run(Interrupted(), payloads=[Payload(payload, "", "")], origin="test", now=NOW)

    broken = IngestionRun.objects.get()
    assert counts(broken) == ("failed", 4, 4, 0, 0, 0)
    assert broken.fault == "The reading was interrupted: KeyboardInterrupt."
    assert counts(read(payload, now=LATER)) == ("succeeded", 8, 4, 0, 4, 0)


def test_one_source_is_read_by_one_run_at_a_time() -> None:
    runs.begin("world_bank", origin="elsewhere", now=NOW)

    with pytest.raises(runs.SourceBusy):
        read(envelope(solar_notice()))

    assert Tender.objects.count() == 0


def test_a_run_whose_holder_died_makes_way_after_two_heartbeats() -> None:
    dead = runs.begin("world_bank", origin="elsewhere", now=NOW)
    IngestionRun.objects.update(heartbeat_at=dead.heartbeat_at - 2 * runs.HEARTBEAT)

    run = read(envelope(solar_notice()))

    dead.refresh_from_db()
    assert counts(run) == ("succeeded", 1, 1, 0, 0, 0)
    assert (dead.state, dead.fault) == ("failed", "The reading stopped before its end.")


def test_a_holder_that_was_given_up_stores_nothing_more() -> None:
    def slow() -> Iterator[Payload]:
        runs.fail(IngestionRun.objects.get(), "The reading stopped before its end.")
        yield Payload(envelope(solar_notice()), "", "")

    run = ingestion.run(SOURCES["world_bank"], payloads=slow(), origin="test", now=NOW)

    assert counts(run) == ("failed", 0, 0, 0, 0, 0)
    assert Tender.objects.count() == 0


def test_the_database_refuses_a_run_that_does_not_add_up() -> None:
    run = read(envelope(solar_notice()))

    with pytest.raises(IntegrityError), transaction.atomic():
        IngestionRun.objects.filter(pk=run.pk).update(seen=5)


def test_an_unknown_code_is_kept_without_a_sector() -> None:
    codes = [{"proc_voc_id": "99887766", "proc_voc_title": "Something new"}, {"proc_voc_id": "?"}]

    read(envelope(solar_notice(sector=None, unspsc_classification=codes)))

    rows = Tender.objects.get().codes.order_by("code").values_list("scheme", "code", "sector")
    assert list(rows) == [("unspsc", "99887766", None), ("unspsc", "?", None)]


def test_what_is_too_long_for_a_column_is_quarantined_on_every_database() -> None:
    class Verbose(WorldBank):
        def parse(self, record: RawRecord) -> Notice:
            notice = super().parse(record)
            object.__setattr__(notice, "project_id", "P" * 101)
            return notice

    payload = Payload(envelope(solar_notice()), "", "")

    run = ingestion.run(Verbose(), payloads=[payload], origin="test", now=NOW)

    assert counts(run) == ("succeeded", 1, 0, 0, 0, 1)
    assert QuarantinedRecord.objects.get().reason == (
        "project_number is 101 characters long; the limit is 100"
    )


def test_a_text_in_another_language_than_published_is_flagged() -> None:
    text = "<p>Se invita a presentar ofertas para el suministro de paneles solares.</p>"
    read(envelope(solar_notice(notice_text=text, bid_description="Suministro de sistemas solares")))

    tender = Tender.objects.get()
    assert (tender.language_published, tender.language_detected) == ("en", "es")
    assert tender.flags == ["language_differs"]
    assert tender.texts.get().language == "es"


def test_nothing_is_deleted_because_it_is_missing() -> None:
    read(envelope(solar_notice(), solar_notice(id="OP90000102")))

    read(envelope(solar_notice()), now=LATER)

    assert Tender.objects.count() == 2
