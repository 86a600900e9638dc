"""`manage.py import_framework PATH...`: bring in published curricula: 1EdTech CASE packages, and Oak's Turtle."""

from pathlib import Path

from learnplan.management.importing import ImportCommand
from scripts.frameworks.importing import load_all


class Command(ImportCommand):
    help = (
        "Bring in frameworks: CASE 1.0 and 1.1 packages (CFPackage, as JSON), and England's National Curriculum as "
        "Oak and the DfE publish it (Turtle). All of them, or none if one is refused."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "paths",
            nargs="+",
            type=Path,
            metavar="PATH",
            help="a CASE package, or a Turtle file; the Turtle files of one curriculum together",
        )
        super().add_arguments(parser)

    def load(self, *, paths, dry_run, **options):
        return load_all(paths, dry_run=dry_run)
