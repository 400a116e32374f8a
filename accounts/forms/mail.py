"""Which mails, how often, and at which hours."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import CodeField
from accounts.models import MailChoice

HOURS = [(str(hour), f"{hour:02d}:00") for hour in range(24)]


class MailForm(forms.Form):
    """One rhythm a topic, and quiet hours; equal hours mean none."""

    quiet_from = CodeField(label=_("No mail from"), choices=HOURS)
    quiet_until = CodeField(
        label=_("No mail until"),
        choices=HOURS,
        help_text=_("In your time zone. The same hour twice: mail comes at any time."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for topic, label in MailChoice.Topic.choices:
            self.fields[topic] = CodeField(label=label, choices=MailChoice.Rhythm.choices)
        self.order_fields([*MailChoice.Topic.values, "quiet_from", "quiet_until"])

    @property
    def rhythms(self) -> dict[str, str]:
        return {topic: self.cleaned_data[topic] for topic in MailChoice.Topic.values}

    @property
    def quiet_hours(self) -> tuple[int, int]:
        return int(self.cleaned_data["quiet_from"]), int(self.cleaned_data["quiet_until"])
