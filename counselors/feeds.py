"""Public trainings for calendars and feed readers."""

from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from counselors import calendars
from counselors.models import Training

MOST = 50


def public_trainings() -> QuerySet[Training]:
    """What everybody may see, whoever asks: a feed is read without signing in."""
    rows = Training.objects.visible_to(AnonymousUser()).upcoming(timezone.now())
    return rows.select_related("center")[:MOST]


class TrainingFeed(Feed):
    """Public trainings as Atom, in the language of the address."""

    feed_type = Atom1Feed

    def title(self) -> str:
        return _("Trainings of the counselor network")

    def link(self) -> str:
        return reverse("counselors:training-list")

    def items(self) -> QuerySet[Training]:
        return public_trainings()

    def item_title(self, item: Training) -> str:
        return item.title

    def item_description(self, item: Training) -> str:
        return item.text

    def item_link(self, item: Training) -> str:
        return reverse("counselors:training", args=[item.pk])

    def item_updateddate(self, item: Training) -> datetime:
        return item.created_at

    def item_author_name(self, item: Training) -> str:
        return item.center.name


training_feed = require_safe(TrainingFeed())


@require_safe
def training_calendars(request: HttpRequest) -> HttpResponse:
    return HttpResponse(
        calendars.of_trainings(public_trainings()), content_type="text/calendar; charset=utf-8"
    )
