"""A client crosses the border: nothing passes without its yes, and each referral ends once."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Consent, Disclosure, Notification, User
from counselors import clients, referrals
from counselors.models import Engagement, Referral
from tests.counselors.makers import EngagementFactory, ReferralFactory, SessionFactory
from tests.factories import CenterFactory, CounselorFactory, EnterpriseFactory, UserFactory

pytestmark = pytest.mark.django_db
Status = Referral.Status


@pytest.fixture
def owner() -> User:
    return UserFactory(language="es")


@pytest.fixture
def referral(owner: User) -> Referral:
    """From Tucson to Hermosillo, waiting for the client's word."""
    enterprise = EnterpriseFactory(owner=owner, legal_name="Secreta del Norte", listed=False)
    tucson = CounselorFactory(center=CenterFactory(country_id="US"))
    engagement = EngagementFactory(counselor=tucson, enterprise=enterprise)
    return ReferralFactory(
        engagement=engagement,
        to_counselor=CounselorFactory(center=CenterFactory(country_id="MX")),
        fields=["details", "offers"],
        handover_note="Begin with the school programme.",
    )


def sent(referral: Referral, owner: User) -> Referral:
    return referrals.record_client_answer(referral, granted=True, by=owner)


def page_of(person: User, name: str, *arguments: object) -> str:
    client = Client()
    client.force_login(person)
    return client.get(reverse(name, args=arguments)).content.decode()


def test_the_client_is_asked_in_her_language_and_nobody_else_is_told(owner: User) -> None:
    engagement = EngagementFactory(enterprise=EnterpriseFactory(owner=owner))
    to = CounselorFactory()

    made = referrals.refer(
        engagement, to=to, fields=[], reason="R", summary="S", by=engagement.counselor
    )

    told = Notification.objects.get()
    assert (told.recipient, told.language) == (owner, "es")
    assert list(Referral.objects.addressed_to(to)) == []
    assert made.status == Status.AWAITING_CLIENT


def test_after_a_no_the_other_side_never_learns_the_name(referral: Referral, owner: User) -> None:
    referrals.record_client_answer(referral, granted=False, by=owner)

    receiver = referral.to_counselor.user
    assert referral.status == Status.REFUSED
    assert Notification.objects.filter(recipient=receiver).count() == 0
    for name in ("counselors:referral-list", "counselors:desk"):
        assert "Secreta" not in page_of(receiver, name)
    client = Client()
    client.force_login(receiver)
    assert client.get(reverse("counselors:referral", args=[referral.pk])).status_code == 404


def test_a_yes_writes_the_ledger_and_starts_the_clock_of_the_receivers_country(
    referral: Referral, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Veterans Day lies between for a colleague in the United States, not for one in Mexico.
    monkeypatch.setattr(timezone, "localdate", lambda *moment: date(2026, 10, 30))

    sent(referral, owner)

    consent = Consent.objects.get(purpose=Consent.Purpose.REFERRAL)
    assert consent.fields == ["profile", "details", "offers"]
    assert consent.subject == f"referral:{referral.pk}"
    assert referral.due_on == date(2026, 11, 13)
    assert referrals.due_day(referral.from_counselor, date(2026, 10, 30)) == date(2026, 11, 16)
    assert Disclosure.objects.get(consent=consent).fields == ["profile"]


def test_before_accepting_the_receiver_sees_the_agreed_summary_only(
    referral: Referral, owner: User
) -> None:
    sent(referral, owner)

    page = page_of(referral.to_counselor.user, "counselors:referral", referral.pk)

    assert "Looks for an installer." in page
    assert "Begin with the school programme." not in page
    assert not clients.may_see(referral.to_counselor, referral.enterprise)


def test_accepting_opens_a_second_engagement_with_the_agreed_fields(
    referral: Referral, owner: User
) -> None:
    sent(referral, owner)

    engagement = referrals.accept(referral, by=referral.to_counselor)

    assert clients.may_see(referral.to_counselor, referral.enterprise)
    assert clients.shown_groups(engagement) == {"profile", "details", "offers"}
    assert not clients.shows_matches(engagement)
    told = Notification.objects.filter(kind__startswith="counselors.referral_accepted")
    assert {row.recipient for row in told} == {owner, referral.from_counselor.user}


def test_it_is_complete_only_with_a_session(referral: Referral, owner: User) -> None:
    sent(referral, owner)
    engagement = referrals.accept(referral, by=referral.to_counselor)

    with pytest.raises(referrals.NoSessionYet):
        referrals.complete(referral, by=referral.to_counselor)
    SessionFactory(engagement=engagement)
    referrals.complete(referral, by=referral.to_counselor)

    assert referral.status == Status.COMPLETED


def test_withdrawing_closes_access_at_once(referral: Referral, owner: User) -> None:
    sent(referral, owner)
    engagement = referrals.accept(referral, by=referral.to_counselor)
    receiver = Client()
    receiver.force_login(referral.to_counselor.user)
    address = reverse("counselors:client", args=[engagement.pk])
    assert receiver.get(address).status_code == 200

    referrals.withdraw(referral, by=owner)

    assert receiver.get(address).status_code == 404
    assert "Secreta" not in page_of(referral.to_counselor.user, "counselors:referral-list")
    assert "Secreta" not in page_of(referral.to_counselor.user, "counselors:referral", referral.pk)
    engagement.refresh_from_db()
    assert engagement.ending == Engagement.Ending.WITHDRAWN
    # The first counselor keeps her own client: that is another consent.
    assert clients.may_see(referral.from_counselor, referral.enterprise)


def test_a_declined_referral_leaves_no_consent_behind(referral: Referral, owner: User) -> None:
    sent(referral, owner)

    referrals.decline(referral, reason="no_capacity", by=referral.to_counselor)

    assert Consent.objects.live().filter(purpose=Consent.Purpose.REFERRAL).count() == 0
    assert "Secreta" not in page_of(referral.to_counselor.user, "counselors:referral", referral.pk)
    told = Notification.objects.get(kind="counselors.referral_declined")
    assert "No capacity at the moment" in told.body


def test_what_nobody_answers_expires_the_day_after_its_last(
    referral: Referral, owner: User
) -> None:
    sent(referral, owner)
    Referral.objects.update(due_on=timezone.localdate())
    assert referrals.expire() == 0

    Referral.objects.update(due_on=timezone.localdate() - timedelta(days=1))

    assert referrals.expire() == 1
    assert referrals.expire() == 0
    referral.refresh_from_db()
    assert referral.status == Status.EXPIRED


def test_a_receiver_is_reminded_once(referral: Referral, owner: User) -> None:
    sent(referral, owner)
    assert referrals.remind(today=timezone.localdate()) == 0
    Referral.objects.update(due_on=timezone.localdate() + timedelta(days=1))

    referrals.remind(today=timezone.localdate())
    referrals.remind(today=timezone.localdate())

    assert Notification.objects.filter(kind="counselors.referral_reminder").count() == 1


@pytest.mark.parametrize("status", [Status.AWAITING_CLIENT, Status.DECLINED, Status.WITHDRAWN])
def test_a_step_out_of_order_is_refused_with_409(
    status: str, referral: Referral, owner: User
) -> None:
    sent(referral, owner)
    if status == Status.DECLINED:
        referrals.decline(referral, reason="conflict", by=referral.to_counselor)
    elif status == Status.WITHDRAWN:
        referrals.withdraw(referral, by=owner)
    else:
        referrals.accept(referral, by=referral.to_counselor)

    client = Client()
    client.force_login(owner)
    address = reverse("counselors:referral-client", args=[referral.pk])

    assert client.post(address, {"yes": "1"}).status_code == 409


def test_a_mail_about_a_referral_never_names_the_client(referral: Referral, owner: User) -> None:
    sent(referral, owner)
    engagement = referrals.accept(referral, by=referral.to_counselor)
    SessionFactory(engagement=engagement)
    referrals.complete(referral, by=referral.to_counselor)

    told = [f"{row.subject} {row.body}" for row in Notification.objects.all()]

    assert len(told) == 6
    assert [words for words in told if "Secreta" in words] == []


def test_nobody_passes_on_what_she_was_not_shown(owner: User) -> None:
    engagement = EngagementFactory(
        enterprise=EnterpriseFactory(owner=owner), consent__fields=["profile"]
    )
    to = CounselorFactory()
    client = Client()
    client.force_login(engagement.counselor.user)

    response = client.post(
        reverse("counselors:refer", args=[engagement.pk, to.pk]),
        {"reason": "R", "summary": "S", "fields_passed": ["contact"]},
    )

    assert response.status_code == 400
    assert Referral.objects.count() == 0


def test_one_client_goes_to_one_colleague_once(referral: Referral) -> None:
    with pytest.raises(referrals.AlreadyReferred):
        referrals.refer(
            referral.engagement,
            to=referral.to_counselor,
            fields=[],
            reason="R",
            summary="S",
            by=referral.from_counselor,
        )


def test_a_sender_whose_client_left_keeps_the_outcome_and_loses_the_name(
    referral: Referral, owner: User
) -> None:
    sent(referral, owner)
    clients.withdraw(referral.engagement, by=owner)
    sender = referral.from_counselor.user

    listed = page_of(sender, "counselors:referral-list")
    page = page_of(sender, "counselors:referral", referral.pk)

    assert "Secreta" not in f"{listed}{page}"
    assert f"Referral {referral.pk}" in listed
    assert "Waiting for the colleague" in page


def test_a_stranger_finds_no_outcome(referral: Referral, owner: User) -> None:
    sent(referral, owner)
    client = Client()
    client.force_login(CounselorFactory().user)

    page = client.get(reverse("counselors:referral", args=[referral.pk]))

    assert page.status_code == 404
