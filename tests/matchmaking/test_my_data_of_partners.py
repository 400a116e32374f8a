"""What one takes along of introductions, and what goes or stays when a person leaves."""

from typing import Any

import pytest

from accounts import blocks, erasure, exports
from accounts.models import Enterprise, Membership, User
from matchmaking import introductions, marks, rooms
from matchmaking.introductions import ContactFacts
from matchmaking.models import Introduction, IntroductionContact, Message, Outcome, PartnerMark
from tests.factories import MembershipFactory, UserFactory
from tests.matchmaking.meeting import BEN, Side, accepted, asked, side

pytestmark = pytest.mark.django_db


@pytest.fixture
def one() -> Side:
    return side("Asker")


@pytest.fixture
def other() -> Side:
    return side("Asked", country="CA")


def taken_by(person: User) -> dict[str, list[dict[str, Any]]]:
    return dict(exports.tables_of(person))


def said(made: Introduction, firm: Enterprise, result: str) -> None:
    Outcome.objects.create(
        introduction=made, enterprise=firm, weeks=2, useful=Outcome.Useful.YES, result=result
    )


def test_the_file_holds_introductions_with_all_that_was_shared(one: Side, other: Side) -> None:
    made = accepted(one, other)
    rooms.post(made, other.firm, text="Could we talk on Monday?", by=other.owner)
    said(made, one.firm, "small")
    said(made, other.firm, "large")

    tables = taken_by(one.owner)

    assert [row["id"] for row in tables["enterprise-introduction"]] == [made.pk]
    assert {row["email"] for row in tables["enterprise-introductioncontact"]} == {
        "ana@asker.example.org",
        "ben@asked.example.org",
    }
    assert [row["text"] for row in tables["enterprise-message"]] == ["Could we talk on Monday?"]
    assert [row["result"] for row in tables["enterprise-outcome"]] == ["small"]
    assert len(tables["enterprise-disclosure"]) == 1


def test_the_other_contact_comes_along_only_while_both_agree(one: Side, other: Side) -> None:
    made = asked(one, other)
    before = taken_by(other.owner)
    introductions.accept(made, other.firm, contact=BEN, by=other.owner)
    introductions.end(made, one.firm, by=one.owner)

    after = taken_by(other.owner)

    assert before["enterprise-introductioncontact"] == []
    assert after["enterprise-introductioncontact"] == after["enterprise-message"] == []
    assert [row["status"] for row in after["enterprise-introduction"]] == ["ended"]


def test_marks_blocks_and_reports_are_taken_by_who_made_them_alone(one: Side, other: Side) -> None:
    marks.mark(one.firm, other.firm, kind=PartnerMark.Kind.HIDDEN, by=one.owner)
    marks.report(one.firm, other.firm, kind="other", text="They wrote ten times.", by=one.owner)
    blocks.block(one.firm, other.firm, by=one.owner)

    names = ("enterprise-partnermark", "enterprise-partnerreport", "enterprise-block")
    assert [len(taken_by(one.owner)[name]) for name in names] == [1, 1, 1]
    assert [len(taken_by(other.owner)[name]) for name in names] == [0, 0, 0]


def test_with_a_firm_of_her_own_its_introductions_go(one: Side, other: Side) -> None:
    made = accepted(one, other)
    rooms.post(made, one.firm, text="Hello", by=one.owner)
    said(made, one.firm, "small")

    erasure.erase(one.owner)

    rows = (Introduction, IntroductionContact, Message, Outcome)
    assert [model.objects.count() for model in rows] == [0, 0, 0, 0]
    assert Enterprise.objects.filter(pk=other.firm.pk).exists()


def test_her_address_goes_and_her_words_stay_without_a_name(one: Side, other: Side) -> None:
    colleague = UserFactory(email="Carla@asked.example.org")
    MembershipFactory(enterprise=other.firm, user=colleague, role=Membership.Role.OWNER)
    made = asked(one, other)
    contact = ContactFacts(name="Carla", email="carla@asked.example.org", phone="", website="")
    introductions.accept(made, other.firm, contact=contact, by=colleague)
    rooms.post(made, other.firm, text="Hello", by=colleague)

    erasure.erase(colleague)

    left = IntroductionContact.objects.filter(introduction=made)
    assert [row.email for row in left] == ["ana@asker.example.org"]
    message = Message.objects.get()
    assert (message.by, message.text, message.enterprise) == (None, "Hello", other.firm)
