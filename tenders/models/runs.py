"""Readings of a source: what each saw and did, and the records it could not take."""

from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenders.source_names import name_of_code


class OperatorQuerySet(models.QuerySet[Any]):
    def visible_to(self, reader: Any) -> Self:
        """Runs with their faults and quarantined records: for those who look after the feeds."""
        if reader.is_authenticated and reader.is_active and reader.may_operate:
            return self
        return self.none()


class QuarantineQuerySet(OperatorQuerySet):
    def open(self) -> Self:
        """Records that are still outside: none of them was taken by a later reading."""
        return self.filter(resolved_at__isnull=True)


class IngestionRun(models.Model):
    """One reading of one source. It adds up at every moment, however it ends."""

    class State(models.TextChoices):
        RUNNING = "running", _("Running")
        SUCCEEDED = "succeeded", _("Succeeded")
        FAILED = "failed", _("Failed")

    class FaultKind(models.TextChoices):
        NONE = "", _("None")
        EMPTY = "suspect_empty", _("Nothing came where something is usual")
        PAYLOAD = "wrong_payload", _("What came is broken or no feed")
        UNAVAILABLE = "unavailable", _("The source did not answer")
        QUARANTINE = "too_many_quarantined", _("Too many records could not be taken")
        INTERRUPTED = "interrupted", _("The reading was interrupted")

    source = models.CharField(max_length=30)
    origin = models.CharField(max_length=300)
    state = models.CharField(max_length=10, choices=State.choices, default=State.RUNNING)
    started_at = models.DateTimeField(default=timezone.now)
    heartbeat_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)
    seen = models.PositiveIntegerField(default=0)
    inserted = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    quarantined = models.PositiveIntegerField(default=0)
    with_deadline = models.PositiveIntegerField(default=0)
    fault = models.CharField(max_length=500, blank=True)
    fault_kind = models.CharField(max_length=30, choices=FaultKind.choices, blank=True)
    # What an operator should look at though the reading succeeded, such as far fewer records.
    warning = models.CharField(max_length=500, blank=True)
    # How many records are expected as far as one can tell, for the bar of a running crawl.
    expected = models.PositiveIntegerField(null=True)
    # Machine and process that reads: one that is gone makes way at once.
    holder = models.CharField(max_length=200, blank=True)

    objects = OperatorQuerySet.as_manager()

    class Meta:
        verbose_name = _("reading of a source")
        verbose_name_plural = _("readings of sources")
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(seen=F("inserted") + F("updated") + F("unchanged") + F("quarantined")),
                name="run_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(state="running", finished_at__isnull=True)
                | (~Q(state="running") & Q(finished_at__isnull=False)),
                name="run_finished_has_its_moment",
            ),
            models.CheckConstraint(
                condition=Q(state="failed") | Q(fault="", fault_kind=""),
                name="run_with_a_fault_has_failed",
            ),
            # Two readings of one source never run at once.
            models.UniqueConstraint(
                fields=["source"], condition=Q(state="running"), name="run_one_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} · {self.started_at:%Y-%m-%d %H:%M}"

    @property
    def source_name(self) -> str:
        return name_of_code(self.source)

    @property
    def seconds(self) -> float:
        """How long it has been at work, as far as it has shown."""
        return max(0.0, ((self.finished_at or self.heartbeat_at) - self.started_at).total_seconds())

    @property
    def records_a_second(self) -> float | None:
        return round(self.seen / self.seconds, 1) if self.seen and self.seconds >= 1 else None

    @property
    def percent(self) -> int | None:
        """How far a running reading is; None where nobody can tell."""
        return min(99, round(100 * self.seen / self.expected)) if self.expected else None


class QuarantinedRecord(models.Model):
    """A record that could not be taken, kept as it came, with the reason. `run` saw it last."""

    run = models.ForeignKey(IngestionRun, models.CASCADE, related_name="quarantine")
    source = models.CharField(max_length=30)
    record_id = models.CharField(max_length=200, blank=True)
    position = models.PositiveIntegerField()
    field = models.CharField(max_length=100, blank=True)
    reason = models.CharField(max_length=500)
    raw = models.BinaryField()
    raw_hash = models.CharField(max_length=64)
    first_seen_at = models.DateTimeField(default=timezone.now)
    last_seen_at = models.DateTimeField(default=timezone.now)
    # When the same record was taken after all, because the reader of its source was mended.
    resolved_at = models.DateTimeField(null=True)

    objects = QuarantineQuerySet.as_manager()

    class Meta:
        verbose_name = _("quarantined record")
        verbose_name_plural = _("quarantined records")
        ordering = ["-last_seen_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["source", "raw_hash"], name="quarantine_once_a_record")
        ]

    def __str__(self) -> str:
        return self.reason

    @property
    def source_name(self) -> str:
        return name_of_code(self.source)
