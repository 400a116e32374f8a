"""A tender's content as read at one moment."""

from typing import Any, ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenders.models.runs import IngestionRun
from tenders.models.tenders import Tender


class TenderVersion(models.Model):
    """One reading that differed from the one before. The first row is the first reading."""

    tender = models.ForeignKey(Tender, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    run = models.ForeignKey(IngestionRun, models.SET_NULL, null=True, related_name="versions")
    read_at = models.DateTimeField(default=timezone.now)
    content_hash = models.CharField(max_length=64)
    # The public facts as they were, and what changed: {"field": [before, after]}.
    facts = models.JSONField(default=dict)
    changes = models.JSONField(default=dict)
    # The record exactly as the source sent it.
    raw = models.BinaryField()
    raw_hash = models.CharField(max_length=64)

    objects: ClassVar[models.Manager[Any]] = models.Manager()

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["tender", "number"], name="tender_version_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.tender_id} · {self.number}"
