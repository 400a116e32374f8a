"""What Puente decided about a request, in one word, and the table that says what it should."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from django.db import connection
from django.http import HttpResponse

from tests.guards.canaries import IDENTITIES

TABLE = Path(__file__).with_name("matrix.txt")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
SIGN_IN = re.compile(r"^/(\w\w/account|admin)/login/")
CONFIRM = re.compile(r"^/\w\w/account/confirm-email/$")
WRITE = re.compile(
    r"^\s*(?:INSERT INTO|UPDATE|DELETE FROM|REPLACE INTO) [\"`]?(\w+)", re.IGNORECASE
)
# Rows about the visit itself (an administrator's look is written down), and rows that a page makes
# anew from others.
NOT_CONTENT = {"django_session", "shared_cache", "accounts_auditentry"}
DERIVED = {
    "matchmaking_recommendation",
    "matchmaking_recommendationlist",
    "matchmaking_partnerrecommendation",
}


def decision(response: HttpResponse, method: str) -> str:
    """ok, away (sent elsewhere), login, verify, denied, missing, method, or the bare status."""
    status = response.status_code
    if status in (301, 302):
        return direction(response["Location"], method)
    if status == 400 and method not in ("GET", "HEAD"):
        return "ok"  # it was let in; what it sent was not complete
    words = {200: "ok", 201: "ok", 204: "ok", 403: "denied", 404: "missing", 405: "method"}
    return words.get(status, str(status))


def direction(location: str, method: str) -> str:
    if SIGN_IN.match(location):
        return "login"
    if CONFIRM.match(location):
        return "verify"
    return "ok" if method == "POST" else "away"


@dataclass(frozen=True)
class Row:
    """One line: a route or a pattern of routes, perhaps a variant, methods, and the answers."""

    pattern: str
    variant: str
    methods: tuple[str, ...]
    answers: dict[str, str]

    def matches(self, route: str) -> bool:
        return fnmatchcase(route, self.pattern)


@dataclass
class Table:
    rows: list[Row] = field(default_factory=list)

    def variants(self, route: str) -> list[str]:
        return list(dict.fromkeys(row.variant for row in self.rows_of(route)))

    def rows_of(self, route: str) -> list[Row]:
        """The rows of the route itself or, if it has none, of the longest pattern."""
        found = [row for row in self.rows if row.matches(route)]
        nearest = max((len(row.pattern) for row in found), default=0)
        return [row for row in found if row.pattern == route] or [
            row for row in found if len(row.pattern) == nearest
        ]

    def expected(self, route: str, variant: str, method: str, identity: str) -> str:
        for row in self.rows_of(route):
            if row.variant == variant and method in row.methods:
                return row.answers[identity]
        return "method"


def read_table() -> Table:
    lines = TABLE.read_text("utf-8").splitlines()
    rows = [line.split() for line in lines if line.strip() and not line.startswith("#")]
    assert rows[0] == ["route", "methods", *IDENTITIES]
    return Table([row_of(cells) for cells in rows[1:]])


def row_of(cells: list[str]) -> Row:
    pattern, _at, variant = cells[0].partition("@")
    methods = METHODS if cells[1] == "any" else tuple(cells[1].split(","))
    assert len(cells) == len(IDENTITIES) + 2, cells
    return Row(pattern, variant, methods, dict(zip(IDENTITIES, cells[2:], strict=True)))


@contextmanager
def writes() -> Iterator[set[str]]:
    """The tables that were written to in this block."""
    tables: set[str] = set()

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if written := WRITE.match(sql):
            tables.add(written[1])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield tables
    tables -= NOT_CONTENT
