"""Counts how enterprises answer, from their introductions; nobody types it."""

from collections import defaultdict
from collections.abc import Collection
from datetime import timedelta
from math import ceil
from statistics import median

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import ReplyRecord
from matchmaking.models import Introduction

LOOKS_BACK = timedelta(days=730)
DAY_SECONDS = 86_400


def count_again(enterprise: int) -> None:
    """After an answer, or after a request ran out."""
    counted = counts_of([enterprise]).get(enterprise, counts([]))
    ReplyRecord.objects.update_or_create(enterprise_id=enterprise, defaults=counted)


@transaction.atomic
def count_all() -> None:
    """What is older than two years falls out with time; firms that went took their rows along."""
    asked = Introduction.objects.values_list("asked", flat=True).distinct()
    known = ReplyRecord.objects.values_list("enterprise", flat=True)
    keys = {*asked, *known}
    counted = counts_of(keys)
    ReplyRecord.objects.exclude(enterprise__in=counted).delete()
    ReplyRecord.objects.bulk_create(
        [ReplyRecord(enterprise_id=key, **facts) for key, facts in sorted(counted.items())],
        update_conflicts=True,
        unique_fields=["enterprise"],
        update_fields=["asked", "answered", "days"],
    )


def counts_of(enterprises: Collection[int]) -> dict[int, dict[str, int]]:
    """For each enterprise that was asked, in one query."""
    rows = Introduction.objects.filter(
        Q(answered_at__isnull=False) | Q(status=Introduction.Status.EXPIRED),
        asked__in=enterprises,
        proposed_by__isnull=True,
        asked_at__gt=timezone.now() - LOOKS_BACK,
    )
    times: defaultdict[int, list[float | None]] = defaultdict(list)
    for asked, asked_at, answered_at in rows.values_list("asked", "asked_at", "answered_at"):
        taken = (answered_at - asked_at).total_seconds() if answered_at else None
        times[asked].append(taken)
    return {key: counts(seconds) for key, seconds in times.items()}


def counts(seconds: list[float | None]) -> dict[str, int]:
    """From the time to each answer; None where there was none."""
    taken = [time for time in seconds if time is not None]
    days = max(1, ceil(median(taken) / DAY_SECONDS)) if taken else 0
    return {"asked": len(seconds), "answered": len(taken), "days": days}
