"""In which language a text is: as published, and as it reads."""

import re
from dataclasses import dataclass
from functools import lru_cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

LANGUAGES = ("en", "es", "fr", "pt")
# How many times likelier the published language is before the text is read.
TRUST_IN_PUBLISHER = 8.0
READ_AT_MOST = 5_000
_LATIN_LETTER = re.compile(r"[A-Za-zÀ-ɏ]")


@dataclass(frozen=True, slots=True)
class Detection:
    """The likeliest of the four languages and how sure that is; "" where none of them fits."""

    language: str
    confidence: float


NOT_DETECTED = Detection("", 0.0)


def detect(text: str, *, published: str = "") -> Detection:
    """Read a text, leaning on the language that its publisher names.

    A language that the matcher does not know is believed as published: among four candidates, one
    would always seem to fit.
    """
    sample = text[:READ_AT_MOST]
    letters = sum(map(str.isalpha, sample))
    if not letters or 2 * _latin_letters(sample, letters) < letters:
        return NOT_DETECTED
    if published and published not in LANGUAGES:
        return NOT_DETECTED
    if 2 * sum(map(str.isupper, sample)) > letters:
        # The model was made from running text: titles in capitals mislead it.
        sample = sample.lower()
    weights = {
        language: float(share) * (TRUST_IN_PUBLISHER if language == published else 1.0)
        for language, share in _identifier().rank(sample)
    }
    best = max(sorted(weights), key=lambda language: weights[language])
    return Detection(best, round(weights[best] / sum(weights.values()), 4))


def _latin_letters(sample: str, letters: int) -> int:
    return letters if sample.isascii() else len(_LATIN_LETTER.findall(sample))


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    """Loaded when the first text is read: it takes most of a second."""
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(LANGUAGES))
    return identifier
