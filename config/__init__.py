"""Settings, routes, schedule, shared templates. Loads the Celery app, so that tasks register."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
