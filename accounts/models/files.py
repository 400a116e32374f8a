"""Papers of an enterprise: the row that says what lies under which name, and who may read it."""

from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.enterprises import Enterprise, Membership, Reader
from accounts.models.users import User


class StoredFileQuerySet(models.QuerySet["StoredFile"]):
    def visible_to(self, reader: Reader) -> Self:
        """Own people; and an administrator once the paper was handed in with a certificate."""
        if not (reader.is_authenticated and reader.is_active):
            return self.none()
        own = Membership.objects.of(reader).filter(enterprise=OuterRef("enterprise_id"))
        if not getattr(reader, "is_programme_administrator", False):
            return self.filter(Exists(own))
        handed_in = Q(certificates__state__in=("submitted", "verified"))
        return self.filter(Exists(own) | handed_in).distinct()

    def served(self) -> Self:
        """What a scanner has not held back."""
        return self.filter(scan_state__in=StoredFile.SERVED)


class StoredFile(models.Model):
    """One file: checked, kept under a name of our own, never under the one it came with."""

    class Kind(models.TextChoices):
        PDF = "application/pdf", "PDF"
        PNG = "image/png", "PNG"
        JPEG = "image/jpeg", "JPEG"

    class ScanState(models.TextChoices):
        NO_SCANNER = "no_scanner", _("Not scanned: no scanner is set up")
        PENDING = "pending", _("Waiting for the scanner")
        CLEAN = "clean", _("Scanned, nothing found")
        INFECTED = "infected", _("Held back by the scanner")

    SERVED = (ScanState.NO_SCANNER, ScanState.CLEAN)

    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="files")
    uploaded_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    stored_as = models.CharField(max_length=32, unique=True)
    scan_state = models.CharField(max_length=10, choices=ScanState.choices)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_served(self) -> bool:
        return self.scan_state in self.SERVED
