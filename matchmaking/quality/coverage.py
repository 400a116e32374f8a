"""How much of real texts the term bank knows: words it can carry into another language."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from matchmaking.engine import Document
from matchmaking.engine.concepts import TermBank, term_bank
from matchmaking.engine.features import word_terms
from matchmaking.engine.text import LANGUAGES, language_of


@dataclass(frozen=True)
class Coverage:
    """One language: what the bank holds in it, and how much of the texts in it that covers.

    A running word is known where it, or a pair that it stands in, belongs to a concept.
    """

    language: str
    concepts: int
    terms: int
    documents: int
    reached: int
    words: int
    known: int

    @property
    def share(self) -> float:
        return self.known / self.words if self.words else 0.0


@dataclass(frozen=True)
class Missing:
    """A word of the texts that no concept holds, and how often it stands there."""

    language: str
    word: str
    times: int


def coverage_of(documents: Iterable[Document]) -> tuple[list[Coverage], list[Missing]]:
    """Figures for each language, and the words that are missing, the most frequent first."""
    bank, documents = term_bank(), list(documents)
    figures, missing = [], []
    for language in LANGUAGES:
        texts = [document for document in documents if language_of(document.language) == language]
        found, unknown = _language_coverage(bank, language, texts)
        figures.append(found)
        missing += [Missing(language, word, times) for word, times in unknown.items()]
    return figures, sorted(missing, key=lambda one: (-one.times, one.language, one.word))


def concepts_in_all() -> int:
    """Concepts that have a word in each language, and so can cross between any two."""
    return sum(all(terms) for terms in zip(*term_bank().terms.values(), strict=True))


def _language_coverage(
    bank: TermBank, language: str, texts: list[Document]
) -> tuple[Coverage, Counter[str]]:
    rows = bank.terms.get(language, ())
    held = {term for terms in rows for term in terms}
    words = known = reached = 0
    unknown: Counter[str] = Counter()
    for document in texts:
        stems, covered = _stems_in(document, language, held)
        words += len(stems)
        known += len(covered)
        reached += bool(covered)
        unknown.update(stem for place, stem in stems.items() if place not in covered)
    concepts = sum(map(bool, rows))
    return Coverage(language, concepts, len(held), len(texts), reached, words, known), unknown


def _stems_in(
    document: Document, language: str, held: set[str]
) -> tuple[dict[tuple[int, int], str], set[tuple[int, int]]]:
    """The stems of a text by where they begin, and the places that the bank covers."""
    stems: dict[tuple[int, int], str] = {}
    covered: set[tuple[int, int]] = set()
    for part, text in enumerate((document.title, document.text)):
        spans = []
        for term, start, end in word_terms(text, language, longest=2):
            if " " not in term:
                stems[part, start] = term
            if term in held:
                spans.append((start, end))
        for start, end in spans:
            covered |= {place for place in stems if place[0] == part and start <= place[1] < end}
    return stems, covered
