"""Kinds of fields: a name, a text, a web page, a code; each refuses what would lie or break."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator, URLValidator
from django.utils.translation import gettext_lazy as _

from accounts.models.enterprises import validate_website
from accounts.models.texts import validate_line, without_controls
from reference.models import in_alphabet

Choices = Sequence[tuple[Any, Any]]
# A refused value may be as long as a book: the answer does not repeat it.
NOT_IN_LIST = _("Choose from the list.")


class LineField(forms.CharField):
    """A name: one line, nothing invisible in it."""

    default_validators = [validate_line]

    def __init__(self, *, autocomplete: str = "off", **options: Any) -> None:
        options.setdefault("widget", forms.TextInput(attrs={"autocomplete": autocomplete}))
        super().__init__(**options)


class ProseField(forms.CharField):
    """A text as pasted, without what cannot be seen."""

    def __init__(self, *, rows: int = 5, **options: Any) -> None:
        options.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(**options)

    def to_python(self, value: Any) -> str:
        """Before it is measured: a browser sends two letters for each end of a line."""
        return (super().to_python(value) or "").replace("\r\n", "\n")

    def clean(self, value: Any) -> str:
        return without_controls(super().clean(value))


class WebsiteField(forms.CharField):
    """The address of a web page; https is added where it was left out."""

    default_validators = [
        MaxLengthValidator(300),
        URLValidator(schemes=["http", "https"]),
        validate_website,
    ]

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "url", "autocomplete": "url"})
        super().__init__(widget=widget, **options)

    def to_python(self, value: Any) -> str:
        address = super().to_python(value) or ""
        return address if not address or ":" in address.split("/")[0] else f"https://{address}"


class CodeField(forms.ChoiceField):
    """One code of a list."""

    default_error_messages = {"invalid_choice": NOT_IN_LIST}


class CodesField(forms.MultipleChoiceField):
    """Several codes of a list, as boxes to tick."""

    default_error_messages = {"invalid_choice": NOT_IN_LIST, "invalid_list": NOT_IN_LIST}

    def __init__(self, *, widget: forms.Widget | None = None, **options: Any) -> None:
        super().__init__(widget=widget or forms.CheckboxSelectMultiple(), **options)


class GroupedBoxes(forms.CheckboxSelectMultiple):
    """Many boxes in groups that open, with words to find some without a script.

    What is chosen stands first, then what was found, then the rest in closed groups. The view that
    sees `find` in a post shows the form again with `as_typed`, which hands over the words.
    """

    template_name = "accounts/widgets/grouped_boxes.html"
    words = ""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        wanted = in_alphabet(self.words).split()
        groups: list[dict[str, Any]] = []
        chosen: list[dict[str, Any]] = []
        found: list[dict[str, Any]] = []
        for label, options, _index in context["widget"]["optgroups"]:
            rest: list[dict[str, Any]] = []
            for option in options:
                place = chosen if option["selected"] else found if fits(option, wanted) else rest
                place.append(option)
            groups.append({"label": label, "options": rest})
        context["widget"] |= {
            "words": self.words,
            "chosen": chosen,
            "found": found,
            "groups": groups,
        }
        return context


def fits(option: dict[str, Any], wanted: list[str]) -> bool:
    label = in_alphabet(str(option["label"]))
    return bool(wanted) and all(word in label for word in wanted)
