"""The operators' pages: what runs, what ran, what is outside; and the public page of the feeds."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tenders.batches import as_text
from tenders.models import IngestionRun, QuarantinedRecord, Tender
from tenders.quarantine import hash_of
from tests.factories import IngestionRunFactory, UserFactory
from tests.tenders.payloads import NOW, envelope, read, solar_notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator(client: Client) -> Client:
    client.force_login(UserFactory(is_programme_administrator=True))
    return client


def text_of(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def running(**changes: Any) -> IngestionRun:
    now = timezone.now()
    facts = {
        "state": IngestionRun.State.RUNNING,
        "started_at": now - timedelta(seconds=20),
        "heartbeat_at": now,
        "finished_at": None,
        "seen": 50,
        "inserted": 50,
        "quarantined": 0,
        "expected": 200,
    }
    row: IngestionRun = IngestionRunFactory(**{**facts, **changes})
    return row


def test_a_running_crawl_shows_its_bar_counts_and_rate_and_is_asked_again(
    operator: Client,
) -> None:
    running()

    page = text_of(operator, reverse("tenders:operations"))

    assert '<rect width="25" height="8" />' in page
    assert "50 records seen" in page
    assert "2.5 a second" in page
    assert 'hx-trigger="every 3s"' in page


def test_a_page_without_a_running_crawl_is_left_alone(operator: Client) -> None:
    assert "hx-trigger" not in text_of(operator, reverse("tenders:operations"))


def test_a_crawl_of_unknown_size_shows_counts_without_a_bar(operator: Client) -> None:
    running(expected=None)

    page = text_of(operator, reverse("tenders:operations"))

    assert "50 records seen" in page
    assert '<svg class="bar"' not in page


def test_a_run_shows_what_it_changed_and_what_it_left_outside(operator: Client) -> None:
    read(envelope(solar_notice()))
    run = read(
        envelope(solar_notice(bid_reference_no="CSA-2026-99"), {"id": "?"}),
        now=NOW + timedelta(days=1),
    )

    page = text_of(operator, reverse("tenders:run", args=[run.pk]))

    for words in ("CSA-2026-07", "CSA-2026-99", "id is no identifier"):
        assert words in page


def test_a_run_is_closed_to_others(client: Client) -> None:
    address = reverse("tenders:run", args=[IngestionRunFactory().pk])

    assert client.get(address).status_code == 302
    client.force_login(UserFactory())
    assert client.get(address).status_code == 403


def test_the_button_tries_the_records_of_a_source_again(operator: Client) -> None:
    run = read(envelope(solar_notice(), {"id": "?"}))
    # As if the reader of this source had been mended since.
    record = QuarantinedRecord.objects.get(run=run)
    record.raw = as_text(solar_notice(id="OP9")).encode()
    record.raw_hash = hash_of(record.raw)
    record.save()

    response = operator.post(reverse("tenders:replay"), {"source": "world_bank"}, follow=True)

    assert "1 record left the quarantine." in response.content.decode()
    assert Tender.objects.count() == 2
    assert "No record is in quarantine." in response.content.decode()


def test_a_source_that_does_not_exist_cannot_be_tried_again(operator: Client) -> None:
    assert operator.post(reverse("tenders:replay"), {"source": "nowhere"}).status_code == 400


def test_a_source_that_is_being_read_is_not_tried_again_meanwhile(operator: Client) -> None:
    read(envelope(solar_notice(), {"id": "?"}))
    running(holder="elsewhere 1 1")

    response = operator.post(reverse("tenders:replay"), {"source": "world_bank"}, follow=True)

    assert "This source is being read just now." in response.content.decode()
    assert QuarantinedRecord.objects.open().count() == 1


def test_trying_again_is_for_operators_and_by_post_only(client: Client) -> None:
    address = reverse("tenders:replay")

    assert client.post(address, {"source": "world_bank"}).status_code == 302
    client.force_login(UserFactory())
    assert client.post(address, {"source": "world_bank"}).status_code == 403
    assert client.get(address).status_code == 405


def test_the_feed_page_says_how_fresh_and_complete_a_source_is(client: Client) -> None:
    read(
        envelope(solar_notice(), solar_notice(id="OP2", submission_deadline_date=None), {"id": "?"})
    )

    page = text_of(client, reverse("tenders:feeds"))

    assert "50 % of those taken" in page
    assert "every 24 hours" in page


def test_the_feed_page_says_what_is_not_covered_and_why(client: Client) -> None:
    page = text_of(client, reverse("tenders:feeds"))

    for name in ("CABEI", "GCF", "UNDB"):
        assert name in page
    assert "The service was closed in 2025" in page


def test_a_stale_source_shows_a_banner_on_the_search(client: Client) -> None:
    read(b"<html>")

    assert "Not every source could be read lately" in text_of(client, reverse("tenders:list"))
