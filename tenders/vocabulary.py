"""The words of all titles, kept in a file beside the indexes, for suggesting one that was meant.

A suggestion may be a little old: the file is written anew once it is an hour old. It is never
needed; without it nothing is suggested.
"""

import json
import re
import time
import uuid
from collections import Counter
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from rapidfuzz import process
from rapidfuzz.distance import OSA

from reference.models import in_alphabet
from tenders.models import Tender

WORD = re.compile(r"[^\W\d_]{4,40}")
MOST_WORDS = 60_000
# Where there are few titles, even a word that stands in one alone is worth suggesting.
FEW_TITLES = 5_000
OLD_AFTER = 3600  # seconds
# One letter in four may differ; a swapped pair of letters counts as one.
LEAST_LIKENESS = 0.75
SHORTEST = 4


def remember() -> None:
    """Write the words of all titles, unless that was done within the hour."""
    path = _path()
    if path.exists() and time.time() - path.stat().st_mtime < OLD_AFTER:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{uuid.uuid4().hex}")
    draft.write_text(json.dumps(_counted(), ensure_ascii=False), "utf-8")
    draft.replace(path)


def nearest(word: str) -> str:
    """The word of the titles that is spelled most like this one; "" where none is near."""
    folded = in_alphabet(word)
    if len(folded) < SHORTEST or not folded.isalpha():
        return ""
    known = _known(*_state())
    alike = process.extract(
        folded,
        known.keys(),
        scorer=OSA.normalized_similarity,
        score_cutoff=LEAST_LIKENESS,
        limit=5,
    )
    if not alike:
        return ""
    # Of two that are as near, the one that is used more; the file stands in that order.
    order = {folded: place for place, folded in enumerate(known)}
    best = min(alike, key=lambda found: (-found[1], order[found[0]]))
    return "" if best[0] == folded else known[best[0]]


def _counted() -> list[str]:
    """The words, the commonest first, each as it is written most often."""
    counter: Counter[str] = Counter()
    titles = 0
    rows = Tender.objects.searchable().values_list("title", flat=True)
    for title in rows.iterator(chunk_size=5_000):
        titles += 1
        counter.update(set(WORD.findall(title.lower())))
    least = 1 if titles <= FEW_TITLES else 2
    return [word for word, count in counter.most_common(MOST_WORDS) if count >= least]


@lru_cache(maxsize=2)
def _known(path: Path, written: int) -> dict[str, str]:
    """The words as written by the words without accents, read once for each state of the file."""
    if not written:
        return {}
    try:
        words = json.loads(path.read_text("utf-8"))
        known: dict[str, str] = {}
        for word in words:
            known.setdefault(in_alphabet(word), word)
    except (OSError, ValueError, TypeError, AttributeError):
        return {}
    return known


def _state() -> tuple[Path, int]:
    path = _path()
    try:
        return path, path.stat().st_mtime_ns
    except OSError:
        return path, 0


def _path() -> Path:
    return Path(settings.VAR_DIR) / "indexes" / "words_of_titles.json"
