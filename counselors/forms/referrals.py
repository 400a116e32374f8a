"""Handing a client to a colleague, and the colleague's no."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import CodeField, CodesField, ProseField
from counselors.forms.intakes import field_choices
from counselors.models import Engagement, Referral


class ReferralForm(forms.Form):
    """What passes on, and in which words. The client reads all of it but the hand-over note."""

    reason = ProseField(
        label=_("Why this colleague"),
        max_length=1_000,
        rows=3,
        help_text=_("The client and the colleague read this."),
    )
    summary = ProseField(
        label=_("Summary"),
        max_length=2_000,
        help_text=_("All that the colleague sees before accepting. The client reads it first."),
    )
    fields_passed = CodesField(
        label=_("Passed on when the colleague accepts, beside name, country and sectors"),
        required=False,
    )
    handover_note = ProseField(
        label=_("Hand-over note"),
        required=False,
        max_length=3_000,
        help_text=_(
            "For the colleague, after accepting. Your private notes stay with you in any case."
        ),
    )

    def __init__(self, *args: Any, engagement: Engagement, **options: Any) -> None:
        super().__init__(*args, **options)
        # Nobody passes on what she was not shown herself.
        field: Any = self.fields["fields_passed"]
        field.choices = [
            (name, label) for name, label in field_choices() if name in engagement.consent.fields
        ]


class DeclineForm(forms.Form):
    reason = CodeField(
        label=_("Reason"),
        choices=[
            (value, label)
            for value, label in Referral.Reason.choices
            if value != Referral.Reason.NOT_GIVEN
        ],
    )
