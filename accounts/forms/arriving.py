"""Forms of arriving: a text to start from, what to keep of it, colleagues to invite."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.brochures import MOST_LETTERS, Brochure, UnreadableFile, words_of
from accounts.forms.choices import page_language, sectors, text_languages
from accounts.forms.fields import CodeField, CodesField, ProseField
from accounts.models import Membership
from accounts.models.texts import without_controls
from accounts.suggestions import MOST_OFFERS, Suggestions


class PastedForm(forms.Form):
    """A paragraph about the enterprise, pasted or as a text or PDF file."""

    text = ProseField(
        label=_("A text about your enterprise"),
        max_length=MOST_LETTERS,
        required=False,
        rows=10,
        help_text=_("From your website, a brochure or an old offer: whole sentences work best."),
    )
    file = forms.FileField(
        label=_("Or a file, such as your capability statement"),
        required=False,
        help_text=_(
            "A PDF of at most 5 megabytes, of which we read the first 12 pages, or a plain text "
            "file of at most 200 kilobytes. It is read and not kept."
        ),
        widget=forms.FileInput(attrs={"accept": ".pdf,.txt,application/pdf,text/plain"}),
    )
    language = CodeField(label=_("Language of this text"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = text_languages()  # type: ignore[attr-defined]
        self.fields["language"].initial = page_language()

    def clean_file(self) -> Brochure | None:
        upload = self.cleaned_data["file"]
        if not upload:
            return None
        try:
            return words_of(upload)
        except UnreadableFile as error:
            raise forms.ValidationError(str(error)) from error

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("text"):
            return {**cleaned, "file": None}  # what somebody typed is what she means
        brochure: Brochure | None = cleaned.get("file")
        text = brochure.text if brochure else ""
        if not text.strip() and not self.errors:
            self.add_error("text", _now("Paste a text or choose a file."))
        return {**cleaned, "text": text}


class StruckForm(forms.Form):
    """What was read from a text, each ticked; what is unticked is struck out."""

    text = ProseField(widget=forms.HiddenInput, max_length=MOST_LETTERS)
    language = CodeField(label=_("Language of this text"), widget=forms.HiddenInput)
    sectors = CodesField(label=_("Sectors"), required=False)
    offers = CodesField(label=_("What you offer"), required=False)
    terms = CodesField(label=_("Terms"), required=False)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        found: Suggestions | None = None,
        text: str = "",
        language: str = "",
    ) -> None:
        initial: dict[str, Any] = {"text": text, "language": language}
        labels = {key: label for _branch, pairs in sectors() for key, label in pairs}
        if found:
            keys = [sector.key for sector in found.sectors if sector.key in labels]
            shown = [keys, list(found.offers), list(found.terms)]
            initial |= dict(zip(("sectors", "offers", "terms"), shown, strict=True))
        super().__init__(data, initial=initial)
        self.fields["language"].choices = text_languages()  # type: ignore[attr-defined]
        for name in ("sectors", "offers", "terms"):
            ticked = initial.get(name) or self.ticked(name)
            known = [(value, labels.get(value, value)) for value in ticked]
            if name == "sectors":
                known = [pair for pair in known if pair[0] in labels]
            self.fields[name].choices = known  # type: ignore[attr-defined]

    def ticked(self, name: str) -> list[str]:
        """The form does not remember what it offered: lines and words are the writer's own."""
        return self.data.getlist(name) if hasattr(self.data, "getlist") else []

    def as_typed(self) -> dict[str, list[str]]:
        """The same as fields of the registration: a card for each offer, its terms beneath."""
        data = self.cleaned_data
        typed = {
            "about": [data["text"]],
            "about_language": [data["language"]],
            "sectors": data["sectors"],
        }
        left = list(data["terms"])
        for number, offer in enumerate(data["offers"][:MOST_OFFERS]):
            said = [term for term in left if term.casefold() in offer.casefold()]
            left = [term for term in left if term not in said]
            typed[f"offer{number}-title"] = [without_controls(offer).replace("\n", " ")[:150]]
            typed[f"offer{number}-text"] = [", ".join(said)]
            typed[f"offer{number}-language"] = [data["language"]]
        return typed


class InvitationForm(forms.Form):
    """A colleague to ask in."""

    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    role = CodeField(
        label=_("Role"), choices=Membership.Role.choices, initial=Membership.Role.MEMBER
    )
