"""A counselor brings her client and a partner together; clients ask her before they answer."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Enterprise, Notification, User
from counselors.models import Engagement
from matchmaking.models import Introduction
from tests.counselors.makers import CounselingConsentFactory, EngagementFactory
from tests.factories import EnterpriseFactory, IntroductionFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def engagement() -> Engagement:
    made: Engagement = EngagementFactory(enterprise=EnterpriseFactory(owner=UserFactory()))
    return made


@pytest.fixture
def partner() -> Enterprise:
    made: Enterprise = EnterpriseFactory(owner=UserFactory(), legal_name="Halifax Steel")
    return made


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def introduce(engagement: Engagement, partner: Enterprise) -> str:
    """The page after the note was sent."""
    address = reverse("counselors:introduce", args=[engagement.pk, partner.pk])
    client = signed_in(engagement.counselor.user)
    return client.post(
        address, {"note": "Each has what the other lacks."}, follow=True
    ).content.decode()


def test_both_are_asked_and_the_counselor_follows_the_state(
    engagement: Engagement, partner: Enterprise
) -> None:
    page = introduce(engagement, partner)

    made = Introduction.objects.get()
    assert (made.proposed_by, made.status) == (engagement.counselor.user, "waiting")
    assert {made.asking, made.asked} == {engagement.enterprise, partner}
    told = Notification.objects.filter(kind="matchmaking.introduction_proposed")
    assert {row.recipient for row in told} == {
        firm.memberships.get().user for firm in (engagement.enterprise, partner)
    }
    assert "Halifax Steel" in page
    assert "Waiting for an answer" in page


def test_asking_the_same_two_again_is_a_clear_line(
    engagement: Engagement, partner: Enterprise
) -> None:
    introduce(engagement, partner)

    page = introduce(engagement, partner)

    assert "These two have been asked already." in page
    assert Introduction.objects.count() == 1


def test_a_private_client_is_named_to_nobody(partner: Enterprise) -> None:
    private = EnterpriseFactory(owner=UserFactory(), listed=False)
    engagement = EngagementFactory(enterprise=private)

    page = introduce(engagement, partner)

    assert "Both enterprises must be listed in the directory first." in page
    assert Introduction.objects.count() == 0


def test_a_client_who_asks_her_counselor_first_is_on_the_desk(
    engagement: Engagement, partner: Enterprise
) -> None:
    IntroductionFactory(
        asking=partner, asked=engagement.enterprise, counsel_asked_at=timezone.now()
    )
    desk = signed_in(engagement.counselor.user)

    page = desk.get(reverse("counselors:desk"))

    assert [row for row, _introduction in page.context["counsel"]] == [engagement]
    assert "Halifax Steel" in page.content.decode()


def test_without_consent_to_the_matches_the_desk_stays_silent(partner: Enterprise) -> None:
    enterprise = EnterpriseFactory(owner=UserFactory())
    consent = CounselingConsentFactory(enterprise=enterprise, fields=["profile"])
    engagement = EngagementFactory(enterprise=enterprise, consent=consent)
    IntroductionFactory(asking=partner, asked=enterprise, counsel_asked_at=timezone.now())

    page = signed_in(engagement.counselor.user).get(reverse("counselors:desk"))

    assert page.context["counsel"] == []
    assert "Halifax Steel" not in page.content.decode().partition('id="firms"')[0]
