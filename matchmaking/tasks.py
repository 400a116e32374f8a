"""Jobs of the schedule. Each looks for its own work."""

from celery import shared_task

from matchmaking import partner_index, recommendations


@shared_task(name="matchmaking.tasks.refresh_partner_index")
def refresh_partner_index() -> None:
    partner_index.refresh()


@shared_task(name="matchmaking.tasks.refresh_recommendations")
def refresh_recommendations() -> None:
    recommendations.refresh_all()
