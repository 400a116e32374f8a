"""A firm asks for advice: saved step by step, signed, assigned by a person, ended by the firm."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Consent, Notification, User
from counselors import clients, intakes, network
from counselors.models import Center, Counselor, Engagement, Intake
from tests.counselors.makers import EngagementFactory, IntakeFactory
from tests.factories import (
    CenterFactory,
    ConsentFactory,
    CounselorFactory,
    EnterpriseFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> User:
    return UserFactory(language="es", full_name="Ana Núñez")


@pytest.fixture
def counselor() -> Counselor:
    return CounselorFactory(center=CenterFactory(country_id="MX"), skills=["customs"])


def supervisor(center: Center) -> User:
    person: User = UserFactory()
    network.make_administrator(center, user=person)
    return person


def asked(owner: User, counselor: Counselor) -> Intake:
    """All three steps, as the pages send them."""
    enterprise = EnterpriseFactory(owner=owner)
    client = Client()
    client.force_login(owner)
    client.post(reverse("counselors:intake-start", args=[enterprise.pk]))
    intake = Intake.objects.get()
    address = reverse("counselors:intake", args=[intake.pk])
    client.post(address, {"center": counselor.center_id, "language": "es"})
    client.post(address, {"topics": ["customs"], "need": "Ayuda", "urgency": "weeks"})
    client.post(
        address,
        {
            "fields_shown": ["details", "matches"],
            "uses": ["figures"],
            "signature": "Ana Núñez",
            "agreed": "on",
        },
    )
    intake.refresh_from_db()
    return intake


def test_three_steps_end_in_a_signed_request_with_a_row_for_each_use(
    owner: User, counselor: Counselor
) -> None:
    boss = supervisor(counselor.center)

    intake = asked(owner, counselor)

    assert (intake.status, intake.signature) == (Intake.Status.SUBMITTED, "Ana Núñez")
    assert intake.terms_version == intakes.TERMS_VERSION
    live = Consent.objects.live().filter(given_by=owner)
    rows = {row.purpose: row.fields for row in live}
    assert rows == {"counseling": ["profile", "details", "matches"], "figures": ["engagement"]}
    assert Notification.objects.get(recipient=boss).kind == "counselors.intake_arrived"


def test_nothing_is_lost_when_one_stops_midway(owner: User, counselor: Counselor) -> None:
    intake = intakes.start(EnterpriseFactory(owner=owner), by=owner)
    intakes.save_step(intake, step=1, facts={"center": counselor.center, "language": "fr"})

    again = intakes.start(intake.enterprise, by=owner)

    assert (again.pk, again.step, again.language) == (intake.pk, 2, "fr")


def test_without_the_terms_nothing_is_sent(owner: User, counselor: Counselor) -> None:
    intake = IntakeFactory(
        enterprise=EnterpriseFactory(owner=owner),
        center=counselor.center,
        status=Intake.Status.DRAFT,
    )
    client = Client()
    client.force_login(owner)

    address = reverse("counselors:intake", args=[intake.pk])

    assert client.post(address, {"signature": "Ana"}).status_code == 400
    assert Consent.objects.filter(purpose="counseling").count() == 0


def test_a_second_request_is_led_to_the_first(owner: User, counselor: Counselor) -> None:
    first = asked(owner, counselor)

    with pytest.raises(intakes.OpenIntake) as refused:
        intakes.start(first.enterprise, by=owner)

    assert refused.value.intake == first


def test_suggestions_are_ordered_by_fit_with_their_reasons(
    owner: User, counselor: Counselor
) -> None:
    other = CounselorFactory(center=counselor.center, skills=["finance"], languages=["en"])
    intake = asked(owner, counselor)

    fits = intakes.suggestions(intake)

    assert [fit.counselor for fit in fits] == [counselor, other]
    assert fits[0].reasons == [
        "Helps with: Customs",
        "Advises in the language you chose",
        "Works in the country",
        "20 free places",
    ]


def test_who_has_no_free_place_comes_last(owner: User, counselor: Counselor) -> None:
    full = CounselorFactory(
        center=counselor.center, skills=["customs"], languages=["es"], capacity=1
    )
    EngagementFactory(counselor=full)
    intake = asked(owner, counselor)

    assert [fit.counselor for fit in intakes.suggestions(intake)] == [counselor, full]


def test_assigning_opens_the_file_and_tells_both(owner: User, counselor: Counselor) -> None:
    intake = asked(owner, counselor)
    client = Client()
    client.force_login(supervisor(counselor.center))

    client.post(reverse("counselors:intake-assign", args=[intake.pk]), {"counselor": counselor.pk})

    engagement = Engagement.objects.get()
    assert clients.may_see(counselor, intake.enterprise)
    assert clients.shown_groups(engagement) == {"profile", "details"}
    told = Notification.objects.filter(kind__endswith="_assigned")
    assert {row.recipient for row in told} == {owner, counselor.user}


def test_only_the_first_assignment_holds(owner: User, counselor: Counselor) -> None:
    intake = asked(owner, counselor)
    intakes.assign(intake, counselor=counselor, by=counselor.user)

    with pytest.raises(intakes.IntakeClosed):
        intakes.assign(
            intake, counselor=CounselorFactory(center=counselor.center), by=counselor.user
        )

    assert Engagement.objects.count() == 1


def test_another_centers_counselor_cannot_be_chosen(owner: User, counselor: Counselor) -> None:
    intake = asked(owner, counselor)

    with pytest.raises(intakes.IntakeClosed):
        intakes.assign(intake, counselor=CounselorFactory(), by=counselor.user)


def test_another_centers_administrator_finds_nothing(owner: User, counselor: Counselor) -> None:
    intake = asked(owner, counselor)
    client = Client()
    client.force_login(supervisor(CenterFactory()))

    assert client.get(reverse("counselors:intake-assign", args=[intake.pk])).status_code == 404
    page = client.get(reverse("counselors:intake-list"))
    assert list(page.context["waiting"]) == []


def test_taking_it_back_ends_the_consent(owner: User, counselor: Counselor) -> None:
    intake = asked(owner, counselor)

    intakes.end(intake, by=owner)

    assert Consent.objects.live().filter(purpose="counseling").count() == 0
    with pytest.raises(intakes.IntakeClosed):
        intakes.assign(intake, counselor=counselor, by=counselor.user)


def test_a_client_with_nearly_the_same_name_is_shown(owner: User, counselor: Counselor) -> None:
    known = EngagementFactory(
        counselor=counselor, enterprise=EnterpriseFactory(legal_name="Solar Sonora, S.A. de C.V.")
    )
    EngagementFactory(counselor=counselor, enterprise=EnterpriseFactory(legal_name="Wind Baja"))
    intake = IntakeFactory(
        enterprise=EnterpriseFactory(legal_name="Sólar Sonora"), center=counselor.center
    )

    assert [twin.enterprise for twin in intakes.twins(intake)] == [known.enterprise]


def test_an_unfinished_intake_is_reminded_of_once(owner: User) -> None:
    intake = intakes.start(EnterpriseFactory(owner=owner), by=owner)
    assert intakes.remind_unfinished() == 0
    Intake.objects.filter(pk=intake.pk).update(saved_at=timezone.now() - timedelta(days=4))

    assert intakes.remind_unfinished() == 1
    assert intakes.remind_unfinished() == 0
    assert Notification.objects.filter(recipient=owner).count() == 1


def test_the_client_ends_the_advice_and_the_file_closes_at_once(
    owner: User, counselor: Counselor
) -> None:
    engagement = intakes.assign(asked(owner, counselor), counselor=counselor, by=counselor.user)
    client, file = Client(), Client()
    client.force_login(owner)
    file.force_login(counselor.user)
    address = reverse("counselors:client", args=[engagement.pk])
    assert file.get(address).status_code == 200

    client.post(reverse("counselors:engagement-withdraw", args=[engagement.pk]))

    assert file.get(address).status_code == 404
    assert not clients.may_see(counselor, engagement.enterprise)


def uses_of(owner: User) -> set[str]:
    return set(intakes.live_uses(owner).values_list("purpose", flat=True))


def test_a_further_use_is_taken_back_while_the_advice_goes_on(
    owner: User, counselor: Counselor
) -> None:
    intake = asked(owner, counselor)
    engagement = intakes.assign(intake, counselor=counselor, by=supervisor(counselor.center))
    use = intakes.live_uses(owner).get()
    client = Client()
    client.force_login(owner)

    page = client.get(reverse("counselors:mine")).content.decode()
    client.post(reverse("counselors:use-end", args=[use.pk]))

    assert reverse("counselors:use-end", args=[use.pk]) in page
    assert uses_of(owner) == set()
    assert list(Engagement.objects.addressed_to(counselor)) == [engagement]


def test_a_stranger_cannot_take_a_use_back(owner: User, counselor: Counselor) -> None:
    asked(owner, counselor)
    use = intakes.live_uses(owner).get()
    client = Client()
    client.force_login(UserFactory())

    assert client.post(reverse("counselors:use-end", args=[use.pk])).status_code == 404
    assert uses_of(owner) == {"figures"}


def test_a_use_that_is_not_ticked_again_ends(owner: User, counselor: Counselor) -> None:
    intakes.assign(asked(owner, counselor), counselor=counselor, by=owner)
    again = intakes.start(Engagement.objects.get().enterprise, by=owner)
    intakes.save_step(again, step=1, facts={"center": counselor.center, "language": "es"})
    intakes.save_step(again, step=2, facts={"topics": ["customs"], "need": "Más"})
    client = Client()
    client.force_login(owner)
    page = client.get(reverse("counselors:intake", args=[again.pk]))
    before = page.context["form"].initial["uses"]

    intakes.sign(again, signature="Ana", fields=["profile"], uses=["follow_up"], by=owner)

    assert before == ["figures"]
    assert uses_of(owner) == {"follow_up"}


def ended(owner: User, counselor: Counselor, *, days: int) -> Engagement:
    engagement: Engagement = EngagementFactory(
        enterprise=EnterpriseFactory(owner=owner),
        counselor=counselor,
        ending="reached",
        closed_at=timezone.now() - timedelta(days=days),
    )
    return engagement


def test_who_allowed_it_is_asked_for_results_once(owner: User, counselor: Counselor) -> None:
    engagement = ended(owner, counselor, days=200)
    ended(owner, CounselorFactory(), days=200)
    ended(owner, CounselorFactory(), days=20)
    ConsentFactory(enterprise=engagement.enterprise, purpose=Consent.Purpose.FOLLOW_UP)

    first = clients.ask_for_results(now=timezone.now())
    second = clients.ask_for_results(now=timezone.now())

    assert (first, second) == (1, 0)
    told = Notification.objects.get(recipient=owner)
    assert told.kind == "counselors.results_asked"


def test_a_client_tells_what_came_of_the_advice(owner: User, counselor: Counselor) -> None:
    engagement = ended(owner, counselor, days=200)
    client = Client()
    client.force_login(owner)
    facts = {
        "kind": "contract",
        "reached_on": timezone.localdate().isoformat(),
        "currency": "USD",
        "evidence": "An order",
    }

    client.post(reverse("counselors:result-new", args=[engagement.pk]), facts)

    result = engagement.milestones.get()
    assert (result.kind, result.answer, result.answered_by) == ("contract", "confirmed", owner)


def test_while_the_advice_goes_on_the_counselor_states_results(
    owner: User, counselor: Counselor
) -> None:
    engagement = EngagementFactory(enterprise=EnterpriseFactory(owner=owner), counselor=counselor)
    client = Client()
    client.force_login(owner)

    assert client.get(reverse("counselors:result-new", args=[engagement.pk])).status_code == 404
