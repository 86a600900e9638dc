"""The frame: the Django app that holds people, events and notices."""

from django.apps import AppConfig


class LearnplanConfig(AppConfig):
    name = "learnplan"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make the Celery application known (what a page queues goes to our broker), and how rosters are loaded."""
        from learnplan import celery  # noqa: F401
        from learnplan.acts import KEEPERS
        from learnplan.home.navigation import COUNTED
        from learnplan.home.waiting import gather
        from learnplan.kept.actions import keep_after
        from learnplan.people.importing.kinds import KINDS, Kind
        from learnplan.people.models import READER
        from learnplan.people.permissions import administers
        from learnplan.people.roster import load

        KINDS["roster"] = Kind(load, may=administers, leads_to="people")
        gather()
        READER.querysets.update(COUNTED)
        KEEPERS.append(keep_after)
