"""What the schedule starts."""

import pytest
from django.utils import timezone

from tenders import registry, search_index, tasks
from tenders.models import IngestionRun
from tenders.sources import SOURCES
from tests.factories import TenderFactory

pytestmark = pytest.mark.django_db


def test_a_source_that_was_just_read_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    bank = SOURCES["world_bank"]
    monkeypatch.setattr(registry, "sources", lambda: {bank.code: bank})
    now = timezone.now()
    IngestionRun.objects.create(
        source=bank.code, origin=bank.homepage, state="succeeded", started_at=now, finished_at=now
    )

    tasks.ingest_due()

    assert IngestionRun.objects.count() == 1


def test_the_index_is_brought_up_to_date() -> None:
    tender = TenderFactory(title="Wind turbines")

    tasks.refresh_search_index()

    assert search_index.explain_words("wind", tender.pk).score > 0
