"""What people may type about themselves and their enterprise."""

from accounts.forms.cards import CardForm, CertificateForm, FirstCardForm
from accounts.forms.directory import DirectoryForm
from accounts.forms.enterprises import EnterpriseForm, typed_again
from accounts.forms.people import PreferencesForm, RoleForm, SignupForm
from accounts.forms.registration import Registration, as_typed
from accounts.forms.visibility import OwnershipForm, VisibilityForm

__all__ = [
    "CardForm",
    "CertificateForm",
    "DirectoryForm",
    "EnterpriseForm",
    "FirstCardForm",
    "OwnershipForm",
    "PreferencesForm",
    "Registration",
    "RoleForm",
    "SignupForm",
    "VisibilityForm",
    "as_typed",
    "typed_again",
]
