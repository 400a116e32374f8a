"""Who may see which facts, and what is said of ownership by women."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.forms.choices import north_american_countries
from accounts.forms.fields import CodeField, CodesField
from accounts.models import Enterprise, Visibility
from accounts.ownership import NOTHING, Shares


class VisibilityForm(forms.Form):
    """One audience for each group of facts."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        at_the_start = Enterprise()
        for group in Enterprise.GROUPS:
            self.fields[group] = CodeField(
                label=Enterprise.group_label(group),
                choices=Visibility.choices,
                initial=at_the_start.visibility_of(group),
            )

    def as_mapping(self) -> Mapping[str, str]:
        return {group: self.cleaned_data[group] for group in Enterprise.GROUPS}


def percentage(label: Any, help_text: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, help_text=help_text, required=False, min_value=0, max_value=100
    )


# What definitions ask besides the shares, as questions that a person can answer.
QUESTION_WORDS = {
    "highest_officer": _("Does a woman hold the highest office of the enterprise?"),
    "signatory": _("May a woman sign its legal documents and for its bank accounts?"),
    "independent": _("Is it run independently of businesses that women do not own?"),
    "board_third": _("Are at least a third of its board women, or is there no board?"),
    "small_business": _("Is it small by the size table of the US Small Business Administration?"),
    "disadvantaged": _("Are the owners economically disadvantaged as US rules define it?"),
}
YES, NO = "yes", "no"
ELSEWHERE = "other"


def yes_or_no(label: Any) -> CodeField:
    choices = [("", _("Not stated")), (YES, _("Yes")), (NO, _("No"))]
    return CodeField(label=label, choices=choices, required=False)


class OwnershipForm(forms.Form):
    """Shares held by women at a date, or nothing: nothing is what stands at the start."""

    class Answer:
        SILENT, STATED = "silent", "stated"

    answer = CodeField(
        label=_("Do you want to state this?"),
        choices=[
            (Answer.SILENT, _("We prefer not to say")),
            (Answer.STATED, _("Yes, we state the figures below")),
        ],
        initial=Answer.SILENT,
        widget=forms.RadioSelect(),
    )
    owned_percent = percentage(
        _("Owned by women, in percent"), _("Share of the capital held by women.")
    )
    managed_percent = percentage(
        _("Managed by women, in percent"),
        _("Share of women among those who lead the daily business."),
    )
    controlled_percent = percentage(
        _("Controlled by women, in percent"),
        _("Share of the votes that decide for the long term and that women hold."),
    )
    as_of_on = forms.DateField(
        label=_("True on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    visibility = CodeField(
        label=_("Who may see this"), choices=Visibility.choices, initial=Visibility.PRIVATE
    )
    citizen_of = CodesField(
        label=_("These women are citizens of"),
        required=False,
        help_text=_("Some programmes count citizens only. Tick nothing to leave it open."),
    )
    resident_of = CodesField(label=_("They are permanent residents of"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("citizen_of", "resident_of"):
            places = [*north_american_countries(), (ELSEWHERE, _("Another country"))]
            self.fields[name].choices = places  # type: ignore[attr-defined]
        for name, words in QUESTION_WORDS.items():
            self.fields[name] = yes_or_no(words)

    @property
    def questions(self) -> list[forms.BoundField]:
        return [self[name] for name in QUESTION_WORDS]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("answer") != self.Answer.STATED or self.errors:
            return cleaned
        figures = ("owned_percent", "managed_percent", "controlled_percent")
        if all(cleaned[name] is None for name in figures):
            self.add_error(
                "owned_percent", _now("State at least one figure, or choose not to say.")
            )
        if cleaned["as_of_on"] is None:
            self.add_error("as_of_on", _now("Say on which day these figures were true."))
        elif cleaned["as_of_on"] > timezone.localdate():
            self.add_error("as_of_on", _now("This day is still to come."))
        return cleaned

    def as_shares(self) -> Shares:
        """Figures count only with the answer that states them."""
        data = self.cleaned_data
        if data["answer"] != self.Answer.STATED:
            return NOTHING
        return Shares(
            owned_percent=data["owned_percent"],
            managed_percent=data["managed_percent"],
            controlled_percent=data["controlled_percent"],
            as_of_on=data["as_of_on"],
            citizen_of=tuple(data["citizen_of"]),
            resident_of=tuple(data["resident_of"]),
            answers={name: data[name] == YES for name in QUESTION_WORDS if data[name]},
        )
