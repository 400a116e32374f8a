"""Which mails come, when, and the way out: the inbox always has everything."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts import digests, mail_choices, notifications
from accounts.models import MailChoice, Notification, User
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

State = Notification.MailState


def told(person: User, cause: str = "one") -> Notification:
    return notifications.notify(
        person, kind="accounts.member_added", cause=cause, facts={"enterprise": "Solar"}
    )


def reader(rhythm: str = "now", **facts: object) -> User:
    person = UserFactory(**facts)
    mail_choices.choose(person, rhythms={"accounts": rhythm})
    return person


@pytest.mark.parametrize(
    ("rhythm", "state"),
    [("now", "pending"), ("daily", "gathered"), ("weekly", "gathered"), ("never", "unwanted")],
)
def test_a_choice_decides_about_the_mail_and_never_about_the_inbox(rhythm: str, state: str) -> None:
    person = reader(rhythm)

    row = told(person)
    notifications.deliver_pending()

    assert len(mail.outbox) == (rhythm == "now")
    assert Notification.objects.visible_to(person).get() == row
    assert row.mail_state == state


def test_a_daily_digest_comes_in_the_morning_of_the_readers_zone_once() -> None:
    person = reader("daily", time_zone="America/Hermosillo")  # seven hours behind
    told(person, "one")
    told(person, "two")
    Notification.objects.update(created_at=datetime(2026, 3, 2, 22, tzinfo=UTC))

    early = digests.send_digests(datetime(2026, 3, 3, 13, 59, tzinfo=UTC))
    on_time = digests.send_digests(datetime(2026, 3, 3, 14, 1, tzinfo=UTC))
    again = digests.send_digests(datetime(2026, 3, 3, 15, tzinfo=UTC))
    notifications.deliver_pending()

    assert (early, on_time, again) == (0, 1, 0)
    assert [message.subject for message in mail.outbox] == ["2 messages on Puente"]
    assert mail.outbox[0].body.count("You now belong to Solar") == 2
    assert Notification.objects.visible_to(person).count() == 2


def test_a_weekly_digest_waits_for_monday() -> None:
    person = reader("weekly")
    told(person)
    Notification.objects.update(created_at=datetime(2026, 3, 4, 12, tzinfo=UTC))  # a Wednesday

    counts = [
        digests.send_digests(datetime(2026, 3, 5, 8, tzinfo=UTC)),
        digests.send_digests(datetime(2026, 3, 9, 8, tzinfo=UTC)),
    ]

    assert counts == [0, 1]


def test_who_said_never_since_gets_no_digest() -> None:
    person = reader("daily")
    told(person)
    mail_choices.choose(person, rhythms={"accounts": "never"})

    sent = digests.send_digests(timezone.now() + timedelta(days=2))

    assert (sent, Notification.objects.get().mail_state) == (0, State.UNWANTED)


@pytest.mark.parametrize(
    ("hour", "wakes_at"),
    [
        (21, None),
        (22, datetime(2026, 3, 3, 13, tzinfo=UTC)),
        (3, datetime(2026, 3, 2, 13, tzinfo=UTC)),
        (6, None),
    ],
)
def test_quiet_hours_pass_midnight_in_the_readers_zone(
    hour: int, wakes_at: datetime | None
) -> None:
    person = UserFactory(time_zone="America/Hermosillo", quiet_from=22, quiet_until=6)

    now = datetime(2026, 3, 2, hour, 30, tzinfo=UTC) + timedelta(hours=7)

    assert mail_choices.quiet_until(person, now) == wakes_at


def test_a_mail_waits_for_the_end_of_quiet_hours_without_an_attempt() -> None:
    hour = timezone.now().hour
    person = reader(quiet_from=hour, quiet_until=(hour + 2) % 24)
    told(person)

    notifications.deliver_pending()

    row = Notification.objects.get()
    assert (len(mail.outbox), row.mail_state, row.attempts) == (0, State.PENDING, 0)
    assert row.try_after > timezone.now()


def test_one_click_ends_one_topic_without_signing_in() -> None:
    person = reader()
    told(person)
    notifications.deliver_pending()
    headers = mail.outbox[0].extra_headers
    address = headers["List-Unsubscribe"].strip("<>").partition("8000")[2]
    client = Client(enforce_csrf_checks=True)

    looked = client.get(address)
    before = mail_choices.choices_of(person)
    clicked = client.post(address, {"List-Unsubscribe": "One-Click"})

    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert (looked.status_code, clicked.status_code) == (200, 200)
    assert before["accounts"] == "now"
    assert mail_choices.choices_of(person) == {**before, "accounts": "never"}


@pytest.mark.parametrize("token", ["nothing", "a:b:c", "x" * 3_000])
def test_a_made_up_token_is_missing(token: str) -> None:
    client = Client()

    assert client.get(f"/en/unsubscribe/{token}/").status_code == 404
    assert client.post(f"/en/unsubscribe/{token}/").status_code == 404


def test_a_token_for_another_use_is_missing() -> None:
    person = reader()
    token = mail_choices.token_for(person, "accounts.member_added")

    assert Client().post(f"/en/unsubscribe/{token[:-2]}/").status_code == 404
    assert MailChoice.objects.get().rhythm == "now"


def test_the_page_keeps_what_is_chosen(client: Client) -> None:
    person = UserFactory()
    client.force_login(person)
    sent = {
        "accounts": "daily",
        "tenders": "weekly",
        "matchmaking": "now",
        "counselors": "never",
        "quiet_from": "22",
        "quiet_until": "6",
    }

    answer = client.post("/en/preferences/mail/", sent)

    person.refresh_from_db()
    assert answer.status_code == 302
    assert (person.quiet_from, person.quiet_until) == (22, 6)
    assert mail_choices.choices_of(person) == {
        name: sent[name] for name in ("accounts", "tenders", "matchmaking", "counselors")
    }
    assert client.post("/en/preferences/mail/", {**sent, "tenders": "always"}).status_code == 400
