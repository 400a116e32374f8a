"""The publishers whose notices Puente reads: one adapter each, listed here by hand."""

from tenders.sources.base import Source
from tenders.sources.idb import InterAmerican
from tenders.sources.world_bank import WorldBank

SOURCES: dict[str, Source] = {source.code: source for source in (WorldBank(), InterAmerican())}


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
