"""Where the words of an explanation stand in a text, so that a page can mark them."""

import re
from collections.abc import Iterable


def spans_of(text: str, words: Iterable[str]) -> list[tuple[int, int]]:
    """The places of the words as (start, end), in order; those that touch become one."""
    forms = sorted({word for word in words if word.strip()}, key=lambda word: (-len(word), word))
    spans: list[tuple[int, int]] = []
    found = (match.span() for form in forms for match in _whole(form).finditer(text))
    for start, end in sorted(found):
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return spans


def _whole(form: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W_]){re.escape(form)}(?![^\W_])")
