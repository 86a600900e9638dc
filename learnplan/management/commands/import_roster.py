"""Import a roster: OneRoster 1.1 or 1.2, or Microsoft School Data Sync; a zip file or a folder."""

from learnplan.management.importing import ImportCommand
from learnplan.people.roster.loading import load


class Command(ImportCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("path", metavar="PATH", help="a zip file or a folder of CSV files")
        super().add_arguments(parser)
        parser.add_argument("--strict", action="store_true", help="write nothing if any row is refused")
        parser.add_argument("--roster", metavar="NAME", help="whose identifiers these are (default: main)")
        parser.add_argument(
            "--allow-mass-ending",
            action="store_true",
            help="go on although more than half of the current memberships would end",
        )

    def load(self, *, path, dry_run, strict, roster, allow_mass_ending, **options):
        return load(path, dry_run=dry_run, strict=strict, roster=roster, allow_mass_ending=allow_mass_ending)
