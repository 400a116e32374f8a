"""A counselor hands a client to a colleague of another center, with the client's consent."""

from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Consent, Enterprise, User
from counselors.models.clients import Engagement
from counselors.models.network import Counselor


class ReferralQuerySet(models.QuerySet["Referral"]):
    def of_member(self, reader: Any) -> Self:
        """What the client's own people see, from the first moment on; not what one counselor
        writes to the other.
        """
        own = Enterprise.objects.of_member(reader)
        return self.filter(enterprise__in=own).defer("handover_note")

    def sent_by(self, counselor: Counselor) -> Self:
        if not counselor.is_working:
            return self.none()
        return self.filter(from_counselor=counselor)

    def addressed_to(self, counselor: Counselor) -> Self:
        """What a receiver sees: nothing before the client's yes, nothing after a withdrawal."""
        if not counselor.is_working:
            return self.none()
        return self.filter(
            to_counselor=counselor,
            consent__withdrawn_at__isnull=True,
            status__in=Referral.SEEN_BY_RECEIVER,
        )

    def with_name(self) -> Self:
        """About clients who have not taken back what they allowed the sender."""
        return self.filter(engagement__consent__withdrawn_at__isnull=True)

    def outcomes_for(self, counselor: Counselor) -> Self:
        """All she sent and all that ever reached her, for the state alone: without a name."""
        reached = Q(to_counselor=counselor, sent_at__isnull=False)
        return self.filter(reached | Q(from_counselor=counselor))

    def waiting_for(self, counselor: Counselor) -> Self:
        return self.addressed_to(counselor).filter(status=Referral.Status.SENT)


class Referral(models.Model):
    """One handing over, from the first proposal to its only end."""

    class Status(models.TextChoices):
        AWAITING_CLIENT = "awaiting_client", _("Waiting for the client")
        REFUSED = "refused", _("The client said no")
        SENT = "sent", _("Waiting for the colleague")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        EXPIRED = "expired", _("No answer in time")
        COMPLETED = "completed", _("Completed")
        WITHDRAWN = "withdrawn", pgettext_lazy("referral", "Withdrawn")

    class Reason(models.TextChoices):
        NOT_GIVEN = "not_given", _("Not declined")
        NO_CAPACITY = "no_capacity", _("No capacity at the moment")
        NOT_MY_FIELD = "not_my_field", _("Not my field")
        NOT_MY_COUNTRY = "not_my_country", _("Not my country or region")
        CONFLICT = "conflict", _("A conflict of interest")

    SEEN_BY_RECEIVER = (Status.SENT, Status.ACCEPTED, Status.COMPLETED)
    OPEN = (Status.AWAITING_CLIENT, Status.SENT, Status.ACCEPTED)

    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="referrals")
    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="referrals")
    from_counselor = models.ForeignKey(Counselor, models.PROTECT, related_name="referrals_sent")
    to_counselor = models.ForeignKey(Counselor, models.PROTECT, related_name="referrals_received")
    fields = models.JSONField(default=list)
    reason = models.TextField(_("why this colleague"), max_length=1_000)
    summary = models.TextField(_("summary for the colleague"), max_length=2_000)
    handover_note = models.TextField(_("hand-over note"), max_length=3_000, blank=True)
    status = models.CharField(max_length=16, choices=Status.choices, default=Status.AWAITING_CLIENT)
    asked_at = models.DateTimeField(default=timezone.now)
    consent = models.ForeignKey(Consent, models.RESTRICT, null=True, related_name="referrals")
    client_answered_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    client_answered_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    due_on = models.DateField(null=True)
    answered_at = models.DateTimeField(null=True)
    decline_reason = models.CharField(
        _("reason"), max_length=16, choices=Reason.choices, default=Reason.NOT_GIVEN
    )
    second_engagement = models.OneToOneField(
        Engagement, models.SET_NULL, null=True, related_name="came_from"
    )
    ended_at = models.DateTimeField(null=True)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        verbose_name = _("referral")
        verbose_name_plural = _("referrals")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "to_counselor"],
                condition=Q(status__in=["awaiting_client", "sent", "accepted"]),
                name="referral_one_open_a_pair",
            ),
            models.CheckConstraint(
                condition=~Q(from_counselor=F("to_counselor")), name="referral_to_another"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["awaiting_client", "refused", "withdrawn"])
                | Q(consent__isnull=False, sent_at__isnull=False, due_on__isnull=False),
                name="referral_sent_with_consent_and_clock",
            ),
            models.CheckConstraint(
                condition=(Q(status="declined") & ~Q(decline_reason="not_given"))
                | (~Q(status="declined") & Q(decline_reason="not_given")),
                name="referral_declined_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(
                    status__in=["awaiting_client", "sent", "accepted"], ended_at__isnull=True
                )
                | (
                    ~Q(status__in=["awaiting_client", "sent", "accepted"])
                    & Q(ended_at__isnull=False)
                ),
                name="referral_end_has_its_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} · {self.get_status_display()}"

    @property
    def is_open(self) -> bool:
        return self.status in self.OPEN

    @property
    def is_named_to_sender(self) -> bool:
        return self.engagement.consent.withdrawn_at is None
