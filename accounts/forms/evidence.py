"""Forms of what supports a claim: certificates, their verification, projects, a client's word."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.forms.choices import currencies
from accounts.forms.fields import CodeField, LineField, ProseField
from accounts.models import Certificate


def day(label: Any, **options: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget, **options)


class CertificateForm(forms.Form):
    """A certificate, standard or licence as the enterprise declares it."""

    standard = LineField(
        label=_("Certificate or standard"),
        max_length=120,
        help_text=_("Such as ISO 9001, UL 1741, NOM-001-SEDE or a licence."),
    )
    kind = CodeField(
        label=_("Kind"),
        choices=Certificate.Kind.choices,
        initial=Certificate.Kind.STANDARD,
        required=False,
    )
    issuer = LineField(label=_("Issuer"), max_length=150, required=False)
    number = LineField(label=_("Number"), max_length=80, required=False)
    issued_on = day(_("Issued on"))
    expires_on = day(
        _("Valid until"),
        help_text=_("We remind you 120, 60, 30 and 7 days before."),
    )

    def clean_kind(self) -> str:
        return self.cleaned_data["kind"] or Certificate.Kind.STANDARD

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        issued, expires = cleaned.get("issued_on"), cleaned.get("expires_on")
        if issued and issued > timezone.localdate():
            self.add_error("issued_on", _now("This day is still to come."))
        if issued and expires and expires < issued:
            self.add_error("expires_on", _now("It cannot end before it was issued."))
        return cleaned


class PaperForm(forms.Form):
    """One file for an entry."""

    paper = forms.FileField(
        label=_("File"),
        help_text=_("PDF, PNG or JPEG, at most 5 megabytes. Only your enterprise sees it."),
        widget=forms.FileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg"}),
    )


class ApprovalForm(forms.Form):
    """How an administrator satisfied herself."""

    how = CodeField(label=_("How was it verified?"), choices=Certificate.Method.choices)
    reason = ProseField(
        label=_("What was seen"),
        max_length=500,
        rows=3,
        help_text=_("The owners of the enterprise read this in the history of the entry."),
    )


class ReasonForm(forms.Form):
    """Why something was decided against."""

    reason = ProseField(
        label=_("Reason"),
        max_length=500,
        rows=3,
        help_text=_("It is kept in the history, and those concerned read it."),
    )


class ProjectForm(forms.Form):
    """Work that was done for somebody."""

    title = LineField(label=_("Project"), max_length=150)
    client = LineField(label=_("Client"), max_length=150)
    year = forms.IntegerField(label=_("Year of completion"), min_value=1950, max_value=2100)
    value = forms.DecimalField(
        label=_("Value"), required=False, min_value=0, max_digits=14, decimal_places=2
    )
    currency = CodeField(label=_("Currency"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Please choose")), *currencies()]
        self.fields["currency"].choices = choices  # type: ignore[attr-defined]

    def clean_year(self) -> int:
        year: int = self.cleaned_data["year"]
        if year > timezone.localdate().year:
            raise forms.ValidationError(_now("This year is still to come."))
        return year

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("value") is not None and not cleaned.get("currency"):
            self.add_error("currency", _now("Say in which currency the value is."))
        return cleaned


class ClientForm(forms.Form):
    """Whom to ask for a word on a project."""

    address = forms.EmailField(
        label=_("E-mail address of the client"),
        max_length=254,
        help_text=_("The mail goes out in the language of this page."),
    )


class ConfirmationForm(forms.Form):
    """The client's word."""

    name = LineField(
        label=_("Your name and role"),
        max_length=150,
        help_text=_("It is shown beside the project to those who may see it."),
    )
