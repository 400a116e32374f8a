"""What people may type about themselves and their enterprise."""

from accounts.forms.arriving import InvitationForm, PastedForm, StruckForm
from accounts.forms.cards import CardForm, FirstCardForm
from accounts.forms.directory import DirectoryForm
from accounts.forms.enterprises import EnterpriseForm, typed_again
from accounts.forms.evidence import (
    ApprovalForm,
    CertificateForm,
    ClientForm,
    ConfirmationForm,
    PaperForm,
    ProjectForm,
    ReasonForm,
)
from accounts.forms.people import PreferencesForm, RoleForm, SignupForm
from accounts.forms.registration import Registration, as_typed
from accounts.forms.visibility import OwnershipForm, VisibilityForm

__all__ = [
    "ApprovalForm",
    "CardForm",
    "CertificateForm",
    "ClientForm",
    "ConfirmationForm",
    "DirectoryForm",
    "EnterpriseForm",
    "FirstCardForm",
    "InvitationForm",
    "OwnershipForm",
    "PaperForm",
    "PastedForm",
    "PreferencesForm",
    "ProjectForm",
    "ReasonForm",
    "Registration",
    "RoleForm",
    "SignupForm",
    "StruckForm",
    "VisibilityForm",
    "as_typed",
    "typed_again",
]
