"""The engine's contract: what goes in, what comes out, and what can go wrong."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal["word", "pair", "code", "concept"]
Labels = Mapping[str, str]


@dataclass(frozen=True)
class Document:
    """One text in one language, with the codes it carries ("cpv:09331200", "naics:221114")."""

    id: str
    language: str
    title: str
    text: str = ""
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Match:
    """A document of the index and how near it is to the profile: 0 (nothing) to 1 (the same)."""

    document_id: str
    score: float


@dataclass(frozen=True)
class Contribution:
    """What one term adds to a score, with the words that carry it as they stand in both texts.

    `profile_words` is empty where the term came from documents the reader liked.
    """

    term: str
    weight: float
    kind: Kind
    profile_words: tuple[str, ...]
    document_words: tuple[str, ...]


@dataclass(frozen=True)
class Explanation:
    """A score taken apart: the contributions, heaviest first, add up to it."""

    document_id: str
    score: float
    contributions: tuple[Contribution, ...] = ()


class EngineError(Exception):
    """Whatever the engine refuses, each with a line that can be shown."""


class IndexDamaged(EngineError):
    """A saved index is missing, incomplete, changed, or of another format: build it again."""


class DuplicateDocument(EngineError):
    """Two documents to be indexed carry the same id."""


class UnknownDocument(EngineError):
    """An id that the index does not hold."""
