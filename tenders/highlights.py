"""What of a hit answers the search: its words, a passage around them, and what was meant."""

from collections.abc import Sequence
from dataclasses import dataclass

from matchmaking.engine import spans_of
from tenders import search_index, vocabulary
from tenders.models import Tender
from tenders.queries import Query

# About three lines on a narrow screen.
PASSAGE = 240
BEFORE = 60
READ_AT_MOST = 20_000
# More unknown words than a misspelled search has; more are no misspelling.
MOST_UNKNOWN = 3


@dataclass(frozen=True)
class Highlight:
    """A hit with the words to mark in it, and the passage that tells most; "" without words."""

    tender: Tender
    words: list[str]
    passage: str


def of(tenders: Sequence[Tender], query: Query) -> list[Highlight]:
    """Each tender of a page with what answers the search in it."""
    if not query.about:
        return [Highlight(tender, [], "") for tender in tenders]
    answers = search_index.words_answering(query.about, [tender.pk for tender in tenders])
    shown = []
    for tender in tenders:
        text = tender.original_text
        body = text.body_text[:READ_AT_MOST] if text else ""
        words = [*answers.get(tender.pk, ()), *query.spans(f"{tender.title}\n\n{body}")]
        shown.append(Highlight(tender, words, passage(body, words)))
    return shown


def passage(text: str, words: Sequence[str]) -> str:
    """The part of a text that holds most of these words, cut between words; "" where none is."""
    spans = spans_of(text, words)
    if not spans:
        return ""
    best, most = spans[0][0], 0
    for start, _end in spans:
        inside = {text[a:b].lower() for a, b in spans if start <= a and b <= start + PASSAGE}
        if len(inside) > most:
            best, most = start, len(inside)
    start = max(0, best - BEFORE)
    end = min(len(text), start + PASSAGE)
    piece = text[start:end]
    if start:
        piece = "… " + piece.partition(" ")[2]
    if end < len(text):
        piece = piece.rpartition(" ")[0] + " …"
    return " ".join(piece.split())


def meant(typed: str, query: Query) -> str:
    """The search with its unknown words spelled as known ones; "" where nothing is to mend."""
    unknown = set(search_index.unknown_words(query.words)[: MOST_UNKNOWN + 1])
    if not unknown or len(unknown) > MOST_UNKNOWN:
        return ""
    mended = typed
    # From the end on, so that the places before stay where they are.
    for word, (start, end) in reversed(list(zip(query.words, query.places, strict=True))):
        better = vocabulary.nearest(word) if word in unknown else ""
        if better:
            mended = mended[:start] + better + mended[end:]
    return "" if mended == typed else mended
