"""Import a roster: OneRoster 1.1 or 1.2, or Microsoft School Data Sync; a zip file or a folder."""

import json
import sys

from django.core.management.base import BaseCommand

from learnplan.people.roster.loading import load
from learnplan.web.reports import say


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("path", metavar="PATH", help="a zip file or a folder of CSV files")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, write nothing")
        parser.add_argument("--json", action="store_true", help="print the report as one JSON object")
        parser.add_argument("--strict", action="store_true", help="write nothing if any row is refused")
        parser.add_argument("--roster", metavar="NAME", help="whose identifiers these are (default: main)")
        parser.add_argument(
            "--allow-mass-ending",
            action="store_true",
            help="go on although more than half of the current memberships would end",
        )

    def handle(self, *, path, **options):
        report = load(
            path,
            dry_run=options["dry_run"],
            strict=options["strict"],
            roster=options["roster"],
            allow_mass_ending=options["allow_mass_ending"],
        )
        if options["json"]:
            self.stdout.write(json.dumps(report.to_json(), indent=2, ensure_ascii=False))
        else:
            for line in say(report):
                self.stdout.write(line)
        if report.exit_status(strict=options["strict"]):
            sys.exit(1)
