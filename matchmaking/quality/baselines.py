"""What the matcher must beat: plain ways to order the same notices for the same texts."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
import Stemmer
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer

from matchmaking.engine import Document
from matchmaking.quality.labelled import LabelledSet, Ranker
from reference import codes

STEMMERS = {"en": "english", "es": "spanish", "fr": "french", "pt": "portuguese"}
WORD = re.compile(r"\w\w+")
# Shorter words are mostly articles and prepositions, in all four languages.
SHORTEST_KEYWORD = 4
BM25_SATURATION, BM25_LENGTH = 1.5, 0.75


def baselines(labelled: LabelledSet) -> dict[str, Ranker]:
    """Each by its name, fitted on the notices of the set."""
    return {
        "newest": newest_first(labelled.published),
        "keywords": shared_keywords(labelled.notices),
        "codes": shared_codes(labelled.notices),
        "tfidf": tfidf_as_it_comes(labelled.notices),
        "bm25": bm25(labelled.notices),
    }


def newest_first(published: Mapping[str, date]) -> Ranker:
    """The same list for everybody, as a portal without profiles shows it."""
    ids = list(published)
    order = ordered(ids, np.array([published[key].toordinal() for key in ids], dtype=float))
    return lambda profile: order


def shared_keywords(notices: Sequence[Document]) -> Ranker:
    """By how many different words of the firm stand in the notice."""
    held = [keywords(notice) for notice in notices]
    ids = [notice.id for notice in notices]

    def rank(profile: Sequence[Document]) -> list[str]:
        asked = set().union(*map(keywords, profile))
        return ordered(ids, np.array([len(words & asked) for words in held], dtype=float))

    return rank


def shared_codes(notices: Sequence[Document]) -> Ranker:
    """By how many codes, or steps above them, firm and notice have in common."""
    held = [code_steps(notice) for notice in notices]
    ids = [notice.id for notice in notices]

    def rank(profile: Sequence[Document]) -> list[str]:
        asked = set().union(*map(code_steps, profile))
        return ordered(ids, np.array([len(steps & asked) for steps in held], dtype=float))

    return rank


def tfidf_as_it_comes(notices: Sequence[Document]) -> Ranker:
    """scikit-learn's TfidfVectorizer with its own settings, and the cosine."""
    vectorizer = TfidfVectorizer()
    matrix = vectorizer.fit_transform(map(whole_text, notices))
    ids = [notice.id for notice in notices]

    def rank(profile: Sequence[Document]) -> list[str]:
        asked = vectorizer.transform([" ".join(map(whole_text, profile))])
        return ordered(ids, (matrix @ asked.T).toarray().ravel())

    return rank


def bm25(notices: Sequence[Document]) -> Ranker:
    """Okapi BM25 over stems of each text's own language."""
    counter = CountVectorizer(analyzer=stems, dtype=np.float64)
    counts = counter.fit_transform(notices).tocsr()
    frequency = np.bincount(counts.indices, minlength=counts.shape[1])
    rarity = np.log(1 + (len(notices) - frequency + 0.5) / (frequency + 0.5))
    lengths = np.asarray(counts.sum(axis=1)).ravel()
    relative = np.repeat(lengths / lengths.mean(), np.diff(counts.indptr))
    damping = BM25_SATURATION * (1 - BM25_LENGTH + BM25_LENGTH * relative)
    counts.data *= (BM25_SATURATION + 1) / (counts.data + damping)
    weights = counts.multiply(rarity).tocsr()
    ids = [notice.id for notice in notices]

    def rank(profile: Sequence[Document]) -> list[str]:
        asked = np.asarray(counter.transform(profile).sum(axis=0)).ravel()
        return ordered(ids, weights @ asked)

    return rank


def ordered(ids: Sequence[str], scores: np.ndarray) -> list[str]:
    """Best first; ties fall by chance, which is the same chance on every run."""
    found = [(-round(float(score), 9), key) for key, score in zip(ids, scores, strict=True)]
    return [key for score, key in sorted(found, key=lambda pair: (pair[0], lot(pair[1]))) if score]


def lot(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def whole_text(document: Document) -> str:
    return f"{document.title} {document.text}"


def keywords(document: Document) -> set[str]:
    words = WORD.findall(whole_text(document).lower())
    return {word for word in words if len(word) >= SHORTEST_KEYWORD}


def stems(document: Document) -> list[str]:
    words = WORD.findall(whole_text(document).lower())
    language = STEMMERS.get(document.language)
    return list(Stemmer.Stemmer(language).stemWords(words)) if language else words


def code_steps(document: Document) -> set[str]:
    steps = set()
    for key in document.codes:
        code = codes.parse(key)
        steps |= {str(step) for step in (code, *codes.ancestors(code))}
    return steps
