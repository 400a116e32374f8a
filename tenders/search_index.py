"""The persisted index of tenders. This module alone writes its files.

Rows are the truth: an index that is missing, damaged or of another engine is built from them.
With it lies a stamp for each tender that is in it, by which a refresh finds out what is new.
"""

import logging
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

from django.conf import settings

from matchmaking.engine import (
    Build,
    Document,
    Explanation,
    IndexDamaged,
    IndexShelf,
    Match,
    MatchIndex,
)
from reference.models import CodeLabel, Sector
from tenders.documents import documents_of
from tenders.models import Tender
from tenders.models.tenders import TEXT_LANGUAGES

# A delta keeps the term weights of the last full build, which are a little more wrong each time.
REBUILD_SHARE = 0.1
# A part of a score below this share of the heaviest is no reason to mark its words.
LEAST_CARRYING = 0.25
# More hits than any index holds.
EVERYTHING = 100_000_000
CHUNK = 500

logger = logging.getLogger(__name__)

Stamps = dict[str, str]


def search(
    documents: Sequence[Document],
    *,
    top_n: int,
    liked: Collection[str] = (),
    disliked: Collection[str] = (),
) -> list[Match]:
    """Tenders nearest to a profile, best first; ids are primary keys as text.

    Judged tenders that have left the index are passed over.
    """
    index = _current().index
    return index.search(
        documents, top_n=top_n, liked=_held(index, liked), disliked=_held(index, disliked)
    )


def search_words(words: str, *, top_n: int, among: Collection[int] | None = None) -> list[Match]:
    """Tenders about the typed words, in whichever language these are.

    `among` are the primary keys of those that may be found; None leaves all in.
    """
    documents = _documents_of_words(words)
    if among is None:
        return search(documents, top_n=top_n)
    found = search(documents, top_n=EVERYTHING)
    return [match for match in found if int(match.document_id) in among][:top_n]


def unknown_words(words: Iterable[str]) -> list[str]:
    """Those of the typed words that no text of the index holds, in whichever language."""
    index = _current().index
    return [word for word in words if not index.knows(word)]


def explain(
    documents: Sequence[Document],
    tender_pk: int | str,
    *,
    liked: Collection[str] = (),
    disliked: Collection[str] = (),
) -> Explanation:
    """Why a tender was found; a score of 0 without contributions if it is not in the index."""
    index, key = _current().index, str(tender_pk)
    if key not in index:
        return Explanation(key, 0.0)
    return index.explain(documents, key, liked=_held(index, liked), disliked=_held(index, disliked))


def explain_words(words: str, tender_pk: int | str) -> Explanation:
    """Why a tender answers the typed words."""
    return explain(_documents_of_words(words), tender_pk)


def words_answering(words: str, tender_pks: Iterable[int]) -> dict[int, list[str]]:
    """For each tender its own words that answer the typed ones, as they stand in its texts."""
    documents = _documents_of_words(words)
    return {pk: _answering(explain(documents, pk)) for pk in tender_pks}


def _answering(explanation: Explanation) -> list[str]:
    """The words of the parts that carry the score; far relations of the typed words do not."""
    parts = explanation.contributions
    least = LEAST_CARRYING * max((part.weight for part in parts), default=0.0)
    return [word for part in parts if part.weight >= least for word in part.document_words]


def generation() -> str:
    """The name of the index that holds; it changes when the content does."""
    return _current().name


def refresh() -> str:
    """Bring the index up to the rows, by a delta or anew; gives its generation."""
    with _shelf().building():
        return _refresh().name


def rebuild() -> str:
    """Build the index anew from the rows; gives its generation."""
    with _shelf().building():
        return _rebuild(_stamps()).name


def _current() -> Build:
    try:
        return _shelf().open()
    except IndexDamaged as fault:
        # The first start is no fault; an index that cannot be read is one.
        level = logging.WARNING if _shelf().generation() else logging.INFO
        logger.log(level, "The index of tenders is built from the rows. %s", fault)
    with _shelf().building():
        # Another process may have built it while this one waited for its turn.
        return _refresh()


def _held(index: MatchIndex, ids: Collection[str]) -> list[str]:
    return [key for key in ids if key in index]


def _documents_of_words(words: str) -> list[Document]:
    # Two or three words do not tell their language, so they are read in each.
    return [Document(id=code, language=code, title=words) for code, _ in TEXT_LANGUAGES]


def _refresh() -> Build:
    stamps = _stamps()
    try:
        build = _shelf().open()
        built, indexed = build.notes["built"], build.notes["stamps"]
    except (IndexDamaged, KeyError):
        return _rebuild(stamps)
    if indexed == stamps:
        return build
    drift = sum(stamps.get(key) != built.get(key) for key in stamps.keys() | built.keys())
    if drift > REBUILD_SHARE * len(built):
        return _rebuild(stamps)
    changed = [key for key, stamp in stamps.items() if indexed.get(key) != stamp]
    removed = [key for key in indexed if key not in stamps]
    index = build.index.extend(_documents(changed), removed=removed)
    return _publish(index, built=built, stamps=stamps)


def _rebuild(stamps: Stamps) -> Build:
    index = MatchIndex.fit(_documents(list(stamps)), parallel=_code_names())
    return _publish(index, built=stamps, stamps=stamps)


def _publish(index: MatchIndex, *, built: Stamps, stamps: Stamps) -> Build:
    build = _shelf().publish(index, notes={"built": built, "stamps": stamps})
    logger.debug("The index of tenders is now %s, with %d tenders.", build.name, len(index))
    return build


def _stamps() -> Stamps:
    """What tells one state of a tender's row from another."""
    rows = (
        Tender.objects.searchable().order_by("pk").values_list("pk", "content_hash", "changed_at")
    )
    return {str(pk): _stamp(content, changed_at) for pk, content, changed_at in rows}


def _stamp(content: str, changed_at: datetime) -> str:
    return f"{content[:16]}-{changed_at.timestamp():.6f}"


def _documents(keys: list[str]) -> Iterator[Document]:
    for start in range(0, len(keys), CHUNK):
        yield from documents_of(Tender.objects.filter(pk__in=keys[start : start + CHUNK]))


def _code_names() -> list[dict[str, str]]:
    """Names of one code in several languages, from which the engine learns to translate."""
    return [*Sector.objects.parallel(), *CodeLabel.objects.parallel()]


def _shelf() -> IndexShelf:
    return IndexShelf(Path(settings.VAR_DIR) / "indexes" / "tenders")
