"""The frame: the Django app that holds people, events and notices."""

from django.apps import AppConfig


class LearnplanConfig(AppConfig):
    name = "learnplan"
    default_auto_field = "django.db.models.BigAutoField"
