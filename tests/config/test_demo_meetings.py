"""What the demo network shows of partners: requests in the open, introductions in every state."""

from collections import Counter

import pytest
from django.utils import timezone

from accounts.models import Disclosure, Enterprise, Notification, ReplyRecord
from config import demo_meetings, demo_network
from config.demo_network import load_counselors, load_enterprises, load_people
from matchmaking.feasibility import local_day
from matchmaking.introductions import clocks
from matchmaking.models import (
    Introduction,
    MeetingTime,
    Message,
    OpenRequest,
    Outcome,
    RoomFile,
)
from reference.working_days import add_working_days

pytestmark = pytest.mark.django_db
Status = Introduction.Status


@pytest.fixture
def network() -> None:
    people = load_people()
    load_enterprises(people)
    load_counselors(people)
    demo_meetings.load(people)


@pytest.mark.usefixtures("network")
def test_introductions_stand_in_every_state_but_one() -> None:
    states = Counter(Introduction.objects.values_list("status", flat=True))
    waiting = Introduction.objects.waiting().count()
    for row in Introduction.objects.filter(counsel_asked_at=None).select_related("asked"):
        day = local_day(row.asked, row.asked_at)
        assert row.due_on == add_working_days(day, 10, country=row.asked.country_id)
        assert row.answered_at is None or row.asked_at < row.answered_at <= timezone.now()

    clocks.expire_overdue(timezone.now())

    told = demo_network.read("meetings.json")
    assert {*states} == {*Status} - {Status.ENDED}
    assert states.total() == len(told["introductions"]) + len(told["proposals"])
    assert Introduction.objects.waiting().count() == waiting >= 3
    assert Disclosure.objects.count() == 2 * states[Status.ACCEPTED]
    assert (Message.objects.count() > 0, Outcome.objects.count() > 0) == (True, True)
    assert (RoomFile.objects.count(), MeetingTime.objects.exclude(taken_at=None).count()) == (1, 1)


@pytest.mark.usefixtures("network")
def test_needs_are_open_replies_are_counted_and_no_mail_goes_out() -> None:
    told = demo_network.read("meetings.json")
    firm = Enterprise.objects.get(legal_name__startswith="Accumulane")
    record = ReplyRecord.objects.get(enterprise=firm)
    unsent = Notification.objects.exclude(mail_state=Notification.MailState.SENT)

    assert OpenRequest.objects.open(timezone.localdate()).count() == len(told["requests"])
    assert (record.asked, record.answered, record.days) == (5, 5, 3)
    assert unsent.filter(kind__startswith="matchmaking.").count() == 0
