"""Who did what when: rows that are written once and never changed."""

from typing import Any, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.enterprises import Enterprise, Reader
from accounts.models.users import User

DEEDS = {
    "certificate.submitted": _("Handed in for verification"),
    "certificate.taken_back": _("Taken back by the enterprise"),
    "certificate.verified": _("Verified"),
    "certificate.given_back": _("Given back"),
    "certificate.removed": _("Entry removed"),
    "certificate.read": _("Read by an administrator"),
    "file.stored": _("File stored"),
    "file.removed": _("File removed"),
    "file.read": _("File read by an administrator"),
    "project.client_asked": _("Client asked for a word"),
    "project.confirmed": _("Confirmed by the client"),
    "invitation.sent": _("Colleague invited"),
    "invitation.withdrawn": _("Invitation withdrawn"),
    "invitation.accepted": _("Invitation accepted"),
    "ownership.handed_over": _("Ownership of the profile handed over"),
    "enterprise.merged": _("Joined with another profile"),
    "enterprise.compared": _("Compared with another profile by an administrator"),
    "person.exported": _("Own data exported"),
    "person.erased": _("Account erased"),
}


class WrittenOnce(Exception):
    """A row of the audit is never changed and never removed."""


class AuditQuerySet(models.QuerySet["AuditEntry"]):
    def visible_to(self, reader: Reader) -> Self:
        """What happened to an enterprise is open to its own people; administrators read all."""
        if not (reader.is_authenticated and reader.is_active):
            return self.none()
        if getattr(reader, "is_programme_administrator", False):
            return self.all()
        return self.filter(enterprise__memberships__user=reader).distinct()

    def about(self, thing: str) -> Self:
        return self.filter(thing=thing)

    def update(self, **changes: Any) -> int:
        raise WrittenOnce

    def delete(self) -> Any:
        raise WrittenOnce


class AuditEntry(models.Model):
    """One deed. When the person's account is erased, her pseudonym stays."""

    at = models.DateTimeField(default=timezone.now, editable=False)
    actor = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    # Of the person's key, so that her deeds still belong together after her name is gone.
    pseudonym = models.CharField(max_length=16)
    verb = models.CharField(max_length=40)
    thing = models.CharField(max_length=60)
    enterprise = models.ForeignKey(Enterprise, models.SET_NULL, null=True, related_name="+")
    reason = models.CharField(max_length=500, blank=True)

    objects = AuditQuerySet.as_manager()

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["thing"], name="audit_thing")]

    def __str__(self) -> str:
        return f"{self.verb} {self.thing}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            raise WrittenOnce
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise WrittenOnce

    @property
    def deed(self) -> str:
        """The verb in words."""
        return str(DEEDS.get(self.verb, self.verb))
