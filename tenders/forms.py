"""The search form, used by the page and the API: a query is checked once."""

from typing import Any

from django import forms
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from reference.models import Country, Sector
from tenders import queries, registry
from tenders.models import Tender
from tenders.models.tenders import TEXT_LANGUAGES
from tenders.searches import Criteria
from tenders.source_names import name_of

STATES = [
    ("open", _("Open now")),
    ("unknown", _("Deadline not stated")),
    ("closed", _("Closed or cancelled")),
    ("all", _("All notices")),
]
SORTS = [
    ("fit", _("Best fit to the words")),
    ("deadline", _("Deadline, soonest first")),
    ("newest", _("Newest first")),
]

UNKNOWN_VALUES = {
    "country": _(
        "“%(value)s” is no country that we know. Write its name, or its two letters, such as MX."
    ),
    "source": _("“%(value)s” is no source that we read. Write a part of its name."),
}


def days_ahead() -> list[tuple[Any, Any]]:
    """Made anew for each form: a plural is put into words at once, in one reader's language."""
    return [
        ("", _("Any time")),
        *[
            (days, ngettext("%(days)d day", "%(days)d days", days) % {"days": days})
            for days in (7, 14, 30, 60)
        ],
    ]


class ReplayForm(forms.Form):
    """Which source's records are tried again."""

    source = forms.ChoiceField()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["source"].choices = source_choices()  # type: ignore[attr-defined]


class TenderSearchForm(forms.Form):
    """Words and filters of a search for tenders."""

    q = forms.CharField(
        label=_("Words"),
        max_length=300,
        required=False,
        help_text=_(
            "“Quotation marks” keep words together; -word leaves a word out. "
            "Ask a field by its name: buyer:, country:, source: or code:"
        ),
    )
    state = forms.ChoiceField(label=_("State"), choices=STATES, required=False)
    country = forms.ChoiceField(label=_("Country of delivery"), required=False)
    sector = forms.ChoiceField(label=_("Sector"), required=False)
    source = forms.ChoiceField(label=_("Source"), required=False)
    kind = forms.ChoiceField(label=_("Kind of notice"), required=False)
    language = forms.ChoiceField(label=_("Language of the notice"), required=False)
    within = forms.TypedChoiceField(
        label=_("Closes within"),
        coerce=int,
        empty_value=None,
        required=False,
        choices=days_ahead,
    )
    sort = forms.ChoiceField(label=_("Sort by"), choices=SORTS, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, choices in all_choices().items():
            self.fields[name].choices = [("", _("Any")), *choices]  # type: ignore[attr-defined]

    def clean_q(self) -> str:
        """The words as typed; a search that cannot find anything is answered with the reason."""
        typed: str = self.cleaned_data["q"].strip()
        query = queries.parse(typed)
        if query.only_leaves_out:
            raise forms.ValidationError(
                _("Write at least one word to look for beside those to leave out.")
            )
        try:
            queries.condition_of(query.fields)
        except queries.UnknownValue as unknown:
            raise forms.ValidationError(
                UNKNOWN_VALUES[unknown.name], params={"value": unknown.value}
            ) from unknown
        return typed

    @property
    def criteria(self) -> Criteria:
        """What was asked for. A choice that does not exist was refused by the form before."""
        values = self.cleaned_data
        return Criteria(
            words=values["q"],
            state=values["state"] or "open",
            sort=values["sort"],
            within=values["within"],
            source=values["source"],
            country=values["country"],
            kind=values["kind"],
            language=values["language"],
            sector=values["sector"],
        )

    def show_counts(self, counts: dict[str, dict[str, int]]) -> None:
        """Write behind each choice what it would give; leave out what would give nothing."""
        for name, found in counts.items():
            field = self.fields[name]
            chosen = self.cleaned_data.get(name)
            field.choices = [  # type: ignore[attr-defined]
                (value, f"{label} ({found[value]})" if found.get(value) else label)
                for value, label in field.choices  # type: ignore[attr-defined]
                if not value or found.get(value) or value == chosen or name == "state"
            ]


def all_choices() -> dict[str, list[tuple[Any, Any]]]:
    language = get_language() or "en"
    sectors = Sector.objects.filter(scheme=Sector.Scheme.WORLD_BANK)
    return {
        "country": Country.objects.choices(),
        "sector": sorted(
            ((sector.key, sector.name_in(language)) for sector in sectors), key=lambda pair: pair[1]
        ),
        "source": source_choices(),
        "kind": list(Tender.Kind.choices),
        "language": list(TEXT_LANGUAGES),
    }


def source_choices() -> list[tuple[str, str]]:
    return [(code, name_of(source)) for code, source in registry.sources().items()]
