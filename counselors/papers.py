"""Certificates and briefs as PDF, where the extra `pdf` is installed; elsewhere pages are printed.

What people wrote goes into the typesetter as data, so that nothing in it is taken for markup.
"""

import json
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from counselors.models import Engagement, Proposal, Registration
from tenders.models import Tender

try:
    typst: Any = import_module("typst")
except ImportError:  # the extra is not installed
    typst = None

FORMS = Path(__file__).parent / "typst"


class NoTypesetter(Exception):
    """This installation makes no PDF; the page is printed from the browser."""


def certificate(registration: Registration) -> bytes:
    """One sheet for a person who was there, in the reader's language."""
    training = registration.training
    return typeset(
        "certificate",
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
        "brief",
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


def typeset(form: str, facts: dict[str, Any]) -> bytes:
    if typst is None:
        raise NoTypesetter
    language = (get_language() or "en").split("-")[0]
    made: bytes = typst.compile(
        str(FORMS / f"{form}.typ"),
        format="pdf",
        sys_inputs={"facts": json.dumps({**facts, "language": language})},
    )
    return made
