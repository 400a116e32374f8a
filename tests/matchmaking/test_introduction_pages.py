"""The pages on which one asks, answers, ends, saves, hides, blocks and reports. No script runs."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Block, Disclosure, User
from matchmaking import introductions, partner_index, recommendations
from matchmaking.models import Introduction, IntroductionContact, PartnerMark, PartnerReport
from tests.factories import NeedFactory, OfferFactory, UserFactory
from tests.matchmaking.meeting import REASON, Side, accepted, asked, side

pytestmark = pytest.mark.django_db

LIST = "/en/matches/introductions/"
PARTNERS = "/en/matches/partners/"
CONTACT = {"name": "Ana Asker", "email": "ana@asker.example.org", "phone": "", "website": ""}


@pytest.fixture
def one() -> Side:
    return side("Asker")


@pytest.fixture
def other() -> Side:
    return side("Asked")


def as_(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def text_of(response: Any) -> str:
    main = response.content.decode().partition("<main")[2] or response.content.decode()
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def page_of(made: Introduction) -> str:
    return f"{LIST}{made.pk}/"


def test_asking_takes_two_steps_and_the_first_writes_nothing(one: Side, other: Side) -> None:
    reader, address = as_(one.owner), f"{PARTNERS}{other.firm.pk}/ask/"
    filled = {**CONTACT, "reason": REASON}

    form = text_of(reader.get(address))
    preview = text_of(reader.post(address, filled))
    before = Introduction.objects.count()
    sent = reader.post(address, {**filled, "send": "1"})

    assert "An empty field does not pass." in form
    assert "E-mail address ana@asker.example.org" in preview
    assert "Does not pass: Telephone, Website." in preview
    assert before == 0
    made = Introduction.objects.get()
    assert (sent.status_code, sent["Location"]) == (302, page_of(made))
    assert "Waits for them" in text_of(reader.get(LIST))


def test_a_request_needs_a_reason_and_a_way_to_be_reached(one: Side, other: Side) -> None:
    reader, address = as_(one.owner), f"{PARTNERS}{other.firm.pk}/ask/"

    nobody = reader.post(address, {"reason": REASON, "name": "Ana", "send": "1"})
    nothing = reader.post(address, {**CONTACT, "send": "1"})

    assert (nobody.status_code, nothing.status_code) == (400, 400)
    assert "Give an e-mail address or a telephone number." in text_of(nobody)
    assert Introduction.objects.count() == 0


def test_the_asked_side_sees_firm_reason_clock_and_nothing_else(one: Side, other: Side) -> None:
    made = asked(one, other)

    shown = as_(other.owner).get(page_of(made))

    words = text_of(shown)
    assert (REASON in words, "working days left" in words, "No, thank you" in words) == (True,) * 3
    assert b"ana@asker.example.org" not in shown.content
    assert one.owner.email.encode() not in shown.content


def test_yes_in_two_steps_shows_both_sides_their_contact(one: Side, other: Side) -> None:
    made = asked(one, other)
    reader, address = as_(other.owner), f"{page_of(made)}accept/"
    filled = {"name": "Ben", "email": "ben@asked.example.org", "phone": "", "website": ""}

    reader.post(address, filled)
    passed_by_a_preview = Disclosure.objects.count()
    reader.post(address, {**filled, "send": "1"})

    assert passed_by_a_preview == 0
    assert b"ana@asker.example.org" in reader.get(page_of(made)).content
    assert b"ben@asked.example.org" in as_(one.owner).get(page_of(made)).content


@pytest.mark.parametrize("verb", ["decline", "withdraw", "end", "counsel", "accept"])
def test_who_comes_too_late_reads_why(verb: str, one: Side, other: Side) -> None:
    made = asked(one, other)
    introductions.decline(made, other.firm, by=other.owner)
    reader = as_(one.owner if verb == "withdraw" else other.owner)

    answer = reader.post(f"{page_of(made)}{verb}/")

    assert answer.status_code == 409
    assert "answered or closed in the meantime" in text_of(answer)


def test_ended_by_one_the_other_reads_no_contact(one: Side, other: Side) -> None:
    made = accepted(one, other)

    as_(one.owner).post(f"{page_of(made)}end/")

    assert b"ana@asker.example.org" not in as_(other.owner).get(page_of(made)).content
    assert IntroductionContact.objects.count() == 0


def test_an_unanswered_request_names_the_next_candidates(one: Side, other: Side) -> None:
    NeedFactory(enterprise=one.firm, title="Steel structures", text="Galvanised steel structures.")
    makers = [side(f"Maker {number}") for number in range(4)]
    for maker in [other, *makers]:
        OfferFactory(enterprise=maker.firm, title="Steel structures", text="Of galvanised steel.")
    partner_index.refresh()
    made = asked(one, other)
    introductions.expire_overdue(timezone.now() + timedelta(days=40))

    shown = as_(one.owner).get(page_of(made))

    names = [row.enterprise.name for row in shown.context["candidates"]]
    assert len(names) == 3
    assert set(names) < {maker.firm.legal_name for maker in makers}


def complementary(one: Side, other: Side) -> None:
    NeedFactory(enterprise=one.firm)
    OfferFactory(enterprise=other.firm, title="Mounting structures", text="Steel structures.")
    partner_index.refresh()


def partners_of(one: Side) -> list[str]:
    shown = as_(one.owner).get(PARTNERS)
    return [partner.enterprise.name for partner in shown.context["partners"]]


def test_hide_takes_a_partner_out_of_the_list_and_back(one: Side, other: Side) -> None:
    complementary(one, other)
    reader = as_(one.owner)

    there = partners_of(one)
    reader.post(f"{PARTNERS}{other.firm.pk}/hide/")
    hidden = partners_of(one)
    reader.post(f"{PARTNERS}{other.firm.pk}/unmark/")

    assert (there, hidden, partners_of(one)) == (["Asked"], [], ["Asked"])


def test_save_is_shown_on_the_card(one: Side, other: Side) -> None:
    complementary(one, other)

    as_(one.owner).post(f"{PARTNERS}{other.firm.pk}/save/")

    assert PartnerMark.objects.get().kind == PartnerMark.Kind.SAVED
    assert as_(one.owner).get(PARTNERS).context["saved"] == {other.firm.pk}


def test_a_block_leaves_no_trace_for_the_other_side(one: Side, other: Side) -> None:
    complementary(one, other)
    NeedFactory(enterprise=other.firm, title="Rooftop plant", text="Photovoltaic plant on a roof.")
    OfferFactory(enterprise=one.firm)
    partner_index.refresh()
    reader, there = as_(one.owner), as_(other.owner)

    asks_first = text_of(reader.get(f"{PARTNERS}{other.firm.pk}/block/"))
    reader.post(f"{PARTNERS}{other.firm.pk}/block/")

    assert "They are told nothing else." in asks_first
    for client, blocked in ((reader, other), (there, one)):
        assert client.get(f"/en/enterprises/{blocked.firm.pk}/").status_code == 404
        assert client.get(f"{PARTNERS}{blocked.firm.pk}/ask/").status_code == 404
        assert blocked.firm.name not in text_of(client.get(PARTNERS))
        assert blocked.firm.name not in text_of(client.get("/en/enterprises/"))
    recommendations.refresh(other.firm)
    assert other.firm.partner_recommendations.count() == 0
    assert text_of(there.get(f"{PARTNERS}blocked/")).count("Asker") == 0
    assert text_of(reader.get(f"{PARTNERS}blocked/")).count("Asked") >= 1
    reader.post(f"{PARTNERS}{other.firm.pk}/unblock/")
    assert Block.objects.count() == 0
    assert there.get(f"/en/enterprises/{one.firm.pk}/").status_code == 200


def test_the_other_side_cannot_take_my_block_back(one: Side, other: Side) -> None:
    as_(one.owner).post(f"{PARTNERS}{other.firm.pk}/block/")

    assert as_(other.owner).post(f"{PARTNERS}{one.firm.pk}/unblock/").status_code == 404
    assert Block.objects.count() == 1


def test_a_report_is_read_by_administrators_and_not_by_either_side(one: Side, other: Side) -> None:
    address = f"{PARTNERS}{other.firm.pk}/report/"
    administrator = UserFactory(is_programme_administrator=True)

    as_(one.owner).post(address, {"kind": "untrue", "text": "It has no such certificate."})

    row = PartnerReport.objects.get()
    assert "no such certificate" in text_of(as_(administrator).get("/en/matches/reports/"))
    assert as_(other.owner).get("/en/matches/reports/").status_code == 403
    as_(administrator).post(f"/en/matches/reports/{row.pk}/settle/")
    assert PartnerReport.objects.get().settled_by == administrator


def test_an_administrator_does_not_settle_what_is_about_her_own_enterprise(
    one: Side, other: Side
) -> None:
    as_(one.owner).post(f"{PARTNERS}{other.firm.pk}/report/", {"kind": "other", "text": "Rude."})
    other.owner.is_programme_administrator = True
    other.owner.save()
    reader = as_(other.owner)

    row = PartnerReport.objects.get()

    assert "Rude" not in text_of(reader.get("/en/matches/reports/"))
    assert reader.post(f"/en/matches/reports/{row.pk}/settle/").status_code == 404


def test_the_card_tells_how_they_answer_and_a_filter_asks_for_it(one: Side, other: Side) -> None:
    complementary(one, other)
    for number in range(5):
        introductions.decline(asked(side(f"Former {number}"), other), other.firm, by=other.owner)
    reader = as_(one.owner)

    shown = text_of(reader.get(PARTNERS))
    kept = reader.get(PARTNERS, {"answers_in": "3"}).context["partners"]
    Introduction.objects.update(asked_at=timezone.now() - timedelta(days=8))
    introductions.replies.count_all()
    left = reader.get(PARTNERS, {"answers_in": "3"}).context

    assert "Answers 5 of 5, usually in 1 day." in shown
    assert (len(kept), len(left["partners"]), left["left_out"]) == (1, 0, 1)


def test_the_page_of_an_enterprise_leads_to_a_request(one: Side, other: Side) -> None:
    own = text_of(as_(one.owner).get(f"/en/enterprises/{one.firm.pk}/"))
    theirs = text_of(as_(one.owner).get(f"/en/enterprises/{other.firm.pk}/"))

    assert ("Ask for an introduction" in theirs, "Ask for an introduction" in own) == (True, False)
    assert "New here: too few requests so far to say how it answers." in theirs
