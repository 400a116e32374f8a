"""The counselor network's rows for the guards: one of everything, and which route is about which.

The identity "counselor" advises "inner"; "foreign" looks after the second center; a colleague who
is no identity takes the other side of questions, trainings and referrals.
"""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import Consent
from accounts.vault.store import write
from counselors import sealing
from counselors.models import (
    Answer,
    Article,
    ArticleFile,
    ArticleVersion,
    CenterAdministrator,
    CenterInvitation,
    Engagement,
    Intake,
    Meeting,
    MeetingSlot,
    Milestone,
    NoteOpening,
    NoteVersion,
    PrivateNote,
    Proposal,
    Question,
    Referral,
    Registration,
    Session,
    SessionVersion,
    Task,
    Training,
)
from tests import factories
from tests.counselors import makers


def add_counseling(network: Any) -> None:
    """One row of each model, with a canary in each field of words."""
    own = network.counselors["counselor"]
    center = factories.CenterFactory(name="The second center")
    colleague = factories.CounselorFactory(center=center)
    CenterAdministrator.objects.create(center=center, user=network.people["foreign"])
    CenterInvitation.objects.create(center=center, **network.filled(CenterInvitation, "inner"))
    engagement = add_client(network, own)
    add_work(network, engagement)
    ended = makers.EngagementFactory(
        enterprise=network.enterprises["inner"],
        counselor=colleague,
        closed_at=timezone.now(),
        ending=Engagement.Ending.REACHED,
    )
    use = factories.ConsentFactory(
        enterprise=network.enterprises["inner"],
        purpose=Consent.Purpose.FIGURES,
        given_by=network.people["owner"],
    )
    network.advice |= {
        "ended": {"inner": ended},
        "use": {"inner": use},
        "center": {"inner": own.center, "second": center},
        "colleague": {"inner": colleague},
        "client": {"inner": engagement},
        **add_intakes(network, center),
        **add_referrals(network, engagement, colleague),
        **add_shared(network, own, colleague),
    }


def add_client(network: Any, own: Any) -> Engagement:
    inner = network.enterprises["inner"]
    consent = makers.CounselingConsentFactory(
        enterprise=inner,
        given_by=network.people["owner"],
        **{**network.filled(Consent, "inner"), "fields": ["profile", "details", "matches"]},
    )
    engagement: Engagement = makers.EngagementFactory(
        counselor=own, enterprise=inner, consent=consent, **network.filled(Engagement, "inner")
    )
    return engagement


def add_work(network: Any, engagement: Engagement) -> None:
    own = engagement.counselor
    session = makers.SessionFactory(engagement=engagement, **network.filled(Session, "inner"))
    words = network.filled(PrivateNote, "inner")["sealed"]
    note = PrivateNote.objects.create(
        engagement=engagement, session=session, author=own, sealed=sealing.seal(words)
    )
    add_corrections(network, session, note)
    operator = factories.UserFactory(is_staff=True)
    now = timezone.now()
    NoteOpening.objects.create(
        engagement=engagement,
        opened_by=operator,
        expires_at=now + timedelta(minutes=30),
        **network.filled(NoteOpening, "inner"),
    )
    meeting = makers.MeetingFactory(
        engagement=engagement,
        state=Meeting.State.AGREED,
        starts_at=now + timedelta(days=2),
        **network.filled(Meeting, "inner"),
    )
    MeetingSlot.objects.create(meeting=meeting, starts_at=meeting.starts_at)
    task = makers.TaskFactory(counselor=own, engagement=engagement, **network.filled(Task, "inner"))
    network.advice |= {
        "meeting": {"inner": meeting},
        "task": {"inner": task},
        "session": {"inner": session},
        "note": {"inner": note},
        "milestone": {
            "inner": makers.MilestoneFactory(
                engagement=engagement, **network.filled(Milestone, "inner")
            )
        },
        "proposal": {
            "inner": makers.ProposalFactory(
                engagement=engagement,
                tender=network.tenders["open"],
                state=Proposal.State.PROPOSED,
                **network.filled(Proposal, "inner"),
            )
        },
    }


def add_corrections(network: Any, session: Session, note: PrivateNote) -> None:
    """How a session and a note read before."""
    now = timezone.now()
    SessionVersion.objects.create(
        session=session,
        kind=session.kind,
        held_on=session.held_on,
        contact_minutes=5,
        **network.filled(SessionVersion, "inner"),
    )
    words = network.filled(NoteVersion, "inner")["sealed"]
    NoteVersion.objects.create(note=note, sealed=sealing.seal(words))
    for row in (session, note):
        row.corrected_at = now
        row.save()


def add_intakes(network: Any, center: Any) -> dict[str, Any]:
    return {
        "intake": {
            "inner": makers.IntakeFactory(
                enterprise=network.enterprises["inner"],
                center=center,
                **network.filled(Intake, "inner"),
            ),
            "open": makers.IntakeFactory(
                enterprise=network.enterprises["open"],
                status=Intake.Status.DRAFT,
                center=center,
                step=2,
            ),
        }
    }


def add_referrals(network: Any, engagement: Engagement, colleague: Any) -> dict[str, Any]:
    """One that waits for the client, and one that waits for the counselor."""
    sent = makers.ReferralFactory(
        engagement=engagement, to_counselor=colleague, **network.filled(Referral, "inner")
    )
    elsewhere = network.enterprises["elsewhere"]
    other = makers.EngagementFactory(counselor=colleague, enterprise=elsewhere)
    now = timezone.now()
    facts = network.filled(Referral, "elsewhere")
    facts["handover_note"] = ""
    network.aviary.canaries.pop("zqreferralhandovernoteelsewherez")
    received = makers.ReferralFactory(
        engagement=other,
        to_counselor=engagement.counselor,
        status=Referral.Status.SENT,
        consent=makers.CounselingConsentFactory(
            enterprise=elsewhere, purpose=Consent.Purpose.REFERRAL, subject="referral:0"
        ),
        sent_at=now,
        due_on=now.date() + timedelta(days=14),
        **facts,
    )
    own_opening = NoteOpening.objects.create(
        engagement=other,
        opened_by=network.people["staff"],
        reason="A complaint of the client",
        expires_at=now + timedelta(minutes=30),
    )
    theirs = NoteOpening.objects.get(engagement=engagement)
    return {
        "referral": {"elsewhere": received, "inner": sent},
        "opening": {"own": own_opening, "inner": theirs},
    }


def add_shared(network: Any, own: Any, colleague: Any) -> dict[str, Any]:
    question = makers.QuestionFactory(author=own, **network.filled(Question, "inner"))
    answer = Answer.objects.create(
        question=question, author=colleague, **network.filled(Answer, "inner")
    )
    article = makers.ArticleFactory(author=own, number=2, **network.filled(Article, "inner"))
    version = ArticleVersion.objects.create(
        article=article,
        number=1,
        written_by=own,
        written_at=timezone.now(),
        **network.filled(ArticleVersion, "inner"),
    )
    paper = makers.ArticleFileFactory(article=article, **network.filled(ArticleFile, "inner"))
    write(str(paper.stored_as), b"%PDF-1.4 a checklist")
    training = makers.TrainingFactory(organiser=own, **network.filled(Training, "inner"))
    begun = makers.TrainingFactory(
        organiser=colleague,
        is_public=False,
        starts_at=timezone.now() - timedelta(days=2),
        title="Among counselors",
    )
    for row in (training, begun):
        facts = {"rating": 5, **network.filled(Registration, "inner")} if row is training else {}
        Registration.objects.create(
            training=row,
            person=network.people["counselor"],
            state=Registration.State.PLACE,
            attendance=Registration.Attendance.PRESENT,
            **facts,
        )
    return {
        "question": {"inner": question},
        "answer": {"inner": answer},
        "article": {"inner": article},
        "version": {"inner": version},
        "paper": {"inner": paper},
        "training": {"inner": training, "internal": begun},
    }


def add_more(network: Any) -> None:
    """One more of each row that stands in a list."""
    engagement = network.advice["client"]["inner"]
    own, colleague = engagement.counselor, network.advice["colleague"]["inner"]
    session = makers.SessionFactory(engagement=engagement)
    note = PrivateNote.objects.create(
        engagement=engagement, session=session, author=own, sealed=sealing.seal("Mine")
    )
    NoteVersion.objects.create(note=note, sealed=note.sealed)
    facts = {"kind": session.kind, "held_on": session.held_on, "contact_minutes": 5}
    SessionVersion.objects.create(session=session, **facts)
    Session.objects.filter(pk=session.pk).update(corrected_at=timezone.now())
    makers.MilestoneFactory(engagement=engagement)
    makers.MeetingFactory(engagement=engagement)
    makers.TaskFactory(counselor=own, engagement=engagement)
    makers.ProposalFactory(engagement=engagement, state=Proposal.State.PROPOSED)
    makers.EngagementFactory(counselor=own)
    makers.EngagementFactory(enterprise=network.enterprises["inner"])
    makers.ReferralFactory(engagement=engagement)
    makers.IntakeFactory(center=network.advice["center"]["second"])
    Answer.objects.create(
        question=makers.QuestionFactory(author=own), author=colleague, text="Yes."
    )
    makers.ArticleFactory(author=own)
    makers.ArticleFileFactory(article=network.advice["article"]["inner"])
    makers.TrainingFactory(organiser=own)


# The noun in a route's name that tells which rows it is about.
NOUNS = {
    "center": "center",
    "center-edit": "center",
    "center-team": "center",
    "center-administrator": "center",
    "invitation-accept": "invitation",
    "intake": "intake",
    "intake-end": "intake",
    "intake-assign": "intake",
    "engagement-withdraw": "client",
    "milestone-answer": "milestone",
    "proposal-answer": "proposal",
    "meeting-take": "meeting",
    "referral-client": "referral",
    "client": "client",
    "goals": "client",
    "session-new": "client",
    "note-new": "client",
    "session-edit": "session",
    "note-edit": "note",
    "milestone-new": "client",
    "client-task-new": "client",
    "close": "client",
    "matches": "client",
    "brief": "client",
    "brief-pdf": "client",
    "introduce": "client",
    "result-new": "ended",
    "use-end": "use",
    "shortlist": "client",
    "meeting-new": "client",
    "find-colleague": "client",
    "refer": "client",
    "propose": "proposal",
    "proposal-remove": "proposal",
    "meeting-cancel": "meeting",
    "meeting-calendar": "meeting",
    "task-done": "task",
    "referral": "referral",
    "referral-accept": "referral",
    "referral-decline": "referral",
    "referral-complete": "referral",
    "referral-call-back": "referral",
    "opening": "opening",
    "question": "question",
    "answer-new": "question",
    "answer-best": "question",
    "question-follow": "question",
    "article": "article",
    "article-edit": "article",
    "article-review": "article",
    "article-used": "article",
    "article-version": "version",
    "training": "training",
    "training-calendar": "training",
    "training-edit": "training",
    "training-register": "training",
    "training-leave": "training",
    "training-call-off": "training",
    "attendance": "training",
    "article-file-add": "article",
    "article-file": "paper",
    "article-file-remove": "paper",
    "certificate": "training",
    "certificate-pdf": "training",
    "feedback": "training",
}


def rows_about(network: Any, route: str) -> dict[str, Any] | None:
    """The rows of a route of this network; None for one that is about a counselor."""
    name = route.removeprefix("counselors:")
    if name == "intake-start":
        return dict(network.enterprises)
    if name == "invitation-accept":
        return {"inner": CenterInvitation.objects.get()}
    if name in ("referral-client", "referral-call-back"):
        rows = network.advice["referral"]
        return {"inner": rows["inner"], "elsewhere": rows["elsewhere"]}
    return dict(network.advice[NOUNS[name]]) if name in NOUNS else None


def value(network: Any, parameter: str) -> object:
    """What stands in an address beside its first key."""
    values = {
        "colleague": lambda: network.advice["colleague"]["inner"].pk,
        "partner": lambda: network.enterprises["open"].pk,
        "kind": lambda: "tender",
        "thing": lambda: network.tenders["open"].pk,
        "answer": lambda: network.advice["answer"]["inner"].pk,
        "figure": lambda: "sessions",
    }
    return values[parameter]()


KNOWS = ("colleague", "partner", "thing", "answer", "figure")
