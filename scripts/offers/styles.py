"""The styles in which a programme, or a step of a script, can be done."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Style(models.TextChoices):
    IN_CLASS = "in_class", _("in class")
    ONLINE = "online", _("online")
    WORKPLACE = "workplace", _("in a workplace")
    PROJECT = "project", _("as a project")
    COMMUNITY = "community", _("in the community")
    EVENING = "evening", _("in the evening")
