"""Tenders as documents of the matcher: title, text as published, codes and what the codes mean."""

from collections.abc import Iterable, Iterator

from django.db.models import QuerySet

from matchmaking.engine import Document
from reference.codes import SCHEMES
from reference.models import NAME_LANGUAGES
from tenders.models import Tender, TenderCode

CHUNK = 500


def documents_of(tenders: QuerySet[Tender]) -> Iterator[Document]:
    """One document a tender, in a fixed number of queries a chunk. Contacts never enter it."""
    rows = tenders.prefetch_related("texts", "codes__sector").order_by("pk")
    for tender in rows.iterator(chunk_size=CHUNK):
        yield document_of(tender)


def document_of(tender: Tender) -> Document:
    codes = sorted(tender.codes.all(), key=str)
    original = tender.original_text
    labels = _labels(codes, tender.language)
    parts = [original.body_text if original else "", *labels]
    return Document(
        id=str(tender.pk),
        language=tender.language,
        title=tender.title,
        text="\n".join(part for part in parts if part),
        codes=tuple(str(code) for code in codes if code.scheme in SCHEMES),
    )


def _labels(codes: Iterable[TenderCode], language: str) -> list[str]:
    """The names of known sectors, where there are names in the language of the text."""
    if language not in NAME_LANGUAGES:
        return []
    return [code.sector.name_in(language) for code in codes if code.sector]
