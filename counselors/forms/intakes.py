"""The three steps of an intake, and the decision who advises."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import CodeField, CodesField, LineField, ProseField
from accounts.models import Enterprise
from counselors import clients, intakes, referrals
from counselors.forms.fields import RowField
from counselors.models import Counselor, Intake


class CenterStep(forms.Form):
    """Step 1: which center, in which language."""

    center = CodeField(
        label=_("Center"),
        help_text=_("Centers of your country come first. The center sees that you have begun."),
    )
    language = CodeField(label=_("Language of the advice"), choices=settings.LANGUAGES)

    def __init__(self, *args: Any, enterprise: Enterprise, **options: Any) -> None:
        super().__init__(*args, **options)
        self.centers = {str(row.pk): row for row in intakes.centers_for(enterprise)}
        field: Any = self.fields["center"]
        field.choices = [
            (key, f"{row.name} ({row.country.name})") for key, row in self.centers.items()
        ]

    def as_facts(self) -> dict[str, Any]:
        values = self.cleaned_data
        return {"center": self.centers[values["center"]], "language": values["language"]}


class NeedStep(forms.Form):
    """Step 2: what is needed, and how soon."""

    topics = CodesField(label=_("Help with"), choices=Counselor.Skill.choices)
    need = ProseField(
        label=_("What you need, in a few sentences"),
        max_length=3_000,
        help_text=_("Write in your own language. The counselor reads it, nobody else."),
    )
    urgency = CodeField(label=_("How soon"), choices=Intake.Urgency.choices)

    def as_facts(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class SignStep(forms.Form):
    """Step 3: what the counselor may see, further uses, the signature."""

    fields_shown = CodesField(
        label=_("The counselor may see, beside name, country and sectors"), required=False
    )
    uses = CodesField(label=_("Further uses, each as you like"), required=False)
    signature = LineField(label=_("Your name, as signature"), max_length=150, autocomplete="name")
    agreed = forms.BooleanField(label=_("I have read the terms and agree."))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        shown: Any = self.fields["fields_shown"]
        uses: Any = self.fields["uses"]
        shown.choices = field_choices()
        uses.choices = list(intakes.use_wordings().items())

    @property
    def shown(self) -> list[str]:
        return ["profile", *self.cleaned_data["fields_shown"]]


def field_choices() -> list[tuple[str, str]]:
    return [(name, referrals.field_label(name)) for name in clients.FIELDS if name != "profile"]


class AssignForm(forms.Form):
    """Who advises: one of the center's counselors."""

    counselor = RowField(queryset=Counselor.objects.none())

    def __init__(self, *args: Any, intake: Intake, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["counselor"]
        field.queryset = intakes.assignable(intake)
