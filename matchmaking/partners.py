"""Enterprises for an enterprise: ranked, and as a reader may see them.

A partner is as good as its best pair of a need and an offer. Country, languages and sectors are
facts beside it; the country breaks ties, nothing else adds to the score.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from accounts import blocks
from accounts.models import Card, Enterprise, Need, Offer
from matchmaking import reasons
from matchmaking.documents import sector_names
from matchmaking.engine import level_of
from matchmaking.models import PartnerMark, PartnerRecommendation
from matchmaking.pairing import Market, Pair
from reference.codes import ancestors, as_naics, parse
from reference.models import Sector

MOST_PARTNERS = 12
MOST_PAIRS = 3
# A pair with less than this share of the best one is left out.
WORTH_SHOWING = 0.4
# 2211 is the generation of electric power, 221 is all utilities.
DIGITS_OF_A_GROUP = 4


@dataclass(frozen=True)
class PairShown:
    """A pair with its two cards."""

    own: Card
    theirs: Card
    is_own_need: bool
    reasons: list[reasons.Reason]

    @property
    def own_words(self) -> list[str]:
        return [word for reason in self.reasons for word in reason["profile_words"]]

    @property
    def their_words(self) -> list[str]:
        return [word for reason in self.reasons for word in reason["document_words"]]


@dataclass(frozen=True)
class PartnerShown:
    """A recommended partner with the facts that stand beside the level."""

    enterprise: Enterprise
    level: str
    pairs: list[PairShown]
    is_same_country: bool
    languages: list[str]
    sectors: list[Sector]


def ranked(enterprise: Enterprise) -> list[PartnerRecommendation]:
    """The partners that complete this enterprise best, not yet stored."""
    away = blocks.apart_from(enterprise) | hidden_by(enterprise)
    found = Market.around(enterprise).pairs()
    return in_order(enterprise, (pair for pair in found if pair.partner not in away))


def in_order(enterprise: Enterprise, found: Iterable[Pair]) -> list[PartnerRecommendation]:
    """A row for each partner of these pairs, the best first, not yet stored."""
    pairs = [pair for pair in found if pair.score > 0]
    by_partner: defaultdict[int, list[Pair]] = defaultdict(list)
    for pair in sorted(pairs, key=lambda pair: (-pair.score, pair.own.id, pair.theirs)):
        by_partner[pair.partner].append(pair)
    countries = dict(Enterprise.objects.filter(pk__in=by_partner).values_list("pk", "country_id"))
    order = sorted(
        countries,
        key=lambda pk: (-by_partner[pk][0].score, countries[pk] != enterprise.country_id, pk),
    )
    names = sector_names()
    return [
        PartnerRecommendation(
            enterprise=enterprise,
            partner_id=partner,
            rank=rank,
            score=by_partner[partner][0].score,
            level=level_of(by_partner[partner][0].score).value,
            pairs=[pair.stored(names) for pair in worth_showing(by_partner[partner])],
        )
        for rank, partner in enumerate(order[:MOST_PARTNERS], 1)
    ]


def hidden_by(enterprise: Enterprise) -> set[int]:
    """The partners that this enterprise put out of its list."""
    marks = PartnerMark.objects.filter(enterprise=enterprise, kind=PartnerMark.Kind.HIDDEN)
    return set(marks.values_list("partner", flat=True))


def worth_showing(pairs: list[Pair]) -> list[Pair]:
    """The best pair and those that say something beside it."""
    return [pair for pair in pairs if pair.score >= WORTH_SHOWING * pairs[0].score][:MOST_PAIRS]


def shown_to(
    reader: Any, enterprise: Enterprise, recommended: Iterable[PartnerRecommendation]
) -> list[PartnerShown]:
    """What this reader may see of it now: firms and cards withdrawn since are left out."""
    away = hidden_by(enterprise)
    return as_seen(reader, enterprise, [row for row in recommended if row.partner_id not in away])


def as_seen(
    reader: Any, enterprise: Enterprise, recommended: list[PartnerRecommendation]
) -> list[PartnerShown]:
    """The same without the marks of the enterprise, which are nobody else's to guess."""
    visible = (
        Enterprise.objects.visible_to(reader)
        .select_related("country", "reply_record")
        .prefetch_related("sectors")
        .in_bulk([row.partner_id for row in recommended])
    )
    entries = [entry for row in recommended for entry in row.pairs]
    offers = Offer.objects.visible_to(reader).in_bulk(_card_ids(entries, "offer"))
    needs = Need.objects.visible_to(reader).in_bulk(_card_ids(entries, "need"))
    own_sectors = list(enterprise.sectors.all())
    found = []
    for row in recommended:
        pairs = [pair for entry in row.pairs if (pair := _pair_shown(entry, offers, needs))]
        partner = visible.get(row.partner_id)
        if partner and pairs:
            found.append(
                PartnerShown(
                    enterprise=partner,
                    level=row.level,
                    pairs=pairs,
                    is_same_country=partner.country_id == enterprise.country_id,
                    languages=_shared_languages(reader, enterprise, partner),
                    sectors=_related_sectors(own_sectors, list(partner.sectors.all())),
                )
            )
    return found


def _card_ids(entries: Iterable[Mapping[str, Any]], kind: str) -> list[int]:
    """The ids of the offers, or of the needs, in stored pairs: own and theirs alike."""
    return [entry["own"] if entry["direction"] == kind else entry["theirs"] for entry in entries]


def _pair_shown(
    entry: Mapping[str, Any], offers: Mapping[int, Offer], needs: Mapping[int, Need]
) -> PairShown | None:
    is_own_need = entry["direction"] == "need"
    own = (needs if is_own_need else offers).get(entry["own"])
    theirs = (offers if is_own_need else needs).get(entry["theirs"])
    if own is None or theirs is None:
        return None
    return PairShown(own, theirs, is_own_need, reasons.shown(entry["contributions"]))


def _shared_languages(reader: Any, enterprise: Enterprise, partner: Enterprise) -> list[str]:
    """Working languages of both, where the partner shows its own."""
    if "details" not in partner.groups_open_to(reader):
        return []
    return [code for code in enterprise.languages if code in partner.languages]


def _related_sectors(own: list[Sector], theirs: list[Sector]) -> list[Sector]:
    """Their sectors that share a group of industries with one of one's own."""
    groups = {group for sector in own for group in _groups(sector)}
    return [sector for sector in theirs if groups.intersection(_groups(sector))]


def _groups(sector: Sector) -> set[str]:
    """A sector with what lies above it, as long as that still says what is done."""
    code = parse(sector.key)
    code = as_naics(code) or code
    wider = [above for above in ancestors(code) if len(above.value) >= DIGITS_OF_A_GROUP]
    return {str(code), *map(str, wider)}
