"""`manage.py build_assets`: fonts, icons, htmx and the style sheet, made ready in build/static/."""

from django.core.management.base import BaseCommand

from learnplan.assets import building


class Command(BaseCommand):
    """Build what the browser is sent from packages, when it is out of date."""

    help = "Build fonts, icons, htmx and the style sheet into build/static/ (nothing to do when up to date)."
    requires_system_checks = ()

    def handle(self, **options):
        """Build, and say in one line what was done."""
        made = building.build()
        if options["verbosity"]:
            self.stdout.write("Built the assets." if made else "The assets are up to date.")
