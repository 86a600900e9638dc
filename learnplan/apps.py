"""The frame: the Django app that holds people, events and notices."""

from django.apps import AppConfig


class LearnplanConfig(AppConfig):
    name = "learnplan"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make the Celery application known, so that what a page puts on the queue goes to our broker."""
        from learnplan import celery  # noqa: F401
