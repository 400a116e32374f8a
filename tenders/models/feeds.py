"""Feeds that an operator added without code."""

from datetime import timedelta
from typing import Any, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class OperatorFeedQuerySet(models.QuerySet["OperatorFeed"]):
    def visible_to(self, reader: Any) -> Self:
        """Addresses of feeds may hold an operator's own keys: for operators only."""
        if reader.is_authenticated and reader.is_active and reader.may_operate:
            return self
        return self.none()


class OperatorFeed(models.Model):
    """A feed of a known shape at an address that the operator vouches for."""

    class Kind(models.TextChoices):
        RSS = "rss", _("RSS or Atom")
        OCDS = "ocds", _("Open Contracting (OCDS)")

    code = models.CharField(max_length=30, unique=True)
    name = models.CharField(max_length=100)
    url = models.URLField(max_length=1000)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    rhythm_hours = models.PositiveIntegerField(default=24)
    added_at = models.DateTimeField(default=timezone.now)

    objects = OperatorFeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("operator's feed")
        verbose_name_plural = _("operator's feeds")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(code__startswith="feed-"), name="feed_code_is_its_own"
            ),
            models.CheckConstraint(
                condition=models.Q(rhythm_hours__gte=1), name="feed_rests_an_hour"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def rhythm(self) -> timedelta:
        return timedelta(hours=self.rhythm_hours)
