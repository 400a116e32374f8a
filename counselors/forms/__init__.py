"""What may come into the counselor network."""

from counselors.forms.clients import (
    BreakGlassForm,
    CloseForm,
    CorrectionForm,
    GoalsForm,
    MilestoneForm,
    NoteForm,
    SessionForm,
    TaskForm,
)
from counselors.forms.colleagues import (
    AnswerForm,
    ArticleFileForm,
    ArticleForm,
    BoardForm,
    FeedbackForm,
    LibraryForm,
    QuestionForm,
    TrainingForm,
)
from counselors.forms.intakes import AssignForm, CenterStep, NeedStep, SignStep
from counselors.forms.network import (
    AdministratorForm,
    CenterForm,
    CenterInvitationForm,
    CenterListForm,
    CounselorForm,
    DirectoryForm,
)
from counselors.forms.referrals import DeclineForm, ReferralForm
from counselors.forms.reports import ReportForm
from counselors.forms.work import (
    IntroduceForm,
    MeetingForm,
    ProposalAnswerForm,
    ProposeForm,
    WhyNotForm,
)

__all__ = [
    "AdministratorForm",
    "AnswerForm",
    "ArticleFileForm",
    "ArticleForm",
    "AssignForm",
    "BoardForm",
    "BreakGlassForm",
    "CenterForm",
    "CenterInvitationForm",
    "CenterListForm",
    "CenterStep",
    "CloseForm",
    "CorrectionForm",
    "CounselorForm",
    "DeclineForm",
    "DirectoryForm",
    "FeedbackForm",
    "GoalsForm",
    "IntroduceForm",
    "LibraryForm",
    "MeetingForm",
    "MilestoneForm",
    "NeedStep",
    "NoteForm",
    "ProposalAnswerForm",
    "ProposeForm",
    "QuestionForm",
    "ReferralForm",
    "ReportForm",
    "SessionForm",
    "SignStep",
    "TaskForm",
    "TrainingForm",
    "WhyNotForm",
]
