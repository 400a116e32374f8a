"""Puente's Celery app with one task more, whose worker a test kills: `celery -A` this module.

A task that dies with its worker is delivered again, by the settings that the app has anyway; the
second delivery is not told to die.
"""

import os
from pathlib import Path
from typing import Any

import django

django.setup()

# Models can be imported only after the set-up above.
from django.conf import settings  # noqa: E402
from django.utils import timezone  # noqa: E402

from config.celery import app  # noqa: E402
from tenders import batches, failpoints, ingestion, registry  # noqa: E402
from tests.tenders.killing.worker import use  # noqa: E402


@app.task(name="tests.read")
def read(job: dict[str, Any]) -> None:
    """Read a file into a database; notes each delivery with its process, and the outcome."""
    deliveries = Path(job["deliveries"])
    os.environ.pop(failpoints.VARIABLE, None)
    if not deliveries.exists():
        os.environ.update(job["environment"])
    with deliveries.open("a") as file:
        file.write(f"{os.getpid()}\n")
    use(job["database"])
    settings.VAR_DIR = Path(job["var"])
    batches.BATCH = job["batch"]
    source = registry.source_named("ocds")
    run = ingestion.run_file(source, Path(job["read"]), now=timezone.now())
    Path(job["outcome"]).write_text(run.fault or run.state)


@app.task(name="tests.read_early", acks_late=False)
def read_early(job: dict[str, Any]) -> None:
    """The same, of which the broker forgets the message as soon as it is taken."""
    read(job)
