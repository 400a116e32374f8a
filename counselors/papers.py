"""Certificates and briefs as PDF."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.typesetting import NoTypesetter, typeset
from counselors.models import Engagement, Proposal, Registration
from tenders.models import Tender

__all__ = ["NoTypesetter", "brief", "certificate"]

FORMS = Path(__file__).parent / "typst"


def certificate(registration: Registration) -> bytes:
    """One sheet for a person who was there, in the reader's language."""
    training = registration.training
    return typeset(
        FORMS / "certificate.typ",
        {
            "heading": _("Certificate of attendance"),
            "person": registration.person.full_name,
            "sentence": attended(registration),
            "center": training.center.name,
            "organiser": str(training.organiser),
            "number": _("Registration %(number)d") % {"number": registration.pk},
        },
    )


def attended(registration: Registration) -> str:
    training = registration.training
    return _("has taken part in “%(title)s” on %(day)s.") % {
        "title": training.title,
        "day": date_format(timezone.localtime(training.starts_at)),
    }


def brief(engagement: Engagement, rows: Iterable[Proposal]) -> bytes:
    """A client's shortlist, as the counselor takes it along."""
    author = engagement.counselor.user.full_name
    today = date_format(timezone.localdate())
    return typeset(
        FORMS / "brief.typ",
        {
            "heading": _("Brief for %(name)s") % {"name": engagement.enterprise.name},
            "author": author,
            "prepared": f"{_('Prepared by %(name)s') % {'name': author}}, {today}",
            "rows": [as_entry(row) for row in rows],
        },
    )


def as_entry(row: Proposal) -> dict[str, Any]:
    if row.partner is not None:
        title, language = row.partner.name, get_language() or "en"
        lines = [row.partner.country.name]
    elif row.tender is not None:
        title, language = row.tender.title, row.tender.language
        lines = [", ".join(country.name for country in row.tender.countries.all())]
        lines += [row.tender.buyer, deadline_of(row.tender)]
    return {
        "title": title,
        "language": language if len(language) == 2 else "en",
        "lines": [*(line for line in lines if line), row.get_state_display()],
        "note": row.note,
    }


def deadline_of(tender: Tender) -> str:
    if tender.deadline_at is not None:
        return date_format(timezone.localtime(tender.deadline_at), "DATETIME_FORMAT")
    if tender.deadline_on is not None:
        return date_format(tender.deadline_on)
    return _("The source gives no closing date: ask there before you prepare a bid.")
