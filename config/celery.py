"""The Celery app and the whole schedule.

Celery beat runs the table in production, `manage.py run_jobs` in the embedded profile. Tasks take
no arguments: each looks for its own work, so a lost or doubled one changes nothing.
"""

import os
from dataclasses import dataclass

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")


@dataclass(frozen=True)
class Job:
    """A task and the seconds between two of its starts."""

    task: str
    every: int


MINUTE, HOUR = 60, 3600
SCHEDULE = (
    Job("accounts.tasks.deliver_notifications", MINUTE),
    Job("accounts.tasks.deliver_letters", MINUTE),
    Job("accounts.tasks.send_digests", 10 * MINUTE),
    Job("accounts.tasks.scan_waiting_files", 10 * MINUTE),
    Job("accounts.tasks.remind_of_expiry", 6 * HOUR),
    Job("tenders.tasks.ingest_due", HOUR),
    Job("tenders.tasks.refresh_search_index", 10 * MINUTE),
    Job("matchmaking.tasks.refresh_partner_index", 10 * MINUTE),
    Job("matchmaking.tasks.refresh_recommendations", HOUR),
    Job("matchmaking.tasks.help_with_round", MINUTE),
    Job("matchmaking.tasks.keep_introduction_clocks", HOUR),
    Job("matchmaking.tasks.ask_for_outcomes", 6 * HOUR),
    Job("counselors.tasks.expire_referrals", 6 * HOUR),
    Job("counselors.tasks.send_reminders", 6 * HOUR),
)

app = Celery("puente")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.update(
    accept_content=["json"],
    task_serializer="json",
    task_ignore_result=True,
    # A task that dies with its worker is delivered again; each is safe to run twice.
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    task_soft_time_limit=25 * MINUTE,
    task_time_limit=30 * MINUTE,
    broker_connection_retry_on_startup=True,
    broker_transport_options={"visibility_timeout": HOUR},
    beat_schedule={job.task: {"task": job.task, "schedule": job.every} for job in SCHEDULE},
    timezone="UTC",
)
app.autodiscover_tasks(["accounts", "tenders", "matchmaking", "counselors"])
