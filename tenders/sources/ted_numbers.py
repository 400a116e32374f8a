"""What both of TED's formats share: numbers of publication and the Union's lists."""

import re

from tenders.sources import fields
from tenders.sources.base import BadRecord, RawRecord
from tenders.sources.notice import MarketApproach, NoticeGroup, NoticeMethod

# Languages that readers of Puente can search; others are kept where they are the original.
SEARCHED = ("en", "es", "fr", "pt")
GROUPS = {
    "1": NoticeGroup.WORKS,
    "2": NoticeGroup.GOODS,
    "works": NoticeGroup.WORKS,
    "supplies": NoticeGroup.GOODS,
}
# After a call that anyone may answer, the other procedures choose whom they invite.
APPROACHES = {
    "1": MarketApproach.OPEN,
    "open": MarketApproach.OPEN,
    "T": MarketApproach.DIRECT,
    "V": MarketApproach.DIRECT,
    "F": MarketApproach.DIRECT,
    "neg-wo-call": MarketApproach.DIRECT,
}
_NUMBER = re.compile(r"0*([1-9][0-9]{0,8})-([0-9]{4})")


def key_of(record: RawRecord, field: str) -> str:
    """The number without leading zeros; raises BadRecord."""
    text = fields.raw_text(record, field).strip()
    match = _NUMBER.fullmatch(text)
    if not match:
        reason = f"is no number such as 82879-2017: {text[:40]!r}" if text else "is missing"
        raise BadRecord(field, reason)
    return f"{match[1]}-{match[2]}"


def method_of(procedure: str) -> NoticeMethod:
    """How the winner is chosen, as far as the procedure alone tells."""
    is_direct = APPROACHES.get(procedure) is MarketApproach.DIRECT
    return NoticeMethod.DIRECT if is_direct else NoticeMethod.UNKNOWN
