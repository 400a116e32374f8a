"""Forms of offers, needs and certificates."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.enterprises import CardFacts
from accounts.forms.choices import page_language, sectors, text_languages
from accounts.forms.fields import CodeField, CodesField, GroupedBoxes, LineField, ProseField
from accounts.models import Card
from reference.models import Sector


class FirstCardForm(forms.Form):
    """A card as asked for with a new profile: left empty, it is not made."""

    title = LineField(label=_("Title"), max_length=150)
    kind = CodeField(label=_("Kind"), choices=Card.Kind.choices, initial=Card.Kind.SUPPLY)
    text = ProseField(label=_("Description"), max_length=5_000, required=False, rows=4)
    language = CodeField(label=_("Language of this text"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs |= {"use_required_attribute": False, "empty_permitted": True}
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = text_languages()  # type: ignore[attr-defined]
        self.fields["language"].initial = page_language()

    def has_changed(self) -> bool:
        """A card is there once somebody wrote in it; its lists alone do not make one."""
        return any(self[name].data for name in ("title", "text"))

    def as_facts(self) -> CardFacts:
        return CardFacts(
            kind=self.cleaned_data["kind"],
            title=self.cleaned_data["title"],
            text=self.cleaned_data["text"],
            language=self.cleaned_data["language"],
        )


class CardForm(forms.Form):
    """An offer or a need with its codes."""

    title = LineField(
        label=_("Title"),
        max_length=150,
        help_text=_("What it is, in a few words: “Rooftop solar plants up to 500 kW”."),
    )
    kind = CodeField(label=_("Kind"), choices=Card.Kind.choices, initial=Card.Kind.SUPPLY)
    text = ProseField(
        label=_("Description"),
        max_length=5_000,
        required=False,
        rows=7,
        help_text=_("Use the words that a notice would use: products, standards, capacities."),
    )
    language = CodeField(label=_("Language of this text"))
    sectors = CodesField(label=_("Sectors"), required=False, widget=GroupedBoxes())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = text_languages()  # type: ignore[attr-defined]
        self.fields["language"].initial = page_language()
        self.fields["sectors"].choices = sectors()  # type: ignore[attr-defined]

    def as_facts(self) -> CardFacts:
        return CardFacts(
            kind=self.cleaned_data["kind"],
            title=self.cleaned_data["title"],
            text=self.cleaned_data["text"],
            language=self.cleaned_data["language"],
            sectors=list(Sector.objects.with_keys(self.cleaned_data["sectors"])),
        )
