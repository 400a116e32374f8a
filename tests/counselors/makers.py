"""Makers for the counselor network, one a model, beside those of tests/factories.py."""

from datetime import datetime, timedelta

import factory
from django.utils import timezone

from accounts.models import Consent, Enterprise
from counselors.models import (
    Article,
    ArticleFile,
    Engagement,
    Intake,
    Meeting,
    Milestone,
    Proposal,
    Question,
    Referral,
    Session,
    Task,
    Training,
)
from tests.factories import (
    CenterFactory,
    ConsentFactory,
    CounselorFactory,
    EnterpriseFactory,
    Maker,
    Row,
    TenderFactory,
)


def last_month() -> datetime:
    return timezone.now() - timedelta(days=30)


class CounselingConsentFactory(ConsentFactory):
    """What a client lets its counselor see: everything."""

    purpose = Consent.Purpose.COUNSELING
    subject = factory.Sequence(lambda number: f"intake:{number}")
    given_at = factory.LazyFunction(last_month)
    fields = [*Enterprise.GROUPS, "matches"]


class IntakeFactory(Maker):
    """Signed and sent to a center."""

    class Meta:
        model = Intake

    enterprise = Row(EnterpriseFactory)
    center = Row(CenterFactory)
    status = Intake.Status.SUBMITTED
    step = 3
    topics = ["customs"]
    need = "Our goods wait at the border."
    terms_version = "2026-11"
    signature = "Ana Núñez"
    signed_at = factory.LazyFunction(last_month)


class EngagementFactory(Maker):
    """A counselor and her client since a month, on a consent that holds."""

    class Meta:
        model = Engagement

    counselor = Row(CounselorFactory)
    enterprise = Row(EnterpriseFactory)
    consent = factory.SubFactory(
        CounselingConsentFactory, enterprise=factory.SelfAttribute("..enterprise")
    )
    opened_at = factory.LazyFunction(last_month)


class SessionFactory(Maker):
    class Meta:
        model = Session

    engagement = Row(EngagementFactory)
    author = factory.SelfAttribute("engagement.counselor")
    kind = Session.Kind.FIRST_TALK
    held_on = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=5))
    contact_minutes = 45


class MilestoneFactory(Maker):
    class Meta:
        model = Milestone

    engagement = Row(EngagementFactory)
    kind = Milestone.Kind.CONTRACT
    reached_on = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=3))
    evidence = "An order"


class TaskFactory(Maker):
    class Meta:
        model = Task

    counselor = Row(CounselorFactory)
    title = "Send the list"
    due_on = factory.LazyFunction(timezone.localdate)


class ReferralFactory(Maker):
    """Waits for the client's word."""

    class Meta:
        model = Referral

    engagement = Row(EngagementFactory)
    enterprise = factory.SelfAttribute("engagement.enterprise")
    from_counselor = factory.SelfAttribute("engagement.counselor")
    to_counselor = Row(CounselorFactory)
    reason = "Knows the market."
    summary = "Looks for an installer."


class ProposalFactory(Maker):
    class Meta:
        model = Proposal

    engagement = Row(EngagementFactory)
    tender = Row(TenderFactory)


class MeetingFactory(Maker):
    class Meta:
        model = Meeting

    engagement = Row(EngagementFactory)
    topic = "Go or no go"
    place = "Video call"


class QuestionFactory(Maker):
    class Meta:
        model = Question

    author = Row(CounselorFactory)
    title = "Which paper is asked for?"
    topic = "customs"


class ArticleFactory(Maker):
    class Meta:
        model = Article

    author = Row(CounselorFactory)
    title = "Reading a notice"
    text = "Read the eligibility clause first."
    country_id = "US"
    topic = "tender_reading"
    reviewed_on = factory.LazyFunction(timezone.localdate)
    review_due_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=365))


class ArticleFileFactory(Maker):
    """A row without bytes on the disk."""

    class Meta:
        model = ArticleFile

    article = Row(ArticleFactory)
    added_by = factory.SelfAttribute("article.author")
    name = "checklist.pdf"
    kind = "application/pdf"
    size = 1_200
    stored_as = factory.Sequence(lambda number: f"{number:032x}")


class TrainingFactory(Maker):
    """A public webinar in a week, with two places."""

    class Meta:
        model = Training

    organiser = Row(CounselorFactory)
    center = factory.SelfAttribute("organiser.center")
    title = "How banks buy"
    text = "From the notice to the award."
    starts_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=7))
    ends_at = factory.LazyAttribute(lambda training: training.starts_at + timedelta(hours=2))
    capacity = 2
    is_public = True
