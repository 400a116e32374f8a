"""Forms of open requests: which need, until when, and the gaps of a tender to ask for."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.enterprises import CardFacts
from accounts.forms.choices import countries, page_language
from accounts.forms.fields import CodeField, LineField
from accounts.models import Card, Need
from matchmaking.gaps import Gap
from reference.models import Sector

OWN_LINES = 2
USUAL_DAYS = 30


def last_day() -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(
        label=_("Open until"),
        widget=widget,
        help_text=_("At most six months from now. Then it closes by itself."),
    )


def in_a_month() -> date:
    return timezone.localdate() + timedelta(days=USUAL_DAYS)


class PublishForm(forms.Form):
    """One of the needs that are not open yet."""

    need = CodeField(label=_("Need"))
    closes_on = last_day()

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, needs: Sequence[Need], chosen: str = ""
    ) -> None:
        super().__init__(data, initial={"closes_on": in_a_month(), "need": chosen})
        self.needs = {str(need.pk): need for need in needs}
        self.fields["need"].choices = [  # type: ignore[attr-defined]
            (key, need.title) for key, need in self.needs.items()
        ]

    @property
    def chosen(self) -> Need:
        return self.needs[self.cleaned_data["need"]]


class OpenRequestFilterForm(forms.Form):
    """Which open requests to see."""

    kind = CodeField(label=_("Kind"), required=False)
    country = CodeField(label=_("Country"), required=False)

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        lists: dict[str, list[Any]] = {
            "kind": [("", _("All kinds")), *Card.Kind.choices],
            "country": [("", _("All countries")), *countries()],
        }
        for name, choices in lists.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]


class GapsForm(forms.Form):
    """What was found missing, in words that can be changed, and own lines.

    Lots are ticked; a kind of work that a notice only speaks of is a guess, which a person ticks.
    """

    closes_on = last_day()
    kind = CodeField(label=_("Kind"), choices=Card.Kind.choices, initial=Card.Kind.SUBCONTRACT)

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, gaps: Sequence[Gap], closes_on: date
    ) -> None:
        super().__init__(data, initial={"closes_on": closes_on})
        self.gaps = list(gaps)
        for number, gap in enumerate(self.gaps):
            self.fields[f"take{number}"] = forms.BooleanField(
                label=gap.title, required=False, initial=not gap.sector
            )
            self.fields[f"title{number}"] = LineField(
                label=_("In these words"), max_length=150, required=False, initial=gap.title
            )
        for number in range(OWN_LINES):
            self.fields[f"own{number}"] = LineField(
                label=_("Something else that you lack"), max_length=150, required=False
            )

    @property
    def found(self) -> list[tuple[Gap, Any, Any]]:
        """Each gap with its box and its line."""
        return [
            (gap, self[f"take{number}"], self[f"title{number}"])
            for number, gap in enumerate(self.gaps)
        ]

    @property
    def own_lines(self) -> list[Any]:
        return [self[f"own{number}"] for number in range(OWN_LINES)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not self.wanted():
            self.add_error(None, _now("Tick a line or write one of your own."))
        return cleaned

    def wanted(self) -> list[CardFacts]:
        """The cards to make: the ticked lines as they stand now, then the own ones."""
        kind = self.cleaned_data.get("kind", Card.Kind.SUBCONTRACT)
        cards = [
            CardFacts(
                kind=kind,
                title=self.cleaned_data.get(f"title{number}") or gap.title,
                text=gap.text,
                language=gap.language,
                sectors=list(Sector.objects.with_keys([gap.sector])) if gap.sector else [],
            )
            for number, gap in enumerate(self.gaps)
            if self.cleaned_data.get(f"take{number}")
        ]
        own = [self.cleaned_data.get(f"own{number}") for number in range(OWN_LINES)]
        language = page_language()
        return cards + [
            CardFacts(kind=kind, title=line, text="", language=language) for line in own if line
        ]
