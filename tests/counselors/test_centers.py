"""Centers on the map and in the list; joining one by invitation; how soon its people answer."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from counselors import centers, network
from counselors.models import Center, Counselor, Referral
from reference.models import Region
from tests.counselors.makers import CounselingConsentFactory, ReferralFactory
from tests.factories import CenterFactory, CounselorFactory, UserFactory

pytestmark = pytest.mark.django_db


def in_sonora(**facts: object) -> Center:
    made: Center = CenterFactory(country_id="MX", region_id="MX-SON", **facts)
    return made


def numbers(rows: list[Center]) -> dict[str, int]:
    return {spot.tile.code: spot.number for spot in centers.on_map(rows).spots if spot.number}


def test_a_tile_counts_the_centers_that_lie_there_or_serve_it() -> None:
    hermosillo = in_sonora()
    tucson = CenterFactory(country_id="US", region_id="US-AZ")
    tucson.regions_served.set(["US-AZ", "MX-SON"])

    assert numbers([hermosillo, tucson]) == {"US-AZ": 1, "MX-SON": 2}


def test_every_state_and_province_of_the_mainland_has_one_tile() -> None:
    drawn = [spot.tile.code for spot in centers.on_map([]).spots]

    islands = {"US-AS", "US-GU", "US-MP", "US-UM", "US-VI"}
    assert len(drawn) == len(set(drawn))
    assert set(drawn) == set(Region.objects.values_list("pk", flat=True)) - islands


def test_a_tile_leads_to_the_centers_of_its_region(client: Client) -> None:
    hermosillo = in_sonora(name="Sierra Cobriza")
    CounselorFactory(center=hermosillo)
    CounselorFactory(center=hermosillo, verified_at=None)
    CenterFactory(country_id="US", name="Elsewhere")

    page = client.get(reverse("counselors:center-list"), {"region": "MX-SON"})

    assert [(row.name, row.people) for row in page.context["centers"]] == [("Sierra Cobriza", 1)]
    assert 'href="?region=MX-SON"' in page.content.decode()


def test_counselors_are_found_on_the_map_with_the_other_filters_kept(client: Client) -> None:
    hermosillo = in_sonora()
    near = CounselorFactory(center=hermosillo, skills=["customs"])
    CounselorFactory(center=hermosillo, skills=["finance"])
    CounselorFactory(center=CenterFactory(country_id="US", region_id="US-AZ"), skills=["customs"])
    address = reverse("counselors:list")

    everywhere = client.get(address, {"skill": "customs"})
    there = client.get(address, {"skill": "customs", "region": "MX-SON", "page": "1"})

    for page in (everywhere, there):
        shown = {spot.tile.code: spot.number for spot in page.context["map"].spots if spot.number}
        assert shown == {"MX-SON": 1, "US-AZ": 1}
        assert 'href="?skill=customs&amp;region=US-AZ"' in page.content.decode()
    assert [fit.counselor for fit in there.context["page"]] == [near]
    assert client.get(address, {"region": "XX-1"}).status_code == 400


def test_a_region_that_does_not_exist_is_a_clear_line(client: Client) -> None:
    page = client.get(reverse("counselors:center-list"), {"region": "XX-1"})

    assert page.status_code == 400


def test_the_map_asks_as_often_for_three_centers_as_for_one(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    address = reverse("counselors:center-list")
    in_sonora()
    client.get(address)
    with django_assert_num_queries(4):
        client.get(address)
    in_sonora()
    in_sonora()
    with django_assert_num_queries(4):
        client.get(address)


def invited(address: str) -> tuple[Center, User]:
    center = CenterFactory()
    boss = UserFactory()
    network.make_administrator(center, user=boss)
    client = Client()
    client.force_login(boss)
    client.post(reverse("counselors:center-team", args=[center.pk]), {"email": address})
    return center, boss


def test_whom_a_center_invites_is_verified_by_writing_a_profile() -> None:
    center, boss = invited("ana@example.org")
    person = UserFactory(email="ana@example.org")
    client = Client()
    client.force_login(person)
    (invitation,) = client.get(reverse("counselors:invitations")).context["invitations"]

    client.post(reverse("counselors:invitation-accept", args=[invitation.pk]))
    client.post(
        reverse("counselors:profile"),
        {
            "center": center.pk,
            "skills": ["customs"],
            "languages": ["es"],
            "bio_language": "en",
            "capacity": 12,
        },
    )

    counselor = Counselor.objects.get(user=person)
    assert counselor.verified_at is not None
    assert counselor.verified_by == boss


def test_an_invitation_opens_to_its_own_address_only() -> None:
    center, _boss = invited("ana@example.org")
    client = Client()
    client.force_login(UserFactory(email="eve@example.org"))
    invitation = center.invitations.get()

    answer = client.post(reverse("counselors:invitation-accept", args=[invitation.pk]))

    assert answer.status_code == 404
    invitation.refresh_from_db()
    assert invitation.accepted_at is None


def answered(counselor: Counselor, *days: int | None) -> None:
    """Referrals that took so many days; None for one that expired."""
    sent_at = timezone.now() - timedelta(days=30)
    for took in days:
        referral = ReferralFactory(to_counselor=counselor)
        facts = {"status": Referral.Status.EXPIRED, "ended_at": timezone.now()}
        if took is not None:
            facts = {
                "status": Referral.Status.ACCEPTED,
                "answered_at": sent_at + timedelta(days=took),
            }
        consent = CounselingConsentFactory(enterprise=referral.enterprise)
        Referral.objects.filter(pk=referral.pk).update(
            sent_at=sent_at, due_on=sent_at.date(), consent=consent, **facts
        )


@pytest.mark.parametrize(
    ("days", "usual"),
    [([1, 3, 8], 3.0), ([1, 3], None), ([1, 3, None], 3.0), ([1, None, None], None)],
)
def test_silence_counts_in_the_usual_answer_time(
    days: list[int | None], usual: float | None
) -> None:
    counselor = CounselorFactory()

    answered(counselor, *days)

    assert network.answer_days([counselor]).get(counselor.pk) == usual
