"""The unit tests once more, on PostgreSQL: `python -m tests.on_postgresql`.

Without a server it says in one line what to install; in CI that is a failure.
"""

import os
import subprocess
import sys

from tests.needs import DATABASE_URL, IN_CI, NEEDS


def main() -> int:
    is_there, reason = NEEDS["postgresql"]
    if not is_there():
        sys.stdout.write(f"== Tests on PostgreSQL skipped. {reason}\n")
        return int(IN_CI)
    sys.stdout.write("== Tests on PostgreSQL\n")
    sys.stdout.flush()
    command = [sys.executable, "-m", "pytest", "-n", "2", "--dist", "loadfile"]
    command += ["-m", "not browser and not redis and not pure"]
    return subprocess.call(command, env={**os.environ, "DATABASE_URL": DATABASE_URL})


if __name__ == "__main__":
    sys.exit(main())
