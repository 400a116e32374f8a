"""A large collection for measuring: given texts repeated with words left out, or invented ones."""

import gzip
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import scipy.sparse as sp
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

from matchmaking.engine.matrices import unit_rows

WORD = re.compile(r"[^\W\d_]{2,}")
# What a text may be called in the files of others.
TEXT_FIELDS = ("title", "abstract", "Topic Name", "Description", "text", "description")
# Of the words of a repeated text so many are left out, so that no two texts tie.
LEFT_OUT = 0.2
SHORTEST = 200
# An invented text: so many words of so many, as unevenly spread as those of a language.
INVENTED_WORDS, INVENTED_VOCABULARY = 130, 60_000
SEED = 20260101


@dataclass(frozen=True)
class Collection:
    """Texts as numbers of words and as unit rows of words and pairs; and profiles to search with.

    `words[i]` are the words of text i in order; the first `word_count` columns of `rows` are words.
    """

    rows: sp.csr_matrix
    words: list[np.ndarray]
    word_count: int
    profiles: sp.csr_matrix
    profile_words: list[np.ndarray]


def collected(texts: int, *, source: Path | None, profiles: int) -> Collection:
    """`texts` texts from the JSON files under `source`, or invented ones where there is none."""
    chance = np.random.default_rng(SEED)
    base, word_count = _numbered(source, texts) if source else _invented(min(texts, 40_000), chance)
    pairs = _pairs_seen_twice(base, word_count)
    words: list[np.ndarray] = []
    counts = []
    while len(words) < texts:
        some = base[: texts - len(words)]
        if words:
            some = [one[chance.random(len(one)) >= LEFT_OUT] for one in some]
        counts.append(_counted(some, pairs, word_count))
        words += some
    rows = _weighted(sp.csr_matrix(sp.vstack(counts, format="csr", dtype=np.float32)))
    chosen = chance.integers(0, texts, size=(profiles, 3))
    mixed = sp.vstack([sp.csr_matrix(rows[three].mean(axis=0)) for three in chosen], format="csr")
    return Collection(
        rows=rows,
        words=words,
        word_count=word_count,
        profiles=unit_rows(sp.csr_matrix(mixed, dtype=np.float32)),
        profile_words=[np.concatenate([words[one] for one in three]) for three in chosen],
    )


def texts_of(folder: Path) -> Iterator[str]:
    """The texts of all JSON files below a folder, packed or not, one list or one row a line."""
    for path in sorted([*folder.rglob("*.json*")]):
        raw = path.read_bytes()
        raw = gzip.decompress(raw) if path.suffix == ".gz" else raw
        try:
            whole = json.loads(raw)
            rows = whole if isinstance(whole, list) else []
        except ValueError:
            rows = [json.loads(line) for line in raw.splitlines() if line.strip()]
        for row in rows:
            if isinstance(row, dict):
                text = " . ".join(str(row[name]) for name in TEXT_FIELDS if row.get(name))
                if len(text) >= SHORTEST:
                    yield text


def _numbered(source: Path, most: int) -> tuple[list[np.ndarray], int]:
    numbers: dict[str, int] = {}
    found = []
    for text in texts_of(source):
        words = [word for word in WORD.findall(text.lower()) if word not in ENGLISH_STOP_WORDS]
        held = [numbers.setdefault(word, len(numbers)) for word in words]
        found.append(np.asarray(held, dtype=np.int64))
        if len(found) == most:
            break
    return _without_rare(found, len(numbers))


def _without_rare(texts: list[np.ndarray], count: int) -> tuple[list[np.ndarray], int]:
    """Words of a single text left out: they can find nothing else."""
    frequency = np.bincount(np.concatenate([np.unique(one) for one in texts]), minlength=count)
    kept = frequency >= min(2, len(texts))
    renamed = np.cumsum(kept) - 1
    return [renamed[one[kept[one]]] for one in texts], int(kept.sum())


def _invented(texts: int, chance: np.random.Generator) -> tuple[list[np.ndarray], int]:
    shares = 1.0 / np.arange(5, INVENTED_VOCABULARY + 5)
    shares /= shares.sum()
    sizes = chance.integers(INVENTED_WORDS // 2, 3 * INVENTED_WORDS // 2, size=texts)
    drawn = chance.choice(INVENTED_VOCABULARY, size=int(sizes.sum()), p=shares)
    return np.split(drawn.astype(np.int64), np.cumsum(sizes)[:-1]), INVENTED_VOCABULARY


def _pair_keys(texts: list[np.ndarray], word_count: int) -> tuple[np.ndarray, np.ndarray]:
    """The pairs of neighbouring words as one number each, and the texts they stand in."""
    joined = np.concatenate(texts)
    owners = np.repeat(np.arange(len(texts)), [len(one) for one in texts])
    inside = owners[1:] == owners[:-1]
    return (joined[:-1] * word_count + joined[1:])[inside], owners[1:][inside]


def _pairs_seen_twice(texts: list[np.ndarray], word_count: int) -> np.ndarray:
    keys, owners = _pair_keys(texts, word_count)
    order = np.lexsort((owners, keys))
    keys, owners = keys[order], owners[order]
    is_new = np.ones(len(keys), dtype=bool)
    is_new[1:] = (keys[1:] != keys[:-1]) | (owners[1:] != owners[:-1])
    found, frequency = np.unique(keys[is_new], return_counts=True)
    return np.asarray(found[frequency >= 2])


def _counted(texts: list[np.ndarray], pairs: np.ndarray, word_count: int) -> sp.csr_matrix:
    joined = np.concatenate(texts)
    owners = np.repeat(np.arange(len(texts)), [len(one) for one in texts])
    keys, pair_owners = _pair_keys(texts, word_count)
    places = np.searchsorted(pairs, keys)
    places[places == len(pairs)] = 0
    known = pairs[places] == keys if len(pairs) else np.zeros(len(keys), dtype=bool)
    columns = np.concatenate([joined, word_count + places[known]])
    rows = np.concatenate([owners, pair_owners[known]])
    shape = (len(texts), word_count + len(pairs))
    values = np.ones(len(rows), dtype=np.float32)
    return sp.csr_matrix((values, (rows, columns)), shape=shape)


def _weighted(counts: sp.csr_matrix) -> sp.csr_matrix:
    """The usual weights: how often, by the logarithm of how rarely; rows of length one."""
    frequency = np.bincount(counts.indices, minlength=counts.shape[1])
    rarity = np.log((1 + counts.shape[0]) / (1 + frequency)) + 1
    counts.data = ((1 + np.log(counts.data)) * rarity[counts.indices]).astype(np.float32)
    return unit_rows(counts)
