"""I-05, I-06, I-16 to I-19, I-22, I-24, I-25: what stands in a payload."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from tenders import deadlines, ingestion, runs
from tenders.models import QuarantinedRecord, Tender
from tenders.sources import markup
from tenders.sources.base import BadPayload, BadRecord, Payload
from tenders.sources.fields import amount
from tenders.sources.json_payloads import read_json
from tenders.sources.markup import clean_body, one_line
from tenders.sources.notice import Deadline, DeadlineState
from tests.tenders.faults.serving import adds_up, everything, kept, read_answer, records, whole
from tests.tenders.parsed import Plain, tell
from tests.tenders.payloads import NOW, envelope, read, solar_notice

pytestmark = pytest.mark.django_db

BROKEN_FIELDS: dict[str, dict[str, Any]] = {
    "id of a wrong type": {"id": ["n-7"]},
    "no id": {"id": None},
    "id too long": {"id": "x" * 65},
    "no title": {"bid_description": None, "project_name": None},
    "title of a wrong type": {"bid_description": 7},
    "title too long": {"bid_description": "x" * 1_001},
    "a day that does not exist": {"submission_deadline_date": "2026-02-31T00:00:00Z"},
    "a kind of a wrong type": {"notice_type": {"name": "Invitation"}},
    "text of a wrong type": {"notice_text": [1]},
    "a reference too long": {"bid_reference_no": "x" * 20_001},
}


@pytest.mark.parametrize("kind", BROKEN_FIELDS)
def test_i05_one_bad_record_in_a_thousand_costs_one_record(kind: str) -> None:
    good = [solar_notice(id=f"OP{number}") for number in range(60)]
    bad = solar_notice(**{"id": "OPX", **BROKEN_FIELDS[kind]})

    run = read(envelope(*good[:30], bad, *good[30:]))

    record = QuarantinedRecord.objects.get()
    assert (run.state, run.seen, run.inserted, run.quarantined) == ("succeeded", 61, 60, 1)
    assert (record.position, json.loads(bytes(record.raw))) == (31, bad)
    assert record.reason


def test_i05_a_row_that_the_database_refuses_costs_one_record_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The batch is inserted at once; its fault is found by inserting one by one."""
    limit = Tender._meta.get_field("project_number").max_length
    monkeypatch.setattr("tenders.notices.within_limits", lambda model, values: values)

    class Refused(Plain):
        def parse(self, record: Any) -> Any:
            notice = super().parse(record)
            if record["id"] == "n-3":
                object.__setattr__(notice, "published_on", "no day")
            return notice

    run = tell(*({"id": f"n-{number}"} for number in range(6)), source=Refused())

    assert limit
    assert (run.inserted, run.quarantined, adds_up(run)) == (5, 1, True)
    assert Tender.objects.count() == 5


def test_i05_a_replay_takes_the_record_once_its_reader_is_mended() -> None:
    tell({"id": "1", "wrong": "title"}, {"id": "2"})

    class Mended(Plain):
        def parse(self, record: Any) -> Any:
            return super().parse({name: record[name] for name in record if name != "wrong"})

    run = ingestion.replay(Mended(), now=NOW)

    assert run is not None
    assert (run.state, run.seen, run.inserted) == ("succeeded", 1, 1)
    assert QuarantinedRecord.objects.open().count() == 0
    assert Tender.objects.count() == 2
    assert ingestion.replay(Mended(), now=NOW) is None


def test_i05_control_a_replay_by_the_same_reader_leaves_it_outside() -> None:
    tell({"id": "1", "wrong": "title"}, {"id": "2"})

    run = ingestion.replay(Plain(), now=NOW)

    assert run is not None
    assert (run.state, run.quarantined) == ("succeeded", 1)
    assert QuarantinedRecord.objects.open().count() == 1


def test_i06_every_run_adds_up_whatever_came() -> None:
    read_answer(whole(records(5)))
    run = tell(
        {"id": "n-1"},
        {"id": "n-1"},
        {"id": "n-2", "title": "Another title for wells"},
        {"id": "n-9", "wrong": "title"},
        {"id": "n-8"},
        {"id": ""},
        source="served",
    )

    assert (run.seen, run.inserted, run.updated, run.unchanged, run.quarantined) == (6, 1, 1, 2, 2)
    assert adds_up(run)


def test_i06_control_the_database_refuses_numbers_that_do_not_add_up() -> None:
    run = tell({"id": "1"})

    with pytest.raises(Exception, match="run_adds_up"):
        type(run).objects.filter(pk=run.pk).update(seen=5)


JSON_ATTACKS = {
    "depth": b"[" * 100_000,
    "a long number": b"[" + b"9" * 1_000_000 + b"]",
    "NaN": b"[NaN]",
    "Infinity": b"[-Infinity]",
    "too large": b"[1e999]",
    "a key twice": b'[{"id": "1", "id": "2"}]',
    "UTF-16": json.dumps([{"id": "1"}]).encode("utf-16"),
}


@pytest.mark.parametrize("kind", JSON_ATTACKS)
def test_i16_odd_json_fails_the_reading_and_the_next_one_works(kind: str) -> None:
    before = kept(3)

    assert read_answer(whole(JSON_ATTACKS[kind])).state == "failed"
    assert everything() == before
    assert read_answer(whole(b"\xef\xbb\xbf" + records(3))).unchanged == 3


def test_i16_half_a_character_is_stored_without_it() -> None:
    run = read_answer(whole(b'[{"id": "1", "title": "Pumps \\ud800 for wells"}]'))
    assert run.seen == run.inserted + run.quarantined == 1


def test_i16_control_the_plain_reader_of_json_takes_what_is_no_json() -> None:
    assert json.loads(JSON_ATTACKS["a key twice"]) == [{"id": "2"}]
    with pytest.raises(BadPayload):
        read_json(JSON_ATTACKS["a key twice"])


PAGES = {
    "a login": b"<!doctype html><title>Sign in</title><form></form>",
    "a captcha": b"<html><body>Are you a robot?</body></html>",
    "maintenance": b"\n\n  <p>Back soon</p>",
}


@pytest.mark.parametrize("kind", PAGES)
@pytest.mark.parametrize("media_type", ["text/html", "application/json"])
def test_i17_a_page_for_people_is_no_feed_whatever_it_calls_itself(
    kind: str, media_type: str
) -> None:
    before = kept(3)

    run = read_answer(whole(PAGES[kind], media_type=media_type))

    assert run.state == "failed"
    assert run.fault_kind == ("unavailable" if media_type == "text/html" else "wrong_payload")
    assert everything() == before


def test_i17_control_the_same_bytes_as_words_inside_a_feed_are_stored() -> None:
    run = read_answer(whole(records(1, title="Back soon: pumps")))
    assert run.inserted == 1


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("Pumps\x00 for wells", "Pumps for wells"),
        ("Pumps \u202esllew rof", "Pumps sllew rof"),
        ("Pum\u200bps", "Pumps"),
        ("Pumps\r\n for\twells", "Pumps for wells"),
    ],
)
def test_i18_control_characters_never_reach_the_database(written: str, stored: str) -> None:
    read(envelope(solar_notice(bid_description=written)))
    assert Tender.objects.get().title == stored


def test_i18_a_title_of_a_megabyte_is_quarantined() -> None:
    assert read(envelope(solar_notice(bid_description="x" * 1_000_000))).quarantined == 1


def test_i18_control_without_the_cleaning_the_characters_would_stay(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(markup, "without_controls", lambda text: text)
    assert one_line("Pumps\u202e") == "Pumps\u202e"


HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg><p><style><img src='</style><img src=x onerror=alert(1)>'>",
    "<math><mtext></p><mglyph><svg><mtext><textarea><path id=</textarea><img onerror=alert(1)>",
    '<a href="javascript:alert(1)">x</a>',
    '<a href="data:text/html,<script>">x</a>',
)


@pytest.mark.parametrize("words", HOSTILE)
def test_i19_hostile_markup_is_harmless_in_list_page_and_api(words: str, client: Client) -> None:
    read(
        envelope(
            solar_notice(
                bid_description=f"Pumps {words}",
                notice_text=f"<p>Wells</p>{words}",
                contact_organization=words,
            )
        )
    )
    tender = Tender.objects.get()

    for address in (
        reverse("tenders:list") + "?state=all",
        reverse("tender", args=[tender.pk]),
        f"/api/v1/tenders/{tender.pk}/",
    ):
        page = client.get(address).content.decode()
        for word in ("alert(1)</script>", "onerror=alert", 'href="javascript', 'href="data'):
            assert word not in page


def test_i19_control_without_the_cleaner_it_would_be_stored() -> None:
    assert "onerror" not in clean_body(HOSTILE[1], field="text")
    assert "onerror" in HOSTILE[1]


def test_i22_a_changed_format_fails_the_run_by_the_name_of_the_field() -> None:
    kept(3)
    good = [{"id": f"m-{number}"} for number in range(8)]
    bad = [{"id": f"w-{number}", "wrong": "deadline"} for number in range(4)]

    run = tell(*good, *bad, source="served")

    assert (run.state, run.fault_kind) == ("failed", "too_many_quarantined")
    assert run.fault == (
        "4 of 12 records could not be taken, most of them because of the field 'deadline'."
    )
    assert (run.inserted, run.quarantined, adds_up(run)) == (8, 4, True)
    assert Tender.objects.count() == 11


def test_i22_control_without_the_rule_the_run_would_be_green(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(runs, "QUARANTINE_SHARE", 1.0)
    bad = [{"id": f"w-{number}", "wrong": "deadline"} for number in range(12)]

    assert tell({"id": "1"}, *bad).state == "succeeded"


@pytest.mark.parametrize(
    ("on", "clock", "zone", "until"),
    [
        (date(2026, 3, 29), "02:30", "Europe/London", datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        (date(2026, 10, 25), "01:30", "Europe/London", datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
        (date(2028, 2, 29), "", "UTC", datetime(2028, 2, 29, 23, 59, 59, tzinfo=UTC)),
        (date(2026, 6, 1), "", "", datetime(2026, 6, 2, 11, 59, 59, tzinfo=UTC)),
        (date(2026, 6, 1), "10:00", "", datetime(2026, 6, 1, 22, 0, tzinfo=UTC)),
    ],
)
def test_i24_a_deadline_holds_until_it_has_passed_for_certain(
    on: date, clock: str, zone: str, until: datetime
) -> None:
    at = datetime.strptime(clock, "%H:%M").time() if clock else None
    deadline = Deadline(DeadlineState.KNOWN, on, at, zone, bool(zone))

    assert deadlines.open_until(deadline) == until


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2026-02-30", "31/02/2026", "soon"])
def test_i24_a_day_that_cannot_be_is_no_deadline(day: str) -> None:
    run = read(envelope(solar_notice(submission_deadline_date=f"{day}T00:00:00Z")))

    assert run.quarantined == 1


def test_i24_control_a_day_without_a_zone_would_close_too_early_by_the_clock_of_greenwich() -> None:
    deadline = Deadline(DeadlineState.KNOWN, date(2026, 6, 1))
    end_in_greenwich = datetime(2026, 6, 1, 23, 59, 59, tzinfo=UTC)

    assert (deadlines.open_until(deadline) or end_in_greenwich) > end_in_greenwich


@pytest.mark.parametrize(
    ("written", "value"),
    [("1,234.56", Decimal("1234.56")), ("0", None), ("", None), ("12", Decimal(12))],
)
def test_i25_an_amount_is_exact_or_unknown(written: str, value: Decimal | None) -> None:
    assert amount({"sum": written}, "sum") == value


@pytest.mark.parametrize("written", ["1e308", "-5", "NaN", "about five", "1e16", "٣"])
def test_i25_what_is_no_amount_is_a_bad_record(written: str) -> None:
    with pytest.raises(BadRecord, match="is no amount of money"):
        amount({"sum": written}, "sum")


@given(st.decimals(min_value=Decimal("0.01"), max_value=10**12, places=2))
@settings(max_examples=50)
def test_i25_control_a_float_would_not_keep_every_amount(value: Decimal) -> None:
    assert amount({"sum": f"{value:,}"}, "sum") == value
    assert Decimal(0.1) != Decimal("0.1")  # noqa: RUF032


def test_a_payload_that_no_reader_foresaw_fails_the_reading() -> None:
    class Slip(Plain):
        def read(self, payload: bytes) -> Any:
            raise ZeroDivisionError

    run = ingestion.run(Slip(), payloads=[Payload(b"x", "", "")], origin="test", now=NOW)

    assert (run.state, run.fault) == (
        "failed",
        "The payload could not be read: ZeroDivisionError.",
    )
