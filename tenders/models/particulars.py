"""What hangs on a tender: texts, codes, contacts, links, lots and awards."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tenders.models.tenders import Tender


class TenderText(models.Model):
    """Title and body in one language. HTML was cleaned when it came in."""

    tender = models.ForeignKey(Tender, models.CASCADE, related_name="texts")
    language = models.CharField(max_length=2, blank=True)
    origin = models.CharField(max_length=30, default="original")
    title = models.CharField(max_length=1000)
    body_html = models.TextField(blank=True)
    body_text = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tender", "language", "origin"], name="tender_text_once_a_language"
            )
        ]

    def __str__(self) -> str:
        return self.title


class TenderCode(models.Model):
    """A code that the notice carries; unknown codes are kept and marked."""

    tender = models.ForeignKey(Tender, models.CASCADE, related_name="codes")
    scheme = models.CharField(max_length=12)
    code = models.CharField(max_length=100)
    label = models.CharField(max_length=500, blank=True)
    sector = models.ForeignKey("reference.Sector", models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tender", "scheme", "code"], name="tender_code_once_a_tender"
            )
        ]
        indexes = [models.Index(fields=["scheme", "code"], name="tender_code_lookup")]

    def __str__(self) -> str:
        return f"{self.scheme}:{self.code}"


class TenderContactQuerySet(models.QuerySet["TenderContact"]):
    def visible_to(self, reader: Any) -> Self:
        """Names and addresses of officers: for people with a confirmed address only."""
        if reader.is_authenticated and reader.is_active and reader.has_verified_email:
            return self
        return self.none()


class TenderContact(models.Model):
    """A person or office to ask, as published. Never searched, exported or logged."""

    tender = models.ForeignKey(Tender, models.CASCADE, related_name="contacts")
    name = models.CharField(max_length=500, blank=True)
    organization = models.CharField(max_length=500, blank=True)
    email = models.CharField(max_length=500, blank=True)
    phone = models.CharField(max_length=500, blank=True)
    address = models.TextField(blank=True)
    country = models.CharField(max_length=500, blank=True)

    objects = TenderContactQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name or self.organization


class TenderLink(models.Model):
    """An address that the notice gives: its page at the source, a document."""

    tender = models.ForeignKey(Tender, models.CASCADE, related_name="links")
    url = models.URLField(max_length=1000)
    title = models.CharField(max_length=500, blank=True)
    kind = models.CharField(max_length=500, default="page")

    def __str__(self) -> str:
        return self.title or self.url


class Lot(models.Model):
    """A part of a tender that may be bid for by itself, in the order of the notice."""

    tender = models.ForeignKey(Tender, models.CASCADE, related_name="lots")
    position = models.PositiveIntegerField()
    number = models.CharField(max_length=100, blank=True)
    title = models.CharField(max_length=1000, blank=True)
    text = models.TextField(blank=True)
    value = models.DecimalField(max_digits=20, decimal_places=2, null=True)
    currency = models.CharField(max_length=3, blank=True)
    deadline_on = models.DateField(null=True)
    # [{"scheme": "cpv", "code": "09331200", "label": "..."}], cleaned as those of the tender are.
    codes = models.JSONField(default=list)

    class Meta:
        verbose_name = _("lot")
        verbose_name_plural = _("lots")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["tender", "position"], name="lot_position_once")
        ]

    def __str__(self) -> str:
        return self.title or self.number


class Award(models.Model):
    """One winner of a tender. Members of a joint venture won together: `is_shared`."""

    tender = models.ForeignKey(Tender, models.CASCADE, related_name="awards")
    position = models.PositiveIntegerField()
    supplier = models.CharField(max_length=500)
    supplier_country = models.CharField(max_length=100, blank=True)
    amount = models.DecimalField(max_digits=20, decimal_places=2, null=True)
    currency = models.CharField(max_length=3, blank=True)
    signed_on = models.DateField(null=True)
    is_shared = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("award")
        verbose_name_plural = _("awards")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["tender", "position"], name="award_position_once"),
            models.CheckConstraint(condition=~Q(supplier=""), name="award_names_its_supplier"),
        ]

    def __str__(self) -> str:
        return self.supplier
