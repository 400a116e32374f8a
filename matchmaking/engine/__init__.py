"""The matcher: texts and codes in, ranked and explained matches out. This is its only door."""

from matchmaking.engine.index import MatchIndex
from matchmaking.engine.levels import Level, level_of
from matchmaking.engine.marking import spans_of
from matchmaking.engine.shelf import Build, IndexShelf
from matchmaking.engine.types import (
    Contribution,
    Document,
    DuplicateDocument,
    EngineError,
    Explanation,
    IndexDamaged,
    Match,
    UnknownDocument,
)
from matchmaking.engine.version import ENGINE_VERSION

__all__ = [
    "ENGINE_VERSION",
    "Build",
    "Contribution",
    "Document",
    "DuplicateDocument",
    "EngineError",
    "Explanation",
    "IndexDamaged",
    "IndexShelf",
    "Level",
    "Match",
    "MatchIndex",
    "UnknownDocument",
    "level_of",
    "spans_of",
]
