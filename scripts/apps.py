"""My script: the Django app."""

from django.apps import AppConfig


class ScriptsConfig(AppConfig):
    name = "scripts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say how frameworks and offers are brought in, and by whom."""
        from learnplan.people.importing.kinds import KINDS, Kind
        from learnplan.people.permissions import administers
        from scripts.frameworks import importing
        from scripts.offers import importing as importing_offers
        from scripts.offers.permissions import may_bring_offers

        KINDS["framework"] = Kind(importing.load, may=administers, leads_to="frameworks")
        KINDS["offers"] = Kind(importing_offers.load, may=may_bring_offers, leads_to="offers")
