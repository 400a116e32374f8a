"""The operator's desk shows nothing private and lets nobody raise herself."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Consent, Enterprise, User
from tests.accounts.conftest import signed_in
from tests.factories import EnterpriseFactory, NotificationFactory, UserFactory

CANARIES = ("canaryname", "canaryabout", "canarycity", "canarywords", "canarysubject")


@pytest.fixture
def operator(db: None) -> Client:
    return signed_in(UserFactory(is_staff=True, is_superuser=True))


def test_private_enterprises_and_texts_are_not_on_the_desk(operator: Client) -> None:
    private = EnterpriseFactory(
        legal_name="canaryname", profile_visibility="private", about="canaryabout"
    )
    shown = EnterpriseFactory(legal_name="Listed Ltd", about="canaryabout", city="canarycity")
    Consent.objects.update(wording="canarywords")
    message = NotificationFactory(subject="canarysubject", body="canarywords")

    pages = [
        reverse("admin:accounts_enterprise_changelist"),
        reverse("admin:accounts_enterprise_change", args=[shown.pk]),
        reverse("admin:accounts_consent_changelist"),
        reverse("admin:accounts_consent_change", args=[private.consents.get().pk]),
        reverse("admin:accounts_notification_changelist"),
        reverse("admin:accounts_notification_change", args=[message.pk]),
    ]
    for address in pages:
        answer = operator.get(address)
        text = answer.content.decode()
        assert (address, answer.status_code) == (address, 200)
        assert (address, [word for word in CANARIES if word in text]) == (address, [])
    found = operator.get(reverse("admin:accounts_enterprise_changelist") + "?q=canaryname")
    assert found.context["cl"].result_count == 0
    missing = operator.get(reverse("admin:accounts_enterprise_change", args=[private.pk]))
    assert missing.status_code == 302  # the admin's own "does not exist"


@pytest.mark.parametrize("query", ["owner__password__startswith=a", "memberships__user__email=x"])
def test_lookups_that_the_desk_does_not_offer_are_refused(query: str, operator: Client) -> None:
    answer = operator.get(reverse("admin:accounts_enterprise_changelist") + f"?{query}")

    assert answer.status_code in (302, 400)


def test_rows_are_looked_at_not_edited(operator: Client) -> None:
    row = EnterpriseFactory(legal_name="Listed Ltd")

    operator.post(
        reverse("admin:accounts_enterprise_change", args=[row.pk]), {"legal_name": "Changed"}
    )
    operator.post(reverse("admin:accounts_enterprise_delete", args=[row.pk]), {"post": "yes"})

    assert Enterprise.objects.get().legal_name == "Listed Ltd"


def test_operators_close_accounts_but_do_not_give_roles(db: None) -> None:
    staff = UserFactory(is_staff=True)
    permissions = staff.user_permissions
    permissions.set(permissions.model.objects.filter(codename__in=["view_user", "change_user"]))
    person = UserFactory()

    signed_in(staff).post(
        reverse("admin:accounts_user_change", args=[person.pk]),
        {"is_staff": "on", "is_superuser": "on", "is_programme_administrator": "on"},
    )

    after = User.objects.get(pk=person.pk)
    assert after.is_active is False
    assert (after.is_staff, after.is_superuser, after.is_programme_administrator) == (
        False,
        False,
        False,
    )


def test_superusers_are_out_of_reach_of_operators(db: None) -> None:
    staff, boss = UserFactory(is_staff=True), UserFactory(is_superuser=True, is_staff=True)
    permissions = staff.user_permissions
    permissions.set(permissions.model.objects.filter(codename__in=["view_user", "change_user"]))

    signed_in(staff).post(reverse("admin:accounts_user_change", args=[boss.pk]), {})

    assert User.objects.get(pk=boss.pk).is_active is True


def test_a_closed_account_is_out_at_the_next_request(owner: User) -> None:
    client = signed_in(owner)
    User.objects.filter(pk=owner.pk).update(is_active=False)

    assert client.get(reverse("accounts:inbox")).status_code == 302
