"""A translation table learned from labels of the same things in two languages (IBM Model 1).

Each word of a label in one language is taken to come from one word of the label in the other, or
from none. Expectation maximisation finds the probabilities under which the labels are likeliest.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, permutations

import numpy as np
import scipy.sparse as sp

from matchmaking.engine.text import LANGUAGES, words
from matchmaking.engine.types import Labels

ROUNDS = 8
# What is translated so both ways, at least; weaker links are chance.
LEAST_PROBABILITY = 0.1
# A word seen in fewer labels may stand beside anything: what it seems to mean is chance.
FEWEST_LABELS = 2
NO_WORD = ""

Pair = tuple[str, str]
Table = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True)
class Links:
    """Every word of a target label beside every word of its source label, by number.

    `place` tells which target word of which label a link belongs to.
    """

    sources: list[str]
    targets: list[str]
    source: np.ndarray
    target: np.ndarray
    place: np.ndarray


def learned(labels: Iterable[Labels]) -> dict[Pair, Table]:
    """A table for each ordered pair of languages that occur together in the labels."""
    return _learned(
        tuple(tuple((tag, label[tag]) for tag in LANGUAGES if label.get(tag)) for label in labels)
    )


# Ten thousands of labels take a while, and the next index is mostly made from the same ones.
@lru_cache(maxsize=2)
def _learned(labels: tuple[tuple[tuple[str, str], ...], ...]) -> dict[Pair, Table]:
    rows = [{tag: _stems(text, tag) for tag, text in label} for label in labels]
    forward = {
        (one, other): probabilities(
            [(row[one], row[other]) for row in rows if {one, other} <= set(row)]
        )
        for one, other in permutations(LANGUAGES, 2)
    }
    common = {tag: _common(row.get(tag, ()) for row in rows) for tag in LANGUAGES}
    return {
        (one, other): _kept(both_ways(table, forward[other, one]), common[one], common[other])
        for (one, other), table in forward.items()
        if table
    }


def _common(labels: Iterable[Sequence[str]]) -> frozenset[str]:
    """Words that stand in enough labels."""
    seen = Counter(chain.from_iterable(labels))
    return frozenset(word for word, times in seen.items() if times >= FEWEST_LABELS)


def _kept(table: Table, sources: frozenset[str], targets: frozenset[str]) -> Table:
    kept = {
        source: {target: likely for target, likely in links.items() if target in targets}
        for source, links in table.items()
        if source in sources
    }
    return {source: links for source, links in kept.items() if links}


def probabilities(pairs: Sequence[tuple[Sequence[str], Sequence[str]]]) -> Table:
    """How likely each source word becomes each target word, by expectation maximisation."""
    links = _links(pairs)
    if not len(links.source):
        return {}
    width = len(links.targets)
    keys, slot = np.unique(links.source * width + links.target, return_inverse=True)
    owner = keys // width
    likely = np.ones(len(keys))
    for _ in range(ROUNDS):
        weight = likely[slot]
        weight /= np.bincount(links.place, weight)[links.place]
        counted = np.bincount(slot, weight, minlength=len(keys))
        likely = counted / np.bincount(owner, counted, minlength=len(links.sources))[owner]
    table: dict[str, dict[str, float]] = {}
    for key, value in zip(keys.tolist(), likely.tolist(), strict=True):
        source, target = links.sources[key // width], links.targets[key % width]
        if source != NO_WORD:
            table.setdefault(source, {})[target] = value
    return table


def both_ways(table: Table, back: Table) -> Table:
    """Links that hold in both directions: the geometric mean, without the weak ones."""
    agreed: dict[str, dict[str, float]] = {}
    for source, targets in table.items():
        for target, there in targets.items():
            mean = (there * back.get(target, {}).get(source, 0.0)) ** 0.5
            if mean >= LEAST_PROBABILITY:
                agreed.setdefault(source, {})[target] = mean
    return agreed


def matrix_of(table: Table, vocabulary: Mapping[str, int], width: int) -> sp.csr_matrix:
    """Source terms by target terms, each source shared out in full among its targets."""
    rows, columns, values = [], [], []
    for source, targets in table.items():
        total = sum(targets.values())
        for target, likely in targets.items():
            if source in vocabulary and target in vocabulary:
                rows.append(vocabulary[source])
                columns.append(vocabulary[target])
                values.append(likely / total)
    shares = np.asarray(values, dtype=np.float32)
    return sp.csr_matrix((shares, (rows, columns)), shape=(width, width))


def words_of(tables: Mapping[Pair, Table]) -> Iterator[str]:
    """Every word that some table translates."""
    for table in tables.values():
        yield from table


def _stems(label: str, language: str) -> list[str]:
    return list(dict.fromkeys(word.stem for word in words(label, language)))


def _links(pairs: Sequence[tuple[Sequence[str], Sequence[str]]]) -> Links:
    sources: dict[str, int] = {NO_WORD: 0}
    targets: dict[str, int] = {}
    source, target, place = [], [], []
    count = 0
    for left, right in pairs:
        numbers = [0, *(sources.setdefault(word, len(sources)) for word in left)]
        for word in right if left else ():
            source += numbers
            target += [targets.setdefault(word, len(targets))] * len(numbers)
            place += [count] * len(numbers)
            count += 1
    arrays = (np.asarray(values, dtype=np.int64) for values in (source, target, place))
    return Links(list(sources), list(targets), *arrays)
