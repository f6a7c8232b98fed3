"""Project configuration. Nothing in tasks_app imports it; importing it loads the Celery app for workers."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
