"""Load the demonstration consortium into an empty database."""

import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from learnplan.demonstration.loading import load_demonstration


class Command(BaseCommand):
    help = "Load the demonstration consortium: four institutions, some 300 learners, two years."

    def handle(self, **options):
        if not settings.DEMONSTRATION:
            raise CommandError("This is not a demonstration (DEMONSTRATION is off), so nothing was loaded.")
        began = time.monotonic()
        try:
            load_demonstration()
        except ValueError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"The demonstration consortium is loaded ({time.monotonic() - began:.0f} s).")
