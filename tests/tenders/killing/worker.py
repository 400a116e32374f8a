"""A process that forks readings and kills them: `python -m tests.tenders.killing.worker`.

Each job is one line of JSON on its input, each answer one line on its output. A job runs in a
process of its own, which is exactly what `manage.py ingest_tenders` would be after its start-up:
thus a hundred of them take no longer than a few starts.
"""

import json
import os
import signal
import sys
import time
from importlib import import_module
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.utils import timezone


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    # Imported here and once for all children; before the set-up above it could not be.
    import_module("tenders.ingestion")
    import_module("tenders.languages").detect("The model of languages takes a while.")
    for line in sys.stdin:
        answer = performed(json.loads(line))
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def performed(job: dict[str, Any]) -> dict[str, Any]:
    """Run a job in a child, kill it after its seconds if it has any, and say how it ended."""
    started = time.monotonic()
    child = os.fork()
    if child == 0:
        # Nothing of the child's end may run the parent's.
        os._exit(_in_child(job))
    _, status = _waited(child, job.get("kill_after"))
    return {
        "signal": os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0,
        "code": os.WEXITSTATUS(status) if os.WIFEXITED(status) else None,
        "seconds": time.monotonic() - started,
    }


def _waited(child: int, kill_after: float | None) -> tuple[int, int]:
    if kill_after is None:
        return os.waitpid(child, 0)
    ends = time.monotonic() + kill_after
    while time.monotonic() < ends:
        found = os.waitpid(child, os.WNOHANG)
        if found[0]:
            return found
        time.sleep(0.002)
    os.kill(child, signal.SIGKILL)
    return os.waitpid(child, 0)


def _in_child(job: dict[str, Any]) -> int:
    try:
        os.environ.update(job.get("environment", {}))
        sys.stderr = Path(job["log"]).open("a")  # noqa: SIM115
        use(job["database"])
        settings.VAR_DIR = Path(job["var"])
        sys.modules["tenders.batches"].BATCH = job["batch"]  # type: ignore[attr-defined]
        for command in job["commands"]:
            with Path(job["log"]).open("a") as output:
                call_command(*command, stdout=output)
        if "read" in job:
            _read(Path(job["read"]))
        if "dump" in job:
            # Models cannot be imported before the set-up above.
            Path(job["dump"]).write_text(json.dumps(dumped(), indent=1, sort_keys=True))
    except BaseException as fault:
        sys.stderr.write(f"{type(fault).__name__}: {fault}\n")
        return 1
    finally:
        # Nobody else does it where a process ends like this; a copy needs the whole file.
        connections.close_all()
        sys.stderr.flush()
    return 0


def _read(path: Path) -> None:
    reader = sys.modules["tenders.ingestion"].registry.source_named("ocds")
    run = sys.modules["tenders.ingestion"].run_file(reader, path, now=timezone.now())
    if run.fault:
        raise RuntimeError(run.fault)


def use(name: str) -> None:
    connections.close_all()
    connection.settings_dict["NAME"] = name
    connections.databases["default"]["NAME"] = name


def dumped() -> dict[str, list[dict[str, Any]]]:
    """All rows that a reading leaves, without keys and moments, in an order of their own."""
    models = django.apps.apps.get_app_config("tenders").get_models()
    names = {
        row.pk: f"{row.source}/{row.source_id}"
        for row in django.apps.apps.get_model("tenders.Tender").objects.all()
    }
    return {
        model.__name__: sorted(
            (_plain(row, names) for row in model._default_manager.all()),
            key=lambda row: json.dumps(row, sort_keys=True),
        )
        for model in models
        if model.__name__ != "IngestionRun"
    }


def _plain(row: Any, names: dict[int, str]) -> dict[str, Any]:
    plain: dict[str, Any] = {}
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if field.primary_key or field.name == "run" or field.name.endswith("_at"):
            continue
        if field.is_relation and field.related_model.__name__ == "Tender":
            value = names.get(value)
        plain[field.name] = value.hex() if isinstance(value, bytes | memoryview) else str(value)
    return plain


if __name__ == "__main__":
    main()
