"""One enterprise between those who could supply it and those who could buy from it, as a drawing.

The drawing flows from top to bottom, so that its words keep their size on a narrow screen.
"""

from dataclasses import dataclass
from typing import Any

from accounts.models import Enterprise
from matchmaking.pairing import Market
from matchmaking.partners import PartnerShown, as_seen, in_order

MOST_ON_A_SIDE = 6
# Units of the drawing.
WIDTH = 340
BOX_WIDTH, BOX_HEIGHT = 222, 28
ROW = 36
FIRM_HEIGHT = 36
LANE = 16  # between two lines that run side by side
HEAD = 5
LONGEST_NAME = 33


@dataclass(frozen=True, slots=True)
class Link:
    """One partner with its box, and the line between it and the enterprise."""

    partner: PartnerShown
    y: int
    path: str
    head: str

    @property
    def words_y(self) -> int:
        return self.y + BOX_HEIGHT // 2 + 4

    @property
    def label(self) -> str:
        return shortened(self.partner.enterprise.name)


@dataclass(frozen=True, slots=True)
class Chain:
    """Both sides, laid out; each list is empty where nobody is known."""

    enterprise: Enterprise
    suppliers: list[Link]
    buyers: list[Link]

    @property
    def firm_y(self) -> int:
        return len(self.suppliers) * ROW + ROW // 2

    @property
    def words_y(self) -> int:
        return self.firm_y + FIRM_HEIGHT // 2 + 4

    @property
    def height(self) -> int:
        return self.firm_y + FIRM_HEIGHT + ROW // 2 + len(self.buyers) * ROW

    @property
    def label(self) -> str:
        return shortened(self.enterprise.name)


def chain_of(market: Market, *, reader: Any) -> Chain:
    """A need of the enterprise makes a supplier, an offer of it makes a buyer; a firm may be both.

    What this reader may not see is left out, cards as well as firms.
    """
    pairs = list(market.pairs())
    suppliers, buyers = (
        as_seen(
            reader,
            market.enterprise,
            in_order(market.enterprise, (pair for pair in pairs if pair.direction == direction)),
        )[:MOST_ON_A_SIDE]
        for direction in ("need", "offer")
    )
    firm_y = len(suppliers) * ROW + ROW // 2
    return Chain(
        enterprise=market.enterprise,
        suppliers=[supplier(partner, number, firm_y) for number, partner in enumerate(suppliers)],
        buyers=[
            buyer(partner, number, len(buyers), firm_y) for number, partner in enumerate(buyers)
        ],
    )


def supplier(partner: PartnerShown, number: int, firm_y: int) -> Link:
    """Its line runs right and down into the enterprise; the upper ones run outside the lower."""
    y = number * ROW
    lane = WIDTH - LANE - LANE * number
    return Link(
        partner,
        y,
        path=f"M{BOX_WIDTH} {y + BOX_HEIGHT // 2}H{lane}V{firm_y - HEAD}",
        head=f"M{lane - HEAD} {firm_y - HEAD - 2}h{2 * HEAD}l-{HEAD} {HEAD + 2}z",
    )


def buyer(partner: PartnerShown, number: int, count: int, firm_y: int) -> Link:
    """The lower ones run outside the upper."""
    start = firm_y + FIRM_HEIGHT
    y = start + ROW // 2 + number * ROW
    middle = y + BOX_HEIGHT // 2
    lane = WIDTH - LANE - LANE * (count - 1 - number)
    return Link(
        partner,
        y,
        path=f"M{lane} {start}V{middle}H{BOX_WIDTH + HEAD}",
        head=f"M{BOX_WIDTH + HEAD + 2} {middle - HEAD}v{2 * HEAD}l-{HEAD + 2} -{HEAD}z",
    )


def shortened(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"
