"""Why two texts meet: explanations of the engine as they are stored and shown."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from matchmaking.documents import SectorNames
from matchmaking.engine import Contribution, Explanation, spans_of
from reference.models import name_language

# More reasons than anybody reads; the others are kept as one sum.
MOST_STORED = 12
MOST_SPELLINGS = 4
REST = "rest"
# A passage: so many characters around a word, and no longer than so many in all.
MOST_PASSAGES = 2
AROUND = 70
LONGEST = 280

Reason = dict[str, Any]


def stored(explanation: Explanation, names: SectorNames) -> list[Reason]:
    """The contributions as JSON, heaviest first. Their weights add up to the score.

    A code counts with each of its ancestors: what shows the same words is one reason. Codes keep
    their names beside them, so that a page asks for none.
    """
    merged: dict[tuple[Any, ...], Contribution] = {}
    for part in explanation.contributions:
        is_code = part.kind == "code"
        key = (part.kind, part.document_words, () if is_code else part.profile_words)
        heavier = merged.get(key)
        merged[key] = replace(heavier, weight=heavier.weight + part.weight) if heavier else part
    ordered = sorted(merged.values(), key=lambda part: -part.weight)
    reasons = [_reason(part, explanation.score, names) for part in ordered[:MOST_STORED]]
    return reasons + _rest([part.weight for part in ordered[MOST_STORED:]], explanation.score)


def _reason(part: Contribution, score: float, names: SectorNames) -> Reason:
    words = (*part.profile_words[:MOST_SPELLINGS], *part.document_words[:MOST_SPELLINGS])
    return {
        "kind": part.kind,
        "profile_words": list(part.profile_words[:MOST_SPELLINGS]),
        "document_words": list(part.document_words[:MOST_SPELLINGS]),
        "weight": part.weight,
        "share": _share(part.weight, score),
        "names": {word: names[word] for word in words if word in names},
    }


def shown(reasons: Iterable[Reason]) -> list[Reason]:
    """Those that have words to show; a code is shown as what it means."""
    return [_readable(reason) for reason in reasons if reason["kind"] != REST]


def document_words(reasons: Iterable[Reason]) -> list[str]:
    """The words to mark in the other text; codes stand in no text."""
    return [
        word
        for reason in shown(reasons)
        if reason["kind"] != "code"
        for word in reason["document_words"]
    ]


def passages(text: str, words: Iterable[str]) -> list[str]:
    """The first places of a text where these words stand, with what stands around them."""
    found: list[tuple[int, int]] = []
    for start, end in spans_of(text, words):
        start, end = max(0, start - AROUND), min(len(text), end + AROUND)
        if found and start <= found[-1][1]:
            start, end = found.pop()[0], max(end, start)
        elif len(found) == MOST_PASSAGES:
            break
        found.append((start, end))
    return [_whole_words(text, start, min(end, start + LONGEST)) for start, end in found]


def _readable(reason: Reason) -> Reason:
    names, language = reason["names"], name_language()
    if not names:
        return reason
    words = {
        side: list(dict.fromkeys(names.get(word, {}).get(language, word) for word in reason[side]))
        for side in ("profile_words", "document_words")
    }
    return {**reason, **words}


def _whole_words(text: str, start: int, end: int) -> str:
    """A piece of a text on one line, cut at spaces, with dots where the text goes on."""
    piece = text[start:end]
    if start and " " in piece:
        piece = piece[piece.index(" ") + 1 :]
    if end < len(text) and " " in piece:
        piece = piece[: piece.rindex(" ")]
    line = " ".join(piece.split())
    return f"{'… ' if start else ''}{line}{' …' if end < len(text) else ''}"


def _rest(weights: list[float], score: float) -> list[Reason]:
    if not weights:
        return []
    weight = sum(weights)
    return [{"kind": REST, "terms": len(weights), "weight": weight, "share": _share(weight, score)}]


def _share(weight: float, score: float) -> int:
    return round(100 * weight / score) if score else 0
