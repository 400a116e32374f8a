"""A place on disk for one index that is built again and again while others read it.

Each build is a folder of its own, named after its content; a pointer file names the one that
holds and is swapped by rename. Readers keep the folder that they opened until they ask again.
"""

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import time
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from matchmaking.engine import storage
from matchmaking.engine.index import MatchIndex
from matchmaking.engine.types import IndexDamaged
from matchmaking.engine.version import ENGINE_VERSION

POINTER = "current"
LOCK = "lock"
NOTES = "notes.json"
UNFINISHED = "build-"
# A build that was broken off is swept away when no build can still be at it.
ABANDONED_AFTER = 24 * 3600
# More shelves than an installation has; each open index holds a few files open.
MOST_OPEN = 8


@dataclass(frozen=True)
class Build:
    """One state of an index, with what its owner noted of it."""

    name: str
    index: MatchIndex
    notes: Mapping[str, Any]


# The builds that this process has open, by the folder of their shelf.
_opened: dict[Path, Build] = {}


class IndexShelf:
    """Keeps the builds of one index under a folder; only the owner of the index publishes."""

    def __init__(self, folder: Path | str) -> None:
        self.folder = Path(folder)

    def generation(self) -> str:
        """The name of the build that holds: it changes when the content does. Empty: none yet."""
        try:
            name = (self.folder / POINTER).read_text("utf-8").strip()
        except (OSError, ValueError):
            return ""
        return name if Path(name).name == name else ""

    def open(self) -> Build:
        """The build that holds, read once in a process; `IndexDamaged` where there is none."""
        name = self.generation()
        if not name:
            raise IndexDamaged(f"There is no index in {self.folder.name} yet.")
        build = _opened.get(self.folder)
        if build is None or build.name != name:
            build = _read(self.folder / name)
            self._keep(build)
        return build

    def publish(self, index: MatchIndex, *, notes: Mapping[str, Any] | None = None) -> Build:
        """Save a build beside the one that holds, then let the pointer name it."""
        draft = self.folder / f"{UNFINISHED}{uuid.uuid4().hex}"
        index.save(draft)
        (draft / NOTES).write_text(json.dumps(notes or {}, sort_keys=True), "utf-8")
        name, before = _name_of(draft), self.generation()
        _put_in_place(draft, self.folder / name)
        pointer = self.folder / f"{draft.name}.{POINTER}"
        pointer.write_text(name, "utf-8")
        pointer.replace(self.folder / POINTER)
        self._sweep({name, before})
        build = Build(name, index, notes or {})
        self._keep(build)
        return build

    @contextlib.contextmanager
    def building(self) -> Iterator[None]:
        """One builder at a time, over all processes; the system frees the lock of one that dies."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / LOCK).open("w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield

    def _keep(self, build: Build) -> None:
        _opened.pop(self.folder, None)
        for folder in list(_opened)[: max(0, len(_opened) - MOST_OPEN + 1)]:
            _opened.pop(folder, None)
        _opened[self.folder] = build

    def _sweep(self, kept: set[str]) -> None:
        """Remove older builds, but the last one: somebody may be about to open it."""
        for path in self.folder.iterdir():
            if not path.is_dir() or path.name in kept:
                continue
            is_at_work = path.name.startswith(UNFINISHED) and _age(path) < ABANDONED_AFTER
            if not is_at_work:
                shutil.rmtree(path, ignore_errors=True)


def _read(folder: Path) -> Build:
    try:
        notes = json.loads((folder / NOTES).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise IndexDamaged(f"The notes of the index in {folder.name} cannot be read.") from error
    if not isinstance(notes, dict):
        raise IndexDamaged(f"The notes of the index in {folder.name} are no notes.")
    return Build(folder.name, MatchIndex.open(folder), notes)


def _name_of(draft: Path) -> str:
    """The same content has the same name, so that a build without news changes nothing."""
    content = (draft / storage.MANIFEST).read_bytes() + (draft / NOTES).read_bytes()
    return f"{ENGINE_VERSION}-{hashlib.sha256(content).hexdigest()[:16]}"


def _put_in_place(draft: Path, target: Path) -> None:
    """Rename the finished build. One of that name that is sound stays; a damaged one makes way."""
    if not _is_sound(target):
        shutil.rmtree(target, ignore_errors=True)
        # Another process may have put the same build here a moment ago.
        with contextlib.suppress(OSError):
            os.replace(draft, target)
    shutil.rmtree(draft, ignore_errors=True)


def _is_sound(folder: Path) -> bool:
    try:
        _read(folder)
    except IndexDamaged:
        return False
    return True


def _age(path: Path) -> float:
    try:
        return time.time() - path.stat().st_mtime
    except OSError:
        return 0.0
