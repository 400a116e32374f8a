"""The races once more on a SQLite file, which several connections share as in the demo."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

pytestmark = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="PostgreSQL runs the races itself."
)
RUN = """
import sys
import pytest
from django.conf import settings
settings.DATABASES["default"]["TEST"] = {"NAME": sys.argv[1]}
sys.exit(pytest.main(["-q", "-p", "no:cacheprovider", "-p", "no:xdist", sys.argv[2]]))
"""


def test_on_a_file_exactly_one_decides_too(tmp_path: Path) -> None:
    races = Path(__file__).with_name("test_referral_races.py")
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"}
    environment.pop("PYTEST_XDIST_WORKER", None)

    done = subprocess.run(
        [sys.executable, "-c", RUN, str(tmp_path / "races.sqlite3"), str(races)],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
    )

    assert (done.returncode, "skipped" in done.stdout) == (0, False), done.stdout
