"""The directory's filters and a counselor's own profile."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from counselors.models import Counselor
from counselors.network import Wanted
from reference.models import Country, Sector

SPOKEN = [*settings.LANGUAGES, ("pt", _("Portuguese"))]
OWN_SECTORS = [Sector.Scheme.NAICS, Sector.Scheme.SCIAN]


def sector_choices() -> list[tuple[Any, str]]:
    sectors = Sector.objects.filter(scheme__in=OWN_SECTORS)
    return sorted(((sector.pk, sector.name) for sector in sectors), key=lambda pair: pair[1])


class DirectoryForm(forms.Form):
    """Words and filters of a search for a counselor."""

    q = forms.CharField(label=_("Words"), max_length=200, required=False)
    skill = forms.ChoiceField(
        label=_("Help with"), choices=[("", _("Any")), *Counselor.Skill.choices], required=False
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=[("", _("Any")), *SPOKEN], required=False
    )
    country = forms.ChoiceField(label=_("Country known"), required=False)
    sector = forms.TypedChoiceField(label=_("Sector"), coerce=int, empty_value=None, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        countries: Any = self.fields["country"]
        sectors: Any = self.fields["sector"]
        countries.choices = [("", _("Any")), *Country.objects.choices()]
        sectors.choices = [("", _("Any")), *sector_choices()]

    @property
    def wanted(self) -> Wanted:
        values = self.cleaned_data
        return Wanted(
            words=values["q"].strip(),
            skill=values["skill"],
            language=values["language"],
            country=values["country"],
            sector=values["sector"],
        )


# Keys of rows are 64-bit numbers: 18 digits always fit, and SQLite fails on what does not.
LONGEST_KEY = 18


class RowField(forms.ModelChoiceField):
    """One row of a table; a key longer than any row's is refused before a database sees it."""

    def to_python(self, value: Any) -> Any:
        if value not in self.empty_values and len(str(value)) > LONGEST_KEY:
            raise forms.ValidationError(
                self.error_messages["invalid_choice"], "invalid_choice", {"value": value}
            )
        return super().to_python(value)


class RowsField(forms.ModelMultipleChoiceField):
    """Several rows of a table; a key longer than any row's is refused before a database sees it."""

    def clean(self, value: Any) -> Any:
        for key in value or ():
            if len(str(key)) > LONGEST_KEY:
                raise forms.ValidationError(
                    self.error_messages["invalid_choice"], "invalid_choice", {"value": key}
                )
        return super().clean(value)


class CounselorForm(forms.ModelForm):
    """What a counselor says of herself. Verification is not hers to set."""

    skills = forms.MultipleChoiceField(
        label=_("What you help with"),
        choices=Counselor.Skill.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages you advise in"), choices=SPOKEN, widget=forms.CheckboxSelectMultiple
    )
    countries = RowsField(
        label=_("Countries whose markets you know"),
        queryset=Country.objects.all(),
        required=False,
        help_text=_("Choose several with Ctrl or Cmd."),
    )
    sectors = RowsField(
        label=_("Sectors"),
        queryset=Sector.objects.filter(scheme__in=OWN_SECTORS),
        required=False,
        help_text=_("Choose several with Ctrl or Cmd."),
    )

    class Meta:
        model = Counselor
        fields = [
            "center",
            "skills",
            "languages",
            "countries",
            "sectors",
            "bio",
            "bio_language",
            "is_listed",
        ]
        widgets = {"bio": forms.Textarea(attrs={"rows": 6})}
        field_classes = {"center": RowField}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        countries: Any = self.fields["countries"]
        sectors: Any = self.fields["sectors"]
        countries.choices = Country.objects.choices()
        sectors.choices = sector_choices()
