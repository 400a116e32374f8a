"""Rounds over all enterprises: shared, resumed where a worker died, the same whoever works."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from matchmaking import recommendations, rounds
from matchmaking.models import Recommendation, RecommendationList, RefreshRound, RefreshShard
from tests.factories import EnterpriseFactory, OfferFactory, TenderFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def small_shards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rounds, "SHARD", 2)


def lists() -> list[tuple[object, ...]]:
    rows = Recommendation.objects.order_by("enterprise", "rank")
    return list(rows.values_list("enterprise", "tender", "rank", "score", "contributions"))


def made_for() -> list[int]:
    return list(
        RecommendationList.objects.order_by("enterprise").values_list("enterprise", flat=True)
    )


def test_a_round_makes_every_list_once_and_ends() -> None:
    firms = [OfferFactory().enterprise for _ in range(5)]
    TenderFactory()
    row = rounds.begin()

    made = rounds.join(row)

    row.refresh_from_db()
    progress = rounds.progress_of(row)
    assert (made, progress.total, progress.made, progress.percent) == (5, 5, 5, 100)
    assert row.finished_at is not None
    assert made_for() == [firm.pk for firm in firms]
    assert rounds.join(rounds.begin()) == 0
    assert rounds.progress_of(rounds.begin()).total == 5


def test_one_round_is_under_way_at_a_time() -> None:
    EnterpriseFactory()

    assert rounds.begin() == rounds.begin()
    assert RefreshRound.objects.count() == 1


def test_a_worker_that_died_is_followed_by_another_where_it_was() -> None:
    firms = [OfferFactory().enterprise for _ in range(4)]
    TenderFactory()
    row = rounds.begin()
    shard = rounds._taken(row)
    assert shard is not None
    recommendations.refresh(firms[0])
    RefreshShard.objects.filter(pk=shard.pk).update(
        reached=firms[0].pk, made=1, heartbeat_at=timezone.now()
    )

    while_it_may_live = rounds.join(row)
    assert (while_it_may_live, made_for()) == (2, [firms[0].pk, firms[2].pk, firms[3].pk])
    RefreshShard.objects.filter(pk=shard.pk).update(
        heartbeat_at=timezone.now() - rounds.SILENT_AFTER - timedelta(seconds=1)
    )
    afterwards = rounds.help_out()

    row.refresh_from_db()
    assert (afterwards, made_for()) == (1, [firm.pk for firm in firms])
    assert (row.finished_at is None, rounds.progress_of(row).done) == (False, 4)


def test_the_lists_are_the_same_however_the_work_was_shared() -> None:
    firms = [OfferFactory().enterprise for _ in range(4)]
    TenderFactory.create_batch(3)
    for firm in reversed(firms):
        recommendations.refresh(firm)
    alone = lists()
    RecommendationList.objects.all().delete()
    row = rounds.begin()

    past = timezone.now() - timedelta(seconds=1)
    assert rounds.join(row, until=past) == 0
    rounds.join(row)

    assert alone
    assert lists() == alone


def test_time_that_runs_out_gives_the_part_back() -> None:
    EnterpriseFactory.create_batch(2)
    row = rounds.begin()

    rounds.join(row, until=timezone.now() - timedelta(seconds=1))

    assert [shard.heartbeat_at for shard in row.shards.all()] == [None]
    assert rounds.help_out() == 2
    assert rounds.help_out() == 0


def test_the_command_tells_how_far_it_is() -> None:
    EnterpriseFactory.create_batch(3)
    out = StringIO()

    call_command("refresh_recommendations", stdout=out)

    lines = out.getvalue().splitlines()
    assert lines[0].startswith(" 66 %  2 of 3 (2 made, 0 fresh, 0 failed)")
    assert lines[-1] == "3 lists were made here. The round is finished."


def test_operators_see_the_round_and_old_rounds_are_forgotten(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    address = reverse("matchmaking:round")
    before = client.get(address).content.decode()
    EnterpriseFactory.create_batch(3)
    row = rounds.begin()
    during = client.get(address).content.decode()
    rounds.join(row)
    after = client.get(address).content.decode()
    monkeypatch.setattr(rounds, "KEPT", 1)

    rounds.join(rounds.begin())

    assert "There has been no round yet." in before
    assert "0 of 3 lists are done" in during
    assert "not taken yet" in during
    assert "3 of 3 lists are done" in after
    assert RefreshRound.objects.count() == 1
