"""Two enterprises meeting through Puente: a reason, a clock, and contact details after two yes."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat, Greatest, Least
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Consent, Enterprise


class IntroductionQuerySet(models.QuerySet["Introduction"]):
    def visible_to(self, reader: Any) -> Self:
        """The people of the two enterprises, and nobody else."""
        own = Enterprise.objects.of_member(reader).values("pk")
        return self.filter(Q(asking__in=own) | Q(asked__in=own))

    def proposed_by_person(self, reader: Any) -> Self:
        """What a counselor proposed: its state is hers to follow, its contact details are not."""
        if not (reader.is_authenticated and reader.is_active):
            return self.none()
        return self.filter(proposed_by=reader)

    def of(self, enterprise: Enterprise) -> Self:
        return self.filter(Q(asking=enterprise) | Q(asked=enterprise))

    def between(self, one: Enterprise, other: Enterprise) -> Self:
        return self.filter(Q(asking=one, asked=other) | Q(asking=other, asked=one))

    def waiting(self) -> Self:
        return self.filter(status=Introduction.Status.WAITING)

    def live(self) -> Self:
        return self.filter(status__in=Introduction.LIVE)

    def waiting_for_counsel(self, enterprises: Any) -> Self:
        """Open questions on which these enterprises asked their counselor."""
        return self.waiting().filter(asked__in=enterprises, counsel_asked_at__isnull=False)


class Introduction(models.Model):
    """Asked by one enterprise, or proposed to both by a counselor; it counts when both said yes."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting for an answer")
        ACCEPTED = "accepted", _("Both said yes")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        EXPIRED = "expired", _("Closed without an answer")
        ENDED = "ended", _("Ended after both had said yes")

    LIVE = (Status.WAITING, Status.ACCEPTED)

    asking = models.ForeignKey(Enterprise, models.CASCADE, related_name="introductions_asked_for")
    asked = models.ForeignKey(Enterprise, models.CASCADE, related_name="introductions_received")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WAITING)
    reason = models.TextField(_("reason"), max_length=1_000)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    asked_at = models.DateTimeField(default=timezone.now)
    remind_on = models.DateField()
    due_on = models.DateField()
    reminded_at = models.DateTimeField(null=True)
    counsel_asked_at = models.DateTimeField(null=True)
    asking_yes_at = models.DateTimeField(null=True)
    asked_yes_at = models.DateTimeField(null=True)
    # When the asked side said yes or no; its reply record is made of it.
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = IntroductionQuerySet.as_manager()

    class Meta:
        verbose_name = _("introduction")
        verbose_name_plural = _("introductions")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                Least("asking", "asked"),
                Greatest("asking", "asked"),
                condition=Q(status__in=["waiting", "accepted"]),
                name="introduction_one_live_row_a_pair",
            ),
            models.CheckConstraint(
                condition=~Q(asking=F("asked")), name="introduction_not_with_itself"
            ),
            models.CheckConstraint(
                condition=Q(remind_on__lte=F("due_on")),
                name="introduction_reminder_before_its_end",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["accepted", "ended"])
                | Q(asking_yes_at__isnull=False, asked_yes_at__isnull=False),
                name="introduction_accepted_by_both",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["accepted", "ended"])
                | Q(asking_yes_at__isnull=True)
                | Q(asked_yes_at__isnull=True),
                name="introduction_two_yes_are_accepted",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["waiting", "accepted"], ended_at__isnull=True)
                | (~Q(status__in=["waiting", "accepted"]) & Q(ended_at__isnull=False)),
                name="introduction_ended_has_its_moment",
            ),
        ]

    def __str__(self) -> str:
        # Without names: whoever sees only this should not learn who meets whom.
        return f"{self.pk} · {self.status}"

    @property
    def subject(self) -> str:
        """What a consent for this introduction is about."""
        return f"introduction:{self.pk}"

    @property
    def is_waiting(self) -> bool:
        return self.status == self.Status.WAITING

    @property
    def is_accepted(self) -> bool:
        return self.status == self.Status.ACCEPTED

    @property
    def is_proposal(self) -> bool:
        """A counselor brought it up. Her account may be gone; nobody asked for it all the same."""
        return self.proposed_by_id is not None

    def other_than(self, enterprise: Enterprise) -> Enterprise:
        return self.asked if self.asking_id == enterprise.pk else self.asking

    def waits_for(self, enterprise: Enterprise) -> bool:
        """Whether this side has still to say yes or no."""
        said = self.asking_yes_at if self.asking_id == enterprise.pk else self.asked_yes_at
        return self.is_waiting and said is None


CONTACT_FIELDS = ("name", "email", "phone", "website")


class IntroductionContactQuerySet(models.QuerySet["IntroductionContact"]):
    def visible_to(self, reader: Any) -> Self:
        """One's own side always; the other's after two yes, while its consent holds."""
        own = Enterprise.objects.of_member(reader).values("pk")
        agreed = Consent.objects.live().filter(
            purpose=Consent.Purpose.INTRODUCTION,
            enterprise=OuterRef("enterprise"),
            subject=Concat(
                Value("introduction:"), Cast(OuterRef("introduction"), models.CharField())
            ),
        )
        is_party = Q(introduction__asking__in=own) | Q(introduction__asked__in=own)
        accepted = Q(introduction__status=Introduction.Status.ACCEPTED)
        return self.filter(Q(enterprise__in=own) | (is_party & accepted & Exists(agreed)))


class IntroductionContact(models.Model):
    """Whom to reach at one side, as typed for this introduction; an empty field does not pass."""

    introduction = models.ForeignKey(Introduction, models.CASCADE, related_name="contacts")
    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="+")
    name = models.CharField(_("contact person"), max_length=150, blank=True)
    email = models.EmailField(_("e-mail address"), max_length=254, blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    website = models.URLField(_("website"), max_length=300, blank=True)
    # Whose address it is, if she has an account: what names her goes when she goes.
    of_person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+"
    )

    objects = IntroductionContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact details")
        verbose_name_plural = _("contact details")
        constraints = [
            models.UniqueConstraint(
                fields=["introduction", "enterprise"], name="introduction_contact_once_a_side"
            ),
            models.CheckConstraint(
                condition=~Q(email="") | ~Q(phone=""), name="introduction_contact_can_be_reached"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.introduction_id} · {self.enterprise_id}"

    @property
    def passing(self) -> list[str]:
        """The fields that hold something; the others do not pass."""
        return [name for name in CONTACT_FIELDS if getattr(self, name)]
