"""Words of a text: where they stand, how they are folded and stemmed, and which say nothing."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

import Stemmer

DATA = Path(__file__).parent / "data"
LANGUAGES = ("en", "es", "fr", "pt")
STEMMERS = {"en": "english", "es": "spanish", "fr": "french", "pt": "portuguese"}
LONGEST_WORD = 40

# Combining marks are part of a word, so that texts in decomposed form keep their words whole.
# An inner hyphen or apostrophe ends a word: parts of a compound meet again as a pair.
TOKEN = re.compile(r"[^\W\d_](?:[^\W_]|[\u0300-\u036f])*|\d[\d.,]*[^\W\d_]*|[.;:!?()\n]")
CLAUSE_ENDS = frozenset(".;:!?()\n")


class Word(NamedTuple):
    """A word's place in its text and its stem; stop words and marks are left out before."""

    stem: str
    start: int
    end: int
    clause: int


def fold(text: str) -> str:
    """Lower case without accents."""
    decomposed = unicodedata.normalize("NFKD", text.lower())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def language_of(tag: str) -> str:
    """The primary part of a language tag ("fr-CA", "FR"), or "" where we have no words for it."""
    primary = re.split(r"[-_]", tag.strip().lower(), maxsplit=1)[0]
    return primary if primary in LANGUAGES else ""


@cache
def stop_words(language: str) -> frozenset[str]:
    """Folded words that say nothing in this language; none where the language is unknown."""
    path = DATA / "stop_words" / f"{language}.txt"
    if not language or not path.is_file():
        return frozenset()
    return frozenset(fold(word) for word in path.read_text("utf-8").split())


@cache
def stemmer(language: str) -> Stemmer.Stemmer:
    return Stemmer.Stemmer(STEMMERS[language])


@lru_cache(maxsize=200_000)
def stem(surface: str, language: str) -> str:
    """The folded stem of a word, or "" for a stop word, a lone letter or a bare number."""
    lowered = unicodedata.normalize("NFC", surface.lower())[:LONGEST_WORD]
    folded = fold(lowered)
    if len(folded) < 2 or folded in stop_words(language) or not any(map(str.isalpha, folded)):
        return ""
    if language not in STEMMERS:
        return folded
    return fold(stemmer(language).stemWord(spelled(folded, lowered, language)))


def spelled(folded: str, lowered: str, language: str) -> str:
    """The spelling given to the stemmer, so that texts without accents meet those with them.

    Capitals often lose their accents. Spanish rules work on folded words; Portuguese needs the
    tilde of its commonest endings back; French loses too much when folded.
    """
    if language == "es":
        return folded
    if language == "pt":
        return re.sub(r"coes$", "ções", re.sub(r"cao$", "ção", folded))
    return lowered


def words(text: str, language: str) -> Iterator[Word]:
    """The words of a text that carry meaning, in order, numbered by the clause they stand in."""
    clause = 0
    for found in TOKEN.finditer(text):
        surface = found.group()
        if surface in CLAUSE_ENDS:
            clause += 1
            continue
        root = stem(surface, language)
        if root:
            yield Word(root, found.start(), found.end(), clause)


def clauses(text: str, language: str) -> list[list[str]]:
    """The stems of `words`, clause by clause: the quick way where places are not asked for."""
    found: list[list[str]] = [[]]
    for surface in TOKEN.findall(text):
        if surface in CLAUSE_ENDS:
            found.append([])
            continue
        root = stem(surface, language)
        if root:
            found[-1].append(root)
    return found
