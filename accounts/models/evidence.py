"""What supports a claim: certificates with their state, and past projects with a client's word."""

from datetime import date
from typing import ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.cards import CardQuerySet
from accounts.models.enterprises import Enterprise, Reader
from accounts.models.files import StoredFile
from accounts.models.texts import validate_line
from accounts.models.users import User


class CertificateQuerySet(CardQuerySet):
    def addressed_to(self, reader: Reader) -> Self:
        """Entries that were handed to the programme: its administrators read them, no one else."""
        if not (reader.is_active and getattr(reader, "is_programme_administrator", False)):
            return self.none()
        return self.exclude(state=Certificate.State.DECLARED)

    def live(self, today: date) -> Self:
        """Verified, and not past their last day."""
        return self.filter(state=Certificate.State.VERIFIED).filter(
            Q(expires_on__isnull=True) | Q(expires_on__gte=today)
        )


class Certificate(models.Model):
    """A certificate, standard or licence: as declared, handed in, or verified by the programme."""

    class Kind(models.TextChoices):
        STANDARD = "standard", _("Standard (ISO, IEC, CSA, UL, NOM)")
        WOMEN_OWNED = "women_owned", _("Ownership by women")
        LICENCE = "licence", _("Licence or permit")
        OTHER = "other", _("Something else")

    class State(models.TextChoices):
        DECLARED = "declared", _("Declared by the enterprise")
        SUBMITTED = "submitted", _("Handed in for verification")
        VERIFIED = "verified", _("Verified")

    class Method(models.TextChoices):
        REGISTER = "register", _("Found in the issuer's public register")
        ISSUER = "issuer", _("Confirmed by the issuer")
        DOCUMENT = "document", _("Document seen")

    GROUP: ClassVar[str] = "certificates"

    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="certificates")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.STANDARD)
    standard = models.CharField(
        _("certificate or standard"), max_length=120, validators=[validate_line]
    )
    issuer = models.CharField(_("issuer"), max_length=150, blank=True, validators=[validate_line])
    number = models.CharField(_("number"), max_length=80, blank=True, validators=[validate_line])
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    expires_on = models.DateField(_("valid until"), null=True, blank=True)
    file = models.ForeignKey(
        StoredFile, models.SET_NULL, null=True, blank=True, related_name="certificates"
    )
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.DECLARED
    )
    submitted_at = models.DateTimeField(null=True, editable=False)
    verified_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    verified_at = models.DateTimeField(null=True, editable=False)
    verified_how = models.CharField(
        _("how it was verified"), max_length=10, choices=Method.choices, blank=True
    )

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        ordering = ["standard", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="verified", verified_at__isnull=False)
                & ~Q(state="verified", verified_how="")
                | ~Q(state="verified") & Q(verified_at__isnull=True, verified_how=""),
                name="certificate_verified_says_how_and_when",
            ),
            models.CheckConstraint(
                condition=Q(issued_on__isnull=True)
                | Q(expires_on__isnull=True)
                | Q(issued_on__lte=models.F("expires_on")),
                name="certificate_issued_before_it_expires",
            ),
        ]

    def __str__(self) -> str:
        return self.standard

    @property
    def is_expired(self) -> bool:
        return self.expires_on is not None and self.expires_on < timezone.localdate()

    @property
    def is_live(self) -> bool:
        """Verified and within its dates: only then may a page speak of being certified."""
        return self.state == self.State.VERIFIED and not self.is_expired


class Project(models.Model):
    """Work that was done: what, for whom, when, for how much, and whether the client says so."""

    GROUP: ClassVar[str] = "projects"

    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="projects")
    title = models.CharField(_("project"), max_length=150, validators=[validate_line])
    client = models.CharField(_("client"), max_length=150, validators=[validate_line])
    year = models.PositiveSmallIntegerField(
        _("year of completion"), validators=[MinValueValidator(1950), MaxValueValidator(2100)]
    )
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    # Asked for a word: the answer comes by a signed link, once for each asking.
    asked_address = models.EmailField(blank=True)
    asked_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_name = models.CharField(max_length=150, blank=True)

    objects = CardQuerySet.as_manager()

    class Meta:
        verbose_name = _("past project")
        verbose_name_plural = _("past projects")
        ordering = ["-year", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(value__isnull=True, currency="") | Q(value__gte=0) & ~Q(currency=""),
                name="project_value_has_its_currency",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_name="")
                | Q(confirmed_at__isnull=False, asked_at__isnull=False),
                name="project_confirmed_after_asking",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def confirmed_from(self) -> str:
        """The part of the client's address that says where the word came from."""
        return self.asked_address.rpartition("@")[2]
