"""Recommendations with their facts, introductions with their clocks, measured quality."""

from matchmaking.models.introductions import CONTACT_FIELDS, Introduction, IntroductionContact
from matchmaking.models.marks import PartnerMark, PartnerReport
from matchmaking.models.open_requests import OpenRequest
from matchmaking.models.quality import QualityRun
from matchmaking.models.recommendations import (
    Feedback,
    Level,
    PartnerRecommendation,
    Recommendation,
    RecommendationList,
    Watch,
)
from matchmaking.models.rooms import MeetingTime, Message, Outcome, RoomFile
from matchmaking.models.rounds import RefreshRound, RefreshShard

__all__ = [
    "CONTACT_FIELDS",
    "Feedback",
    "Introduction",
    "IntroductionContact",
    "Level",
    "MeetingTime",
    "Message",
    "OpenRequest",
    "Outcome",
    "PartnerMark",
    "PartnerRecommendation",
    "PartnerReport",
    "QualityRun",
    "Recommendation",
    "RecommendationList",
    "RefreshRound",
    "RefreshShard",
    "RoomFile",
    "Watch",
]
