"""Rows of an enterprise -> documents for the engine. Names and places stay out of them."""

import re
from collections.abc import Iterable
from itertools import islice

from accounts.models import Card, Enterprise
from matchmaking.engine import Document
from reference.models import NAME_LANGUAGES, Sector
from tenders.languages import detect

# A name and a handful of nouns: below that, one chance word decides the whole list.
FEWEST_WORDS = 8
WORD = re.compile(r"[^\W\d_]{2,}")

SectorNames = dict[str, dict[str, str]]


def profile_of(enterprise: Enterprise) -> list[Document]:
    """What an enterprise does, in its own words: its text and each offer, with their codes.

    Where it wrote nothing, the names of its sectors speak for it. Empty: nothing is known.
    """
    sectors = list(enterprise.sectors.all())
    about = _about(enterprise, sectors)
    offers = [document_of(offer) for offer in enterprise.offers.prefetch_related("sectors")]
    if offers or enterprise.about.strip():
        return [*about, *offers]
    return [
        Document(f"sector:{sector.pk}", "en", sector.name_en, codes=(sector.key,))
        for sector in sectors
    ]


def documents_of(cards: Iterable[Card]) -> list[Document]:
    return [document_of(card) for card in cards]


def document_of(card: Card) -> Document:
    return Document(id_of(card), card.language, card.title, card.text, _keys(card.sectors.all()))


def id_of(card: Card) -> str:
    """ "offer:5" or "need:7"."""
    return f"{card._meta.model_name}:{card.pk}"


def pk_of(document_id: str) -> int:
    return int(document_id.rpartition(":")[2])


def sector_names() -> SectorNames:
    """What each code is called, in every language that has a name for it."""
    return {
        sector.key: {language: sector.name_in(language) for language in NAME_LANGUAGES}
        for sector in Sector.objects.order_by("pk")
    }


def is_readable(profile: Iterable[Document]) -> bool:
    """Whether any text has words in a script of our languages; numbers alone are no words."""
    return any(detect(f"{document.title}\n{document.text}").language for document in profile)


def is_thin(profile: Iterable[Document]) -> bool:
    """Whether the texts are so short that what they find is little more than chance."""
    texts = (text for document in profile for text in (document.title, document.text))
    words = (word for text in texts for word in WORD.finditer(text))
    return sum(1 for _ in islice(words, FEWEST_WORDS)) < FEWEST_WORDS


def _about(enterprise: Enterprise, sectors: list[Sector]) -> list[Document]:
    if not (enterprise.about.strip() or sectors):
        return []
    language, codes = enterprise.about_language, _keys(sectors)
    return [Document(f"about:{enterprise.pk}", language, "", enterprise.about, codes)]


def _keys(sectors: Iterable[Sector]) -> tuple[str, ...]:
    return tuple(sorted(sector.key for sector in sectors))
