"""A tender's content as read at one moment."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time
from typing import Any, Self

from babel import Locale
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reference.models import name_language
from tenders import differences
from tenders.differences import Piece
from tenders.models.runs import IngestionRun
from tenders.models.tenders import Tender
from tenders.source_names import name_of_bank

FACT_LABELS = {
    "title": _("Title"),
    "text": _("Text"),
    "reference": _("Reference"),
    "kind": _("Kind of notice"),
    "status": _("Status"),
    "language_published": _("Language as published"),
    "buyer": _("Buyer"),
    "buyer_country_id": _("Country of the buyer"),
    "bank": _("Bank"),
    "project_number": _("Project number"),
    "project_name": _("Project"),
    "countries": _("Countries"),
    "regions": _("Regions"),
    "group": _("What is bought"),
    "method": _("Method"),
    "market_approach": _("Who is invited"),
    "published_on": _("Published on"),
    "deadline_state": _("State of the deadline"),
    "deadline_on": _("Day of the deadline"),
    "deadline_time": _("Time of the deadline"),
    "deadline_zone": _("Time zone of the deadline"),
    "deadline_suspicious": _("Deadline not after publication"),
    "value": _("Value"),
    "currency": _("Currency"),
    "value_kind": _("Kind of value"),
    "eligibility_raw": _("Eligibility as published"),
    "set_aside": _("Reserved for"),
    "version_label": _("Version at the source"),
    "url": _("Page at the source"),
    "codes": _("Codes"),
    "links": _("Links"),
    "lots": _("Lots"),
    "awards": _("Awards"),
    "contacts": _("Contacts"),
}
# From how many characters on a fact is compared word by word.
LONG = 160
# Facts that no column of the tender holds.
BESIDE_COLUMNS = ("text", "codes", "links", "lots", "awards", "contacts")


@dataclass(frozen=True, slots=True)
class Change:
    """One fact that differs from the version before, in words."""

    label: str
    before: str = ""
    now: str = ""
    # Of a long text only what differs.
    pieces: tuple[Piece, ...] = ()
    # What is said instead, where the values are nobody's business.
    note: str = ""


class TenderVersionQuerySet(models.QuerySet["TenderVersion"]):
    def visible_to(self, reader: Any) -> Self:
        """The history of what this reader may see."""
        return self.filter(tender__in=Tender.objects.visible_to(reader))


class TenderVersion(models.Model):
    """One reading that differed from the one before. The first row is the first reading."""

    tender = models.ForeignKey(Tender, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    run = models.ForeignKey(IngestionRun, models.SET_NULL, null=True, related_name="versions")
    read_at = models.DateTimeField(default=timezone.now)
    content_hash = models.CharField(max_length=64)
    # The public facts as they were, and what changed: {"field": [before, after]}. "text" appears
    # among the changes only; "contacts" too, and without its values.
    facts = models.JSONField(default=dict)
    changes = models.JSONField(default=dict)
    # The record exactly as the source sent it.
    raw = models.BinaryField()
    raw_hash = models.CharField(max_length=64)

    objects = TenderVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["tender", "number"], name="tender_version_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.tender_id} · {self.number}"

    @property
    def described_changes(self) -> list[Change]:
        """What changed since the version before, for the page of versions."""
        return described(self.changes)


def described(changes: dict[str, Any]) -> list[Change]:
    """What changed, in the order of the table of labels."""
    return [_described(name, *changes[name]) for name in FACT_LABELS if name in changes]


def _described(name: str, before: Any, now: Any) -> Change:
    label = str(FACT_LABELS[name])
    if name == "contacts":
        return Change(label, note=gettext("Contacts changed. Their history is not kept."))
    old, new = _in_words(name, before), _in_words(name, now)
    if name == "text" or max(len(old), len(new)) > LONG:
        return Change(label, pieces=tuple(differences.pieces(old, new)))
    return Change(label, old, new)


def _in_words(name: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if isinstance(value, list):
        entries = [_country(entry) if name == "countries" else str(entry) for entry in value]
        return ", ".join(entries)
    if value and name in _SPOKEN:
        return _SPOKEN[name](value)
    column = None if name in BESIDE_COLUMNS else Tender._meta.get_field(name)
    return str(dict(getattr(column, "flatchoices", ())).get(value, value))


def _day(written: str) -> str:
    return date_format(date.fromisoformat(written))


def _clock(written: str) -> str:
    return time_format(time.fromisoformat(written))


def _country(code: str) -> str:
    return str(Locale(name_language()).territories.get(code, code))


def _language(code: str) -> str:
    return str(Locale(name_language()).languages.get(code, code))


# Facts that are kept as codes, and how they are said to people.
_SPOKEN: dict[str, Callable[[str], str]] = {
    "bank": name_of_bank,
    "published_on": _day,
    "deadline_on": _day,
    "deadline_time": _clock,
    "buyer_country_id": _country,
    "language_published": _language,
}
