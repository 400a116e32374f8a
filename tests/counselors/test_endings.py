"""What ends when a client leaves: advice, referrals and meetings, and nothing that blocks her."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts import erasure
from accounts.models import Consent, Enterprise, Membership, Notification, User
from counselors import clients, intakes, meetings
from counselors.forms import AssignForm
from counselors.models import Engagement, Meeting, MeetingSlot, Referral
from tests.counselors.makers import (
    CounselingConsentFactory,
    EngagementFactory,
    IntakeFactory,
    MeetingFactory,
    ReferralFactory,
)
from tests.factories import CounselorFactory, MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def engagement() -> Engagement:
    made: Engagement = EngagementFactory()
    return made


@pytest.fixture
def owner(engagement: Engagement) -> User:
    person: User = MembershipFactory(
        enterprise=engagement.enterprise, role=Membership.Role.OWNER
    ).user
    return person


def referred(engagement: Engagement, status: str) -> Referral:
    made: Referral = ReferralFactory(
        engagement=engagement,
        status=status,
        sent_at=timezone.now(),
        due_on=timezone.localdate() + timedelta(days=14),
        ended_at=None if status in Referral.OPEN else timezone.now(),
        consent=CounselingConsentFactory(
            enterprise=engagement.enterprise, purpose=Consent.Purpose.REFERRAL
        ),
    )
    return made


def test_a_client_with_a_completed_referral_can_erase_her_account(
    engagement: Engagement, owner: User
) -> None:
    referred(engagement, Referral.Status.COMPLETED)

    erasure.erase(owner)

    assert not User.objects.filter(pk=owner.pk).exists()
    assert not Enterprise.objects.filter(pk=engagement.enterprise_id).exists()
    assert not Referral.objects.exists()


def test_control_a_counselor_at_work_cannot(engagement: Engagement) -> None:
    with pytest.raises(erasure.StillAtWork):
        erasure.erase(engagement.counselor.user)


def test_the_sender_is_told_when_the_client_ends_what_a_referral_rests_on(
    engagement: Engagement, owner: User
) -> None:
    referral = referred(engagement, Referral.Status.ACCEPTED)
    second = EngagementFactory(
        enterprise=engagement.enterprise,
        counselor=referral.to_counselor,
        consent=referral.consent,
    )

    clients.withdraw(second, by=owner)

    referral.refresh_from_db()
    assert referral.status == Referral.Status.WITHDRAWN
    told = Notification.objects.filter(kind="counselors.referral_withdrawn")
    assert [row.recipient for row in told] == [engagement.counselor.user]


@pytest.mark.parametrize("end", ["withdraw", "close"])
def test_with_the_advice_end_its_meetings_to_come(
    end: str, engagement: Engagement, owner: User
) -> None:
    soon, ago = timezone.now() + timedelta(days=2), timezone.now() - timedelta(days=2)
    offered = MeetingFactory(engagement=engagement)
    agreed = MeetingFactory(engagement=engagement, state=Meeting.State.AGREED, starts_at=soon)
    held = MeetingFactory(engagement=engagement, state=Meeting.State.AGREED, starts_at=ago)

    if end == "withdraw":
        clients.withdraw(engagement, by=owner)
    else:
        clients.close(engagement, ending=Engagement.Ending.REACHED, by=engagement.counselor.user)

    states = [Meeting.objects.get(pk=row.pk).state for row in (offered, agreed, held)]
    assert states == [Meeting.State.CANCELLED, Meeting.State.CANCELLED, Meeting.State.AGREED]


def test_a_time_that_is_past_cannot_be_taken(engagement: Engagement) -> None:
    meeting = MeetingFactory(engagement=engagement)
    past = MeetingSlot.objects.create(
        meeting=meeting, starts_at=timezone.now() - timedelta(minutes=1)
    )

    with pytest.raises(meetings.MeetingClosed):
        meetings.take(meeting, slot=past)

    meeting.refresh_from_db()
    assert meeting.state == Meeting.State.OFFERED


def test_who_advises_already_is_not_suggested_again(engagement: Engagement) -> None:
    center = engagement.counselor.center
    other = CounselorFactory(center=center)
    intake = IntakeFactory(enterprise=engagement.enterprise, center=center)

    assert [fit.counselor for fit in intakes.suggestions(intake)] == [other]
    assert AssignForm({"counselor": other.pk}, intake=intake).is_valid()
    assert not AssignForm({"counselor": engagement.counselor.pk}, intake=intake).is_valid()


def test_a_firm_that_took_its_consent_back_is_not_named_as_a_twin(
    engagement: Engagement, owner: User
) -> None:
    firm = engagement.enterprise
    intake = IntakeFactory(
        enterprise__legal_name=firm.legal_name,
        enterprise__country=firm.country,
        center=engagement.counselor.center,
    )
    assert [twin.enterprise for twin in intakes.twins(intake)] == [firm]

    clients.withdraw(engagement, by=owner)

    assert intakes.twins(intake) == []
