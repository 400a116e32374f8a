"""How the directory is searched: one form for the page and for the API."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.choices import ANSWER_TIMES, countries, regions, sectors, text_languages
from accounts.forms.fields import CodeField, LineField
from accounts.models import Enterprise
from reference.models import Sector


class DirectoryForm(forms.Form):
    """Words and filters; each narrows the list, none is needed."""

    q = LineField(label=_("Words"), max_length=200, required=False)
    country = CodeField(label=_("Country"), required=False)
    region = CodeField(label=_("State or province"), required=False)
    sector = CodeField(label=_("Sector"), required=False)
    size = CodeField(label=_("Size"), required=False)
    standard = LineField(label=_("Standard or certificate"), max_length=60, required=False)
    women = CodeField(
        label=_("Owned by women"),
        choices=[
            ("", _("All enterprises")),
            ("stated", _("As it says itself")),
            ("verified", _("With a verified certificate")),
        ],
        required=False,
    )
    language = CodeField(label=_("Working language"), required=False)
    answers_in = CodeField(label=_("Answers in"), choices=ANSWER_TIMES, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sizes = [choice for choice in Enterprise.SizeBand.choices if choice[0] != "unknown"]
        lists: dict[str, list[Any]] = {
            "country": [("", _("All countries")), *countries()],
            "region": [("", _("All states and provinces")), *regions()],
            "sector": [("", _("All sectors")), *sectors()],
            "size": [("", _("All sizes")), *sizes],
            "language": [("", _("All languages")), *text_languages()],
        }
        for name, choices in lists.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def as_query(self) -> dict[str, Any]:
        """Arguments of `enterprises.find_listed`."""
        data = self.cleaned_data
        key = data["sector"]
        return {
            "words": data["q"],
            "country": data["country"],
            "sector": Sector.objects.with_keys([key]).first() if key else None,
            "size": data["size"],
            "region": data["region"],
            "standard": data["standard"],
            "women": data["women"],
            "language": data["language"],
            "answers_in": int(data["answers_in"]) if data["answers_in"] else None,
        }
