"""A client's file: goals, sessions, milestones, tasks, the end, and broken glass."""

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MinValueValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import CodeField, CodesField, LineField, ProseField
from counselors.forms.fields import DayField, DayInput, refuse_future
from counselors.models import Counselor, Engagement, Milestone, Session
from counselors.models.sessions import LONGEST_MINUTES


class SessionForm(forms.Form):
    """A counseling session in two minutes. Zero minutes and days to come are refused."""

    kind = CodeField(label=_("Kind"), choices=Session.Kind.choices)
    held_on = DayField(label=_("Date"))
    contact_minutes = forms.IntegerField(
        label=_("Minutes with the client"), min_value=0, max_value=LONGEST_MINUTES
    )
    preparation_minutes = forms.IntegerField(
        label=_("Minutes of preparation"), min_value=0, max_value=LONGEST_MINUTES, initial=0
    )
    topics = CodesField(label=_("Topics"), choices=Counselor.Skill.choices, required=False)
    shared_note = ProseField(
        label=_("Note for the client"),
        required=False,
        max_length=5_000,
        help_text=_("The client reads this."),
    )
    private_note = ProseField(
        label=_("Private note"),
        required=False,
        max_length=5_000,
        help_text=_("Only you read this. It is stored sealed and appears nowhere else."),
    )
    next_action = LineField(label=_("Next action"), required=False, max_length=200)
    next_action_on = DayField(label=_("On"), required=False)
    barrier = CodeField(
        label=_("Barrier met"), choices=Session.Barrier.choices, initial=Session.Barrier.NONE
    )
    outcome = CodeField(
        label=_("Outcome"), choices=Session.Outcome.choices, initial=Session.Outcome.CONTINUES
    )

    def clean_held_on(self) -> date:
        return refuse_future(self.cleaned_data["held_on"])

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        spent = (values.get("contact_minutes") or 0) + (values.get("preparation_minutes") or 0)
        if not self.errors and spent == 0:
            self.add_error("contact_minutes", _("A session has at least one minute."))
        return values

    def as_facts(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "private_note"}


class CorrectionForm(SessionForm):
    """A session put right. A private note has a page of its own, the next action is a task."""

    private_note = next_action = next_action_on = None  # type: ignore[assignment]


class GoalsForm(forms.Form):
    """Goals and the next action; the client reads both."""

    goals = ProseField(label=_("Goals"), required=False, max_length=3_000)
    next_action = LineField(label=_("Next action"), required=False, max_length=200)
    next_action_on = DayField(label=_("On"), required=False)


class NoteForm(forms.Form):
    """A private note outside a session."""

    text = ProseField(
        label=_("Private note"),
        max_length=5_000,
        rows=3,
        help_text=_("Only you read this. It is stored sealed and appears nowhere else."),
    )


class MilestoneForm(forms.ModelForm):
    """A result, with what shows it."""

    class Meta:
        model = Milestone
        fields = ["kind", "reached_on", "jobs", "amount", "currency", "evidence"]
        field_classes = {"evidence": ProseField}
        widgets = {"reached_on": DayInput()}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["evidence"].help_text = _("What shows it: a contract, an order, a certificate.")
        self.fields["jobs"].validators.append(MinValueValidator(1))

    def clean_reached_on(self) -> date:
        return refuse_future(self.cleaned_data["reached_on"])

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("kind") == Milestone.Kind.JOBS and not values.get("jobs"):
            self.add_error("jobs", _("Say how many jobs."))
        if values.get("kind") == Milestone.Kind.CAPITAL and not values.get("amount"):
            self.add_error("amount", _("Say how much capital."))
        return values


class TaskForm(forms.Form):
    """Something to do by a day."""

    title = LineField(label=_("Task"), max_length=200)
    due_on = DayField(label=_("Due on"))

    def clean_due_on(self) -> date:
        day: date = self.cleaned_data["due_on"]
        if day < timezone.localdate():
            raise forms.ValidationError(_("This day has passed."), code="past")
        return day


class CloseForm(forms.Form):
    """How an engagement ended, as the counselor sees it."""

    ending = CodeField(
        label=_("Ending"),
        choices=[
            (value, label)
            for value, label in Engagement.Ending.choices
            if value not in (Engagement.Ending.OPEN, Engagement.Ending.WITHDRAWN)
        ],
    )


class BreakGlassForm(forms.Form):
    """Which file, and why."""

    file = forms.IntegerField(label=_("Number of the file"), min_value=1, max_value=2**31 - 1)
    reason = ProseField(
        label=_("Reason"),
        max_length=500,
        min_length=10,
        rows=3,
        help_text=_("It is logged, and every author of a note in this file reads it."),
    )
