"""JSON from outside, opened with limits on size and depth and without its looser habits."""

import json
import math
import re
from collections import Counter
from typing import Any, NoReturn

from tenders.sources.base import UNREADABLE, BadPayload, RawRecord

SIZE_LIMIT = 64 * 1024 * 1024
DEPTH_LIMIT = 64

_BOM = b"\xef\xbb\xbf"
_WHITESPACE = " \t\r\n"
# Strings are taken whole, closed or not, so that brackets in them do not count.
_TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+("?)|[\[{]|[\]}]', re.DOTALL)


def read_json(payload: bytes) -> Any:
    """What the payload holds; raises BadPayload with one sentence that names the fault."""
    text = decode(payload)
    if text.startswith("<"):
        raise BadPayload("HTML or XML came where JSON was expected.")
    open_at_end = _check_nesting(text)
    try:
        return json.loads(
            text,
            object_pairs_hook=_object,
            parse_constant=_refuse_constant,
            parse_float=_finite_float,
        )
    except json.JSONDecodeError as error:
        if open_at_end or error.pos >= len(text):
            raise BadPayload(f"The JSON ends early, at character {len(text):,}.") from None
        raise BadPayload(f"The JSON is not valid at character {error.pos:,}.") from None
    except ValueError:
        raise BadPayload("The JSON holds a number of more than 4,300 digits.") from None


def decode(payload: bytes) -> str:
    """The payload as text, without byte order mark and outer white space."""
    if len(payload) > SIZE_LIMIT:
        raise BadPayload(f"The payload is larger than {SIZE_LIMIT:,} bytes.")
    body = payload.removeprefix(_BOM)
    try:
        text = body.decode("utf-8").strip(_WHITESPACE)
    except UnicodeDecodeError as error:
        if error.end == len(body) and error.reason == "unexpected end of data":
            raise BadPayload(f"The payload ends early, in byte {len(payload):,}.") from None
        raise BadPayload(f"The payload is not UTF-8 text: byte {error.start:,} is wrong.") from None
    if not text:
        raise BadPayload("The payload is empty.")
    return text


def records_of(items: list[Any]) -> list[RawRecord]:
    """Each element as a raw record; what is no object keeps its place, for its own quarantine."""
    return [item if isinstance(item, dict) else {UNREADABLE: item} for item in items]


def _check_nesting(text: str) -> bool:
    """Whether something is open at the end; json.loads itself would recurse without a limit."""
    depth = 0
    for token in _TOKEN.finditer(text):
        character = token[0][0]
        if character == '"':
            if not token[1]:
                return True
        elif character in "[{":
            depth += 1
            if depth > DEPTH_LIMIT:
                raise BadPayload(f"The JSON is nested deeper than {DEPTH_LIMIT} levels.")
        else:
            depth -= 1
    return depth > 0


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) < len(pairs):
        twice, _ = Counter(name for name, _ in pairs).most_common(1)[0]
        raise BadPayload(f"The JSON has the key {twice[:60]!r} twice in one object.")
    return result


def _refuse_constant(name: str) -> NoReturn:
    raise BadPayload(f"The JSON holds {name}, which is no JSON number.")


def _finite_float(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise BadPayload("The JSON holds a number that is too large.")
    return value
