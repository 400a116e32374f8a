"""Jobs of the schedule. Each looks for its own work."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from matchmaking import introductions, outcomes, partner_index, rounds

# Within the time that a task may take; the next one goes on.
LONGEST = timedelta(minutes=15)


@shared_task(name="matchmaking.tasks.refresh_partner_index")
def refresh_partner_index() -> None:
    partner_index.refresh()


@shared_task(name="matchmaking.tasks.refresh_recommendations")
def refresh_recommendations() -> None:
    """Begin a round, or help with the one that another worker began."""
    rounds.join(rounds.begin(), until=timezone.now() + LONGEST)


@shared_task(name="matchmaking.tasks.help_with_round")
def help_with_round() -> None:
    """Each worker that is free comes to the round under way: so it spreads over all of them."""
    rounds.help_out(until=timezone.now() + LONGEST)


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
