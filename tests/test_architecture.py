"""What the import contracts cannot see: the house's limits, held for every file."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
PACKAGES = ("config", "counselors", "matchmaking", "tenders", "accounts", "reference")
# Who may name whose routes and templates: the order of the packages, downwards.
BELOW = {
    "counselors": {"counselors", "matchmaking", "tenders", "accounts", "reference"},
    "matchmaking": {"matchmaking", "tenders", "accounts", "reference"},
    "tenders": {"tenders", "accounts", "reference"},
    "accounts": {"accounts", "reference"},
    "reference": {"reference"},
}
DOORS = {"views", "api", "admin", "tasks", "feeds"}
# Managers of rows without anything private may be read without a scope.
OPEN_TABLES = {"Country", "Region", "Sector", "BankRule", "BankMembership", "Center"}

pytestmark = pytest.mark.pure


def sources(*packages: str) -> Iterator[Path]:
    for package in packages or PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), filename=str(path))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_files_stay_below_four_hundred_lines() -> None:
    long = [
        name_of(path)
        for path in [*sources(), *sources("tests")]
        if len(path.read_text("utf-8").splitlines()) > 400
    ]
    assert long == []


def test_functions_stay_below_fifty_lines() -> None:
    long = [
        f"{name_of(path)}:{node.name}"
        for path in sources()
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > 50
    ]
    assert long == []


def test_no_module_is_a_junk_drawer() -> None:
    junk = {"utils", "helpers", "services", "common", "misc", "core"}
    assert [name_of(path) for path in sources() if path.stem in junk] == []


def test_nothing_listens_to_signals() -> None:
    words = ("django.db.models.signals", "django.dispatch", "@receiver", ".delay(", "apply_async")
    found = [
        f"{name_of(path)}: {word}"
        for path in sources()
        for word in words
        if word in path.read_text("utf-8")
    ]
    assert found == []


def test_imports_stand_at_the_top_and_are_absolute() -> None:
    found = []
    for path in sources():
        tree = tree_of(path)
        top = {id(node) for node in tree.body}
        for statement in tree.body:
            # `if TYPE_CHECKING:` is at the top too.
            if isinstance(statement, ast.If):
                top |= {id(node) for node in statement.body}
        found += [
            f"{name_of(path)}:{node.lineno}"
            for node in ast.walk(tree)
            if (isinstance(node, ast.Import | ast.ImportFrom) and id(node) not in top)
            or (isinstance(node, ast.ImportFrom) and node.level)
        ]
    assert found == []


def test_the_engine_is_reached_through_its_door_only() -> None:
    assert (ROOT / "matchmaking/__init__.py").read_text("utf-8") == ""
    found = [
        f"{name_of(path)}:{node.lineno}"
        for path in sources("config", "counselors", "tenders", "accounts", "reference")
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ImportFrom)
        and (node.module or "").startswith("matchmaking.engine.")
    ]
    assert found == []


def test_nothing_is_pickled() -> None:
    found = [
        f"{name_of(path)}: {name}"
        for path in sources()
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in [*(alias.name for alias in node.names), getattr(node, "module", None) or ""]
        if name.split(".")[0] in {"pickle", "joblib", "marshal", "shelve"}
    ]
    assert found == []


def test_migrations_are_named() -> None:
    unnamed = [
        name_of(path)
        for package in PACKAGES
        for path in (ROOT / package).glob("migrations/0*.py")
        if re.fullmatch(r"\d{4}_(initial|auto_.*)", path.stem)
    ]
    assert unnamed == []


def test_doors_read_rows_through_a_scope() -> None:
    """`Model.objects` in a door is followed at once by a scope, or the table is an open one."""
    scope = re.compile(
        r"\b(\w+)\.objects\b(?!\s*\.\s*(visible_to|of_member|owned_by|listed|of_user|addressed_to|sent_by|outcomes_for)\b)"
    )
    found = [
        f"{name_of(path)}: {match[0]}"
        for path in sources("config", "counselors", "matchmaking", "tenders", "accounts")
        if path.stem in DOORS or "views" in path.parts
        for match in scope.finditer(path.read_text("utf-8"))
        if match[1] not in OPEN_TABLES
    ]
    assert found == []


def test_templates_and_routes_name_only_what_lies_below() -> None:
    named = re.compile(r"""(?:\{%\s*url\s+|reverse(?:_lazy)?\(\s*)["'](\w+):""")
    included = re.compile(r"""\{%\s*(?:include|extends)\s+["'](\w+)/""")
    found = []
    for package, below in BELOW.items():
        files = [*sources(package), *(ROOT / package).rglob("templates/**/*.html")]
        for path in files:
            text = path.read_text("utf-8")
            for match in [*named.finditer(text), *included.finditer(text)]:
                if match[1] in PACKAGES and match[1] not in below:
                    found.append(f"{name_of(path)}: {match[1]}")
    assert found == []


def test_foreign_keys_point_downwards() -> None:
    key = re.compile(r"""(?:ForeignKey|OneToOneField|ManyToManyField)\(\s*["'](\w+)\.""")
    found = [
        f"{name_of(path)}: {match[1]}"
        for package, below in BELOW.items()
        for path in sources(package)
        for match in key.finditer(path.read_text("utf-8"))
        if match[1] in PACKAGES and match[1] not in below
    ]
    assert found == []


def test_templates_hold_no_script_style_or_outside_address() -> None:
    forbidden = re.compile(
        r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|javascript:|//(cdn|unpkg|fonts)\b"
    )
    found = [
        f"{name_of(path)}: {match[0].strip()}"
        for package in PACKAGES
        for path in (ROOT / package).rglob("templates/**/*.html")
        for match in forbidden.finditer(path.read_text("utf-8"))
    ]
    assert found == []


def test_no_unfinished_business() -> None:
    # Written in two halves, so that this file does not find itself.
    words = re.compile("TO" + "DO|FIX" + "ME|NotImplemented" + "Error|assert " + "True\\b")
    found = [
        f"{name_of(path)}: {match[0]}"
        for path in [*sources(), *sources("tests")]
        for match in words.finditer(path.read_text("utf-8"))
    ]
    assert found == []


def test_locks_hold_hashes_and_no_address() -> None:
    for name in ("core", "prod", "dev"):
        text = (ROOT / f"requirements/{name}.txt").read_text("utf-8")
        pins = re.findall(r"^\S+==\S+", text, re.MULTILINE)
        assert len(pins) > 30
        assert text.count("--hash=sha256:") >= len(pins)
        assert re.findall(r"https?://|--index|--find-links", text) == []
