"""A round over all enterprises, cut into shards, so that several workers share it."""

from datetime import timedelta
from typing import Any, Self

from django.db import models
from django.db.models import F, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class RefreshRound(models.Model):
    """One pass over all lists. It holds counts and nobody's data; one at most is under way."""

    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("round of recommendations")
        verbose_name_plural = _("rounds of recommendations")
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                models.Value(1),
                condition=Q(finished_at__isnull=True),
                name="refresh_round_one_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d %H:%M}"


class ShardQuerySet(models.QuerySet[Any]):
    def unfinished(self) -> Self:
        return self.filter(finished_at__isnull=True)

    def free(self, *, since: Any) -> Self:
        """Those that nobody took, or whose worker gave no sign of life since then."""
        return self.unfinished().filter(Q(heartbeat_at__isnull=True) | Q(heartbeat_at__lt=since))

    def counts(self) -> dict[str, int]:
        sums = {name: Sum(name, default=0) for name in ("size", "made", "fresh", "failed")}
        return dict(self.aggregate(**sums))


class RefreshShard(models.Model):
    """A range of ids of enterprises. `reached` is the last id that is done: work resumes after it.

    `made` lists were made anew, `fresh` ones had nothing to change, `failed` ones are in the log.
    """

    round = models.ForeignKey(RefreshRound, models.CASCADE, related_name="shards")
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    size = models.PositiveIntegerField()
    reached = models.BigIntegerField(default=0)
    made = models.PositiveIntegerField(default=0)
    fresh = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    heartbeat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects = ShardQuerySet.as_manager()

    class Meta:
        verbose_name = _("part of a round")
        verbose_name_plural = _("parts of a round")
        ordering = ["round", "first"]
        constraints = [
            models.UniqueConstraint(fields=["round", "first"], name="refresh_shard_once"),
            models.CheckConstraint(
                condition=Q(last__gte=F("first")), name="refresh_shard_range_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first}-{self.last}"

    @property
    def done(self) -> int:
        return self.made + self.fresh + self.failed

    @property
    def silence(self) -> timedelta | None:
        """How long its worker has given no sign of life; None where nobody is at it."""
        if self.heartbeat_at is None or self.finished_at is not None:
            return None
        return timezone.now() - self.heartbeat_at
