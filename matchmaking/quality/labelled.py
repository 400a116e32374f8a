"""Firms and notices whose fit was graded by hand, as the matcher and its rivals see them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from matchmaking.engine import Document

# From this grade on the work asked for is the firm's own, not a neighbour's.
RELEVANT_FROM = 2

Ranker: TypeAlias = Callable[[Sequence[Document]], list[str]]
"""From a firm's own texts to the ids of notices, best first; what has no score is left out."""


@dataclass(frozen=True)
class LabelledFirm:
    """A firm with its texts; `language` is that of its description, `size` its size band."""

    key: str
    language: str
    size: str
    profile: tuple[Document, ...]

    @property
    def languages(self) -> frozenset[str]:
        return frozenset(document.language for document in self.profile)


@dataclass(frozen=True)
class LabelledSet:
    """All firms, all notices, and the grades above 0: firm -> notice -> 1 to 3."""

    firms: tuple[LabelledFirm, ...]
    notices: tuple[Document, ...]
    published: Mapping[str, date]
    grades: Mapping[str, Mapping[str, int]]
    fingerprint: str

    @property
    def graded_pairs(self) -> int:
        return sum(len(grades) for grades in self.grades.values())

    def grade(self, firm: str, notice: str) -> int:
        return self.grades.get(firm, {}).get(notice, 0)
