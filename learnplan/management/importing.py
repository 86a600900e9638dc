"""What the commands that bring in files share: a dry run, and the report in words or as JSON."""

import json as as_json
import sys
from collections.abc import Callable

from django.core.management.base import BaseCommand

from learnplan.web.reports import Report, say


class ImportCommand(BaseCommand):
    """A command whose `load` takes what is typed and returns the report of what came in."""

    load: Callable[..., Report]

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="say what would happen; write nothing")
        parser.add_argument("--json", action="store_true", help="print the report as one JSON object")

    def handle(self, *, json: bool, strict: bool = False, **options):
        report = self.load(strict=strict, **options)
        if json:
            self.stdout.write(as_json.dumps(report.to_json(), ensure_ascii=False, indent=2))
        else:
            for line in say(report):
                self.stdout.write(line)
        if status := report.exit_status(strict=strict):
            sys.exit(status)
