"""Colleagues: invited by mail, let in once, and given the ownership."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from accounts import enterprises, invitations, letters
from accounts.models import Enterprise, Invitation, Letter, Membership, User
from tests.accounts.conftest import signed_in
from tests.factories import UserFactory

ADDRESS = "colleague@example.org"


def invited(enterprise: Enterprise, owner: User, *, role: str = "member") -> str:
    signed_in(owner).post(
        reverse("accounts:invite", args=[enterprise.pk]), {"email": ADDRESS, "role": role}
    )
    letters.deliver_pending()
    return re.findall(r"/en/invitations/\S+", str(mail.outbox[-1].body))[0]


def test_the_invited_person_joins_with_the_offered_role(
    enterprise: Enterprise, owner: User
) -> None:
    link = invited(enterprise, owner, role="owner")
    colleague = UserFactory(email=ADDRESS)
    client = signed_in(colleague)
    assert client.get(link).status_code == 200
    assert Membership.objects.filter(user=colleague).count() == 0

    client.post(link)
    again = client.post(link)

    assert Membership.objects.get(user=colleague).role == "owner"
    assert again.status_code == 404


def test_the_link_is_nothing_to_all_others(enterprise: Enterprise, owner: User) -> None:
    link = invited(enterprise, owner)
    other = UserFactory(email="other@example.org")
    unverified = UserFactory(email=ADDRESS, verified=False)

    assert signed_in(other).post(link).status_code == 404
    assert signed_in(unverified).post(link)["Location"] == reverse(
        "account_email_verification_sent"
    )
    assert Client().post(link).status_code == 302
    assert Membership.objects.filter(user__in=[other, unverified]).count() == 0


def test_the_key_is_stored_as_a_hash_only(enterprise: Enterprise, owner: User) -> None:
    link = invited(enterprise, owner)
    token = link.strip("/").rpartition("/")[2]

    assert len(token) >= 40
    assert Invitation.objects.get().token_hash != token
    assert Letter.objects.get().body == ""


@pytest.mark.parametrize("end", ["withdrawn", "expired", "invited again"])
def test_an_ended_invitation_lets_nobody_in(end: str, enterprise: Enterprise, owner: User) -> None:
    link = invited(enterprise, owner)
    later = timedelta(0)
    if end == "withdrawn":
        pk = Invitation.objects.get().pk
        signed_in(owner).post(reverse("accounts:invitation-withdraw", args=[enterprise.pk, pk]))
    elif end == "expired":
        later = timedelta(days=15)
    else:
        invited(enterprise, owner)
    colleague = UserFactory(email=ADDRESS)

    with time_machine.travel(datetime.now(UTC) + later, tick=False):
        answer = signed_in(colleague).post(link)

    assert answer.status_code == 404
    assert Membership.objects.filter(user=colleague).count() == 0


def test_a_known_and_an_unknown_address_get_the_same_answer(
    enterprise: Enterprise, owner: User
) -> None:
    UserFactory(email="known@example.org")
    address = reverse("accounts:invite", args=[enterprise.pk])
    client = signed_in(owner)

    answers = [
        client.post(address, {"email": email, "role": "member"})
        for email in ("known@example.org", "unknown@example.org")
    ]

    assert len({(answer.status_code, answer["Location"]) for answer in answers}) == 1
    assert Letter.objects.count() == 2


def test_members_invite_nobody_and_no_role_above_an_owner_exists(
    enterprise: Enterprise, owner: User, member: User
) -> None:
    address = reverse("accounts:invite", args=[enterprise.pk])

    refused = signed_in(member).post(address, {"email": ADDRESS, "role": "member"})
    raised = signed_in(owner).post(address, {"email": ADDRESS, "role": "administrator"})

    assert (refused.status_code, raised.status_code) == (403, 400)
    with pytest.raises(PermissionDenied):
        invitations.invite(enterprise, email=ADDRESS, role="member", by=member)
    assert Invitation.objects.count() == 0


def test_no_flood_of_invitations(enterprise: Enterprise, owner: User) -> None:
    for number in range(invitations.MOST_WAITING):
        invitations.invite(enterprise, email=f"c{number}@example.org", role="member", by=owner)

    with pytest.raises(invitations.TooManyWaiting):
        invitations.invite(enterprise, email=ADDRESS, role="member", by=owner)
    with pytest.raises(invitations.AlreadyIn):
        invitations.invite(enterprise, email=owner.email, role="member", by=owner)


def test_ownership_is_handed_over_in_one_step(
    enterprise: Enterprise, owner: User, member: User
) -> None:
    row = Membership.objects.get(user=member)
    address = reverse("accounts:member-hand-over", args=[enterprise.pk, row.pk])
    assert signed_in(owner).get(address).status_code == 200

    signed_in(owner).post(address)

    roles = {one.user: one.role for one in enterprise.memberships.all()}
    assert roles == {owner: "member", member: "owner"}
    with pytest.raises(enterprises.NotAnOwner):
        enterprises.hand_over(row, by=owner)
    assert signed_in(owner).post(address).status_code == 403


def test_nobody_hands_over_to_herself_or_to_a_stranger(
    enterprise: Enterprise, owner: User, stranger: User
) -> None:
    client = signed_in(owner)
    for person in (owner, stranger):
        row = Membership.objects.get(user=person)
        address = reverse("accounts:member-hand-over", args=[enterprise.pk, row.pk])
        assert client.post(address).status_code == 404
    assert Membership.objects.get(user=owner).role == "owner"
