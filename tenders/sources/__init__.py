"""The publishers whose notices Puente reads: one adapter each, listed here by hand."""

from collections.abc import Iterable

from tenders.sources.adb import Adb
from tenders.sources.afdb import Afdb
from tenders.sources.aiib import Aiib, AiibByConsent
from tenders.sources.base import Source
from tenders.sources.canadabuys import CanadaBuys
from tenders.sources.cdb import Cdb
from tenders.sources.compranet import CompraNet
from tenders.sources.dgmarket import DgMarket
from tenders.sources.ebrd import Ebrd
from tenders.sources.idb import InterAmerican
from tenders.sources.isdb import Isdb
from tenders.sources.nadb import Nadb
from tenders.sources.ocds import OpenContracting
from tenders.sources.sam import SamGov
from tenders.sources.ted import TendersElectronicDaily
from tenders.sources.ungm import Ungm, UngmByConsent
from tenders.sources.world_bank import WorldBank
from tenders.sources.world_bank_awards import WorldBankAwards

SOURCES: dict[str, Source] = {
    source.code: source
    for source in (
        WorldBank(),
        WorldBankAwards(),
        InterAmerican(),
        Ebrd(),
        Ungm(),
        Aiib(),
        Cdb(),
        Adb(),
        Afdb(),
        Isdb(),
        DgMarket(),
        Nadb(),
        SamGov(),
        CanadaBuys(),
        CompraNet(),
        OpenContracting(),
        TendersElectronicDaily(),
    )
}

BY_CONSENT: dict[str, Source] = {
    source.code: source for source in (UngmByConsent(), AiibByConsent())
}
"""Sources that may be read by schedule once an operator has read their terms."""


class UnknownSource(Exception):
    """A name that no source bears; the message lists those that exist."""

    def __init__(self, code: str) -> None:
        known = ", ".join(sorted(SOURCES))
        super().__init__(f"There is no source '{code}'. The sources are: {known}.")


def source_named(code: str) -> Source:
    """The adapter of a source; raises UnknownSource."""
    try:
        return SOURCES[code]
    except KeyError:
        raise UnknownSource(code) from None


def sources_with_consent(codes: Iterable[str]) -> dict[str, Source]:
    """All sources, of which those whose terms an operator has read are live; for a setting."""
    return SOURCES | {code: BY_CONSENT[code] for code in codes if code in BY_CONSENT}
