"""What a script says of itself, as plain data: kept beside it, for the pages of other rooms."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from learnplan.people.models import Institution
from scripts.authoring.models import Script, ScriptQuerySet


class KeptPath(models.Model):
    """One script as `facts.chosen_paths` finds it: written after each act that changes it, never by hand.

    `offers` are the ids of those that its steps take up or may become, some of them twice.
    """

    script = models.OneToOneField(Script, models.CASCADE, primary_key=True, related_name="+", db_constraint=False)
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_constraint=False)
    institution = models.ForeignKey(Institution, models.CASCADE, related_name="+", db_constraint=False)
    offers = ArrayField(models.BigIntegerField())
    facts = models.JSONField()

    objects = ScriptQuerySet.as_manager()  # who sees a script sees this

    def __str__(self):
        return f"path of {self.learner_id}"
