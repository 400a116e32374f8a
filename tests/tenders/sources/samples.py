"""The recorded replies beside these tests: invented notices in the wire format of each source."""

from copy import deepcopy
from pathlib import Path
from typing import Any

from tenders.sources import source_named

SAMPLES = Path(__file__).parent.parent / "samples"


def sample_files(code: str) -> list[Path]:
    return sorted(SAMPLES.glob(f"{code}.*"))


def sample_records(name: str) -> list[dict[str, Any]]:
    """The records of one file, named like idb.csv."""
    source = source_named(name.partition(".")[0])
    return deepcopy(source.read((SAMPLES / name).read_bytes()))
