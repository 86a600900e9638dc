"""`manage.py import_framework PATH...`: bring in published curricula: 1EdTech CASE packages, and Oak's Turtle."""

import json
import sys
from pathlib import Path

from django.core.management.base import BaseCommand

from learnplan.web.reports import say
from scripts.frameworks.importing import load_all


class Command(BaseCommand):
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
        parser.add_argument("--dry-run", action="store_true", help="say what would happen; write nothing")
        parser.add_argument("--json", action="store_true", help="print the report as one JSON object")

    def handle(self, *, paths, dry_run, json: bool, **options):
        report = load_all(paths, dry_run=dry_run)
        if json:
            self.stdout.write(_json(report))
        else:
            for line in say(report):
                self.stdout.write(line)
        if status := report.exit_status():
            sys.exit(status)


def _json(report) -> str:
    return json.dumps(report.to_json(), ensure_ascii=False, indent=2)
