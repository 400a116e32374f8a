"""A tender's content as read at one moment."""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tenders.models.runs import IngestionRun
from tenders.models.tenders import Tender

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
    "version_label": _("Version at the source"),
    "url": _("Page at the source"),
    "codes": _("Codes"),
    "links": _("Links"),
    "contacts": _("Contacts"),
}
# Facts that no column of the tender holds.
BESIDE_COLUMNS = ("text", "codes", "links", "contacts")


@dataclass(frozen=True, slots=True)
class Change:
    """One fact that differs from the version before, in words."""

    label: str
    before: str
    now: str


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
        """What changed, in the order of the table of labels, for the page of versions."""
        return [
            _described(name, *self.changes[name]) for name in FACT_LABELS if name in self.changes
        ]


def _described(name: str, before: Any, now: Any) -> Change:
    label = str(FACT_LABELS[name])
    if name == "contacts":
        return Change(label, "", gettext("Contacts changed. Their history is not kept."))
    if name == "text":
        old, new = before.splitlines(), now.splitlines()
        return Change(label, _lines_without(old, new), _lines_without(new, old))
    return Change(label, _in_words(name, before), _in_words(name, now))


def _lines_without(lines: list[str], others: list[str]) -> str:
    """Only what differs: most of a long text stays as it was."""
    known = set(others)
    return "\n".join(line for line in lines if line not in known)


def _in_words(name: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if isinstance(value, list):
        return ", ".join(str(entry) for entry in value)
    column = None if name in BESIDE_COLUMNS else Tender._meta.get_field(name)
    return str(dict(getattr(column, "flatchoices", ())).get(value, value))
