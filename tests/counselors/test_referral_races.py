"""Accept, decline, expire and withdraw at once: exactly one of them decides.

On PostgreSQL and on a SQLite file with connections of their own. The negative control takes the
condition out of the UPDATE and sees several of them win.
"""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection, connections
from pytest_django.plugin import DjangoDbBlocker

from accounts.models import User
from counselors import clients, referrals
from counselors.models import Engagement, Referral
from reference import loading
from tests.counselors.makers import ReferralFactory
from tests.factories import EnterpriseFactory, UserFactory

ROUNDS = 6
Deed = Callable[[Referral], object]


@pytest.fixture(scope="module", autouse=True)
def reference_again(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Tests of this file empty the database; those after them need the reference rows."""
    if connection.vendor == "sqlite" and "memory" in str(connection.settings_dict["NAME"]):
        pytest.skip("SQLite in memory has one connection: test_sqlite_file.py runs this on a file")
    yield
    with django_db_blocker.unblock():
        loading.load_all()


@pytest.fixture
def world(transactional_db: None) -> None:
    loading.load_all()


def sent_referral() -> tuple[Referral, User]:
    owner = UserFactory()
    referral = ReferralFactory(engagement__enterprise=EnterpriseFactory(owner=owner))
    return referrals.record_client_answer(referral, granted=True, by=owner), owner


def at_once(referral: Referral, deeds: list[Deed]) -> list[object]:
    """Each deed in a thread of its own, on a row of its own reading; what each raised, or None."""
    barrier = threading.Barrier(len(deeds))
    results: list[object] = []

    def run(deed: Deed) -> None:
        try:
            row = Referral.objects.select_related("to_counselor__user").get(pk=referral.pk)
            barrier.wait(timeout=30)
            deed(row)
            results.append(None)
        except Exception as error:
            results.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[deed]) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def answers(referral: Referral) -> list[Deed]:
    """Accept, decline and expire: whoever is first decides."""
    return [
        lambda row: referrals.accept(row, by=row.to_counselor),
        lambda row: referrals.decline(row, reason="conflict", by=row.to_counselor),
        referrals.expire_one,
    ]


@pytest.mark.parametrize("number", range(ROUNDS))
def test_exactly_one_answer_decides(number: int, world: None) -> None:
    referral, _owner = sent_referral()

    results = at_once(referral, answers(referral))

    assert results.count(None) == 1
    assert {type(error) for error in results if error} == {referrals.ReferralClosed}
    referral.refresh_from_db()
    opened = Engagement.objects.filter(counselor=referral.to_counselor).count()
    assert opened == (1 if referral.status == Referral.Status.ACCEPTED else 0)


@pytest.mark.parametrize("number", range(ROUNDS))
def test_a_withdrawal_leaves_nothing_open_whoever_is_first(number: int, world: None) -> None:
    referral, owner = sent_referral()
    deeds: list[Deed] = [
        lambda row: referrals.accept(row, by=row.to_counselor),
        lambda row: referrals.withdraw(row, by=owner),
    ]

    results = at_once(referral, deeds)

    assert {type(error) for error in results if error} <= {referrals.ReferralClosed}
    referral.refresh_from_db()
    assert referral.status == Referral.Status.WITHDRAWN
    assert not clients.may_see(referral.to_counselor, referral.enterprise)
    assert (
        Engagement.objects.filter(counselor=referral.to_counselor, closed_at__isnull=True).count()
        == 0
    )


def test_without_the_condition_several_would_win(
    world: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control: the same race with the protection off."""

    def careless_move(referral: Referral, *before: str, **changes: Any) -> None:
        Referral.objects.filter(pk=referral.pk).update(**changes)
        referral.refresh_from_db()

    def careless_lock(referral: Referral, *states: str) -> Referral:
        return Referral.objects.get(pk=referral.pk)

    monkeypatch.setattr(referrals, "move", careless_move)
    monkeypatch.setattr(referrals, "lock", careless_lock)
    won = []
    for _number in range(ROUNDS):
        referral, _owner = sent_referral()
        deeds: list[Deed] = [
            lambda row: referrals.decline(row, reason="conflict", by=row.to_counselor),
            lambda row: referrals.decline(row, reason="no_capacity", by=row.to_counselor),
        ]
        won.append(at_once(referral, deeds).count(None))

    assert max(won) == 2
