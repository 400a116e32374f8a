"""One workshop a module, and the rows of a reading that nobody disturbs."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.needs import need
from tests.tenders.killing.workshop import ON_POSTGRESQL, Workshop


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    if ON_POSTGRESQL:
        need("postgresql")
    made = Workshop(tmp_path_factory.mktemp("kills"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def undisturbed(workshop: Workshop) -> tuple[dict[str, Any], float]:
    """The rows of a reading that nobody disturbs, and how long it takes."""
    database = workshop.created(copy_of=workshop.template)
    answer = workshop.read(database, workshop.file)
    assert answer["code"] == 0, workshop.log()
    rows = workshop.rows(database)
    workshop.dropped(database)
    return rows, answer["seconds"]
