"""What a reader may choose: filters of a list, and why a tender is not for her."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from matchmaking.models import Feedback, Level, Recommendation

ANY: list[tuple[Any, Any]] = [("", _("Any"))]
MAY_BID = [
    ("yes", _("Yes, by the bank's rule")),
    ("unknown", _("Not known")),
    ("no", _("No, by the bank's rule")),
]
CAN_MAKE_IT = [
    ("green", _("Enough time")),
    ("tight", _("Tight")),
    ("no", _("Too late")),
    ("unknown", _("Not known")),
]


class RecommendationFilterForm(forms.Form):
    """One filter a verdict; none of them changes the order."""

    level = forms.ChoiceField(
        label=_("About the same work"), choices=[*ANY, *Level.choices], required=False
    )
    may_bid = forms.ChoiceField(label=_("May you bid"), choices=[*ANY, *MAY_BID], required=False)
    time = forms.ChoiceField(
        label=_("Can you make it"), choices=[*ANY, *CAN_MAKE_IT], required=False
    )
    closed = forms.BooleanField(label=_("Include closed tenders"), required=False)

    @property
    def filters(self) -> dict[str, str]:
        """The chosen values by the field of a recommendation."""
        chosen = {
            "level": self.cleaned_data["level"],
            "eligibility": self.cleaned_data["may_bid"],
            "feasibility": self.cleaned_data["time"],
        }
        return {name: value for name, value in chosen.items() if value}

    def keeps(self, row: Recommendation) -> bool:
        return all(getattr(row, name) == value for name, value in self.filters.items())


class DismissForm(forms.Form):
    """The reason is one of four; each has a button."""

    reason = forms.ChoiceField(choices=Feedback.Reason.choices)

    @property
    def chosen(self) -> Feedback.Reason:
        return Feedback.Reason(self.cleaned_data["reason"])
