"""Public award data, where an installation has them: a program beside Puente scores the matcher."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings

MODULE = "matchmaking.engine"
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
