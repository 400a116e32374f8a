"""Passkeys: what a browser sends is checked whole, however odd it is."""

from collections.abc import Callable
from typing import Any, TypeVar

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms

Checked = TypeVar("Checked")


def checked(check: Callable[[], Checked]) -> Checked:
    """The result of the check, or a wrong code where the credential is no credential at all."""
    try:
        return check()
    except (AttributeError, KeyError, OverflowError, TypeError, ValueError) as error:
        raise get_adapter().validation_error("incorrect_code") from error


class CredentialField(forms.JSONField):
    """What the browser's key signed; it is never shown."""

    def __init__(self) -> None:
        super().__init__(widget=forms.HiddenInput())

    def to_python(self, value: Any) -> Any:
        return checked(lambda: super(CredentialField, self).to_python(value))


class SignInWithKeyForm(LoginWebAuthnForm):
    credential = CredentialField()

    def clean_credential(self) -> Authenticator:
        return checked(super().clean_credential)


class ConfirmWithKeyForm(ReauthenticateWebAuthnForm):
    credential = CredentialField()

    def clean_credential(self) -> Authenticator:
        return checked(super().clean_credential)


class AddKeyForm(AddWebAuthnForm):
    credential = CredentialField()

    def clean(self) -> dict[str, object]:
        return checked(super().clean)
