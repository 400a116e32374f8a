"""The outbox: a message is a row written with its cause, mailed later, always readable here."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# A mail that gathers messages; those stand in the inbox already, so it does not.
DIGEST = "accounts.digest"


class NotificationQuerySet(models.QuerySet["Notification"]):
    def visible_to(self, reader: Any) -> Self:
        if not (reader.is_authenticated and reader.is_active):
            return self.none()
        return self.filter(recipient=reader).exclude(kind=DIGEST)

    def unread(self) -> Self:
        return self.filter(read_at__isnull=True)

    def due(self, now: Any) -> Self:
        """Mails that wait and may be tried now, oldest first."""
        return self.filter(mail_state=Notification.MailState.PENDING, try_after__lte=now).order_by(
            "pk"
        )


class Notification(models.Model):
    """A message to one person, in her language, rendered when it was written."""

    class MailState(models.TextChoices):
        PENDING = "pending", _("Waiting")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Not delivered")
        GATHERED = "gathered", _("Waiting for a digest")
        DIGESTED = "digested", _("Sent in a digest")
        UNWANTED = "unwanted", _("Not mailed, as the reader chose")

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications"
    )
    kind = models.CharField(max_length=40)
    # The natural key of the cause: the same cause never tells one person twice.
    cause = models.CharField(max_length=120)
    language = models.CharField(max_length=2)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    path = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)
    mail_state = models.CharField(
        max_length=10, choices=MailState.choices, default=MailState.PENDING
    )
    message_id = models.CharField(max_length=200, unique=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    try_after = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=300, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "kind", "cause"], name="notification_once_a_cause"
            ),
            models.CheckConstraint(
                condition=Q(mail_state="sent", sent_at__isnull=False)
                | (~Q(mail_state="sent") & Q(sent_at__isnull=True)),
                name="notification_sent_has_its_moment",
            ),
        ]

    def __str__(self) -> str:
        """Without the subject: an operator's page shows this."""
        return f"{self.kind} {self.pk}"


class MailChoiceQuerySet(models.QuerySet["MailChoice"]):
    def visible_to(self, reader: Any) -> Self:
        if not (reader.is_authenticated and reader.is_active):
            return self.none()
        return self.filter(user=reader)


class MailChoice(models.Model):
    """How often one topic comes by mail. Without a row it comes at once."""

    class Topic(models.TextChoices):
        """The part of Puente that writes; the first word of a message's kind."""

        ENTERPRISE = "accounts", _("My enterprise and its people")
        TENDERS = "tenders", _("Tenders")
        PARTNERS = "matchmaking", _("Partners and introductions")
        COUNSELING = "counselors", _("Counselors")

    class Rhythm(models.TextChoices):
        NOW = "now", _("At once")
        DAILY = "daily", _("Once a day")
        WEEKLY = "weekly", _("Once a week")
        NEVER = "never", _("Never")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="mail_choices")
    topic = models.CharField(max_length=20, choices=Topic.choices)
    rhythm = models.CharField(max_length=10, choices=Rhythm.choices, default=Rhythm.NOW)

    objects = MailChoiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("choice about mail")
        verbose_name_plural = _("choices about mail")
        constraints = [
            models.UniqueConstraint(fields=["user", "topic"], name="mail_choice_once_a_topic"),
            models.CheckConstraint(
                condition=Q(rhythm__in=["now", "daily", "weekly", "never"]),
                name="mail_choice_rhythm_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.topic}"
