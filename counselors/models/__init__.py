"""The counselor network's rows. Every model with private rows has its scope."""

from counselors.models.clients import Engagement, Intake, Milestone, Task
from counselors.models.colleagues import (
    Answer,
    Article,
    ArticleFile,
    ArticleVersion,
    Question,
    Registration,
    Training,
)
from counselors.models.network import (
    Center,
    CenterAdministrator,
    CenterInvitation,
    Counselor,
    CounselorQuerySet,
)
from counselors.models.referrals import Referral
from counselors.models.sessions import (
    NoteOpening,
    NoteVersion,
    PrivateNote,
    Session,
    SessionFacts,
    SessionVersion,
)
from counselors.models.work import Meeting, MeetingSlot, Proposal

__all__ = [
    "Answer",
    "Article",
    "ArticleFile",
    "ArticleVersion",
    "Center",
    "CenterAdministrator",
    "CenterInvitation",
    "Counselor",
    "CounselorQuerySet",
    "Engagement",
    "Intake",
    "Meeting",
    "MeetingSlot",
    "Milestone",
    "NoteOpening",
    "NoteVersion",
    "PrivateNote",
    "Proposal",
    "Question",
    "Referral",
    "Registration",
    "Session",
    "SessionFacts",
    "SessionVersion",
    "Task",
    "Training",
]
