"""Where readings are killed: a database that is prepared once, and copied for each experiment."""

import json
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from psycopg import sql

from tenders import failpoints
from tenders.management import local_feed
from tests.needs import DATABASE_URL

ON_POSTGRESQL = settings.DATABASES["default"]["ENGINE"].endswith("postgresql")
IS_LONG = "FUZZ_EXAMPLES" in os.environ
# Copies of a database take long on a server: there all points are killed at with FUZZ_EXAMPLES.
IS_SHORT = ON_POSTGRESQL and not IS_LONG
# A file that streams is no payload: that point is reached by a fetch alone.
POINTS = [name for name in failpoints.NAMES if name != "payload-read"]
if IS_SHORT:
    POINTS = ["tenders-joined", "tender-updated", "batch-counted"]
ROOT = Path(settings.BASE_DIR)
RECORDS = 100
# Small batches, so that a small file has several.
BATCH = 40


def moment(number: int, seconds: float) -> float:
    """Some moment of a reading that takes so long; the same for each number."""
    return random.Random(number).uniform(0, seconds)  # noqa: S311


class Workshop:
    """A worker process with a database that is prepared once and copied for each experiment."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.number = 0
        self.worker = subprocess.Popen(
            [sys.executable, "-m", "tests.tenders.killing.worker"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "DATABASE_URL": self.url(), "VAR_DIR": str(folder)},
        )
        self.before = self.write("before.jsonl", range(BATCH), deadline="2027-01-05T17:30:00Z")
        self.file = self.write("now.jsonl", range(RECORDS))
        self.template = self.created()
        self.run(self.template, ["migrate", "--skip-checks", "-v0"], ["load_reference"])
        self.read(self.template, self.before)

    def url(self) -> str:
        return DATABASE_URL if ON_POSTGRESQL else f"sqlite:///{self.folder}/none.sqlite3"

    def write(self, name: str, numbers: range, *, deadline: str = "") -> Path:
        """Releases, of which some are broken, some repeat a tender and some are told twice."""
        path = self.folder / name
        lines = []
        for number in numbers:
            release: dict[str, Any] = local_feed.release(number)
            if deadline:
                release["tender"]["tenderPeriod"]["endDate"] = deadline
            if number % 40 == 7:
                release["tender"]["title"] = ""
                release["tender"]["items"] = []
                release["tender"]["description"] = ""
            if number % 50 == 9:
                # Under another number of the source, with the buyer's number and title of before.
                before = local_feed.release(number - 1)
                release["tender"].update(id=before["tender"]["id"], title=before["tender"]["title"])
                release["buyer"] = before["buyer"]
            lines.append(json.dumps(release))
        path.write_text("\n".join([*lines, *lines[:3]]) + "\n")
        return path

    def created(self, *, copy_of: str = "") -> str:
        self.number += 1
        if ON_POSTGRESQL:
            name = f"puente_kill_{os.getpid()}_{self.number}"
            with psycopg.connect(DATABASE_URL, autocommit=True) as server:
                made = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
                if copy_of:
                    made += sql.SQL(" TEMPLATE {}").format(sql.Identifier(copy_of))
                server.execute(made)
            return name
        path = self.folder / f"{self.number}.sqlite3"
        if copy_of:
            shutil.copyfile(copy_of, path)
        return str(path)

    def dropped(self, name: str) -> None:
        if ON_POSTGRESQL:
            with psycopg.connect(DATABASE_URL, autocommit=True) as server:
                gone = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
                server.execute(gone.format(sql.Identifier(name)))

    def run(self, database: str, *commands: list[str], **job: Any) -> dict[str, Any]:
        facts = {
            "database": database,
            "commands": commands,
            "var": str(self.folder / f"var-{Path(database).stem}"),
            "log": str(self.folder / "log.txt"),
            "batch": BATCH,
            **job,
        }
        assert self.worker.stdin is not None
        assert self.worker.stdout is not None
        self.worker.stdin.write(json.dumps(facts) + "\n")
        self.worker.stdin.flush()
        answer: dict[str, Any] = json.loads(self.worker.stdout.readline())
        return answer

    def read(self, database: str, path: Path, **job: Any) -> dict[str, Any]:
        """One reading of a file, as the command does it before it turns to the index."""
        return self.run(database, read=str(path), **job)

    def rows(self, database: str) -> dict[str, Any]:
        path = self.folder / "dump.json"
        answer = self.run(database, dump=str(path))
        assert answer["code"] == 0, self.log()
        found: dict[str, Any] = json.loads(path.read_text())
        return found

    def log(self) -> str:
        return (self.folder / "log.txt").read_text()[-2_000:]

    def close(self) -> None:
        assert self.worker.stdin is not None
        self.worker.stdin.close()
        self.worker.wait()
        assert self.worker.stdout is not None
        self.worker.stdout.close()
        self.dropped(self.template)
