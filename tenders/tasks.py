"""What the schedule starts; each task looks for its own work."""

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from tenders import ingestion, search_index, vocabulary


@shared_task
def ingest_due() -> None:
    """Read the live sources whose last reading is older than their rhythm, where that is wanted."""
    if settings.READ_SOURCES:
        ingestion.fetch_due(timezone.now())


@shared_task
def refresh_search_index() -> None:
    """Bring the index up to the tenders that came or changed, and the words to suggest."""
    search_index.refresh()
    vocabulary.remember()
