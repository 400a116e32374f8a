"""What counselors share with each other: questions, good practice, trainings."""

from typing import Any, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import StoredFile, User
from accounts.models.texts import validate_line
from counselors.models.network import Center, Counselor, is_present


class ColleagueQuerySet(models.QuerySet[Any]):
    def visible_to(self, reader: Any) -> Self:
        """For verified counselors of every center, and for those who run the programme."""
        if not is_present(reader):
            return self.none()
        is_colleague = Counselor.objects.verified().filter(user=reader).exists()
        return self if is_colleague or reader.may_operate else self.none()


class Question(models.Model):
    """Something a counselor asks her colleagues; it names no client."""

    author = models.ForeignKey(Counselor, models.CASCADE, related_name="questions")
    title = models.CharField(_("question"), max_length=200, validators=[validate_line])
    text = models.TextField(_("more about it"), max_length=3_000, blank=True)
    language = models.CharField(
        _("language of this text"), max_length=2, choices=settings.LANGUAGES, default="en"
    )
    topic = models.CharField(_("topic"), max_length=30, choices=Counselor.Skill.choices)
    country = models.ForeignKey(
        "reference.Country",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("country"),
    )
    asked_at = models.DateTimeField(default=timezone.now)
    best_answer = models.OneToOneField(
        "counselors.Answer", models.SET_NULL, null=True, related_name="+"
    )
    followers = models.ManyToManyField(Counselor, blank=True, related_name="followed_questions")

    objects = ColleagueQuerySet.as_manager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["-asked_at", "-pk"]

    def __str__(self) -> str:
        return self.title


class Answer(models.Model):
    """A colleague's answer."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="answers")
    author = models.ForeignKey(Counselor, models.CASCADE, related_name="answers")
    text = models.TextField(_("your answer"), max_length=3_000)
    written_at = models.DateTimeField(default=timezone.now)

    objects = ColleagueQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["written_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)


class Article(models.Model):
    """Good practice as a counselor wrote it down, to be reviewed from time to time."""

    author = models.ForeignKey(Counselor, models.PROTECT, related_name="articles")
    title = models.CharField(_("title"), max_length=200, validators=[validate_line])
    text = models.TextField(_("text"), max_length=20_000)
    language = models.CharField(
        _("language of this text"), max_length=2, choices=settings.LANGUAGES, default="en"
    )
    country = models.ForeignKey(
        "reference.Country", models.PROTECT, related_name="+", verbose_name=_("country")
    )
    sector = models.ForeignKey(
        "reference.Sector",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("sector"),
    )
    topic = models.CharField(_("topic"), max_length=30, choices=Counselor.Skill.choices)
    version_of = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="language_versions",
        verbose_name=_("language version of"),
    )
    number = models.PositiveIntegerField(default=1)
    published_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    reviewed_on = models.DateField()
    review_due_on = models.DateField()
    used_by = models.ManyToManyField(Counselor, blank=True, related_name="used_articles")

    objects = ColleagueQuerySet.as_manager()

    class Meta:
        verbose_name = _("practice note")
        verbose_name_plural = _("practice notes")
        ordering = ["-changed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(review_due_on__gt=F("reviewed_on")), name="article_review_after_review"
            ),
            models.CheckConstraint(
                condition=Q(version_of__isnull=True) | ~Q(version_of=F("pk")),
                name="article_no_version_of_itself",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ArticleVersion(models.Model):
    """A practice note as it read before a change."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    text = models.TextField()
    written_by = models.ForeignKey(Counselor, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    objects = ColleagueQuerySet.as_manager()

    class Meta:
        verbose_name = _("earlier version")
        verbose_name_plural = _("earlier versions")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="article_version_once"),
            models.CheckConstraint(condition=Q(number__gt=0), name="article_version_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.article_id} · {self.number}"


class ArticleFile(models.Model):
    """A paper that comes with a practice note: checked, and kept under a name of our own."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="files")
    added_by = models.ForeignKey(Counselor, models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(max_length=20, choices=StoredFile.Kind.choices)
    size = models.PositiveIntegerField()
    stored_as = models.CharField(max_length=32, unique=True)
    added_at = models.DateTimeField(default=timezone.now)

    objects = ColleagueQuerySet.as_manager()

    class Meta:
        verbose_name = _("file of a practice note")
        verbose_name_plural = _("files of practice notes")
        ordering = ["added_at", "pk"]

    def __str__(self) -> str:
        return self.name


class TrainingQuerySet(models.QuerySet["Training"]):
    def visible_to(self, reader: Any) -> Self:
        """Public trainings for everyone; those among counselors for counselors."""
        if is_present(reader) and (
            reader.may_operate or Counselor.objects.verified().filter(user=reader).exists()
        ):
            return self
        return self.filter(is_public=True)

    def organised_by(self, reader: Any) -> Self:
        """Of whoever organises it, or looks after the center that holds it."""
        if not is_present(reader):
            return self.none()
        working = Counselor.objects.verified().filter(user=reader)
        return self.filter(
            Q(organiser__in=working) | Q(center__in=Center.objects.administered_by(reader))
        )

    def upcoming(self, now: Any) -> Self:
        return self.filter(ends_at__gt=now, cancelled_at__isnull=True).order_by("starts_at", "pk")


class Training(models.Model):
    """A webinar or a day on site, held by a center."""

    class Kind(models.TextChoices):
        WEBINAR = "webinar", _("Webinar")
        ON_SITE = "on_site", _("On site")

    center = models.ForeignKey(Center, models.PROTECT, related_name="trainings")
    organiser = models.ForeignKey(Counselor, models.PROTECT, related_name="trainings")
    title = models.CharField(_("title"), max_length=200, validators=[validate_line])
    text = models.TextField(_("what it is about"), max_length=5_000)
    language = models.CharField(
        _("language"), max_length=2, choices=settings.LANGUAGES, default="en"
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.WEBINAR)
    place = models.CharField(_("place"), max_length=200, blank=True, validators=[validate_line])
    link = models.URLField(_("link for those who registered"), max_length=300, blank=True)
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    capacity = models.PositiveIntegerField(
        _("places"), validators=[MinValueValidator(1), MaxValueValidator(5_000)]
    )
    is_public = models.BooleanField(
        _("open to everyone"),
        default=False,
        help_text=_("Otherwise it is for counselors of the network only."),
    )
    recording_url = models.URLField(_("recording"), max_length=300, blank=True)
    cancelled_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = TrainingQuerySet.as_manager()

    class Meta:
        verbose_name = _("training")
        verbose_name_plural = _("trainings")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="training_ends_after_start"
            ),
            models.CheckConstraint(condition=Q(capacity__gt=0), name="training_has_places"),
        ]

    def __str__(self) -> str:
        return self.title


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def of_user(self, reader: Any) -> Self:
        return self.filter(person=reader) if is_present(reader) else self.none()

    def visible_to(self, reader: Any) -> Self:
        """One's own, and those of the trainings one organises."""
        if not is_present(reader):
            return self.none()
        return self.filter(Q(person=reader) | Q(training__in=Training.objects.organised_by(reader)))

    def holding(self) -> Self:
        return self.filter(state__in=[Registration.State.PLACE, Registration.State.WAITING])


class Registration(models.Model):
    """A person's place in a training, or in its waiting list."""

    class State(models.TextChoices):
        PLACE = "place", _("Registered")
        WAITING = "waiting", _("On the waiting list")
        CANCELLED = "cancelled", pgettext_lazy("meeting", "Cancelled")

    class Attendance(models.TextChoices):
        UNKNOWN = "unknown", _("Not recorded")
        PRESENT = "present", _("Was there")
        ABSENT = "absent", _("Was not there")

    training = models.ForeignKey(Training, models.CASCADE, related_name="registrations")
    person = models.ForeignKey(User, models.CASCADE, related_name="training_registrations")
    state = models.CharField(max_length=10, choices=State.choices)
    registered_at = models.DateTimeField(default=timezone.now)
    attendance = models.CharField(
        max_length=10, choices=Attendance.choices, default=Attendance.UNKNOWN
    )
    rating = models.PositiveSmallIntegerField(
        _("how useful was it?"),
        null=True,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
    )
    feedback = models.TextField(_("what should change?"), max_length=1_000, blank=True)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ["registered_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["training", "person"], name="registration_once_a_person"
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)
