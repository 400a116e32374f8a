"""Jobs of the schedule. Each looks for its own work."""

from celery import shared_task
from django.utils import timezone

from matchmaking import introductions, outcomes, partner_index, recommendations


@shared_task(name="matchmaking.tasks.refresh_partner_index")
def refresh_partner_index() -> None:
    partner_index.refresh()


@shared_task(name="matchmaking.tasks.refresh_recommendations")
def refresh_recommendations() -> None:
    recommendations.refresh_all()


@shared_task(name="matchmaking.tasks.keep_introduction_clocks")
def keep_introduction_clocks() -> None:
    """Reminders first: what lapses today had its reminder. Records are counted last."""
    now = timezone.now()
    introductions.remind_waiting(now)
    introductions.expire_overdue(now)
    introductions.replies.count_all()


@shared_task(name="matchmaking.tasks.ask_for_outcomes")
def ask_for_outcomes() -> None:
    outcomes.ask_due(timezone.now())
