"""Postings on disk: a manifest and plain arrays that are mapped, not read.

Opening looks at the manifest, at the size of every file and at its first and last pages, which
takes milliseconds; `verify` reads all. A folder is written under another name and put in place by
one rename, so that a reader finds the old one or the new one, never half of one.
"""

import hashlib
import json
import os
import shutil
import uuid
from pathlib import Path
from typing import Any

import numpy as np

from matchmaking.engine.postings import Postings, Rows
from matchmaking.engine.types import IndexDamaged

FORMAT = 1
MANIFEST = "manifest.json"
ROW_ARRAYS = ("starts", "gaps", "weights", "steps")
POSTING_ARRAYS = (
    *("members", "first_segment", "starts", "heaviest", "documents", "bytes_", "steps"),
)
PAGE = 65536


def write(path: Path, postings: Postings) -> None:
    """Put the postings at `path`, in the place of what stood there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.parent / f"{path.name}.{uuid.uuid4().hex}"
    draft.mkdir()
    files = {}
    for name, array in _arrays(postings).items():
        file = draft / f"{name}.npy"
        np.save(file, array, allow_pickle=False)
        files[file.name] = {"size": file.stat().st_size, "ends": _ends(file), "all": _all(file)}
    manifest = {"format": FORMAT, "width": postings.rows.width, "files": files}
    (draft / MANIFEST).write_text(json.dumps(manifest, indent=1), "utf-8")
    if path.exists():
        aside = path.parent / f"{draft.name}.old"
        os.replace(path, aside)
        os.replace(draft, path)
        shutil.rmtree(aside, ignore_errors=True)
    else:
        os.replace(draft, path)


def read(path: Path) -> Postings:
    """The postings of a folder, mapped; `IndexDamaged` with a line where it is not sound."""
    manifest = _checked(path)
    try:
        arrays = {
            name.removesuffix(".npy"): np.load(path / name, mmap_mode="r", allow_pickle=False)
            for name in manifest["files"]
        }
        of_rows = [arrays[f"rows-{name}"] for name in ROW_ARRAYS]
        rows = Rows(int(manifest["width"]), *of_rows)
        return Postings(rows, *(arrays[f"postings-{name}"] for name in POSTING_ARRAYS))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IndexDamaged(f"The postings in {path.name} cannot be read: {error}") from error


def verify(path: Path) -> None:
    """Read every byte; `IndexDamaged` where one has changed."""
    for name, facts in _checked(path)["files"].items():
        if _all(path / name) != facts["all"]:
            raise IndexDamaged(f"The file {name} of the postings in {path.name} is damaged.")


def size_on_disk(path: Path) -> int:
    """Bytes of all files of a folder."""
    return sum(file.stat().st_size for file in path.iterdir())


def _arrays(postings: Postings) -> dict[str, np.ndarray]:
    own = {f"postings-{name}": getattr(postings, name) for name in POSTING_ARRAYS}
    return own | {f"rows-{name}": getattr(postings.rows, name) for name in ROW_ARRAYS}


def _checked(path: Path) -> dict[str, Any]:
    try:
        manifest = json.loads((path / MANIFEST).read_text("utf-8"))
        if manifest["format"] != FORMAT:
            raise IndexDamaged(f"The postings in {path.name} have another format; build them anew.")
        for name, facts in manifest["files"].items():
            file = path / Path(name).name
            if file.stat().st_size != facts["size"] or _ends(file) != facts["ends"]:
                raise IndexDamaged(f"The file {name} of the postings in {path.name} is damaged.")
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise IndexDamaged(f"There are no sound postings in {path.name}: {error}") from error
    return dict(manifest)


def _ends(file: Path) -> str:
    """A hash of the first and the last page of a file."""
    with file.open("rb") as handle:
        first = handle.read(PAGE)
        handle.seek(max(0, file.stat().st_size - PAGE))
        return hashlib.sha256(first + handle.read(PAGE)).hexdigest()


def _all(file: Path) -> str:
    with file.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
