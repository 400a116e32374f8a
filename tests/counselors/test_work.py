"""Working for a client: results it confirms, proposals, meetings, tasks, the desk."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar
from pytest_django import DjangoAssertNumQueries

from accounts.models import Notification, User
from counselors import clients, meetings, proposals, trainings
from counselors.models import Engagement, Meeting, Milestone, Proposal, Task
from tests.counselors.makers import (
    EngagementFactory,
    MeetingFactory,
    MilestoneFactory,
    ProposalFactory,
    SessionFactory,
    TaskFactory,
    TrainingFactory,
)
from tests.factories import (
    CertificateFactory,
    CounselorFactory,
    EnterpriseFactory,
    TenderFactory,
    UserFactory,
    WatchFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> User:
    person: User = UserFactory()
    return person


@pytest.fixture
def engagement(owner: User) -> Engagement:
    made: Engagement = EngagementFactory(enterprise=EnterpriseFactory(owner=owner))
    return made


@pytest.fixture
def desk(engagement: Engagement) -> Client:
    client = Client()
    client.force_login(engagement.counselor.user)
    return client


@pytest.fixture
def firm(owner: User) -> Client:
    client = Client()
    client.force_login(owner)
    return client


def test_a_result_counts_when_the_client_says_so_and_the_first_word_holds(
    engagement: Engagement, firm: Client, owner: User
) -> None:
    milestone = MilestoneFactory(engagement=engagement)
    address = reverse("counselors:milestone-answer", args=[milestone.pk])

    firm.post(address, {"confirm": "1"})
    firm.post(address, {"deny": "1"})

    milestone.refresh_from_db()
    assert (milestone.answer, milestone.answered_by) == (Milestone.Answer.CONFIRMED, owner)


def test_a_stranger_cannot_confirm(engagement: Engagement) -> None:
    milestone = MilestoneFactory(engagement=engagement)
    client = Client()
    client.force_login(engagement.counselor.user)

    address = reverse("counselors:milestone-answer", args=[milestone.pk])

    assert client.post(address, {"confirm": "1"}).status_code == 404


def test_the_list_is_the_counselors_until_she_proposes(
    engagement: Engagement, desk: Client, firm: Client, owner: User
) -> None:
    tender = TenderFactory(title="Pumps for Sonora")
    desk.post(reverse("counselors:shortlist", args=[engagement.pk, "tender", tender.pk]))
    assert "Pumps for Sonora" not in firm.get(reverse("counselors:mine")).content.decode()

    listed = Proposal.objects.get()
    desk.post(reverse("counselors:propose", args=[listed.pk]), {"note": "Close to your work."})
    firm.post(reverse("counselors:proposal-answer", args=[listed.pk]), {"state": "wanted"})

    listed.refresh_from_db()
    assert listed.state == Proposal.State.WANTED
    assert Notification.objects.get(recipient=owner).kind == "counselors.proposal"
    assert (
        "Close to your work."
        in desk.get(reverse("counselors:brief", args=[engagement.pk])).content.decode()
    )


def test_a_partner_that_hid_itself_is_left_out(engagement: Engagement, firm: Client) -> None:
    partner = EnterpriseFactory(legal_name="Hidden Partner")
    proposal = proposals.shortlist(engagement, partner=partner)
    proposals.propose(proposal, note="They need what you offer.")
    assert "Hidden Partner" in firm.get(reverse("counselors:mine")).content.decode()

    partner.profile_visibility = "private"
    partner.save()

    assert "Hidden Partner" not in firm.get(reverse("counselors:mine")).content.decode()


def test_matches_are_open_only_with_the_clients_consent(owner: User) -> None:
    closed = EngagementFactory(
        enterprise=EnterpriseFactory(owner=owner), consent__fields=["profile"]
    )
    client = Client()
    client.force_login(closed.counselor.user)
    tender = TenderFactory()

    assert client.get(reverse("counselors:matches", args=[closed.pk])).status_code == 403
    address = reverse("counselors:shortlist", args=[closed.pk, "tender", tender.pk])
    assert client.post(address).status_code == 403


def test_why_not_this_one_gives_the_first_rule_that_fails(
    engagement: Engagement, desk: Client
) -> None:
    tender = TenderFactory(title="Closed long ago", open_until=timezone.now() - timedelta(days=9))

    page = desk.get(
        reverse("counselors:matches", args=[engagement.pk]), {"q": "long", "tender": tender.pk}
    )

    assert [row.title for row in page.context["found"]] == ["Closed long ago"]
    assert page.context["why"].why_not == "It cannot be answered any more, or not yet."


def test_the_client_takes_one_of_three_times_and_both_get_a_file(
    engagement: Engagement, desk: Client, firm: Client
) -> None:
    times = [timezone.now() + timedelta(days=days) for days in (1, 2, 3)]
    meeting = meetings.offer(
        engagement, topic="Go or no go", place="Video", minutes=45, times=times
    )
    slot = meeting.slots.all()[1]

    firm.post(reverse("counselors:meeting-take", args=[meeting.pk]), {"slot": slot.pk})

    meeting.refresh_from_db()
    assert (meeting.state, meeting.starts_at) == (Meeting.State.AGREED, slot.starts_at)
    for side in (desk, firm):
        content = side.get(reverse("counselors:meeting-calendar", args=[meeting.pk])).content
        event: Any = Calendar.from_ical(content).walk("VEVENT")[0]
        assert event["dtend"].dt - event["dtstart"].dt == timedelta(minutes=45)
    with pytest.raises(meetings.MeetingClosed):
        meetings.take(meeting, slot=slot)


def test_a_slot_of_another_meeting_is_refused(engagement: Engagement, firm: Client) -> None:
    meeting = MeetingFactory(engagement=engagement)
    other = meetings.offer(
        EngagementFactory(), topic="T", place="P", minutes=30, times=[timezone.now()]
    )

    firm.post(reverse("counselors:meeting-take", args=[meeting.pk]), {"slot": other.slots.get().pk})

    meeting.refresh_from_db()
    assert meeting.state == Meeting.State.OFFERED


def test_a_due_task_is_told_once(engagement: Engagement) -> None:
    today = timezone.localdate()
    TaskFactory(counselor=engagement.counselor, engagement=engagement)
    TaskFactory(counselor=engagement.counselor, due_on=today + timedelta(days=2))

    clients.remind_of_tasks(today=today)
    clients.remind_of_tasks(today=today)

    assert Notification.objects.filter(kind="counselors.task_due").count() == 1


def test_tasks_of_a_lost_client_are_gone(engagement: Engagement, owner: User) -> None:
    TaskFactory(counselor=engagement.counselor, engagement=engagement, title="About the client")

    clients.withdraw(engagement, by=owner)

    assert list(Task.objects.addressed_to(engagement.counselor)) == []


def test_each_number_of_the_desk_leads_to_what_it_counts(
    engagement: Engagement, desk: Client
) -> None:
    soon = timezone.now() + timedelta(days=6)
    tender = TenderFactory(deadline_on=soon.date(), open_until=soon)
    WatchFactory(enterprise=engagement.enterprise, tender=tender)
    CertificateFactory(
        enterprise=engagement.enterprise, expires_on=timezone.localdate() + timedelta(days=9)
    )
    TaskFactory(counselor=engagement.counselor)
    MeetingFactory(engagement=engagement)
    TrainingFactory(organiser=engagement.counselor)
    own = TrainingFactory(organiser=engagement.counselor)
    trainings.register(own, person=engagement.counselor.user)
    far = timezone.now() + timedelta(days=50)
    TrainingFactory(starts_at=far, ends_at=far + timedelta(hours=1))

    page = desk.get(reverse("counselors:desk"))

    numbers = {row.label: row.number for row in page.context["counts"]}
    assert numbers == {
        "New intakes": 0,
        "Referrals waiting for you": 0,
        "Clients": 1,
        "Clients without contact": 1,
        "Clients' deadlines": 1,
        "Certificates that expire": 1,
        "Clients' questions about introductions": 0,
        "Your tasks": 1,
        "Meetings": 1,
        "Trainings within a month": 2,
    }
    assert [state for _row, state in page.context["trainings"]] == ["place", ""]
    text = page.content.decode()
    for row in page.context["counts"]:
        anchor = row.href.removeprefix("#")
        assert row.href.startswith("/") or f'id="{anchor}"' in text


def test_a_client_spoken_with_lately_is_not_quiet(engagement: Engagement) -> None:
    quiet = EngagementFactory(counselor=engagement.counselor)
    SessionFactory(engagement=engagement)

    rows = clients.quiet(Engagement.objects.addressed_to(engagement.counselor), days=21)

    assert [row.engagement for row in rows] == [quiet]


@pytest.mark.parametrize(("name", "most"), [("desk", 27), ("client-list", 9)])
def test_pages_ask_as_often_for_three_clients_as_for_one(
    name: str,
    most: int,
    engagement: Engagement,
    desk: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    address = reverse(f"counselors:{name}")
    desk.get(address)
    with django_assert_num_queries(most):
        desk.get(address)
    for _more in range(2):
        EngagementFactory(counselor=engagement.counselor)
    with django_assert_num_queries(most):
        desk.get(address)


def test_the_firms_page_asks_as_often_for_three_rows_as_for_one(
    engagement: Engagement, firm: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    def more() -> None:
        SessionFactory(engagement=engagement)
        MilestoneFactory(engagement=engagement)
        MeetingFactory(engagement=engagement)
        ProposalFactory(engagement=engagement, state=Proposal.State.PROPOSED)

    address = reverse("counselors:mine")
    more()
    firm.get(address)
    with django_assert_num_queries(19):
        firm.get(address)
    more()
    more()
    with django_assert_num_queries(19):
        firm.get(address)


def test_closing_tells_the_client_and_ends_the_view(
    engagement: Engagement, desk: Client, owner: User
) -> None:
    desk.post(reverse("counselors:close", args=[engagement.pk]), {"ending": "reached"})

    assert desk.get(reverse("counselors:client", args=[engagement.pk])).status_code == 404
    assert Notification.objects.get(recipient=owner).kind == "counselors.engagement_closed"


def test_a_colleague_of_the_same_center_does_not_see_the_client(engagement: Engagement) -> None:
    colleague = CounselorFactory(center=engagement.counselor.center)
    client = Client()
    client.force_login(colleague.user)

    for name in ("client", "matches", "brief", "session-new"):
        address = reverse(f"counselors:{name}", args=[engagement.pk])
        assert client.get(address).status_code == 404


def test_the_desk_hides_no_task_that_it_counts(engagement: Engagement, desk: Client) -> None:
    for number in range(12):
        TaskFactory(counselor=engagement.counselor, title=f"Task number {number}.")

    page = desk.get(reverse("counselors:desk"))

    text = page.content.decode()
    assert all(f"Task number {number}." in text for number in range(12))
    assert {row.label: row.number for row in page.context["counts"]}["Your tasks"] == 12


def test_a_tender_that_the_client_wants_is_on_the_desk_too(
    engagement: Engagement, desk: Client
) -> None:
    soon = timezone.now() + timedelta(days=6)
    tender = TenderFactory(title="Pumps", deadline_on=soon.date(), open_until=soon)
    ProposalFactory(engagement=engagement, tender=tender, state=Proposal.State.WANTED)
    WatchFactory(enterprise=engagement.enterprise, tender=tender)

    closing = desk.get(reverse("counselors:desk")).context["closing"]

    assert closing == [(engagement, tender)]


def test_a_client_for_whom_no_time_is_right_says_so(engagement: Engagement, firm: Client) -> None:
    meeting = MeetingFactory(engagement=engagement)

    firm.post(reverse("counselors:meeting-take", args=[meeting.pk]), {"none": "1"})

    meeting.refresh_from_db()
    assert meeting.state == Meeting.State.CANCELLED
    told = Notification.objects.get(recipient=engagement.counselor.user)
    assert told.kind == "counselors.meeting_turned_down"


def test_a_task_of_a_lost_client_is_not_mailed(engagement: Engagement) -> None:
    TaskFactory(counselor=engagement.counselor, engagement=engagement)
    Engagement.objects.update(closed_at=timezone.now(), ending="reached")

    assert clients.remind_of_tasks(today=timezone.localdate()) == 0


def test_the_counselor_reads_the_offered_times_in_the_clients_zone_too(
    engagement: Engagement, desk: Client, owner: User
) -> None:
    User.objects.filter(pk=owner.pk).update(time_zone="America/Tijuana")
    meetings.offer(
        engagement, topic="T", place="P", minutes=30, times=[timezone.now() + timedelta(days=2)]
    )

    page = desk.get(reverse("counselors:client", args=[engagement.pk])).content.decode()

    assert "America/Tijuana" in page
