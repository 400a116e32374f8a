"""Answers kept on disk, so that a host need not send again what has not changed.

A kept answer is used only where its bytes still have the hash they came with, so a damaged file
leads to a full download and never to a wrong answer.
"""

import hashlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

KEPT_SECONDS = 30 * 24 * 3600
_CHUNK = 1 << 20
_FACTS = {"url", "media_type", "etag", "last_modified", "sha256"}


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """What a host sent for one address, and how it marked that state."""

    path: Path
    media_type: str
    etag: str
    last_modified: str

    @property
    def conditions(self) -> list[tuple[str, str]]:
        """The headers that ask for another state than this one."""
        stated = [("If-None-Match", self.etag), ("If-Modified-Since", self.last_modified)]
        return [(name, value) for name, value in stated if value]

    def copy_into(self, file: BinaryIO) -> None:
        """Write the body where the caller wants it, in place of what is there."""
        file.seek(0)
        file.truncate()
        with self.path.open("rb") as body:
            shutil.copyfileobj(body, file, _CHUNK)


class BodyStore:
    """One folder with the answers of one source."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def kept(self, url: str) -> KeptAnswer | None:
        """The answer that was kept for an address, if it is whole."""
        facts_path, body_path = self._paths(url)
        try:
            facts = json.loads(facts_path.read_text("utf-8"))
            is_ours = isinstance(facts, dict) and facts.keys() == _FACTS and facts["url"] == url
            if not is_ours or _hash_of(body_path) != facts["sha256"]:
                return None
        except (OSError, ValueError):
            return None
        return KeptAnswer(body_path, facts["media_type"], facts["etag"], facts["last_modified"])

    def keep(
        self, url: str, body: BinaryIO, *, media_type: str, headers: Mapping[str, str]
    ) -> None:
        """Keep an answer whose host marked its state; without a mark, forget the one before."""
        facts_path, body_path = self._paths(url)
        with suppress(OSError):
            facts_path.unlink(missing_ok=True)
            etag, modified = headers.get("etag", ""), headers.get("last-modified", "")
            if not etag and not modified:
                return
            self._folder.mkdir(parents=True, exist_ok=True)
            self._forget_old_ones()
            body.seek(0)
            _write(body_path, body)
            facts = {
                "url": url,
                "media_type": media_type,
                "etag": etag,
                "last_modified": modified,
                "sha256": _hash_of(body_path),
            }
            facts_path.write_text(json.dumps(facts), "utf-8")

    def _paths(self, url: str) -> tuple[Path, Path]:
        name = hashlib.sha256(url.encode()).hexdigest()
        return self._folder / f"{name}.json", self._folder / f"{name}.body"

    def _forget_old_ones(self) -> None:
        for path in self._folder.iterdir():
            if path.stat().st_mtime < time.time() - KEPT_SECONDS:
                path.unlink(missing_ok=True)


def _write(path: Path, body: BinaryIO) -> None:
    """All of it or nothing: what breaks off lies under another name."""
    with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".partial", delete=False) as partial:
        try:
            shutil.copyfileobj(body, partial, _CHUNK)
            partial.flush()
            os.replace(partial.name, path)
        except OSError:
            Path(partial.name).unlink(missing_ok=True)
            raise


def _hash_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
