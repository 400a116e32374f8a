"""A person who signs in with an e-mail address."""

from typing import Any, ClassVar
from zoneinfo import available_timezones

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.models.texts import validate_line


def validate_time_zone(name: str) -> None:
    if name not in available_timezones():
        raise ValidationError(_("Choose a time zone from the list."))


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class ComesAs(models.TextChoices):
    """What a person said she comes for. It opens nothing: it decides what she is shown first."""

    FIRM = "firm", _("Someone of a firm that looks for tenders and partners")
    COUNSELOR = "counselor", _("A counselor who advises firms")
    BOTH = "both", _("Both")


class User(AbstractBaseUser, PermissionsMixin):
    """One person: how she signs in, her language, her time zone, her role in the programme."""

    email = models.EmailField(_("e-mail address"), max_length=254, unique=True)
    full_name = models.CharField(
        _("your name"), max_length=150, blank=True, validators=[validate_line]
    )
    language = models.CharField(
        _("language"), max_length=2, choices=settings.LANGUAGES, default="en"
    )
    time_zone = models.CharField(
        _("time zone"), max_length=64, default="UTC", validators=[validate_time_zone]
    )
    # Hours of her own zone without mail; equal ones mean that there are none.
    quiet_from = models.PositiveSmallIntegerField(_("quiet from"), default=0)
    quiet_until = models.PositiveSmallIntegerField(_("quiet until"), default=0)
    comes_as = models.CharField(
        _("you come as"), max_length=10, choices=ComesAs.choices, default=ComesAs.FIRM
    )
    is_programme_administrator = models.BooleanField(
        _("programme administrator"),
        default=False,
        help_text=_("Verifies counselors and reads the state of the feeds."),
    )
    is_staff = models.BooleanField(_("operator"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    joined_at = models.DateTimeField(_("joined at"), default=timezone.now, editable=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            # Two spellings of one address are one account, whoever writes the row.
            models.UniqueConstraint(Lower("email"), name="user_email_unique_ignoring_case"),
            models.CheckConstraint(
                condition=models.Q(quiet_from__lte=23, quiet_until__lte=23),
                name="user_quiet_hours_of_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name or self.email

    @cached_property
    def has_verified_email(self) -> bool:
        return self.emailaddress_set.filter(verified=True).exists()  # type: ignore[attr-defined]

    @property
    def comes_as_firm(self) -> bool:
        return self.comes_as in (ComesAs.FIRM, ComesAs.BOTH)

    @property
    def comes_as_counselor(self) -> bool:
        return self.comes_as in (ComesAs.COUNSELOR, ComesAs.BOTH)

    @property
    def may_operate(self) -> bool:
        return self.is_staff or self.is_programme_administrator
