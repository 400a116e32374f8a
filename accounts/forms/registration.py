"""The one page that describes a new enterprise: profile, first cards, and who sees what."""

from collections.abc import Iterator
from typing import Any, TypeVar

from django import forms
from django.http import QueryDict

from accounts import enterprises
from accounts.forms.cards import FirstCardForm
from accounts.forms.enterprises import EnterpriseForm
from accounts.forms.visibility import VisibilityForm
from accounts.models import Enterprise, User

FIRST_CARDS = 3

FormT = TypeVar("FormT", bound=forms.Form)


def as_typed(form: FormT, **options: Any) -> FormT:
    """The same form with what was typed, before it is judged: nothing is lost."""
    # A field that was not sent keeps its first value: nobody is shown more widely by an omission.
    typed = {field.name: field.data for field in form if field.data is not None}
    again = type(form)(initial=typed, prefix=form.prefix, **options)
    for name, field in again.fields.items():
        if hasattr(field.widget, "words"):
            field.widget.words = form.data.get(f"{form.add_prefix(name)}_words", "")
    return again


class Registration:
    """Several forms that are valid together or not at all."""

    def __init__(self, data: QueryDict | None = None) -> None:
        self.profile = EnterpriseForm(data)
        self.offers = [FirstCardForm(data, prefix=f"offer{n}") for n in range(FIRST_CARDS)]
        self.needs = [FirstCardForm(data, prefix=f"need{n}") for n in range(FIRST_CARDS)]
        self.visibility = VisibilityForm(data, prefix="show")

    def __iter__(self) -> Iterator[forms.Form]:
        yield from (self.profile, *self.offers, *self.needs, self.visibility)

    def is_valid(self) -> bool:
        return not self.broken

    @property
    def broken(self) -> list[forms.Form]:
        """Every form that has something to say, not only the first."""
        return [form for form in self if form.errors]

    @property
    def name_and_country(self) -> tuple[str, str]:
        """As judged, for the search of twins."""
        facts = self.profile.cleaned_data
        return facts["legal_name"], facts["country"]

    def as_typed(self) -> "Registration":
        again = Registration()
        again.profile = as_typed(self.profile)
        again.offers = [as_typed(form) for form in self.offers]
        again.needs = [as_typed(form) for form in self.needs]
        again.visibility = as_typed(self.visibility)
        return again

    def save(self, *, by: User) -> Enterprise:
        return enterprises.register(
            facts=self.profile.as_facts(),
            offers=[form.as_facts() for form in self.offers if form.has_changed()],
            needs=[form.as_facts() for form in self.needs if form.has_changed()],
            visibility=self.visibility.as_mapping(),
            by=by,
        )
