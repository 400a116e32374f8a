"""Forms of a person: signing up, her preferences, her role."""

from typing import Any

from allauth.account.forms import SignupForm as BaseSignupForm
from django import forms
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _

from accounts import consents
from accounts.forms.choices import default_zone, page_language, time_zones
from accounts.forms.fields import CodeField, LineField
from accounts.models import ComesAs, Consent, Membership, User

TERMS = _(
    "I agree that Puente stores what I enter, uses it to find tenders and partners, and shows it "
    "only to whom I choose. I can change or withdraw this at any time."
)


class SignupForm(BaseSignupForm):
    """Name, zone and terms beside allauth's own fields; the language is the page's."""

    field_order = ["full_name", "email", "password1", "comes_as", "time_zone", "terms"]

    account_already_exists: bool  # set by allauth while it checks the address

    full_name = LineField(label=_("Your name"), max_length=150, autocomplete="name")
    comes_as = CodeField(
        label=_("You come as"),
        choices=ComesAs.choices,
        initial=ComesAs.FIRM,
        required=False,
        widget=forms.RadioSelect(),
    )
    time_zone = CodeField(
        label=_("Time zone"), help_text=_("Deadlines are also shown in the time of this place.")
    )
    terms = forms.BooleanField(label=TERMS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].choices = time_zones()
        self.fields["time_zone"].initial = default_zone()
        self.fields["email"].label = _("E-mail address")
        for name in ("email", "password1"):
            # The label stands above it: the same words in grey look like something typed.
            self.fields[name].widget.attrs.pop("placeholder", None)

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponseBase | None]:
        """A known address gets the same answer, after the same work, as a new one."""
        if not self.account_already_exists:
            try:
                with transaction.atomic():
                    return super().try_save(request)
            except IntegrityError:  # somebody took the address between the check and the row
                self.account_already_exists = True
        make_password(self.cleaned_data["password1"])
        return super().try_save(request)

    def signup(self, request: HttpRequest, user: User) -> None:
        """Called by allauth with the row that it has just saved."""
        user.full_name = self.cleaned_data["full_name"]
        user.time_zone = self.cleaned_data["time_zone"]
        user.comes_as = self.cleaned_data["comes_as"] or ComesAs.FIRM
        user.language = page_language()
        user.save(update_fields=["full_name", "time_zone", "comes_as", "language"])
        consents.grant(
            Consent.Purpose.TERMS,
            enterprise=None,
            fields=["account"],
            audience="Puente",
            wording=str(TERMS),
            by=user,
        )


class PreferencesForm(forms.Form):
    """Name, language and zone of a person who has signed in."""

    full_name = LineField(label=_("Your name"), max_length=150, autocomplete="name")
    language = CodeField(
        label=_("Language"),
        choices=settings.LANGUAGES,
        help_text=_("Pages and mails come in this language."),
    )
    time_zone = CodeField(
        label=_("Time zone"), help_text=_("Deadlines are also shown in the time of this place.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].choices = time_zones()  # type: ignore[attr-defined]


class RoleForm(forms.Form):
    """What a colleague may do."""

    role = CodeField(
        label=_("Role"),
        choices=Membership.Role.choices,
        widget=forms.Select(attrs={"class": "control"}),
    )
