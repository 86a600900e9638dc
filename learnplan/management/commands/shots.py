"""Take a picture of every page for every person of the demonstration."""

import shutil

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from learnplan.demonstration.shots import MAPS, take_shots

FOR_THE_README = (
    "amina-home-1280-light",
    "amina-script-1280-light",
    "amina-home-390-light",
    "amina-script-390-dark",
    "chidi-home-1280-light",
    *MAPS,
)


class Command(BaseCommand):
    help = "Write a picture of every page for every role, light and dark, phone and desktop, into shots/."

    def add_arguments(self, parser):
        parser.add_argument("--readme", action="store_true", help="also renew the few pictures of the README")

    def handle(self, *, readme, **options):
        folder = settings.BASE_DIR / "shots"
        try:
            count = take_shots(folder, self.stdout.write)
        except RuntimeError as error:
            raise CommandError(str(error)) from None
        if readme:
            pictures = settings.BASE_DIR / "docs" / "pictures"
            pictures.mkdir(parents=True, exist_ok=True)
            for name in FOR_THE_README:
                shutil.copy(folder / f"{name}.png", pictures)
        self.stdout.write(f"{count} pictures in {folder}")
