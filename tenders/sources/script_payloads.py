"""A JavaScript file that assigns one literal to one name: read as data, never run.

Strings in either quotes, numbers, true, false, null, lists and objects with bare or quoted keys are
all there is. Anything else, such as a call or a sum, makes the file unreadable.
"""

import re
from typing import Any

from tenders.sources.base import BadPayload
from tenders.sources.json_payloads import DEPTH_LIMIT, decode

SCRIPT_TYPES = frozenset({"application/javascript", "text/javascript", "application/x-javascript"})

_TOKEN = re.compile(
    r"""(?P<space>\s+|//[^\n\u2028\u2029]*|/\*.*?\*/)
    |(?P<string>"(?:[^"\\\n]++|\\.)*+"|'(?:[^'\\\n]++|\\.)*+')
    |(?P<number>-?(?:0|[1-9][0-9]{0,18})(?:\.[0-9]{1,18})?(?![0-9A-Za-z_$.]))
    |(?P<name>[A-Za-z_$][A-Za-z0-9_$]*)
    |(?P<mark>[\[\]{}:,;=])""",
    re.VERBOSE | re.DOTALL,
)
_CONSTANTS = {"true": True, "false": False, "null": None, "undefined": None}
_ESCAPE = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|u\{([0-9A-Fa-f]{1,6})\}|(.))", re.S)
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": ""}


def read_assignment(payload: bytes, *, name: str) -> Any:
    """The value in `var name = value;`; raises BadPayload with one sentence."""
    text = decode(payload)
    if text.startswith("<"):
        raise BadPayload("HTML or XML came where JavaScript was expected.")
    reader = _Reader(text)
    if reader.peek()[1] in {"var", "let", "const"}:
        reader.take()
    if reader.take()[1] != name or reader.take()[1] != "=":
        raise BadPayload(f"The JavaScript does not begin by giving a value to '{name}'.")
    value = reader.value(depth=1)
    if reader.peek()[1] == ";":
        reader.take()
    if reader.peek()[0] != "end":
        raise reader.fault()
    return value


class _Reader:
    """Walks through the tokens; the depth is bounded, so that calling itself is safe."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._position = 0
        self._next: tuple[str, str] | None = None

    def peek(self) -> tuple[str, str]:
        """Kind and text of the next token; the kind is "end" after the last one."""
        while self._next is None:
            if self._position >= len(self._text):
                self._next = ("end", "")
                break
            match = _TOKEN.match(self._text, self._position)
            if match is None or match.lastgroup is None:
                raise self.fault()
            self._position = match.end()
            if match.lastgroup != "space":
                self._next = (match.lastgroup, match[0])
        return self._next

    def take(self) -> tuple[str, str]:
        token = self.peek()
        if token[0] != "end":
            self._next = None
        return token

    def value(self, *, depth: int) -> Any:
        if depth > DEPTH_LIMIT:
            raise BadPayload(f"The JavaScript is nested deeper than {DEPTH_LIMIT} levels.")
        kind, text = self.take()
        if kind == "string":
            return _unquoted(text)
        if kind == "number":
            return float(text) if "." in text else int(text)
        if kind == "name" and text in _CONSTANTS:
            return _CONSTANTS[text]
        if text == "[":
            return self._list(depth)
        if text == "{":
            return self._object(depth)
        raise self.fault()

    def _list(self, depth: int) -> list[Any]:
        items: list[Any] = []
        while self.peek()[1] != "]":
            items.append(self.value(depth=depth + 1))
            if not self._goes_on("]"):
                break
        self.take()
        return items

    def _object(self, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while self.peek()[1] != "}":
            kind, text = self.take()
            if kind not in {"name", "string", "number"} or self.take()[1] != ":":
                raise self.fault()
            key = _unquoted(text) if kind == "string" else text
            if key in found:
                raise BadPayload(f"The JavaScript has the key {key[:60]!r} twice in one object.")
            found[key] = self.value(depth=depth + 1)
            if not self._goes_on("}"):
                break
        self.take()
        return found

    def _goes_on(self, end: str) -> bool:
        """Whether a comma comes next, which it takes; False at the closing bracket."""
        text = self.peek()[1]
        if text == ",":
            self.take()
            return True
        if text != end:
            raise self.fault()
        return False

    def fault(self) -> BadPayload:
        if self._position >= len(self._text):
            return BadPayload(f"The JavaScript ends early, at character {len(self._text):,}.")
        return BadPayload(f"The JavaScript is no plain value at character {self._position:,}.")


def _unquoted(text: str) -> str:
    read = _ESCAPE.sub(_escaped, text[1:-1])
    # JavaScript writes what lies beyond U+FFFF as two halves; a half alone is no character.
    return read.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _escaped(match: re.Match[str]) -> str:
    digits = match[1] or match[2] or match[3]
    if digits is None:
        return _ESCAPED.get(match[4], match[4])
    number = int(digits, 16)
    return chr(number) if number <= 0x10FFFF else "\ufffd"
