"""The recorded replies beside these tests: invented notices in the wire format of each source."""

import re
from copy import deepcopy
from pathlib import Path
from typing import Any

from tenders.sources import source_named

SAMPLES = Path(__file__).parent.parent / "samples"

# Under which name, or path of names, a record keeps its title; the first that is there counts.
TITLE_FIELDS = (
    "noticetitle",
    "Notice Title",
    "title",
    "contract_description",
    "NOTICE_TITLE",
    "ds",
    "text",
    "Title",
    "title-eng",
    "TITULO_EXPEDIENTE",
    "notice-title",
    "tender.title",
    "xml",
)


def sample_files(code: str) -> list[Path]:
    return sorted(SAMPLES.glob(f"{code}.*"))


def sample_records(name: str) -> list[dict[str, Any]]:
    """The records of one file, named like idb.csv."""
    source = source_named(name.partition(".")[0])
    return deepcopy(source.read((SAMPLES / name).read_bytes()))


def title_of(record: dict[str, Any]) -> Any:
    """What stands in the field of the title."""
    holder, name = _title_place(record)
    return holder[name]


def retitled(record: dict[str, Any], title: str) -> dict[str, Any]:
    """The same record under another title."""
    changed = deepcopy(record)
    holder, name = _title_place(changed)
    if name == "xml":
        title = re.sub("<TITLE>.*?</TITLE>", f"<TITLE>{title}</TITLE>", holder[name], flags=re.S)
    holder[name] = title
    return changed


def _title_place(record: dict[str, Any]) -> tuple[dict[str, Any], str]:
    for path in TITLE_FIELDS:
        *outer, name = path.split(".")
        holder = record
        for step in outer:
            holder = holder.get(step, {})
        if name in holder:
            return holder, name
    raise KeyError(f"no title in {sorted(record)}")
