"""`manage.py import_offers FILE.csv`: bring in what institutions offer."""

from pathlib import Path

from learnplan.management.importing import ImportCommand
from scripts.offers.importing import load


class Command(ImportCommand):
    help = "Bring in offers from a CSV file; docs/offers-file.md says what its columns mean."

    def add_arguments(self, parser):
        parser.add_argument("path", type=Path, metavar="FILE.csv", help="the offers")
        super().add_arguments(parser)

    def load(self, *, path, dry_run, **options):
        return load(path, dry_run=dry_run)
