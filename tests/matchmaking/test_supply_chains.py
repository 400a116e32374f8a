"""Suppliers above, buyers below, and nothing of it that the reader may not see."""

import re

import pytest
from django.test import Client

from accounts.models import Enterprise, User
from matchmaking import marks, partner_index, supply_chains
from matchmaking.models import PartnerMark
from matchmaking.pairing import Market
from tests.factories import NeedFactory, OfferFactory, UserFactory
from tests.matchmaking.meeting import Side, side

pytestmark = pytest.mark.django_db
STEEL = {"title": "Mounting structures", "text": "Galvanised steel structures for modules."}
PANELS = {"title": "Photovoltaic plants", "text": "Design and installation of photovoltaic plants."}


@pytest.fixture
def one() -> Side:
    """It needs structures and offers plants."""
    made = side("Installer")
    OfferFactory(enterprise=made.firm, **PANELS)
    NeedFactory(enterprise=made.firm, **STEEL)
    return made


@pytest.fixture
def maker(one: Side) -> Side:
    made = side("Maker")
    OfferFactory(enterprise=made.firm, **STEEL)
    partner_index.refresh()
    return made


@pytest.fixture
def school(one: Side) -> Side:
    made = side("School")
    NeedFactory(enterprise=made.firm, **PANELS)
    partner_index.refresh()
    return made


def page(person: User, firm: Enterprise) -> tuple[list[str], list[str]]:
    client = Client()
    client.force_login(person)
    chain = client.get(f"/en/matches/partners/{firm.pk}/chain/").context["chain"]
    return (
        [link.partner.enterprise.legal_name for link in chain.suppliers],
        [link.partner.enterprise.legal_name for link in chain.buyers],
    )


def test_a_need_finds_a_supplier_and_an_offer_a_buyer(one: Side, maker: Side, school: Side) -> None:
    assert page(one.owner, one.firm) == (["Maker"], ["School"])
    assert page(one.owner, maker.firm) == ([], ["Installer"])
    assert page(one.owner, school.firm) == (["Installer"], [])


def test_others_see_it_without_what_is_private(one: Side, maker: Side, school: Side) -> None:
    reader = UserFactory()
    before = page(reader, one.firm)
    Enterprise.objects.filter(pk=one.firm.pk).update(needs_visibility="private")
    Enterprise.objects.filter(pk=school.firm.pk).update(profile_visibility="private")

    assert before == (["Maker"], ["School"])
    assert page(reader, one.firm) == ([], [])
    assert page(one.owner, one.firm) == (["Maker"], [])


def test_marks_of_the_firm_change_nothing_for_a_reader(one: Side, maker: Side) -> None:
    marks.mark(one.firm, maker.firm, kind=PartnerMark.Kind.HIDDEN, by=one.owner)

    assert page(UserFactory(), one.firm) == (["Maker"], [])


def test_a_firm_out_of_sight_has_no_page(one: Side) -> None:
    Enterprise.objects.filter(pk=one.firm.pk).update(profile_visibility="private")
    client = Client()
    client.force_login(UserFactory())

    assert client.get(f"/en/matches/partners/{one.firm.pk}/chain/").status_code == 404


def test_no_line_of_the_drawing_crosses_another(one: Side) -> None:
    for number in range(4):
        OfferFactory(enterprise=side(f"Maker {number}").firm, **STEEL)
        NeedFactory(enterprise=side(f"School {number}").firm, **PANELS)
    partner_index.refresh()

    chain = supply_chains.chain_of(Market.around(one.firm), reader=one.owner)

    def lanes(links: list[supply_chains.Link], pattern: str) -> list[int]:
        return [int(re.search(pattern, link.path)[1]) for link in links]  # type: ignore[index]

    down = lanes(chain.suppliers, r"H(\d+)V")
    out = lanes(chain.buyers, r"^M(\d+) ")
    assert len(down) == len(out) == 4
    # The upper supplier and the lower buyer run outside: no lane is met by a line to its right.
    assert down == sorted({*down}, reverse=True)
    assert out == sorted({*out})
    assert max(*down, *out) < supply_chains.WIDTH
    assert chain.buyers[-1].y + supply_chains.BOX_HEIGHT <= chain.height
