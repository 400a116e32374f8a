"""Kinds of fields that the forms of the network share."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import NOT_IN_LIST

LONGEST_KEY = 18


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class MomentInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class RowField(forms.ModelChoiceField):
    """One row of a table; a key longer than any row's is refused before a database sees it."""

    def to_python(self, value: Any) -> Any:
        if value not in self.empty_values and len(str(value)) > LONGEST_KEY:
            raise ValidationError(NOT_IN_LIST, code="invalid_choice")
        return super().to_python(value)


class DayField(forms.DateField):
    """A day as the browser's own calendar writes it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=DayInput(), input_formats=["%Y-%m-%d"], **options)


class MomentField(forms.DateTimeField):
    """A day and an hour in the reader's own time zone."""

    def __init__(self, **options: Any) -> None:
        formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
        super().__init__(widget=MomentInput(), input_formats=formats, **options)


def refuse_future(day: date) -> date:
    if day > timezone.localdate():
        raise ValidationError(_("This day has not come yet."), code="future")
    return day


def refuse_past(moment: datetime) -> datetime:
    if moment <= timezone.now():
        raise ValidationError(_("This time has passed."), code="past")
    return moment
