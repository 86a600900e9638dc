"""`manage.py import_offers FILE.csv`: bring in what institutions offer."""

import json as as_json
import sys
from pathlib import Path

from django.core.management.base import BaseCommand

from learnplan.web.reports import say
from scripts.offers.importing import load


class Command(BaseCommand):
    help = "Bring in offers from a CSV file; docs/offers-file.md says what its columns mean."

    def add_arguments(self, parser):
        parser.add_argument("path", type=Path, metavar="FILE.csv", help="the offers")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen; write nothing")
        parser.add_argument("--json", action="store_true", help="print the report as one JSON object")

    def handle(self, *, path, dry_run, json, **options):
        report = load(path, dry_run=dry_run)
        if json:
            self.stdout.write(as_json.dumps(report.to_json(), ensure_ascii=False, indent=2))
        else:
            for line in say(report):
                self.stdout.write(line)
        if status := report.exit_status():
            sys.exit(status)
