"""What is counted in a document: stems, runs of neighbouring stems, codes with their ancestors."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import pairwise

from matchmaking.engine.text import clauses, language_of, words
from matchmaking.engine.types import Document, Kind

SHORTEST_PREFIX = 2
LONGEST_RUN = 3
# SCIAN is NAICS in Spanish and French; the two agree down to the fifth digit.
SAME_SCHEME = {"scian": "naics"}
# In these schemes trailing zeros only fill up the places: 09330000 is the group 0933.
ZERO_FILLED = frozenset({"cpv", "unspsc"})
CODE = re.compile(r"\s*([A-Za-z]+):([0-9A-Za-z]{1,12})\s*")

Place = tuple[str, int, int]


def kind_of(term: str) -> Kind:
    """Codes hold a colon, pairs and longer runs a space; no word holds either."""
    if ":" in term:
        return "code"
    return "pair" if " " in term else "word"


def word_terms(text: str, language: str, *, longest: int = LONGEST_RUN) -> Iterator[Place]:
    """Stems, pairs and runs of three within a clause, with the place that shows them."""
    found = list(words(text, language))
    for first, word in enumerate(found):
        yield word.stem, word.start, word.end
        run = word.stem
        for follower in found[first + 1 : first + longest]:
            if follower.clause != word.clause:
                break
            run = f"{run} {follower.stem}"
            yield run, word.start, follower.end


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


def terms_of(document: Document) -> list[str]:
    """All terms of a document; a code counts once however often it is given."""
    language = language_of(document.language)
    terms: list[str] = []
    for text in (document.title, document.text):
        for stems in clauses(text, language):
            terms += stems
            terms += map(" ".join, pairwise(stems))
            terms += map(" ".join, zip(stems, stems[1:], stems[2:], strict=False))
    return terms + sorted({term for code in document.codes for term in code_terms(code)})


@lru_cache(maxsize=1024)
def surfaces(document: Document) -> Mapping[str, tuple[str, ...]]:
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
