"""Coming in: invitations of colleagues, a registration begun, letters to people without account."""

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.enterprises import Enterprise, Membership, Reader
from accounts.models.users import User


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def owned_by(self, reader: Reader) -> Self:
        """Invitations into the enterprises that this person owns."""
        return self.filter(enterprise__in=Enterprise.objects.owned_by(reader))

    def addressed_to(self, reader: Reader) -> Self:
        """Open invitations to an address that this person has confirmed as hers."""
        if not (reader.is_authenticated and reader.is_active):
            return self.none()
        confirmed = reader.emailaddress_set.filter(verified=True)  # type: ignore[attr-defined]
        return self.open(timezone.now()).filter(email__in=[row.email for row in confirmed])

    def waiting(self) -> Self:
        return self.filter(accepted_at__isnull=True, withdrawn_at__isnull=True)

    def open(self, now: datetime) -> Self:
        return self.waiting().filter(expires_at__gt=now)


class Invitation(models.Model):
    """A colleague asked into an enterprise: for one address, for some days."""

    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mail address"), max_length=254)
    role = models.CharField(
        _("role"),
        max_length=10,
        choices=Membership.Role.choices,
        default=Membership.Role.MEMBER,
    )
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    invited_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-invited_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "email"],
                condition=Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
                name="invitation_one_waiting_an_address",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="invitation_ends_one_way",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise} · {self.pk}"

    @property
    def has_expired(self) -> bool:
        return self.expires_at <= timezone.now()


class RegistrationDraftQuerySet(models.QuerySet["RegistrationDraft"]):
    def of_user(self, reader: Any) -> Self:
        if not (reader.is_authenticated and reader.is_active):
            return self.none()
        return self.filter(user=reader)


class RegistrationDraft(models.Model):
    """What somebody typed about a new enterprise before it was one. Nobody else reads it."""

    user = models.OneToOneField(User, models.CASCADE, related_name="registration_draft")
    typed = models.JSONField(default=dict)
    saved_at = models.DateTimeField(default=timezone.now)

    objects = RegistrationDraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("registration begun")
        verbose_name_plural = _("registrations begun")

    def __str__(self) -> str:
        return str(self.pk)


class Letter(models.Model):
    """A mail to an address without an account. Its text may hold a key: sent, it is wiped."""

    class State(models.TextChoices):
        PENDING = "pending", _("Waiting")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Not delivered")

    address = models.EmailField(max_length=254)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField(blank=True)
    message_id = models.CharField(max_length=200, unique=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    try_after = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
