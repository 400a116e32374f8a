"""One maker per model, no surprises."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import factory
from allauth.account.models import EmailAddress
from django.utils import timezone

from accounts.models import (
    Certificate,
    Consent,
    Enterprise,
    Membership,
    Need,
    Notification,
    Offer,
    OwnershipFacts,
    Project,
    User,
    Visibility,
)
from counselors.models import Center, Counselor
from matchmaking.models import Feedback, Introduction, Recommendation, Watch
from tenders.models import IngestionRun, QuarantinedRecord, Tender, TenderContact, TenderText

PASSWORD = "a long enough password"
# Untyped on purpose: a call gives a row, which the library's types do not know.
Maker: Any = factory.django.DjangoModelFactory
Row: Any = factory.SubFactory


class UserFactory(Maker):
    """A person with a confirmed address, who may sign in with PASSWORD."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda number: f"person{number}@example.org")
    full_name = factory.Sequence(lambda number: f"Person {number}")

    @factory.post_generation
    def verified(self, create: bool, verified: bool | None, **kwargs: Any) -> None:
        if create and verified is not False:
            EmailAddress.objects.create(user=self, email=self.email, verified=True, primary=True)

    @factory.post_generation
    def password(self, create: bool, password: str | None, **kwargs: Any) -> None:
        if create and password:
            self.set_password(password)
            self.save(update_fields=["password"])


class EnterpriseFactory(Maker):
    """A Mexican firm that is listed for members, with its directory consent."""

    class Meta:
        model = Enterprise
        skip_postgeneration_save = True

    legal_name = factory.Sequence(lambda number: f"Enterprise {number}")
    country_id = "MX"
    about = "We install photovoltaic plants on roofs and on the ground."
    about_language = "en"

    @factory.post_generation
    def listed(self, create: bool, listed: bool | None, **kwargs: Any) -> None:
        if create and listed is not False:
            ConsentFactory(enterprise=self)

    @factory.post_generation
    def owner(self, create: bool, owner: User | None, **kwargs: Any) -> None:
        if create and owner:
            MembershipFactory(enterprise=self, user=owner, role=Membership.Role.OWNER)


class ConsentFactory(Maker):
    class Meta:
        model = Consent

    purpose = Consent.Purpose.DIRECTORY
    audience = "members"
    wording = "You may list this enterprise."
    fields = ["profile"]


class MembershipFactory(Maker):
    class Meta:
        model = Membership

    user = Row(UserFactory)
    enterprise = Row(EnterpriseFactory)
    role = Membership.Role.MEMBER


class OfferFactory(Maker):
    class Meta:
        model = Offer

    enterprise = Row(EnterpriseFactory)
    title = "Rooftop solar plants"
    text = "Design, supply and installation of photovoltaic modules and inverters."


class NeedFactory(Maker):
    class Meta:
        model = Need

    enterprise = Row(EnterpriseFactory)
    title = "Mounting structures"
    text = "Steel mounting structures for photovoltaic modules."


class CertificateFactory(Maker):
    class Meta:
        model = Certificate

    enterprise = Row(EnterpriseFactory)
    standard = "ISO 9001"


class ProjectFactory(Maker):
    class Meta:
        model = Project

    enterprise = Row(EnterpriseFactory)
    title = "Roof of a school"
    client = "City of Hermosillo"
    year = 2024


class OwnershipFactsFactory(Maker):
    class Meta:
        model = OwnershipFacts

    enterprise = Row(EnterpriseFactory)
    is_disclosed = True
    owned_percent = 60
    visibility = Visibility.PRIVATE


class NotificationFactory(Maker):
    class Meta:
        model = Notification

    recipient = Row(UserFactory)
    kind = "welcome"
    cause = factory.Sequence(lambda number: f"cause-{number}")
    language = "en"
    subject = "Welcome"
    body = "Your enterprise is registered."
    message_id = factory.Sequence(lambda number: f"<{number}@puente.example.org>")


class TenderFactory(Maker):
    """An open invitation of the World Bank, thirty days before its deadline."""

    class Meta:
        model = Tender
        skip_postgeneration_save = True

    source = "world_bank"
    source_id = factory.Sequence(lambda number: f"OP9{number:07d}")
    kind = Tender.Kind.INVITATION
    title = "Supply and installation of solar photovoltaic plants"
    language_published = "en"
    language_detected = "en"
    bank = "world_bank"
    published_on = factory.LazyFunction(lambda: timezone.now().date() - timedelta(days=3))
    deadline_state = Tender.DeadlineState.KNOWN
    deadline_on = factory.LazyFunction(lambda: timezone.now().date() + timedelta(days=30))
    open_until = factory.LazyAttribute(lambda tender: end_of_day_anywhere(tender.deadline_on))
    content_hash = "0" * 64

    @factory.post_generation
    def body(self, create: bool, body: str | None, **kwargs: Any) -> None:
        if create:
            text = body or "Photovoltaic modules, inverters and mounting structures for schools."
            TenderText.objects.create(
                tender=self,
                language=self.language_published,
                title=self.title,
                body_text=text,
                body_html=f"<p>{text}</p>",
            )

    @factory.post_generation
    def countries(self, create: bool, countries: list[str] | None, **kwargs: Any) -> None:
        if create:
            self.countries.set(countries or ["PE"])


def end_of_day_anywhere(day: date | None) -> datetime | None:
    if day is None:
        return None
    return datetime.combine(day, time(23, 59, 59), UTC) + timedelta(hours=12)


class TenderContactFactory(Maker):
    class Meta:
        model = TenderContact

    tender = Row(TenderFactory)
    name = "Officer in charge"
    email = "officer@example.org"


class IngestionRunFactory(Maker):
    class Meta:
        model = IngestionRun

    source = "world_bank"
    origin = "file"
    state = IngestionRun.State.SUCCEEDED
    finished_at = factory.LazyFunction(timezone.now)
    seen = 3
    inserted = 2
    quarantined = 1


class QuarantinedRecordFactory(Maker):
    class Meta:
        model = QuarantinedRecord

    run = Row(IngestionRunFactory)
    source = "world_bank"
    position = 1
    reason = "The record has no id."
    raw = b"{}"
    raw_hash = factory.Sequence(lambda number: f"{number:064d}")


class CenterFactory(Maker):
    class Meta:
        model = Center

    name = factory.Sequence(lambda number: f"Center {number}")
    kind = Center.Kind.SMALL_BUSINESS
    country_id = "US"


class CounselorFactory(Maker):
    """A verified counselor who is listed in the directory."""

    class Meta:
        model = Counselor

    user = Row(UserFactory)
    center = Row(CenterFactory)
    skills = ["tender_reading"]
    languages = ["en", "es"]
    verified_at = factory.LazyFunction(timezone.now)


class RecommendationFactory(Maker):
    class Meta:
        model = Recommendation

    enterprise = Row(EnterpriseFactory)
    tender = Row(TenderFactory)
    rank = 1
    score = 0.5
    level = "strong"
    eligibility = "yes"
    feasibility = "green"


class WatchFactory(Maker):
    class Meta:
        model = Watch

    enterprise = Row(EnterpriseFactory)
    tender = Row(TenderFactory)


class FeedbackFactory(Maker):
    class Meta:
        model = Feedback

    enterprise = Row(EnterpriseFactory)
    tender = Row(TenderFactory)
    reason = Feedback.Reason.WRONG_WORK


class IntroductionFactory(Maker):
    """Asked yesterday; the other side has not answered."""

    class Meta:
        model = Introduction

    asking = Row(EnterpriseFactory)
    asked = Row(EnterpriseFactory)
    reason = "We bid for a rooftop plant and lack steel structures."
    asked_at = factory.LazyFunction(lambda: timezone.now() - timedelta(days=1))
    asking_yes_at = factory.SelfAttribute("asked_at")
    remind_on = factory.LazyFunction(lambda: timezone.now().date() + timedelta(days=7))
    due_on = factory.LazyFunction(lambda: timezone.now().date() + timedelta(days=13))
