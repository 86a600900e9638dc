"""Fill a database of its own with realistic bulk data, for measuring and for trying a big consortium."""

import time

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from learnplan.bench.bulk.databases import connected_to, drop
from learnplan.bench.bulk.filling import fill


class Command(BaseCommand):
    help = "Fill a database of its own with N generated learners and all that hangs on them, through COPY."

    def add_arguments(self, parser):
        parser.add_argument("--learners", type=int, default=1700, metavar="N")
        parser.add_argument("--seed", type=int, default=1, metavar="S", help="the same seed gives the same rows")
        parser.add_argument("--database", default="learnplan_generated", metavar="NAME", help="made if not there")
        parser.add_argument("--again", action="store_true", help="drop the database first, with all that is in it")

    def handle(self, *, learners, seed, database, again, **options):
        if database == connection.settings_dict["NAME"]:
            raise CommandError(f"{database} is the database in use: generated data goes into one of its own.")
        if again:
            drop(database)
        began = time.monotonic()
        try:
            with connected_to(database):
                rows = fill(learners=learners, seed=seed, tell=self.stdout.write)
        except ValueError as error:
            raise CommandError(
                f"{error} Use --database for another one, or --again to start {database} afresh."
            ) from None
        self.stdout.write(
            f"{learners:,} learners, {rows:,} rows in {time.monotonic() - began:.0f} s, in the database {database}.\n"
            f"To look at it: DATABASE_NAME={database} make run"
        )
