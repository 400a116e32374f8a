"""Proposals and meetings."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import CodeField, LineField, ProseField
from counselors.forms.fields import MomentField, refuse_past
from counselors.models import Proposal

TIMES = ("first", "second", "third")


class ProposeForm(forms.Form):
    note = ProseField(
        label=_("Note for the client"),
        max_length=1_000,
        rows=3,
        help_text=_("Say in a sentence why this is worth a look."),
    )


class IntroduceForm(forms.Form):
    note = ProseField(
        label=_("Why these two should meet"),
        max_length=1_000,
        rows=3,
        help_text=_("Both enterprises read this. Name nobody's contact details."),
    )


class ProposalAnswerForm(forms.Form):
    state = CodeField(
        choices=[
            (Proposal.State.WANTED, _("We want it")),
            (Proposal.State.NOT_WANTED, _("Not for us")),
        ]
    )


class WhyNotForm(forms.Form):
    """Words of a tender's title, or the tender itself."""

    q = forms.CharField(label=_("Words of the title"), max_length=200, required=False)
    tender = forms.IntegerField(min_value=1, max_value=2**31 - 1, required=False)


class MeetingForm(forms.Form):
    """A topic, a place and three times, in the counselor's own zone."""

    topic = LineField(label=_("Topic"), max_length=150)
    place = LineField(label=_("Place or link"), max_length=300)
    minutes = forms.IntegerField(label=_("Minutes"), min_value=10, max_value=480, initial=60)
    first = MomentField(label=_("First time"))
    second = MomentField(label=_("Second time"), required=False)
    third = MomentField(label=_("Third time"), required=False)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        for name in TIMES:
            if values.get(name):
                try:
                    refuse_past(values[name])
                except forms.ValidationError as error:
                    self.add_error(name, error)
        return values

    @property
    def times(self) -> list[Any]:
        return [self.cleaned_data[name] for name in TIMES if self.cleaned_data[name]]
