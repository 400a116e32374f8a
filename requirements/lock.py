"""Write requirements/*.txt anew: pins with hashes, without any address. `make lock`."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
OPTIONS = ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-annotate"]
OPTIONS += ["--no-header", "--no-emit-index-url", "--no-emit-find-links", "--quiet"]
PRODUCTION = ["--extra", "prod", "--extra", "pdf", "--extra", "speed"]
DEVELOPMENT = ["--extra", "bench", "--group", "dev"]
LOCKS: dict[str, list[str]] = {
    "core.txt": [],
    "prod.txt": [*PRODUCTION, "--constraint", str(HERE / "core.txt")],
    "dev.txt": [*PRODUCTION, *DEVELOPMENT, "--constraint", str(HERE / "prod.txt")],
}


def main() -> int:
    for name, extras in LOCKS.items():
        command = [sys.executable, "-m", "uv", "pip", "compile", "pyproject.toml"]
        subprocess.run(  # noqa: S603
            [*command, *OPTIONS, *extras, "--output-file", str(HERE / name)], check=True
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
