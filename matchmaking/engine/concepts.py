"""The shipped term bank: words of four languages laid over one set of concepts."""

import csv
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import scipy.sparse as sp

from matchmaking.engine.features import word_terms
from matchmaking.engine.matrices import unit_rows
from matchmaking.engine.text import DATA, LANGUAGES

TERM_BANK = DATA / "term_bank.csv"
SEPARATOR = "|"
# Words and pairs of a phrase; runs of three are too rare to bridge anything.
LONGEST_PHRASE_PART = 2


@dataclass(frozen=True)
class TermBank:
    """For each language, the terms of each concept; and a hash of the file they came from."""

    concepts: tuple[str, ...]
    terms: Mapping[str, tuple[tuple[str, ...], ...]]
    fingerprint: str

    def vocabulary(self) -> list[str]:
        """All terms of all languages, each once, in order."""
        return sorted({term for rows in self.terms.values() for row in rows for term in row})

    def projection(self, language: str, vocabulary: Mapping[str, int], width: int) -> sp.csr_matrix:
        """Concepts by terms: how much a term of this language says about each concept.

        A term of many concepts says little about each, and a concept of many terms is shared
        out among them. A language without terms gives a projection of zeros.
        """
        concept_rows = self.terms.get(language, ())
        rows = [row for row, terms in enumerate(concept_rows) for _ in terms]
        columns = [vocabulary[term] for terms in concept_rows for term in terms]
        held = sp.csr_matrix(
            (np.ones(len(rows), dtype=np.float32), (rows, columns)),
            shape=(len(self.concepts), width),
        )
        spread = np.bincount(held.indices, minlength=width)
        rarity = np.log1p(len(self.concepts) / (spread + 1.0)).astype(np.float32)
        scale = sp.diags_array(rarity)
        return sp.csr_matrix(unit_rows(sp.csr_matrix(held @ scale)) @ scale)


@cache
def term_bank(path: Path = TERM_BANK) -> TermBank:
    """The bank of a file, read once; one without concepts where there is no file."""
    if not path.is_file():
        return TermBank((), {}, "")
    raw = path.read_bytes()
    rows = list(csv.DictReader(raw.decode("utf-8").splitlines()))
    terms = {
        language: tuple(_terms_of(row.get(language) or "", language) for row in rows)
        for language in LANGUAGES
    }
    names = tuple(row["concept"] for row in rows)
    return TermBank(names, terms, hashlib.sha256(raw).hexdigest())


def _terms_of(cell: str, language: str) -> tuple[str, ...]:
    found = {
        term
        for phrase in cell.split(SEPARATOR)
        for term, _, _ in word_terms(phrase, language, longest=LONGEST_PHRASE_PART)
    }
    return tuple(sorted(found))
