"""Counseling sessions and the notes of their authors, which are sealed in the database."""

from typing import Any, Self

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from counselors.models.clients import Engagement, EngagementPartQuerySet
from counselors.models.network import Counselor, is_present

LONGEST_MINUTES = 600


class SessionFacts(models.Model):
    """What is written down of a session, now and before a correction."""

    class Kind(models.TextChoices):
        FIRST_TALK = "first_talk", _("First talk")
        TENDER = "tender", _("Working on a tender")
        PARTNER = "partner", _("Finding a partner")
        EXPORT = "export", _("Export planning")
        FOLLOW_UP = "follow_up", _("Follow-up")

    class Barrier(models.TextChoices):
        NONE = "none", _("None met")
        CUSTOMS = "customs", _("Customs")
        STANDARDS = "standards", _("Standards")
        PAYMENT = "payment", _("Payment")
        CERTIFICATION = "certification", _("Certification")
        VISA = "visa", _("Visa and travel")
        LANGUAGE = "language", _("Language")
        FINANCE = "finance", _("Finance and guarantees")
        REGISTRATION = "registration", _("Registration as a supplier")
        OTHER = "other", _("Another one")

    class Outcome(models.TextChoices):
        CONTINUES = "continues", _("Work continues")
        DECIDED_TO_BID = "decided_to_bid", _("Decided to bid")
        DECIDED_NOT_TO_BID = "decided_not_to_bid", _("Decided not to bid")
        PARTNER_FOUND = "partner_found", _("Partner found")
        REFERRED = "referred", _("Handed to a colleague")
        CLOSED = "closed", _("Question answered")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    held_on = models.DateField(_("date"))
    contact_minutes = models.PositiveSmallIntegerField(
        _("minutes with the client"), validators=[MaxValueValidator(LONGEST_MINUTES)]
    )
    preparation_minutes = models.PositiveSmallIntegerField(
        _("minutes of preparation"), default=0, validators=[MaxValueValidator(LONGEST_MINUTES)]
    )
    topics = models.JSONField(_("topics"), default=list)
    shared_note = models.TextField(_("note for the client"), max_length=5_000, blank=True)
    next_action = models.CharField(_("next action"), max_length=200, blank=True)
    next_action_on = models.DateField(_("on"), null=True, blank=True)
    barrier = models.CharField(
        _("barrier met"), max_length=15, choices=Barrier.choices, default=Barrier.NONE
    )
    outcome = models.CharField(
        _("outcome"), max_length=20, choices=Outcome.choices, default=Outcome.CONTINUES
    )

    class Meta:
        abstract = True

    @property
    def topic_names(self) -> list[str]:
        names = dict(Counselor.Skill.choices)
        return [str(names[topic]) for topic in self.topics if topic in names]


class Session(SessionFacts):
    """One piece of counseling, with its minutes."""

    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="sessions")
    author = models.ForeignKey(Counselor, models.PROTECT, related_name="sessions")
    recorded_at = models.DateTimeField(default=timezone.now)
    corrected_at = models.DateTimeField(null=True)

    objects = EngagementPartQuerySet.as_manager()

    class Meta:
        verbose_name = _("counseling session")
        verbose_name_plural = _("counseling sessions")
        ordering = ["-held_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(contact_minutes__gt=0) | Q(preparation_minutes__gt=0),
                name="session_has_minutes",
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk} · {self.held_on}"


class SessionVersionQuerySet(models.QuerySet["SessionVersion"]):
    def addressed_to(self, counselor: Counselor) -> Self:
        """Of the sessions that a counselor reads now."""
        return self.filter(session__in=Session.objects.addressed_to(counselor))


class SessionVersion(SessionFacts):
    """A session as it read before a correction; figures count the corrected one."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="versions")
    replaced_at = models.DateTimeField(default=timezone.now)

    objects = SessionVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("session before a correction")
        verbose_name_plural = _("sessions before a correction")
        ordering = ["-replaced_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.session_id} · {self.replaced_at:%Y-%m-%d}"


class PrivateNoteQuerySet(models.QuerySet["PrivateNote"]):
    def addressed_to(self, counselor: Counselor) -> Self:
        """Her own notes about clients that are hers now; nobody else's, ever."""
        return self.filter(
            author=counselor, engagement__in=Engagement.objects.addressed_to(counselor)
        )


class PrivateNote(models.Model):
    """What a counselor writes for herself. The database holds it sealed; the key lies elsewhere."""

    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="private_notes")
    session = models.OneToOneField(Session, models.CASCADE, null=True, related_name="private_note")
    author = models.ForeignKey(Counselor, models.PROTECT, related_name="private_notes")
    sealed = models.TextField()
    written_at = models.DateTimeField(default=timezone.now)
    corrected_at = models.DateTimeField(null=True)

    objects = PrivateNoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("private note")
        verbose_name_plural = _("private notes")
        ordering = ["-written_at", "-pk"]

    def __str__(self) -> str:
        return str(self.pk)


class NoteVersionQuerySet(models.QuerySet["NoteVersion"]):
    def addressed_to(self, counselor: Counselor) -> Self:
        """Of her own notes about clients that are hers now."""
        return self.filter(note__in=PrivateNote.objects.addressed_to(counselor))


class NoteVersion(models.Model):
    """A private note as it read before a correction: sealed like the note itself."""

    note = models.ForeignKey(PrivateNote, models.CASCADE, related_name="versions")
    sealed = models.TextField()
    replaced_at = models.DateTimeField(default=timezone.now)

    objects = NoteVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("private note before a correction")
        verbose_name_plural = _("private notes before a correction")
        ordering = ["-replaced_at", "-pk"]

    def __str__(self) -> str:
        return str(self.pk)


class NoteOpeningQuerySet(models.QuerySet["NoteOpening"]):
    def visible_to(self, reader: Any) -> Self:
        """Seen by whoever opened, and by the authors whose notes were opened."""
        if not is_present(reader):
            return self.none()
        wrote = Q(engagement__private_notes__author__user=reader)
        return self.filter(Q(opened_by=reader) | wrote).distinct()

    def of_user(self, reader: Any) -> Self:
        """What this person opened, while it is open."""
        if not is_present(reader) or not reader.is_staff:
            return self.none()
        return self.filter(opened_by=reader, expires_at__gt=timezone.now())


class NoteOpening(models.Model):
    """The glass was broken: an operator read the notes of a file, why, and until when she could."""

    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="note_openings")
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="note_openings")
    reason = models.CharField(_("reason"), max_length=500)
    opened_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()

    objects = NoteOpeningQuerySet.as_manager()

    class Meta:
        verbose_name = _("opening of private notes")
        verbose_name_plural = _("openings of private notes")
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("opened_at")) & ~Q(reason=""),
                name="note_opening_has_reason_and_end",
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)
