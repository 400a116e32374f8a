"""What two enterprises share after both said yes: messages, times to meet, what came of it."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Enterprise, StoredFile
from matchmaking.models.introductions import Introduction


class SharedQuerySet(models.QuerySet[Any]):
    def visible_to(self, reader: Any) -> Self:
        """Both sides read what is shared, as long as neither has ended the introduction."""
        own = Enterprise.objects.of_member(reader).values("pk")
        return self.filter(
            Q(introduction__asking__in=own) | Q(introduction__asked__in=own),
            introduction__status=Introduction.Status.ACCEPTED,
        )


class OwnAnswerQuerySet(models.QuerySet[Any]):
    def visible_to(self, reader: Any) -> Self:
        """What one side said of a meeting is not for the other."""
        return self.filter(enterprise__in=Enterprise.objects.of_member(reader).values("pk"))


class Message(models.Model):
    """Words in a shared room; the side stays when the person leaves."""

    introduction = models.ForeignKey(Introduction, models.CASCADE, related_name="messages")
    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    text = models.TextField(_("message"), max_length=4_000)
    sent_at = models.DateTimeField(default=timezone.now)

    objects = SharedQuerySet.as_manager()

    class Meta:
        verbose_name = _("message of a room")
        verbose_name_plural = _("messages of a room")
        ordering = ["sent_at", "pk"]

    def __str__(self) -> str:
        return f"{self.introduction_id} · {self.pk}"


class MeetingTime(models.Model):
    """One of the times that a side proposes; the other side takes one."""

    introduction = models.ForeignKey(Introduction, models.CASCADE, related_name="times")
    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="+")
    starts_at = models.DateTimeField()
    # Of the person who proposed it, so that both sides read it in both zones.
    zone = models.CharField(max_length=64)
    minutes = models.PositiveSmallIntegerField(default=30)
    proposed_at = models.DateTimeField(default=timezone.now)
    taken_at = models.DateTimeField(null=True)

    objects = SharedQuerySet.as_manager()

    class Meta:
        verbose_name = _("time to meet")
        verbose_name_plural = _("times to meet")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["introduction", "enterprise", "starts_at"], name="meeting_time_once"
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=10, minutes__lte=240), name="meeting_time_of_some_length"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.introduction_id} · {self.starts_at:%Y-%m-%d %H:%M}"


class RoomFile(models.Model):
    """A file that one side shares with the other while both stand by their yes."""

    introduction = models.ForeignKey(Introduction, models.CASCADE, related_name="files")
    file = models.OneToOneField(StoredFile, models.CASCADE, related_name="room_file")
    shared_at = models.DateTimeField(default=timezone.now)

    objects = SharedQuerySet.as_manager()

    class Meta:
        verbose_name = _("file of a room")
        verbose_name_plural = _("files of a room")
        ordering = ["shared_at", "pk"]

    def __str__(self) -> str:
        return f"{self.introduction_id} · {self.pk}"


class Outcome(models.Model):
    """What one side says came of an introduction, some weeks later. It feeds figures alone."""

    class Useful(models.TextChoices):
        YES = "yes", _("Yes")
        NO = "no", _("No")

    class Result(models.TextChoices):
        UNKNOWN = "unknown", _("Not said")
        NOTHING = "nothing", _("Nothing came of it")
        TALKING = "talking", _("We are talking")
        SMALL = "small", _("A contract below 50,000 USD")
        MIDDLE = "middle", _("A contract of 50,000 to 500,000 USD")
        LARGE = "large", _("A contract above 500,000 USD")

    introduction = models.ForeignKey(Introduction, models.CASCADE, related_name="outcomes")
    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="+")
    weeks = models.PositiveSmallIntegerField()
    useful = models.CharField(max_length=10, choices=Useful.choices)
    result = models.CharField(max_length=10, choices=Result.choices, default=Result.UNKNOWN)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    said_at = models.DateTimeField(default=timezone.now)

    objects = OwnAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("outcome")
        verbose_name_plural = _("outcomes")
        constraints = [
            models.UniqueConstraint(
                fields=["introduction", "enterprise", "weeks"], name="outcome_once_a_side"
            ),
            models.CheckConstraint(condition=Q(weeks__in=[2, 12]), name="outcome_after_2_or_12"),
        ]

    def __str__(self) -> str:
        return f"{self.introduction_id} · {self.weeks}"
