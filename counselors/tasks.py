"""Work that the schedule starts. Each looks for its own rows, so that twice is once."""

from celery import shared_task
from django.utils import timezone

from counselors import clients, intakes, library, referrals, trainings


@shared_task(name="counselors.tasks.expire_referrals")
def expire_referrals() -> None:
    referrals.expire()
    referrals.remind(today=timezone.localdate())


@shared_task(name="counselors.tasks.send_reminders")
def send_reminders() -> None:
    today = timezone.localdate()
    intakes.remind_unfinished()
    clients.remind_of_tasks(today=today)
    clients.ask_for_results(now=timezone.now())
    library.remind_reviews(today=today)
    trainings.remind(now=timezone.now())
