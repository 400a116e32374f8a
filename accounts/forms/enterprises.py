"""The profile of an enterprise, as typed."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.enterprises import EnterpriseFacts
from accounts.forms.choices import (
    NO_CHOICE,
    countries,
    page_language,
    regions,
    sectors,
    text_languages,
)
from accounts.forms.fields import (
    CodeField,
    CodesField,
    GroupedBoxes,
    LineField,
    ProseField,
    WebsiteField,
)
from accounts.models import Enterprise
from reference.models import Sector


class EnterpriseForm(forms.Form):
    """Who the enterprise is and what it does. Only its name and country must be given."""

    legal_name = LineField(label=_("Legal name"), max_length=200, autocomplete="organization")
    trade_name = LineField(
        label=_("Trade name"),
        max_length=200,
        required=False,
        help_text=_("If others know you by another name. It is shown instead of the legal name."),
    )
    country = CodeField(label=_("Country"))
    region = CodeField(
        label=_("State or province"),
        required=False,
        help_text=_("For enterprises of the United States, Mexico and Canada."),
    )
    city = LineField(label=_("City"), max_length=120, required=False, autocomplete="address-level2")
    website = WebsiteField(label=_("Website"), required=False)
    about = ProseField(
        label=_("What you do"),
        max_length=20_000,
        required=False,
        rows=8,
        help_text=_(
            "A paragraph in your own words: products, services, typical projects. "
            "We look for notices that speak of the same things."
        ),
    )
    about_language = CodeField(label=_("Language of this text"))
    sectors = CodesField(label=_("Sectors"), required=False, widget=GroupedBoxes())
    size_band = CodeField(
        label=_("Size"), choices=Enterprise.SizeBand.choices, initial=Enterprise.SizeBand.UNKNOWN
    )
    founded_year = forms.IntegerField(
        label=_("Founding year"), required=False, min_value=1700, max_value=2100
    )
    languages = CodesField(label=_("Working languages"), required=False)
    countries_served = CodesField(
        label=_("Countries you serve"), required=False, widget=GroupedBoxes()
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = countries()
        lists = {
            "country": [NO_CHOICE, *places],
            "region": [NO_CHOICE, *regions()],
            "about_language": text_languages(),
            "sectors": sectors(),
            "languages": text_languages(),
            "countries_served": places,
        }
        for name, choices in lists.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        self.fields["about_language"].initial = page_language()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        country, region = cleaned.get("country"), cleaned.get("region")
        if country and region and not region.startswith(f"{country}-"):
            self.add_error("region", _now("This state or province is in another country."))
        return cleaned

    def as_facts(self) -> EnterpriseFacts:
        data = self.cleaned_data
        return EnterpriseFacts(
            legal_name=data["legal_name"],
            trade_name=data["trade_name"],
            country_id=data["country"],
            region_id=data["region"] or None,
            city=data["city"],
            website=data["website"],
            founded_year=data["founded_year"],
            size_band=data["size_band"],
            languages=data["languages"],
            about=data["about"],
            about_language=data["about_language"],
            countries_served=data["countries_served"],
            sectors=list(Sector.objects.with_keys(data["sectors"])),
        )


def typed_again(enterprise: Enterprise) -> dict[str, Any]:
    """What the form shows of an enterprise that is there."""
    return {
        "legal_name": enterprise.legal_name,
        "trade_name": enterprise.trade_name,
        "country": enterprise.country_id,
        "region": enterprise.region_id or "",
        "city": enterprise.city,
        "website": enterprise.website,
        "about": enterprise.about,
        "about_language": enterprise.about_language,
        "sectors": [sector.key for sector in enterprise.sectors.all()],
        "size_band": enterprise.size_band,
        "founded_year": enterprise.founded_year,
        "languages": enterprise.languages,
        "countries_served": [country.pk for country in enterprise.countries_served.all()],
    }
