"""What a host's robots.txt lets programs read, by RFC 9309; asked at each run of an HTML source."""

import re
import urllib.parse
from collections.abc import Iterator

from tenders.sources.base import BadPayload, Client
from tenders.sources.http import FetchFailed

AGENT = "puente"
RULES_LIMIT = 2_000
_ABSENT = {404, 410}
_TEXT = frozenset({"text/plain"})


def check_allowed(client: Client, url: str) -> None:
    """Refuse to go on where the host forbids this address; raises BadPayload, FetchFailed.

    A host without the file forbids nothing. One that turns us away from it has answered as well.
    """
    parts = urllib.parse.urlsplit(url)
    try:
        answer = client.get(f"{parts.scheme}://{parts.netloc}/robots.txt", media_types=_TEXT)
    except FetchFailed as error:
        if error.status in _ABSENT:
            return
        raise
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    if not is_allowed(answer.content.decode("utf-8", "replace"), path or "/"):
        raise BadPayload(f"The robots rule of {parts.netloc} forbids programs to read {path}.")


def is_allowed(rules: str, path: str) -> bool:
    """The longest rule that fits decides; where two are equally long, the one that allows."""
    fitting = [
        (len(pattern), verb == "allow")
        for verb, pattern in _rules_for_us(rules)
        if pattern and _fits(pattern, path)
    ]
    return max(fitting)[1] if fitting else True


def _rules_for_us(rules: str) -> list[tuple[str, str]]:
    """The rules of the groups that name us, or else those for everyone."""
    groups: dict[str, list[tuple[str, str]]] = {}
    agents: list[str] = []
    are_agents_complete = False
    for field, value in list(_fields(rules))[:RULES_LIMIT]:
        if field == "user-agent":
            if are_agents_complete:
                agents, are_agents_complete = [], False
            agents.append(value.lower())
            groups.setdefault(value.lower(), [])
        elif field in {"allow", "disallow"}:
            are_agents_complete = True
            for agent in agents:
                groups[agent].append((field, value))
    return groups.get(AGENT, groups.get("*", []))


def _fields(rules: str) -> Iterator[tuple[str, str]]:
    for line in rules.lstrip("\ufeff").splitlines():
        field, colon, value = line.partition("#")[0].partition(":")
        if colon:
            yield field.strip().lower(), value.strip()


def _fits(pattern: str, path: str) -> bool:
    is_anchored = pattern.endswith("$")
    pieces = re.sub(r"\*+", "*", pattern.removesuffix("$")).split("*")
    if not path.startswith(pieces[0]):
        return False
    place = len(pieces[0])
    for piece in pieces[1:-1]:
        found = path.find(piece, place)
        if found < 0:
            return False
        place = found + len(piece)
    if len(pieces) == 1:
        return not is_anchored or place == len(path)
    last = pieces[-1]
    if is_anchored:
        return path.endswith(last) and len(path) - len(last) >= place
    return path.find(last, place) >= 0
