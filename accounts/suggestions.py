"""What a pasted text says about an enterprise: sectors, offers and terms, to be struck out."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from matchmaking.engine import Document, MatchIndex
from reference.models import NAME_LANGUAGES, Sector

FIRM_SCHEMES = (Sector.Scheme.NAICS, Sector.Scheme.SCIAN)
MOST_SECTORS = 8
MOST_OFFERS = 3
MOST_TERMS = 16
# Below this share of the best, a sector only happens to share a word.
LEAST_SHARE = 0.4
FEWEST_WORDS = 3
FEWEST_DIGITS = 3
LONGEST_TITLE = 150
CLAUSE = re.compile(r"(?<=[.;:!?])\s+|\n+|\s*[•·▪]\s*")
BULLET = re.compile(r"^[\s\-*\u2013\u2014•\d.)]+")


@dataclass(frozen=True, slots=True)
class SuggestedSector:
    """A code and the words of the text that point to it."""

    key: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Read from a text; nothing of it is stored before a person keeps it."""

    sectors: tuple[SuggestedSector, ...]
    offers: tuple[str, ...]
    terms: tuple[str, ...]


def suggest(text: str, *, language: str) -> Suggestions:
    """Compare a text with the names of all sectors, whole and clause by clause."""
    index = sector_index()
    profile = [Document("text", language, "", text)]
    sectors = nearest_sectors(index, profile)
    offers = best_clauses(index, text, language)
    terms = [word for sector in sectors for word in sector.words]
    return Suggestions(tuple(sectors), tuple(offers), tuple(unique(terms)[:MOST_TERMS]))


def sector_index() -> MatchIndex:
    rows = Sector.objects.filter(scheme__in=FIRM_SCHEMES).order_by("pk")
    return index_of(
        tuple(
            (row.key, tuple((language, row.name_in(language)) for language in NAME_LANGUAGES))
            for row in rows
        )
    )


@lru_cache(maxsize=2)
def index_of(sectors: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]) -> MatchIndex:
    """One document for each sector and language, so that a text meets names in its own words."""
    return MatchIndex.fit(
        [
            Document(f"{key}@{language}", language, name)
            for key, names in sectors
            for language, name in names
            if name
        ],
        parallel=[dict(names) for _key, names in sectors],
    )


def nearest_sectors(index: MatchIndex, profile: list[Document]) -> list[SuggestedSector]:
    found = index.search(profile, top_n=MOST_SECTORS * len(NAME_LANGUAGES))
    near = [match for match in found if match.score >= LEAST_SHARE * found[0].score]
    kept: list[SuggestedSector] = []
    for match in near:
        key = match.document_id.partition("@")[0]
        words = words_behind(index, profile, match.document_id)
        if len(kept) < MOST_SECTORS and says_more(key, words, kept):
            kept.append(SuggestedSector(key, words))
    return kept


def says_more(key: str, words: tuple[str, ...], kept: list[SuggestedSector]) -> bool:
    """Neither a whole branch, nor found by words that point to a nearer sector already."""
    if len(key.partition(":")[2].split("-")[0]) < FEWEST_DIGITS or not words:
        return False
    return not any(sector.key == key or {*words} <= {*sector.words} for sector in kept)


def words_behind(index: MatchIndex, profile: list[Document], document: str) -> tuple[str, ...]:
    contributions = index.explain(profile, document).contributions
    return tuple(unique(word for part in contributions for word in part.profile_words))


def best_clauses(index: MatchIndex, text: str, language: str) -> list[str]:
    """The clauses that say most about a sector, in the order in which they stand."""
    clauses = unique(BULLET.sub("", clause).strip(" .;:") for clause in CLAUSE.split(text))
    scores: dict[str, float] = {}
    for clause in clauses[:60]:
        if len(clause.split()) >= FEWEST_WORDS:
            found = index.search([Document("clause", language, "", clause)], top_n=1)
            if found:
                scores[clause] = found[0].score
    best = sorted(scores, key=lambda clause: (-scores[clause], clause))[:MOST_OFFERS]
    return [shortened(clause) for clause in scores if clause in best]


def shortened(clause: str) -> str:
    if len(clause) <= LONGEST_TITLE:
        return clause
    return clause[: LONGEST_TITLE - 1].rpartition(" ")[0] + "…"


def unique(words: Iterable[str]) -> list[str]:
    """Without repetitions, whatever their case, in the order of their first coming."""
    seen: dict[str, str] = {}
    for word in words:
        if word:
            seen.setdefault(word.casefold(), word)
    return list(seen.values())
