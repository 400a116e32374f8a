"""Counselors join, are verified by an administrator, and are found by what they help with."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import Notification
from counselors import network
from counselors.models import Counselor
from counselors.network import Wanted
from tests.factories import CenterFactory, CounselorFactory, TenderFactory, UserFactory

pytestmark = pytest.mark.django_db
ANYBODY = AnonymousUser()


def found(wanted: Wanted) -> list[Counselor]:
    return list(network.find(wanted, reader=ANYBODY))


def test_a_firm_finds_by_help_language_country_and_words() -> None:
    wanted = CounselorFactory(
        skills=["customs", "finance"],
        languages=["fr"],
        center=CenterFactory(country_id="CA", name="Centre Boréal"),
    )
    CounselorFactory(skills=["standards"], languages=["en"])

    assert found(Wanted(skill="customs")) == [wanted]
    assert found(Wanted(language="fr")) == [wanted]
    assert found(Wanted(country="CA")) == [wanted]
    assert found(Wanted(words="boréal")) == [wanted]
    assert found(Wanted(skill="customs", language="en")) == []


def test_who_is_not_verified_or_not_listed_is_not_found() -> None:
    CounselorFactory(verified_at=None)
    CounselorFactory(is_listed=False)

    assert found(Wanted()) == []


def test_an_administrator_sees_in_the_directory_what_firms_see() -> None:
    CounselorFactory(verified_at=None)

    administrator = UserFactory(is_programme_administrator=True)

    assert list(network.find(Wanted(), reader=administrator)) == []


def test_verifying_lists_the_counselor_and_tells_her_once() -> None:
    counselor = CounselorFactory(verified_at=None)
    administrator = UserFactory(is_programme_administrator=True)

    network.verify(counselor, by=administrator)
    network.verify(counselor, by=administrator)

    assert found(Wanted()) == [counselor]
    assert Notification.objects.filter(recipient=counselor.user).count() == 1


def test_an_unverified_profile_looks_missing_to_others(client: Client) -> None:
    counselor = CounselorFactory(verified_at=None)
    address = reverse("counselors:detail", args=[counselor.pk])

    assert client.get(address).status_code == 404
    client.force_login(counselor.user)
    assert client.get(address).status_code == 200


def test_a_person_joins_and_waits_for_verification(client: Client) -> None:
    person = UserFactory()
    client.force_login(person)

    response = client.post(
        reverse("counselors:profile"),
        {
            "center": CenterFactory().pk,
            "skills": ["customs"],
            "languages": ["es"],
            "bio": "I help with customs.",
            "bio_language": "en",
            "capacity": 12,
            "is_listed": "on",
            "verified_at": "2026-01-01",
        },
    )

    assert response.headers["Location"] == reverse("counselors:desk")
    counselor = Counselor.objects.get(user=person)
    assert counselor.skills == ["customs"]
    assert counselor.verified_at is None


def test_the_desk_shows_what_closes_soon_where_the_counselor_knows_the_market(
    client: Client,
) -> None:
    counselor = CounselorFactory(center=CenterFactory(country_id="MX"))
    soon = timezone.now() + timedelta(days=6)
    TenderFactory(
        countries=["MX"], title="Pumps for Sonora", deadline_on=soon.date(), open_until=soon
    )
    TenderFactory(
        countries=["KE"], title="Roads far away", deadline_on=soon.date(), open_until=soon
    )
    TenderFactory(countries=["MX"], title="Closes next month")
    client.force_login(counselor.user)

    response = client.get(reverse("counselors:desk"))

    assert [tender.title for tender in response.context["market"]["closing"]] == [
        "Pumps for Sonora"
    ]


def test_who_is_no_counselor_is_led_to_the_profile(client: Client) -> None:
    client.force_login(UserFactory())

    assert client.get(reverse("counselors:desk")).headers["Location"] == reverse(
        "counselors:profile"
    )


def test_only_administrators_verify(client: Client) -> None:
    counselor = CounselorFactory(verified_at=None)
    address = reverse("counselors:verify", args=[counselor.pk])

    client.force_login(counselor.user)
    assert client.post(address).status_code == 403
    client.force_login(UserFactory(is_programme_administrator=True))
    assert client.post(address).status_code == 302
    counselor.refresh_from_db()
    assert counselor.verified_at is not None


def test_the_directory_asks_as_often_for_three_as_for_one(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    address = reverse("counselors:list")
    CounselorFactory()
    client.get(address)
    with django_assert_num_queries(10):
        client.get(address)
    CounselorFactory.create_batch(2)
    with django_assert_num_queries(10):
        client.get(address)


@pytest.mark.parametrize("query", [{"skill": "magic"}, {"country": "XX"}, {"sector": "x"}])
def test_a_choice_that_does_not_exist_is_a_clear_line(
    client: Client, query: dict[str, str]
) -> None:
    assert client.get(reverse("counselors:list"), query).status_code == 400
