"""`manage.py check_waiting`: compare what waits, and what is kept of scripts, with what the rooms' queries find."""

import json
from collections import Counter
from dataclasses import asdict

from django.core.management.base import BaseCommand, CommandError

from learnplan.kept.actions import differences, mend

SHOWN = 20


class Command(BaseCommand):
    """Compare the tables that are kept with what they are made of, and mend them if asked."""

    help = "Compare what waits, and what is kept of scripts, with what it is made of; --mend puts right what differs."

    def add_arguments(self, parser):
        """Add --mend and --json."""
        parser.add_argument("--mend", action="store_true", help="put right what differs")
        parser.add_argument("--json", action="store_true", help="say it as one JSON object")

    def handle(self, **options):
        """Say what differs, a line each; exit with 1 where something does and is not mended."""
        found = differences()
        if options["mend"] and found:
            mend()
        if options["json"]:
            self.stdout.write(json.dumps({"differences": [asdict(one) for one in found], "mended": options["mend"]}))
        else:
            self._say(found)
        if found and not options["mend"]:
            raise CommandError(f"{len(found)} rows differ. Put them right with: manage.py check_waiting --mend")

    def _say(self, found):
        for one in found[:SHOWN]:
            self.stdout.write(f"{one.kind} {one.thing_id}: {one.what}")
        if len(found) > SHOWN:
            counts = Counter(one.what for one in found[SHOWN:])
            self.stdout.write("and more: " + ", ".join(f"{count} {what}" for what, count in counts.items()))
        if not found:
            self.stdout.write("Nothing differs.")
