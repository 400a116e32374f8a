"""What a tender asks for and an enterprise does not offer: where a partner would help.

A proposal, to be struck out or put in other words: nothing is asked before a person says so.
"""

from dataclasses import dataclass

from accounts import suggestions
from accounts.models import Enterprise
from matchmaking import partner_index
from matchmaking.documents import profile_of
from matchmaking.engine import Document, Level, MatchIndex, level_of
from reference.models import Sector
from tenders.documents import documents_of
from tenders.models import Lot, Tender

MOST_GAPS = 6
LONGEST_TITLE = 150
LONGEST_TEXT = 1_000
MOST_LETTERS = 20_000


@dataclass(frozen=True, slots=True)
class Gap:
    """A part of the work in the words of the notice, or a kind of work that it speaks of."""

    title: str
    text: str
    language: str
    sector: str = ""  # the key of a code, such as "naics:238210"


def gaps_of(enterprise: Enterprise, tender: Tender) -> list[Gap]:
    """The lots that no offer answers; of a notice without lots, the sectors it speaks of."""
    profile = profile_of(enterprise)
    # The weights of all offers: what every firm says decides nothing.
    index = partner_index.offers().extend(profile)
    lots = [lot for lot in tender.lots.all() if lot.title]
    parts = [of_lot(lot, tender.language) for lot in lots] if lots else of_sectors(tender)
    return [part for part in parts if not is_answered(part, index, profile)][:MOST_GAPS]


def of_lot(lot: Lot, language: str) -> Gap:
    return Gap(lot.title[:LONGEST_TITLE], lot.text[:LONGEST_TEXT], language)


def of_sectors(tender: Tender) -> list[Gap]:
    document = next(documents_of(Tender.objects.filter(pk=tender.pk)))
    found = suggestions.suggest(
        f"{document.title}\n{document.text}"[:MOST_LETTERS], language=document.language
    )
    rows = {row.key: row for row in Sector.objects.with_keys(row.key for row in found.sectors)}
    return [
        Gap(
            rows[sector.key].name_in(tender.language)[:LONGEST_TITLE],
            ", ".join(sector.words),
            tender.language,
            sector.key,
        )
        for sector in found.sectors
        if sector.key in rows
    ]


def is_answered(gap: Gap, index: MatchIndex, profile: list[Document]) -> bool:
    """Whether anything that the enterprise says of itself speaks of this."""
    codes = (gap.sector,) if gap.sector else ()
    wanted = [Document("gap", gap.language, gap.title, gap.text, codes)]
    scores = [index.explain(wanted, document.id).score for document in profile]
    return any(level_of(score) is not Level.WEAK for score in scores)
