"""The directory's filters and a counselor's own profile."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import ProseField, WebsiteField
from counselors.models import Center, Counselor
from counselors.network import Wanted
from reference.models import Country, Region, Sector

SPOKEN = [*settings.LANGUAGES, ("pt", _("Portuguese"))]
LONGEST_KEY = 18
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
    region = forms.ChoiceField(label=_("State or province"), required=False)
    sector = forms.TypedChoiceField(label=_("Sector"), coerce=int, empty_value=None, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        countries: Any = self.fields["country"]
        regions: Any = self.fields["region"]
        sectors: Any = self.fields["sector"]
        countries.choices = [("", _("Any")), *Country.objects.choices()]
        regions.choices = [("", _("Any")), *Region.objects.choices()]
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


class CenterListForm(forms.Form):
    """Which state or province a center serves."""

    region = forms.ChoiceField(label=_("State or province"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        regions: Any = self.fields["region"]
        regions.choices = [("", _("Any")), *Region.objects.choices()]


class RowsField(forms.ModelMultipleChoiceField):
    """Several rows of a table; a key longer than any row's is refused before a database sees it."""

    def clean(self, value: Any) -> Any:
        if any(len(str(key)) > LONGEST_KEY for key in value or ()):
            raise forms.ValidationError(self.error_messages["invalid_list"], code="invalid_list")
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
            "other_skills",
            "languages",
            "countries",
            "sectors",
            "certifications",
            "capacity",
            "bio",
            "bio_language",
            "is_listed",
        ]
        field_classes = {"bio": ProseField}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        countries: Any = self.fields["countries"]
        sectors: Any = self.fields["sectors"]
        countries.choices = Country.objects.choices()
        sectors.choices = sector_choices()


class CenterInvitationForm(forms.Form):
    """The address of a person whom a center asks to join."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("Whoever confirms this address can join the center and is verified."),
    )


class AdministratorForm(forms.Form):
    """Who looks after a center, by the address with which she signs in."""

    email = forms.EmailField(label=_("E-mail address"), max_length=254)


class CenterForm(forms.ModelForm):
    """What a center says of itself on its public page."""

    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        choices=SPOKEN,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    class Meta:
        model = Center
        fields = ["host", "city", "languages", "services", "funder", "website", "summary"]
        field_classes = {"website": WebsiteField, "summary": ProseField}
