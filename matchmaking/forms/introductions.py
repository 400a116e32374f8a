"""Forms of an introduction: a reason, contact details, words in a room, times to meet."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.forms.choices import ANSWER_TIMES
from accounts.forms.fields import CodeField, LineField, ProseField, WebsiteField
from matchmaking.introductions import ContactFacts
from matchmaking.models import CONTACT_FIELDS, PartnerReport

TIMES_OFFERED = 3
FURTHEST = timedelta(days=366)


class ContactForm(forms.Form):
    """Whom to reach. Every field that is filled passes after two yes, every empty one does not."""

    name = LineField(label=_("Contact person"), max_length=150, required=False)
    email = forms.EmailField(label=_("E-mail address"), max_length=254, required=False)
    phone = LineField(label=_("Telephone"), max_length=40, required=False)
    website = WebsiteField(label=_("Website"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        has_fault = "email" in self.errors or "phone" in self.errors
        if not (has_fault or cleaned.get("email") or cleaned.get("phone")):
            self.add_error("email", _now("Give an e-mail address or a telephone number."))
        return cleaned

    @property
    def contact(self) -> ContactFacts:
        cleaned = self.cleaned_data
        return ContactFacts(
            name=cleaned["name"],
            email=cleaned["email"],
            phone=cleaned["phone"],
            website=cleaned["website"],
        )

    @property
    def passing(self) -> list[tuple[str, str]]:
        """Label and value of each field that would pass."""
        return [
            (str(self.fields[name].label), self.cleaned_data[name])
            for name in CONTACT_FIELDS
            if self.cleaned_data[name]
        ]

    @property
    def held_back(self) -> list[str]:
        return [
            str(self.fields[name].label) for name in CONTACT_FIELDS if not self.cleaned_data[name]
        ]


class RequestForm(ContactForm):
    """A reason, which the other side reads before it answers, and the contact details."""

    reason = ProseField(
        label=_("Why do you want to meet?"),
        max_length=1_000,
        rows=4,
        help_text=_(
            "Two or three sentences: what you look for, what you bring, by when. Such as: “We bid "
            "for a 2 MW rooftop plant in Sonora in May and lack a supplier of steel structures.”"
        ),
    )

    field_order = ["reason", *CONTACT_FIELDS]


class MessageForm(forms.Form):
    """Words for the room."""

    text = ProseField(label=_("Message"), max_length=4_000, rows=4)


class RoomFileForm(forms.Form):
    """One file for both sides."""

    paper = forms.FileField(
        label=_("File"),
        help_text=_("PDF, PNG or JPEG, at most 5 megabytes. Both enterprises can open it."),
        widget=forms.FileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg"}),
    )


class TimesForm(forms.Form):
    """Up to three times in one's own zone."""

    first = forms.DateTimeField(label=_("First time"))
    second = forms.DateTimeField(label=_("Second time"), required=False)
    third = forms.DateTimeField(label=_("Third time"), required=False)
    minutes = CodeField(
        label=_("Length"),
        choices=[("30", _("30 minutes")), ("45", _("45 minutes")), ("60", _("60 minutes"))],
        initial="30",
    )

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = ZoneInfo(zone)
        for name in ("first", "second", "third"):
            self.fields[name].widget = forms.DateTimeInput(
                attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        now = timezone.now()
        for name in ("first", "second", "third"):
            moment = cleaned.get(name)
            if moment is None:
                continue
            cleaned[name] = moment = moment.replace(tzinfo=self.zone)
            if not now < moment < now + FURTHEST:
                self.add_error(name, _now("Choose a moment of the coming twelve months."))
        return cleaned

    @property
    def starts(self) -> list[datetime]:
        names = ("first", "second", "third")
        return [self.cleaned_data[name] for name in names if self.cleaned_data.get(name)]


class ReportForm(forms.Form):
    """What is wrong, for the administrators of the programme."""

    kind = CodeField(label=_("What is wrong"), choices=PartnerReport.Kind.choices)
    text = ProseField(label=_("What happened"), max_length=2_000)


class PartnerFilterForm(forms.Form):
    """How soon a partner usually answers."""

    answers_in = CodeField(
        label=_("Answers in"),
        choices=ANSWER_TIMES,
        required=False,
    )
