"""What people may type about themselves and their enterprise."""

from django import forms


class SignupForm(forms.Form):
    """Joined by allauth to its own fields for e-mail address and password."""
