"""Rows for a worker to find, written by a process of its own: `python -m tests.celery_scene`.

The database and the folder are those of the environment, as the worker's are.
"""

import sys

import django

django.setup()

# Models can be imported only after the set-up above.
from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from tenders import ingestion  # noqa: E402
from tenders.sources import SOURCES  # noqa: E402
from tests import factories  # noqa: E402


def keep_every_source_quiet() -> None:
    """Read a moment ago, so that no job asks a bank for news."""
    for source in SOURCES.values():
        factories.IngestionRunFactory(source=source.code, origin=source.homepage[-300:])
        assert not ingestion.is_due(source, now=timezone.now()), source.code


def main() -> int:
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("load_reference", verbosity=0)
    keep_every_source_quiet()
    owner = factories.UserFactory(email="owner@example.org")
    factories.NotificationFactory(recipient=owner, subject="It waits in the outbox")
    enterprise = factories.EnterpriseFactory(owner=owner)
    factories.OfferFactory(enterprise=enterprise)
    factories.TenderFactory()
    return 0


if __name__ == "__main__":
    sys.exit(main())
