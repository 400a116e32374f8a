"""What the /design/ page shows: each component with something plausible. Nothing is stored."""

from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.paginator import Page, Paginator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenders.models import Tender

TONES = ("neutral", "good", "warn", "bad", "info")
LEVELS = ("strong", "possible", "weak")
LIMA = ZoneInfo("America/Lima")


class SampleForm(forms.Form):
    """One field of each kind that the product uses."""

    name = forms.CharField(label=_("legal name"), help_text=_("As it stands in the register."))
    email = forms.EmailField(label=_("e-mail address"))
    size = forms.ChoiceField(
        label=_("size"), required=False, choices=[("micro", _("Micro (up to 9 people)"))]
    )
    about = forms.CharField(label=_("about the enterprise"), widget=forms.Textarea, required=False)
    languages = forms.MultipleChoiceField(
        label=_("working languages"),
        choices=[("en", _("English")), ("es", _("Spanish")), ("fr", _("French"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    audience = forms.ChoiceField(
        label=_("who may see this"),
        choices=[("public", _("Everyone")), ("private", _("Only my enterprise"))],
        widget=forms.RadioSelect,
    )
    agreed = forms.BooleanField(label=_("You may list my enterprise in the directory."))


def samples() -> dict[str, Any]:
    """The context of the page."""
    return {
        "tones": TONES,
        "levels": LEVELS,
        "tenders": sample_tenders(),
        "form": SampleForm(),
        "faulty_form": SampleForm({"email": "nobody", "audience": "public"}),
        "reasons": sample_reasons(),
        "no_reasons": [],
        "pages": sample_page(),
        "feeds": [{"name": "World Bank", "last_success_at": timezone.now() - timedelta(days=3)}],
    }


def sample_tenders() -> list[Tender]:
    """A deadline in each of its states."""
    now = timezone.now()
    return [
        sample_tender(now + timedelta(days=24), zone=LIMA),
        sample_tender(now + timedelta(days=4), zone=None),
        sample_tender(now, zone=LIMA, deadline_suspicious=True),
        sample_tender(now - timedelta(days=9), zone=LIMA),
        Tender(kind=Tender.Kind.INVITATION, deadline_state=Tender.DeadlineState.UNKNOWN),
        Tender(kind=Tender.Kind.AWARD, deadline_state=Tender.DeadlineState.NONE),
        Tender(kind=Tender.Kind.CANCELLED, deadline_state=Tender.DeadlineState.NONE),
    ]


def sample_tender(moment: datetime, *, zone: ZoneInfo | None, **facts: Any) -> Tender:
    closes = datetime.combine(moment.astimezone(zone or UTC).date(), time(14), zone or UTC)
    return Tender(
        kind=Tender.Kind.INVITATION,
        deadline_state=Tender.DeadlineState.KNOWN,
        deadline_on=closes.date(),
        deadline_time=closes.time(),
        deadline_zone=zone.key if zone else "",
        deadline_at=closes if zone else None,
        open_until=closes + timedelta(hours=0 if zone else 12),
        **facts,
    )


def sample_reasons() -> list[dict[str, Any]]:
    return [
        {"profile_words": ["paneles"], "document_words": ["solar panels"], "share": 46},
        {"profile_words": ["rooftop"], "document_words": ["rooftop"], "share": 31},
        {"profile_words": [], "document_words": ["cpv:09331200"], "share": 23},
    ]


def sample_page() -> Page[int]:
    return Paginator(range(230), 10).page(7)
