"""Intakes and engagements: how an enterprise becomes a counselor's client, and stops being one."""

from typing import Any, Self

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Consent, Enterprise, User
from counselors.models.network import Center, Counselor, is_present


class IntakeQuerySet(models.QuerySet["Intake"]):
    def of_member(self, reader: Any) -> Self:
        """The intakes of one's own enterprises."""
        return self.filter(enterprise__in=Enterprise.objects.of_member(reader))

    def assignable_by(self, reader: Any) -> Self:
        """What a person assigns: for her centers, or for all as the programme's administrator."""
        if not is_present(reader):
            return self.none()
        if reader.is_programme_administrator:
            return self.filter(center__isnull=False)
        return self.filter(center__in=Center.objects.administered_by(reader))

    def visible_to(self, reader: Any) -> Self:
        if not is_present(reader):
            return self.none()
        if reader.is_programme_administrator:
            return self
        return self.filter(
            Q(enterprise__memberships__user=reader)
            | Q(center__in=Center.objects.administered_by(reader))
        ).distinct()

    def unfinished(self) -> Self:
        return self.filter(status=Intake.Status.DRAFT)

    def waiting(self) -> Self:
        return self.filter(status=Intake.Status.SUBMITTED)


class Intake(models.Model):
    """An enterprise asks for advice: saved step by step, signed at the end, then assigned."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Not finished")
        SUBMITTED = "submitted", _("Waiting for a counselor")
        ASSIGNED = "assigned", _("Assigned")
        ENDED = "ended", pgettext_lazy("request", "Withdrawn")

    class Urgency(models.TextChoices):
        MONTHS = "months", _("In the coming months")
        WEEKS = "weeks", _("Within weeks")
        DAYS = "days", _("Within days: a deadline is near")

    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="intakes")
    started_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    center = models.ForeignKey(Center, models.PROTECT, null=True, related_name="intakes")
    step = models.PositiveSmallIntegerField(default=1)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    topics = models.JSONField(_("help with"), default=list)
    need = models.TextField(_("what you need"), max_length=3_000, blank=True)
    language = models.CharField(
        _("language of the advice"), max_length=2, choices=settings.LANGUAGES, default="en"
    )
    urgency = models.CharField(
        _("how soon"), max_length=10, choices=Urgency.choices, default=Urgency.MONTHS
    )
    uses = models.JSONField(default=list)
    terms_version = models.CharField(max_length=20, blank=True)
    signature = models.CharField(_("signed by"), max_length=150, blank=True)
    signed_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(default=timezone.now)
    saved_at = models.DateTimeField(default=timezone.now)
    reminded_at = models.DateTimeField(null=True)
    assigned_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    assigned_at = models.DateTimeField(null=True)

    objects = IntakeQuerySet.as_manager()

    class Meta:
        verbose_name = _("intake")
        verbose_name_plural = _("intakes")
        ordering = ["-saved_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise"],
                condition=Q(status__in=["draft", "submitted"]),
                name="intake_one_open_an_enterprise",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "ended"])
                | (Q(signed_at__isnull=False) & ~Q(terms_version="") & ~Q(signature="")),
                name="intake_submitted_is_signed",
            ),
            models.CheckConstraint(
                condition=~Q(status="assigned") | Q(assigned_at__isnull=False),
                name="intake_assigned_has_its_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} · {self.get_status_display()}"

    @property
    def topic_names(self) -> list[str]:
        names = dict(Counselor.Skill.choices)
        return [str(names[topic]) for topic in self.topics if topic in names]


class EngagementQuerySet(models.QuerySet["Engagement"]):
    def live(self) -> Self:
        """Open, and the client's consent holds at this moment."""
        return self.filter(closed_at__isnull=True, consent__withdrawn_at__isnull=True)

    def addressed_to(self, counselor: Counselor) -> Self:
        """The clients of a counselor now: closed or without consent, they are gone at once."""
        if not counselor.is_working:
            return self.none()
        return self.live().filter(counselor=counselor)

    def of_member(self, reader: Any) -> Self:
        return self.filter(enterprise__in=Enterprise.objects.of_member(reader))

    def ended(self) -> Self:
        """Ended on a consent that still holds: what came of it may be told."""
        return self.filter(closed_at__isnull=False, consent__withdrawn_at__isnull=True)

    def visible_to(self, reader: Any) -> Self:
        """Numbers of files, for an operator who must open one; nobody else reads by this door."""
        return self if is_present(reader) and reader.is_staff else self.none()

    def agreed(self) -> Self:
        """Of enterprises that let themselves be counted, without a name."""
        consent = Consent.objects.live().filter(
            purpose=Consent.Purpose.FIGURES, enterprise=models.OuterRef("enterprise")
        )
        return self.filter(models.Exists(consent))

    def counted_for(self, reader: Any) -> Self:
        """What a supervisor counts: her centers, or all. Only whoever agreed to be counted."""
        if not is_present(reader):
            return self.none()
        if reader.may_operate:
            return self.agreed()
        return self.agreed().filter(counselor__center__in=Center.objects.administered_by(reader))


class Engagement(models.Model):
    """One counselor and one enterprise, from its opening to its close.

    It rests on a row of the consent ledger: with its withdrawal the counselor sees nothing more.
    """

    class Ending(models.TextChoices):
        OPEN = "open", _("Not ended")
        REACHED = "reached", _("The goals are reached")
        PAUSED = "paused", _("The client has paused")
        HANDED_OVER = "handed_over", _("Handed over to a colleague")
        WITHDRAWN = "withdrawn", _("The client has withdrawn the consent")
        NO_CONTACT = "no_contact", _("No contact any more")

    counselor = models.ForeignKey(Counselor, models.PROTECT, related_name="engagements")
    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="engagements")
    # RESTRICT, not PROTECT: an enterprise that is erased takes both along.
    consent = models.ForeignKey(Consent, models.RESTRICT, related_name="engagements")
    intake = models.ForeignKey(Intake, models.SET_NULL, null=True, related_name="engagements")
    goals = models.TextField(_("goals"), max_length=3_000, blank=True)
    next_action = models.CharField(_("next action"), max_length=200, blank=True)
    next_action_on = models.DateField(_("on"), null=True, blank=True)
    opened_at = models.DateTimeField(default=timezone.now)
    ending = models.CharField(max_length=12, choices=Ending.choices, default=Ending.OPEN)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    results_asked_at = models.DateTimeField(null=True)

    objects = EngagementQuerySet.as_manager()

    class Meta:
        verbose_name = _("engagement")
        verbose_name_plural = _("engagements")
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["counselor", "enterprise"],
                condition=Q(closed_at__isnull=True),
                name="engagement_one_open_a_pair",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, ending="open")
                | (Q(closed_at__isnull=False) & ~Q(ending="open")),
                name="engagement_closed_has_its_ending",
            ),
        ]

    def __str__(self) -> str:
        # Without a name: whoever may not see the client may see this line.
        return str(self.pk)


class EngagementPartQuerySet(models.QuerySet[Any]):
    """Rows that belong to an engagement follow its scope."""

    def addressed_to(self, counselor: Counselor) -> Self:
        return self.filter(engagement__in=Engagement.objects.addressed_to(counselor))

    def of_member(self, reader: Any) -> Self:
        return self.filter(engagement__in=Engagement.objects.of_member(reader))

    def counted_for(self, reader: Any) -> Self:
        return self.filter(engagement__in=Engagement.objects.counted_for(reader))


class Milestone(models.Model):
    """A result that the counselor states and the client confirms."""

    class Kind(models.TextChoices):
        FIRST_EXPORT = "first_export", _("First export")
        CONTRACT = "contract", _("Contract won")
        JOBS = "jobs", _("Jobs created or kept")
        CAPITAL = "capital", _("Capital obtained")
        CERTIFICATE = "certificate", _("Certificate obtained")

    class Answer(models.TextChoices):
        WAITING = "waiting", _("Waiting for the client")
        CONFIRMED = "confirmed", _("Confirmed by the client")
        DENIED = "denied", _("Not confirmed")

    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="milestones")
    kind = models.CharField(_("result"), max_length=12, choices=Kind.choices)
    reached_on = models.DateField(_("reached on"))
    jobs = models.PositiveIntegerField(_("jobs"), null=True, blank=True)
    amount = models.DecimalField(
        _("amount"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    currency = models.CharField(
        _("currency"),
        max_length=3,
        choices=[("USD", "USD"), ("MXN", "MXN"), ("CAD", "CAD"), ("EUR", "EUR")],
        default="USD",
    )
    evidence = models.TextField(_("evidence"), max_length=1_000)
    stated_at = models.DateTimeField(default=timezone.now)
    answer = models.CharField(max_length=10, choices=Answer.choices, default=Answer.WAITING)
    answered_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    objects = EngagementPartQuerySet.as_manager()

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ["-reached_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="waiting", answered_at__isnull=True)
                | (~Q(answer="waiting") & Q(answered_at__isnull=False)),
                name="milestone_answer_has_its_moment",
            )
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class TaskQuerySet(models.QuerySet["Task"]):
    def addressed_to(self, counselor: Counselor) -> Self:
        """Her own tasks; those about a client only while it is hers."""
        about = Q(engagement__isnull=True) | Q(
            engagement__in=Engagement.objects.addressed_to(counselor)
        )
        return self.filter(about, counselor=counselor)

    def undone(self) -> Self:
        return self.filter(done_at__isnull=True)


class Task(models.Model):
    """Something that a counselor means to do by a day."""

    counselor = models.ForeignKey(Counselor, models.CASCADE, related_name="tasks")
    engagement = models.ForeignKey(
        Engagement, models.CASCADE, null=True, blank=True, related_name="tasks"
    )
    title = models.CharField(_("task"), max_length=200)
    due_on = models.DateField(_("due on"))
    done_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return str(self.pk)
