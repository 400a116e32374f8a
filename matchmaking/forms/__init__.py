"""What a reader may choose and write, by noun."""

from matchmaking.forms.introductions import (
    ContactForm,
    MessageForm,
    PartnerFilterForm,
    ReportForm,
    RequestForm,
    RoomFileForm,
    TimesForm,
)
from matchmaking.forms.open_requests import GapsForm, OpenRequestFilterForm, PublishForm
from matchmaking.forms.recommendations import DismissForm, RecommendationFilterForm

__all__ = [
    "ContactForm",
    "DismissForm",
    "GapsForm",
    "MessageForm",
    "OpenRequestFilterForm",
    "PartnerFilterForm",
    "PublishForm",
    "RecommendationFilterForm",
    "ReportForm",
    "RequestForm",
    "RoomFileForm",
    "TimesForm",
]
