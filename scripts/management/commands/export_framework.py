"""`manage.py export_framework ID [--to FILE]`: give a framework out as a 1EdTech CASE package."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from scripts.frameworks.exporting import export
from scripts.frameworks.models import Framework


class Command(BaseCommand):
    help = "Give a framework out as a CASE package (CFPackage, JSON), to the terminal or into a file."

    def add_arguments(self, parser):
        parser.add_argument("framework", metavar="ID", help="its number in Learnplan, or its CASE identifier")
        parser.add_argument("--to", type=Path, metavar="FILE", help="write it into this file, which must not exist")

    def handle(self, *, framework: str, to: Path | None, **options):
        found = find(framework)
        if to is None:
            for piece in export(found):
                self.stdout.write(piece, ending="")
            return
        try:
            with to.open("x", encoding="utf-8") as file:
                file.writelines(export(found))
        except OSError as error:
            raise CommandError(f"{to} cannot be written ({error.strerror}). Name another file.") from None
        self.stdout.write(f"“{found.title}” is in {to}.")


def find(wanted: str) -> Framework:
    """Return the framework by its number or identifier; CommandError naming those that are here."""
    number = int(wanted) if wanted.isdecimal() and len(wanted) < 19 else 0
    framework = Framework.objects.filter(pk=number).first() or Framework.objects.filter(identifier=wanted).first()
    if framework is None:
        here = [f"{pk} {title}" for pk, title in Framework.objects.values_list("pk", "title")[:20]]
        raise CommandError(f"There is no framework {wanted}. Here are: {'; '.join(here) or 'none'}.")
    return framework
