"""Several people and workers at once, on a database that really runs them at once."""

import threading
from collections.abc import Callable, Iterator

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from accounts import enterprises, notifications
from accounts.models import Consent, Enterprise, Membership, Notification, User
from reference import loading
from tests.factories import EnterpriseFactory, MembershipFactory, UserFactory

WORKERS = 4


@pytest.fixture(scope="module", autouse=True)
def reference_again(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Tests of this file empty the database; those after them need the reference rows."""
    if connection.vendor == "sqlite":
        pytest.skip("SQLite in memory has one connection: these races need PostgreSQL")
    with django_db_blocker.unblock():
        loading.load_all()
    yield
    with django_db_blocker.unblock():
        loading.load_all()


@pytest.fixture
def countries(transactional_db: None) -> None:
    loading.load_all()


def at_once(work: Callable[[], object], *, workers: int = WORKERS) -> list[object]:
    """The same work in threads that start together; what each gave back or raised."""
    barrier, results = threading.Barrier(workers), []

    def run() -> None:
        barrier.wait()
        try:
            results.append(work())
        except Exception as error:
            results.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _worker in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_workers_send_each_row_once(countries: None) -> None:
    user = UserFactory()
    for number in range(20):
        notifications.notify(
            user, kind="accounts.member_added", cause=str(number), facts={"enterprise": "Solar"}
        )

    at_once(notifications.deliver_pending)

    sent = sorted(message.extra_headers["Message-ID"] for message in mail.outbox)
    assert sent == sorted(Notification.objects.values_list("message_id", flat=True))


def test_one_cause_told_by_several_is_one_message(countries: None) -> None:
    user = UserFactory()

    results = at_once(
        lambda: notifications.notify(
            user, kind="accounts.member_added", cause="one", facts={"enterprise": "Solar"}
        )
    )

    assert results == [Notification.objects.get()] * WORKERS


def test_pressing_at_once_registers_one_enterprise(countries: None) -> None:
    user = UserFactory()

    results = at_once(
        lambda: enterprises.register(facts={"legal_name": "Twin Ltd", "country_id": "CA"}, by=user)
    )

    assert Enterprise.objects.count() == 1
    kinds = [type(result) for result in results]
    assert kinds.count(enterprises.AlreadyRegistered) == WORKERS - 1


@pytest.mark.parametrize("round_number", range(5))
def test_two_owners_who_remove_each_other_leave_one(round_number: int, countries: None) -> None:
    first, second = UserFactory(), UserFactory()
    enterprise = EnterpriseFactory(owner=first)
    MembershipFactory(enterprise=enterprise, user=second, role=Membership.Role.OWNER)
    pairs = iter([(first, second), (second, first)])
    turn = threading.Lock()

    def remove_the_other() -> None:
        with turn:
            by, other = next(pairs)
        row = Membership.objects.get(enterprise=enterprise, user=other)
        enterprises.remove_member(row, by=by)

    at_once(remove_the_other, workers=2)

    assert Membership.objects.owners().filter(enterprise=enterprise).count() == 1


def test_signing_up_at_once_with_one_address_makes_one_account(countries: None) -> None:
    form = {
        "full_name": "Ana Núñez",
        "email": "ana@example.org",
        "password1": "quite a long secret",
        "time_zone": "America/Hermosillo",
        "terms": "on",
    }

    results = at_once(lambda: Client().post("/es/account/signup/", form).status_code)

    assert results == [302] * WORKERS
    assert User.objects.get().email == "ana@example.org"
    assert Consent.objects.count() == 1
