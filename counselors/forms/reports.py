"""Which period and which center a report is about."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.forms.fields import CodeField
from counselors.forms.fields import DayField
from counselors.models import Center
from counselors.reports import Period

OWN, ALL = "own", "all"
USUAL_DAYS = 90
LONGEST_DAYS = 1_100


def usual_period() -> tuple[date, date]:
    """The first and the last day of what is shown when no period is chosen."""
    today = timezone.localdate()
    return today - timedelta(days=USUAL_DAYS), today


class ReportForm(forms.Form):
    """The last ninety days, unless another period is chosen."""

    since = DayField(label=pgettext_lazy("period", "From"), required=False)
    until = DayField(label=pgettext_lazy("period", "To"), required=False)
    center = CodeField(label=_("Center"), required=False)

    def __init__(
        self, *args: Any, centers: list[Center], is_counselor: bool, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        own = [(OWN, _("My own work"))] if is_counselor else []
        looked_after = [(str(row.pk), row.name) for row in centers]
        several = [(ALL, _("All of these centers"))] if len(centers) > 1 else []
        field: Any = self.fields["center"]
        field.choices = [*own, *several, *looked_after]
        # The first choice holds where none is made.
        self.usual = field.choices[0][0] if field.choices else ALL

    @property
    def has_choice(self) -> bool:
        field: Any = self.fields["center"]
        return len(field.choices) > 1

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if self.errors:
            return values
        until: date = values.get("until") or timezone.localdate()
        since: date = values.get("since") or until - timedelta(days=USUAL_DAYS)
        if since > until:
            self.add_error("since", _("The period ends before it begins."))
        elif (until - since).days > LONGEST_DAYS:
            self.add_error("since", _("A report covers three years at most."))
        return {**values, "since": since, "until": until}

    @property
    def period(self) -> Period:
        values = self.cleaned_data
        chosen = values["center"] or self.usual
        center = int(chosen) if chosen not in (OWN, ALL) else None
        return Period(values["since"], values["until"], center, is_own=chosen == OWN)
