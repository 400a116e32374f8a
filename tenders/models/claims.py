"""What each source of one tender says about its deadline, kept where they disagree or might."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenders.models.tenders import Tender


class DeadlineClaim(models.Model):
    """The deadline of a tender as one of its sources states it; the tender shows the earliest."""

    tender = models.ForeignKey(Tender, models.CASCADE, related_name="deadline_claims")
    stated_by = models.ForeignKey(Tender, models.CASCADE, related_name="+")
    deadline_state = models.CharField(max_length=20, choices=Tender.DeadlineState.choices)
    deadline_on = models.DateField(null=True)
    deadline_time = models.TimeField(null=True)
    deadline_zone = models.CharField(max_length=64, blank=True)
    deadline_at = models.DateTimeField(null=True)
    open_until = models.DateTimeField(null=True)
    deadline_text = models.CharField(max_length=500, blank=True)
    deadline_suspicious = models.BooleanField(default=False)
    read_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("claim about a deadline")
        verbose_name_plural = _("claims about deadlines")
        ordering = ["open_until", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["tender", "stated_by"], name="deadline_claim_once")
        ]

    def __str__(self) -> str:
        return f"{self.stated_by.source_name}: {self.deadline_on or self.deadline_text}"
