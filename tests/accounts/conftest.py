"""People whom the stories of this folder share."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.utils.translation import override

from accounts.models import Enterprise, Membership, User
from tests.factories import EnterpriseFactory, MembershipFactory, UserFactory


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """A request leaves its language behind; each story starts in English."""
    with override("en"):
        yield


@pytest.fixture
def owner(db: None) -> User:
    return UserFactory(email="owner@example.org", full_name="Olga Owner")


@pytest.fixture
def member(enterprise: Enterprise) -> User:
    user = UserFactory(email="member@example.org", full_name="Miguel Member")
    MembershipFactory(enterprise=enterprise, user=user, role=Membership.Role.MEMBER)
    return user


@pytest.fixture
def stranger(db: None) -> User:
    """A verified person of another enterprise."""
    user = UserFactory(email="stranger@example.org", full_name="Sara Stranger")
    EnterpriseFactory(legal_name="Elsewhere Ltd", owner=user)
    return user


@pytest.fixture
def enterprise(owner: User) -> Enterprise:
    return EnterpriseFactory(legal_name="Solar del Norte", owner=owner)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client
