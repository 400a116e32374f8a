"""What a counselor does for a client between sessions: proposals with a note, meetings."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Enterprise, User
from accounts.models.texts import validate_line
from counselors.models.clients import Engagement, EngagementPartQuerySet
from tenders.models import Tender


class ProposalQuerySet(EngagementPartQuerySet):
    def of_member(self, reader: User) -> "ProposalQuerySet":
        """What was proposed to the client; the counselor's own list stays hers."""
        return super().of_member(reader).exclude(state=Proposal.State.SHORTLISTED)


class Proposal(models.Model):
    """A tender or a partner on the list for a client, and what the client says of it."""

    class State(models.TextChoices):
        SHORTLISTED = "shortlisted", _("On your list")
        PROPOSED = "proposed", _("Proposed to the client")
        WANTED = "wanted", _("The client wants it")
        NOT_WANTED = "not_wanted", _("Not for the client")

    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="proposals")
    tender = models.ForeignKey(Tender, models.CASCADE, null=True, related_name="+")
    partner = models.ForeignKey(Enterprise, models.CASCADE, null=True, related_name="+")
    note = models.TextField(_("note for the client"), max_length=1_000, blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.SHORTLISTED)
    added_at = models.DateTimeField(default=timezone.now)
    proposed_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ["-added_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(tender__isnull=True, partner__isnull=False)
                | Q(tender__isnull=False, partner__isnull=True),
                name="proposal_tender_or_partner",
            ),
            models.UniqueConstraint(
                fields=["engagement", "tender"],
                condition=Q(tender__isnull=False),
                name="proposal_once_a_tender",
            ),
            models.UniqueConstraint(
                fields=["engagement", "partner"],
                condition=Q(partner__isnull=False),
                name="proposal_once_a_partner",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Meeting(models.Model):
    """Three times that a counselor offers to a client, and the one that was taken."""

    class State(models.TextChoices):
        OFFERED = "offered", _("Waiting for the client")
        AGREED = "agreed", _("Agreed")
        CANCELLED = "cancelled", pgettext_lazy("meeting", "Cancelled")

    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="meetings")
    topic = models.CharField(_("topic"), max_length=150, validators=[validate_line])
    place = models.CharField(_("place or link"), max_length=300, validators=[validate_line])
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), default=60, validators=[MinValueValidator(10), MaxValueValidator(480)]
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.OFFERED)
    starts_at = models.DateTimeField(null=True)
    offered_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True)

    objects = EngagementPartQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ["-offered_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="agreed") | Q(starts_at__isnull=False),
                name="meeting_agreed_has_its_time",
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class MeetingSlot(models.Model):
    """One of the offered times."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="slots")
    starts_at = models.DateTimeField()

    class Meta:
        verbose_name = _("offered time")
        verbose_name_plural = _("offered times")
        ordering = ["starts_at"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "starts_at"], name="meeting_slot_once")
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M}"
