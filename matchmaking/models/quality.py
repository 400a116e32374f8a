"""Measurements of the matcher, as published."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class QualityRun(models.Model):
    """One measurement of the matcher on graded pairs, as published. It holds no one's data."""

    measured_at = models.DateTimeField(default=timezone.now)
    engine_version = models.CharField(max_length=20)
    data_fingerprint = models.CharField(max_length=64)
    format = models.PositiveSmallIntegerField()
    figures = models.JSONField()

    class Meta:
        verbose_name = _("measurement of the matcher")
        verbose_name_plural = _("measurements of the matcher")
        ordering = ["-measured_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.engine_version} · {self.measured_at:%Y-%m-%d}"
