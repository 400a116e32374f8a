"""Work that the schedule starts."""

from celery import shared_task

from accounts import notifications


@shared_task(name="accounts.tasks.deliver_notifications")
def deliver_notifications() -> None:
    notifications.deliver_pending()
