"""What holds for every page: languages, safe GETs, a number of queries that does not grow."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import enterprises
from accounts.models import Consent, Enterprise, Membership, Notification, Offer, User
from tests.accounts.conftest import signed_in
from tests.factories import (
    CertificateFactory,
    EnterpriseFactory,
    MembershipFactory,
    NotificationFactory,
    OfferFactory,
    OwnershipFactsFactory,
)


@pytest.mark.parametrize("language", ["en", "es", "fr"])
def test_every_page_renders_in_every_language(
    language: str, enterprise: Enterprise, owner: User
) -> None:
    card = OfferFactory(enterprise=enterprise)
    row = CertificateFactory(enterprise=enterprise)
    OwnershipFactsFactory(enterprise=enterprise)
    NotificationFactory(recipient=owner)
    client, pk = signed_in(owner), enterprise.pk
    own = f"/{language}/enterprises/{pk}"

    for address in (
        f"/{language}/enterprises/",
        f"/{language}/enterprises/new/",
        f"{own}/",
        f"{own}/edit/",
        f"{own}/visibility/",
        f"{own}/ownership/",
        f"{own}/consents/",
        f"{own}/team/",
        f"{own}/team/{Membership.objects.get().pk}/remove/",
        f"{own}/offer/new/",
        f"{own}/need/new/",
        f"{own}/offer/{card.pk}/edit/",
        f"{own}/offer/{card.pk}/delete/",
        f"{own}/certificates/new/",
        f"{own}/certificates/{row.pk}/delete/",
        f"/{language}/inbox/",
        f"/{language}/preferences/",
    ):
        answer = client.get(address)
        assert (address, answer.status_code) == (address, 200)
        assert f'<html lang="{language}"' in answer.content.decode()


def test_no_get_changes_anything(enterprise: Enterprise, owner: User, member: User) -> None:
    OfferFactory(enterprise=enterprise)
    message = NotificationFactory(recipient=owner)
    client, pk = signed_in(owner), enterprise.pk
    colleague = Membership.objects.get(user=member)

    for address in (
        reverse("accounts:member-remove", args=[pk, colleague.pk]),
        reverse("accounts:card-delete", args=[pk, "offer", Offer.objects.get().pk]),
        reverse("accounts:visibility", args=[pk]) + "?withdraw=all",
    ):
        assert client.get(address).status_code == 200
    for address in (
        reverse("accounts:member-role", args=[pk, colleague.pk]),
        reverse("accounts:inbox-read", args=[message.pk]),
        reverse("accounts:inbox-read-all"),
    ):
        assert client.get(address).status_code == 405

    assert Membership.objects.filter(enterprise=enterprise).count() == 2
    assert Offer.objects.count() == 1
    assert Consent.objects.live().count() == 1
    assert Notification.objects.unread().count() == 1


def add_rows(enterprise: Enterprise, owner: User) -> None:
    """One more row for each list."""
    MembershipFactory(enterprise=enterprise)
    OfferFactory(enterprise=EnterpriseFactory())
    OfferFactory(enterprise=enterprise)
    CertificateFactory(enterprise=enterprise)
    NotificationFactory(recipient=owner)
    enterprises.set_visibility(enterprise, visibility={}, by=owner)


def queries_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


@pytest.mark.parametrize("name", ["consents", "team", "enterprise", "enterprise-list", "inbox"])
def test_lists_ask_as_often_for_three_rows_as_for_one(
    name: str, enterprise: Enterprise, owner: User
) -> None:
    client = signed_in(owner)
    arguments = [] if name in ("enterprise-list", "inbox") else [enterprise.pk]
    address = reverse(f"accounts:{name}", args=arguments)
    add_rows(enterprise, owner)
    first = queries_of(client, address)

    add_rows(enterprise, owner)
    add_rows(enterprise, owner)

    assert queries_of(client, address) == first
