"""The board, the library, the trainings."""

from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import CodeField, LineField, ProseField, WebsiteField
from counselors.forms.fields import MomentField, RowField, refuse_past
from counselors.models import Article, Counselor, Question, Training
from reference.models import Country, Sector

ANY = ("", _("Any"))


def alphabetical(form: forms.BaseForm, name: str) -> None:
    field: Any = form.fields[name]
    empty = [] if field.required else [("", _("Not about one country"))]
    field.choices = [*empty, *Country.objects.choices()]


def written_sectors() -> QuerySet[Sector]:
    """The sectors that a practice note can be about."""
    return Sector.objects.filter(scheme=Sector.Scheme.NAICS)


class BoardForm(forms.Form):
    """Filters of the board."""

    q = forms.CharField(label=_("Words"), max_length=200, required=False)
    topic = CodeField(label=_("Topic"), choices=[ANY, *Counselor.Skill.choices], required=False)
    country = CodeField(label=_("Country"), required=False)
    language = CodeField(label=_("Language"), choices=[ANY, *settings.LANGUAGES], required=False)
    state = CodeField(
        label=_("State"),
        choices=[ANY, ("open", _("Not answered yet")), ("answered", _("Answered"))],
        required=False,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["country"]
        field.choices = [ANY, *Country.objects.north_american().choices()]


class LibraryForm(forms.Form):
    """Filters of the library."""

    q = forms.CharField(label=_("Words"), max_length=200, required=False)
    topic = CodeField(label=_("Topic"), choices=[ANY, *Counselor.Skill.choices], required=False)
    country = CodeField(label=_("Country"), required=False)
    language = CodeField(label=_("Language"), choices=[ANY, *settings.LANGUAGES], required=False)
    sector = CodeField(label=_("Sector"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        countries: Any = self.fields["country"]
        sectors: Any = self.fields["sector"]
        countries.choices = [ANY, *Country.objects.north_american().choices()]
        named = sorted(written_sectors(), key=lambda sector: sector.name)
        sectors.choices = [ANY, *((sector.code, sector.name) for sector in named)]


class QuestionForm(forms.ModelForm):
    """A question to colleagues."""

    class Meta:
        model = Question
        fields = ["title", "text", "language", "topic", "country"]
        field_classes = {"title": LineField, "text": ProseField}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        alphabetical(self, "country")
        self.fields["text"].help_text = _("Name no client: colleagues of all centers read this.")


class AnswerForm(forms.Form):
    text = ProseField(label=_("Your answer"), max_length=3_000, rows=4)


class ArticleForm(forms.ModelForm):
    """A practice note, and of which it is a language version."""

    class Meta:
        model = Article
        fields = ["title", "text", "language", "topic", "country", "sector", "version_of"]
        field_classes = {
            "title": LineField,
            "text": ProseField,
            "sector": RowField,
            "version_of": RowField,
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        alphabetical(self, "country")
        sectors: Any = self.fields["sector"]
        sectors.queryset = written_sectors()
        others: Any = self.fields["version_of"]
        roots = Article.objects.filter(version_of__isnull=True)
        others.queryset = roots.exclude(pk=self.instance.pk) if self.instance.pk else roots


class ArticleFileForm(forms.Form):
    """One file for a practice note."""

    paper = forms.FileField(
        label=_("File"),
        help_text=_("PDF, PNG or JPEG, at most 5 megabytes. Name no client in it."),
        widget=forms.FileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg"}),
    )


class TrainingForm(forms.ModelForm):
    """A training; its times are in the organiser's own zone."""

    starts_at = MomentField(label=_("Starts"))
    ends_at = MomentField(label=_("Ends"))

    class Meta:
        model = Training
        fields = [
            "title",
            "text",
            "language",
            "kind",
            "place",
            "link",
            "starts_at",
            "ends_at",
            "capacity",
            "is_public",
            "recording_url",
        ]
        field_classes = {
            "title": LineField,
            "text": ProseField,
            "place": LineField,
            "link": WebsiteField,
            "recording_url": WebsiteField,
        }

    def clean_starts_at(self) -> datetime:
        moment: datetime = self.cleaned_data["starts_at"]
        return moment if self.instance.pk else refuse_past(moment)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        starts, ends = values.get("starts_at"), values.get("ends_at")
        if starts and ends and ends <= starts:
            self.add_error("ends_at", _("It ends before it starts."))
        return values


class FeedbackForm(forms.Form):
    rating = forms.TypedChoiceField(
        label=_("How useful was it?"),
        coerce=int,
        choices=[
            (5, _("Very useful")),
            (4, _("Useful")),
            (3, _("Partly")),
            (2, _("Little")),
            (1, _("Not at all")),
        ],
    )
    words = ProseField(label=_("What should change?"), required=False, max_length=1_000, rows=3)
