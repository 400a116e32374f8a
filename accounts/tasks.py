"""Work that the schedule starts."""

from celery import shared_task
from django.utils import timezone

from accounts import digests, evidence, letters, notifications, vault


@shared_task(name="accounts.tasks.deliver_notifications")
def deliver_notifications() -> None:
    notifications.deliver_pending()


@shared_task(name="accounts.tasks.deliver_letters")
def deliver_letters() -> None:
    letters.deliver_pending()


@shared_task(name="accounts.tasks.remind_of_expiry")
def remind_of_expiry() -> None:
    evidence.remind_expiring(timezone.localdate())


@shared_task(name="accounts.tasks.scan_waiting_files")
def scan_waiting_files() -> None:
    vault.scan_waiting()


@shared_task(name="accounts.tasks.send_digests")
def send_digests() -> None:
    digests.send_digests(timezone.now())
