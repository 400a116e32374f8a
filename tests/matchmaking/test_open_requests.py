"""A need asked for in the open until its day, and the gaps of a notice turned into such needs."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.enterprises import NotAnOwner
from accounts.models import Enterprise, Need, User
from matchmaking import gaps, open_requests, partner_index, recommendations
from matchmaking.forms import GapsForm
from matchmaking.models import OpenRequest
from tenders.models import Lot
from tests.factories import (
    EnterpriseFactory,
    MembershipFactory,
    NeedFactory,
    OfferFactory,
    TenderFactory,
    UserFactory,
)
from tests.matchmaking.meeting import Side, side

pytestmark = pytest.mark.django_db
REQUESTS = "/en/matches/requests/"


@pytest.fixture
def one() -> Side:
    return side("Asker")


@pytest.fixture
def other() -> Side:
    return side("Reader", country="CA")


def as_(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def in_days(days: int):
    return timezone.localdate() + timedelta(days=days)


def published(one: Side, *, days: int = 20, title: str = "Mounting structures") -> OpenRequest:
    need = NeedFactory(enterprise=one.firm, title=title)
    return open_requests.publish(need, closes_on=in_days(days), by=one.owner)


def titles(reader: object) -> list[str]:
    rows = OpenRequest.objects.visible_to(reader).open(timezone.localdate())
    return [row.need.title for row in rows]


def test_members_see_it_until_its_last_day(one: Side, other: Side) -> None:
    row = published(one)
    row.closes_on = timezone.localdate()
    row.save()
    on_its_day = titles(other.owner)
    row.closes_on -= timedelta(days=1)
    row.save()

    assert (on_its_day, titles(other.owner)) == (["Mounting structures"], [])
    assert Need.objects.filter(enterprise=one.firm).count() == 1


def test_it_is_shown_no_wider_than_the_need(one: Side, other: Side) -> None:
    published(one)
    before = (titles(other.owner), titles(AnonymousUser()))
    Enterprise.objects.filter(pk=one.firm.pk).update(
        needs_visibility="public", profile_visibility="public"
    )
    in_public = titles(AnonymousUser())
    Enterprise.objects.filter(pk=one.firm.pk).update(needs_visibility="private")

    assert before == (["Mounting structures"], [])
    assert in_public == ["Mounting structures"]
    assert (titles(other.owner), titles(one.owner)) == ([], ["Mounting structures"])


@pytest.mark.parametrize("days", [0, -1, 200])
def test_the_end_lies_ahead_and_not_too_far(days: int, one: Side) -> None:
    with pytest.raises(open_requests.WrongDay):
        published(one, days=days)
    assert OpenRequest.objects.count() == 0


def test_what_nobody_would_see_is_not_published(one: Side) -> None:
    Enterprise.objects.filter(pk=one.firm.pk).update(needs_visibility="private")

    page = as_(one.owner).post(
        f"{REQUESTS}new/",
        {"need": NeedFactory(enterprise=one.firm).pk, "closes_on": in_days(9).isoformat()},
    )

    assert page.status_code == 400
    assert "Your needs are private" in page.content.decode()
    assert OpenRequest.objects.count() == 0


def test_so_many_are_open_at_once_and_no_more(one: Side) -> None:
    for number in range(open_requests.MOST_OPEN):
        published(one, title=f"Need {number}")
    OpenRequest.objects.filter(need__title="Need 0").update(closes_on=in_days(-1))
    published(one, title="In place of the closed one")

    with pytest.raises(open_requests.TooManyOpen):
        published(one, title="One more")


def test_only_an_owner_publishes_and_closes(one: Side, other: Side) -> None:
    member = UserFactory()
    MembershipFactory(enterprise=one.firm, user=member)
    row = published(one)

    with pytest.raises(NotAnOwner):
        open_requests.publish(row.need, closes_on=in_days(5), by=member)
    refused = [as_(person).post(f"{REQUESTS}{row.pk}/close/") for person in (member, other.owner)]
    closed = as_(one.owner).post(f"{REQUESTS}{row.pk}/close/")

    assert [answer.status_code for answer in refused] == [404, 404]
    assert (closed.status_code, OpenRequest.objects.count()) == (302, 0)
    assert Need.objects.filter(pk=row.need_id).exists()


def test_the_page_publishes_a_need_of_ones_own_only(one: Side, other: Side) -> None:
    own = NeedFactory(enterprise=one.firm)
    foreign = NeedFactory(enterprise=other.firm)
    day = in_days(12).isoformat()

    refused = as_(one.owner).post(f"{REQUESTS}new/", {"need": foreign.pk, "closes_on": day})
    done = as_(one.owner).post(f"{REQUESTS}new/", {"need": own.pk, "closes_on": day})

    assert (refused.status_code, done.status_code) == (400, 302)
    assert [row.need for row in OpenRequest.objects.all()] == [own]


def test_a_reader_learns_that_her_offer_answers(one: Side, other: Side) -> None:
    OfferFactory(
        enterprise=other.firm,
        title="Steel mounting structures",
        text="Structures of galvanised steel for photovoltaic modules.",
    )
    published(one)
    partner_index.refresh()
    recommendations.partners_for(other.firm, other.owner)

    mine = as_(other.owner).get(REQUESTS)
    theirs = as_(UserFactory()).get(REQUESTS)

    assert [bool(card.level) for card in mine.context["cards"]] == [True]
    assert [bool(card.level) for card in theirs.context["cards"]] == [False]
    assert f"/partners/{one.firm.pk}/ask/?enterprise={other.firm.pk}" in mine.content.decode()


def test_who_answers_begins_with_the_request(one: Side, other: Side) -> None:
    row = published(one)
    ask = f"/en/matches/partners/{one.firm.pk}/ask/"

    begun = as_(other.owner).get(ask, {"need": row.need_id})
    odd = as_(other.owner).get(ask, {"need": "9" * 40})

    assert begun.context["form"]["reason"].value() == (
        "About your open request “Mounting structures”:"
    )
    assert (odd.status_code, odd.context["form"]["reason"].value()) == (200, "")


def test_the_list_asks_as_often_for_many_as_for_one(one: Side, other: Side) -> None:
    reader = as_(other.owner)
    asked = []
    for number in range(3):
        row = published(side(f"Firm {number}"), title=f"Need {number}")
        OpenRequest.objects.filter(pk=row.pk).update(tender=TenderFactory())
        reader.get(REQUESTS)
        with CaptureQueriesContext(connection) as queries:
            reader.get(REQUESTS)
        asked.append(len(queries))

    assert len({*asked}) == 1


def test_lots_that_no_offer_answers_are_gaps(one: Side) -> None:
    OfferFactory(enterprise=one.firm)
    for number in range(6):  # what all firms say decides nothing
        OfferFactory(
            enterprise=EnterpriseFactory(), title=f"Civil works {number}", text="Roads and pipes."
        )
    tender = TenderFactory()
    for position, title in enumerate(
        ("Photovoltaic modules and inverters", "Drilling of water wells"), 1
    ):
        Lot.objects.create(tender=tender, position=position, title=title)
    partner_index.refresh()

    found = gaps.gaps_of(one.firm, tender)

    assert [gap.title for gap in found] == ["Drilling of water wells"]


def test_gaps_become_needs_that_are_open_for_this_notice(one: Side, other: Side) -> None:
    OfferFactory(enterprise=one.firm)
    tender = TenderFactory()
    Lot.objects.create(tender=tender, position=1, title="Drilling of water wells")
    partner_index.refresh()
    address = f"/en/matches/tenders/{tender.pk}/gaps/"
    sent = {
        "take0": "on",
        "title0": "Drilling of two wells",
        "own0": "A bond for the bid",
        "kind": "joint_bid",
        "closes_on": in_days(15).isoformat(),
    }

    asked = as_(one.owner).get(address)
    done = as_(one.owner).post(address, sent)
    read = as_(other.owner).get(REQUESTS).content.decode()

    assert [gap.title for gap in asked.context["form"].gaps] == ["Drilling of water wells"]
    assert done.status_code == 302
    made = list(Need.objects.filter(enterprise=one.firm).values_list("title", "kind"))
    assert made == [("Drilling of two wells", "joint_bid"), ("A bond for the bid", "joint_bid")]
    assert {row.tender for row in OpenRequest.objects.all()} == {tender}
    assert (read.count("Drilling of two wells") >= 1, tender.title in read) == (True, True)


def test_a_lot_is_ticked_and_a_guess_is_not() -> None:
    lot = gaps.Gap("Drilling of water wells", "", "en")
    guess = gaps.Gap("Water supply and irrigation", "supply", "en", "naics:2213")

    form = GapsForm(gaps=[lot, guess], closes_on=in_days(9))

    assert [box.value() for _gap, box, _line in form.found] == [True, False]


def test_nothing_ticked_is_nothing_asked(one: Side) -> None:
    tender = TenderFactory()

    answer = as_(one.owner).post(
        f"/en/matches/tenders/{tender.pk}/gaps/",
        {"kind": "supply", "closes_on": in_days(5).isoformat()},
    )

    assert (answer.status_code, Need.objects.count()) == (400, 0)


def test_all_gaps_are_published_or_none(one: Side) -> None:
    for number in range(open_requests.MOST_OPEN - 1):
        published(one, title=f"Need {number}")
    before = Need.objects.count()

    answer = as_(one.owner).post(
        f"/en/matches/tenders/{TenderFactory().pk}/gaps/",
        {
            "own0": "First",
            "own1": "Second",
            "kind": "supply",
            "closes_on": in_days(5).isoformat(),
        },
    )

    assert (answer.status_code, Need.objects.count()) == (400, before)
