"""Introductions: asked for with a reason, answered within ten working days, or closed kindly."""

from matchmaking.introductions import replies
from matchmaking.introductions.answers import accept, ask_counsel, decline, end
from matchmaking.introductions.candidates import next_candidates
from matchmaking.introductions.clocks import expire_overdue, remind_waiting
from matchmaking.introductions.contacts import ContactFacts, contact_of, last_contact_of
from matchmaking.introductions.faults import (
    AlreadyThere,
    CannotBeAsked,
    CoolingDown,
    IntroductionClosed,
    NotPossible,
    TooMany,
)
from matchmaking.introductions.limits import refuse_more
from matchmaking.introductions.requests import (
    keep_apart,
    propose,
    request,
    withdraw,
)

__all__ = [
    "AlreadyThere",
    "CannotBeAsked",
    "ContactFacts",
    "CoolingDown",
    "IntroductionClosed",
    "NotPossible",
    "TooMany",
    "accept",
    "ask_counsel",
    "contact_of",
    "decline",
    "end",
    "expire_overdue",
    "keep_apart",
    "last_contact_of",
    "next_candidates",
    "propose",
    "refuse_more",
    "remind_waiting",
    "replies",
    "request",
    "withdraw",
]
