"""What is counted in a document: stems, pairs of neighbouring stems, codes with their ancestors."""

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from matchmaking.engine.text import Word, language_of, words
from matchmaking.engine.types import Document, Kind

SHORTEST_PREFIX = 2
# SCIAN is NAICS in Spanish and French; the two agree down to the fifth digit.
SAME_SCHEME = {"scian": "naics"}
# In these schemes trailing zeros only fill up the places: 09330000 is the group 0933.
ZERO_FILLED = frozenset({"cpv", "unspsc"})
CODE = re.compile(r"\s*([A-Za-z]+):([0-9A-Za-z]{1,12})\s*")


def kind_of(term: str) -> Kind:
    """Codes hold a colon, pairs a space; no word holds either."""
    if ":" in term:
        return "code"
    return "pair" if " " in term else "word"


def word_terms(text: str, language: str) -> Iterator[tuple[str, int, int]]:
    """Stems and pairs with the place in the text that shows them."""
    found = list(words(text, language))
    for word in found:
        yield word.stem, word.start, word.end
    for left, right in pairwise(found):
        if left.clause == right.clause:
            yield pair_of(left, right), left.start, right.end


def pair_of(left: Word, right: Word) -> str:
    return f"{left.stem} {right.stem}"


def code_terms(code: str) -> list[str]:
    """A code and its ancestors, shortest first; nothing where it is not a code."""
    parts = CODE.fullmatch(code)
    if not parts:
        return []
    scheme, digits = parts.group(1).lower(), parts.group(2).upper()
    scheme = SAME_SCHEME.get(scheme, scheme)
    if scheme in ZERO_FILLED:
        digits = digits.rstrip("0")
    return [f"{scheme}:{digits[:size]}" for size in range(SHORTEST_PREFIX, len(digits) + 1)]


def title_terms(document: Document) -> list[str]:
    return [term for term, _, _ in word_terms(document.title, language_of(document.language))]


def body_terms(document: Document) -> list[str]:
    """Terms of the text and the codes; a code counts once however often it is given."""
    terms = [term for term, _, _ in word_terms(document.text, language_of(document.language))]
    return terms + sorted({term for code in document.codes for term in code_terms(code)})


def surfaces(document: Document) -> dict[str, tuple[str, ...]]:
    """Each term with the different ways it is written in this document, as they stand there."""
    language = language_of(document.language)
    seen: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for text in (document.title, document.text):
        for term, start, end in word_terms(text, language):
            seen[term][text[start:end]] = None
    for code in document.codes:
        for term in code_terms(code):
            seen[term][code.strip()] = None
    return {term: tuple(forms) for term, forms in seen.items()}
