"""Two enterprises that keep apart: while a row holds, neither sees, finds or asks the other."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class BlockQuerySet(models.QuerySet["Block"]):
    def visible_to(self, reader: Any) -> Self:
        """Only those who set a block know of it; the other side finds nothing, not even this."""
        if not (reader.is_authenticated and reader.is_active):
            return self.none()
        return self.filter(enterprise__memberships__user=reader).distinct()

    def between(self, one: Any, other: Any) -> Self:
        return self.filter(Q(enterprise=one, other=other) | Q(enterprise=other, other=one))


class Block(models.Model):
    """Set by one enterprise, it holds for both: a one-sided one would tell who set it."""

    enterprise = models.ForeignKey("accounts.Enterprise", models.CASCADE, related_name="blocks")
    other = models.ForeignKey("accounts.Enterprise", models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    since_at = models.DateTimeField(default=timezone.now)

    objects = BlockQuerySet.as_manager()

    class Meta:
        verbose_name = _("block")
        verbose_name_plural = _("blocks")
        ordering = ["-since_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["enterprise", "other"], name="block_once"),
            models.CheckConstraint(condition=~Q(enterprise=F("other")), name="block_not_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise_id} · {self.other_id}"
