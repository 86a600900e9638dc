"""Measure the pages of the chain on generated data, beside a bare page, and the roster import beside COPY."""

from django.core.management.base import BaseCommand, CommandError
from django.test.utils import override_settings
from django.urls import clear_url_caches, set_urlconf

from learnplan.bench.bulk.databases import connected_to, drop, generated
from learnplan.bench.measuring import PageFailed, measure
from learnplan.bench.roster import measure_roster
from learnplan.bench.table import roster_lines, table

SMALL = (1, 1700)
ROSTER_DATABASE = "learnplan_bench_roster"


class Command(BaseCommand):
    help = "Print a table of what each page takes at 1, 1,700 and N generated learners; measures, and judges nothing."

    def add_arguments(self, parser):
        parser.add_argument("--learners", type=int, default=100_000, metavar="N", help="the largest consortium")
        parser.add_argument("--seed", type=int, default=1, metavar="S")
        parser.add_argument("--drop", action="store_true", help="drop the generated databases afterwards")
        parser.add_argument("--no-roster", action="store_true", help="leave the roster import out")

    def handle(self, *, learners, seed, no_roster, **options):
        if learners <= max(SMALL):
            raise CommandError(f"Ask for more than {max(SMALL):,} learners: the table has that size already.")
        try:
            with override_settings(ROOT_URLCONF="learnplan.bench.urls"):
                figures = {size: self.measure(size, seed, options["drop"]) for size in (*SMALL, learners)}
        except (PageFailed, ValueError) as error:
            raise CommandError(str(error)) from None
        self.stdout.write("\n" + "\n".join(table(figures)))
        if not no_roster:
            self.stdout.write("\n".join(roster_lines(self.measure_roster())))

    def measure(self, learners: int, seed: int, drop_after: bool):
        """Measure one size, on a database that is made when it is not there."""
        clear_url_caches()
        set_urlconf(None)
        with generated(learners, seed, tell=self.stderr.write) as name:
            figures = measure(learners, self.stderr.write)
        if drop_after:
            drop(name)
        return figures

    def measure_roster(self):
        drop(ROSTER_DATABASE)
        try:
            with connected_to(ROSTER_DATABASE):
                return measure_roster()
        except ValueError as error:
            raise CommandError(str(error)) from None
        finally:
            drop(ROSTER_DATABASE)
