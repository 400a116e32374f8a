"""Public award data, where an installation has them: a program beside Puente scores the matcher."""

import importlib.util
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from matchmaking.engine import Document
from matchmaking.quality.replay import ReplayCase

MODULE = "matchmaking.engine"
# The module beside the program that reads its sets.
READER = "datasets.py"
LIMIT_SECONDS = 3600


class HarnessFailed(Exception):
    """The program ended without figures; the message is its last line."""


def run_harness(program: Path, *, sets: str, options: Sequence[str] = ()) -> list[dict[str, Any]]:
    """Run the program on all sets, or those named with commas, and give what it measured."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "figures.json"
        command = [sys.executable, str(program), "--matcher", MODULE, "--baselines"]
        command += ["--json", str(target), *options]
        if sets:
            command += ["--sets", sets]
        ended = subprocess.run(  # noqa: S603
            command,
            cwd=settings.BASE_DIR,
            capture_output=True,
            text=True,
            timeout=LIMIT_SECONDS,
            check=False,
        )
        if ended.returncode or not target.is_file():
            lines = ended.stderr.strip().splitlines()
            raise HarnessFailed(lines[-1] if lines else f"It ended with {ended.returncode}.")
        return summed_up(json.loads(target.read_text("utf-8")))


@dataclass(frozen=True)
class PublicSet:
    """A set of the program: what is ranked, what lies behind it, and who seeks what in it."""

    candidates: tuple[Document, ...]
    background: tuple[Document, ...]
    cases: tuple[ReplayCase, ...]


def public_set(program: Path, name: str) -> PublicSet:
    """One of the program's sets, read by its own reader."""
    path = program.with_name(READER)
    spec = importlib.util.spec_from_file_location("puente_public_sets", path)
    if not path.is_file() or spec is None or spec.loader is None:
        raise HarnessFailed(f"There is no file {path.name} beside it.")
    reader = importlib.util.module_from_spec(spec)
    # A dataclass looks its module up by name while it is made.
    sys.modules[spec.name] = reader
    spec.loader.exec_module(reader)
    if name not in reader.LOADERS:
        raise HarnessFailed(f"It has no set {name}.")
    try:
        found = reader.LOADERS[name](reader.DATA)
    except reader.EvalError as fault:
        raise HarnessFailed(str(fault)) from fault
    cases = zip(found.queries, found.relevant, found.exclude, strict=True)
    return PublicSet(
        _own(found.candidates),
        _own(found.background),
        tuple(
            ReplayCase(_own(profile), frozenset(relevant), frozenset(known))
            for profile, relevant, known in cases
        ),
    )


def _own(documents: Iterable[Any]) -> tuple[Document, ...]:
    return tuple(
        Document(one.id, one.language, one.title, one.text, one.codes) for one in documents
    )


def summed_up(content: dict[str, Any]) -> list[dict[str, Any]]:
    """One entry a set and matcher, without the ranks of each query."""
    return [
        {
            "set": result["set"],
            "matcher": result["matcher"].replace(MODULE, "puente"),
            "status": result["status"],
            "queries": result.get("queries", 0),
            "candidates": result.get("candidates", 0),
            "metrics": result["metrics"],
        }
        for result in content["results"]
    ]
