"""A need that is asked for in the open, until a day: of its own, or as a gap of a tender."""

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Enterprise, Need
from tenders.models import Tender


class OpenRequestQuerySet(models.QuerySet["OpenRequest"]):
    def visible_to(self, reader: Any) -> Self:
        """Whoever may see the need sees that it is open; no wider."""
        return self.filter(need__in=Need.objects.visible_to(reader).values("pk"))

    def owned_by(self, reader: Any) -> Self:
        return self.filter(need__in=Need.objects.owned_by(reader).values("pk"))

    def of(self, enterprise: Enterprise) -> Self:
        return self.filter(need__enterprise=enterprise)

    def open(self, today: date) -> Self:
        return self.filter(closes_on__gte=today)


class OpenRequest(models.Model):
    """One publication of a need; the need stays when it is over."""

    need = models.OneToOneField(Need, models.CASCADE, related_name="open_request")
    closes_on = models.DateField(_("open until"))
    tender = models.ForeignKey(
        Tender, models.SET_NULL, null=True, blank=True, related_name="open_requests"
    )
    published_at = models.DateTimeField(default=timezone.now)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    objects = OpenRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("open request")
        verbose_name_plural = _("open requests")
        ordering = ["closes_on", "pk"]

    def __str__(self) -> str:
        return f"{self.need_id} · {self.closes_on}"
