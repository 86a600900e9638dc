"""Measure the pages of the chain on generated data, beside a bare page, and the roster import beside COPY."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.test.utils import override_settings
from django.urls import clear_url_caches, set_urlconf
from django.utils import timezone

from learnplan.bench.bulk.databases import connected_to, drop, generated
from learnplan.bench.comparing import KEPT, WORSE, compare, kept, save
from learnplan.bench.measuring import DigestFigure, PageFailed, measure, measure_digest
from learnplan.bench.roster import RosterFigure, measure_roster
from learnplan.bench.table import Figures, digest_lines, roster_lines, table

SMALL = (1, 1700)
LEARNERS = 100_000
ROSTER_DATABASE = "learnplan_bench_roster"


class Command(BaseCommand):
    help = "Print a table of what each page takes at 1, 1,700 and N generated learners; with --compare, judge it."

    def add_arguments(self, parser):
        parser.add_argument("--learners", type=int, metavar="N", help=f"the largest consortium ({LEARNERS:,})")
        parser.add_argument("--seed", type=int, default=1, metavar="S")
        parser.add_argument("--drop", action="store_true", help="drop the generated databases afterwards")
        parser.add_argument("--no-roster", action="store_true", help="leave the roster import out")
        parser.add_argument("--kept", default=KEPT, metavar="FILE", help=f"where the table is kept ({KEPT.name})")
        parser.add_argument("--save", action="store_true", help="keep the table")
        parser.add_argument(
            "--compare",
            action="store_true",
            help=f"fail if a page got {WORSE:g} times worse than the table kept of as many learners (or the smallest)",
        )

    def handle(self, *, learners, seed, no_roster, **options):
        path = Path(options["kept"])
        known = kept(path)["learners"]
        if learners is None:
            learners = min(map(int, known), default=LEARNERS) if options["compare"] else LEARNERS
        if learners <= max(SMALL):
            raise CommandError(f"Ask for more than {max(SMALL):,} learners: the table has that size already.")
        if options["compare"] and str(learners) not in known:
            raise CommandError(f"No table of {learners:,} learners is kept: measure one with --save first.")
        sizes: dict[int, Figures] = {}
        try:
            with override_settings(ROOT_URLCONF="learnplan.bench.urls"):
                for size in (*SMALL, learners):
                    sizes[size], digest = self.measure(size, seed, options["drop"])
        except (PageFailed, ValueError) as error:
            raise CommandError(str(error)) from None
        roster = None if no_roster else self.measure_roster()
        self.tell(sizes, digest, roster)
        if options["save"]:
            save(sizes, digest, roster, on=timezone.localdate(), path=path)
        if options["compare"]:
            self.judge(sizes[learners], known[str(learners)]["pages"])

    def tell(self, sizes: dict[int, Figures], digest: DigestFigure, roster: RosterFigure | None) -> None:
        lines = [*table(sizes), *digest_lines(digest), *(roster_lines(roster) if roster else ())]
        self.stdout.write("\n" + "\n".join(lines))

    def judge(self, figures: Figures, pages: dict[str, dict]) -> None:
        """Print each page beside the one that is kept, and fail where one got worse."""
        lines, worse = compare(pages, figures)
        self.stdout.write("\n".join(lines))
        if worse:
            raise CommandError(f"{WORSE:g} times worse, or more: {'; '.join(worse)}.")

    def measure(self, learners: int, seed: int, drop_after: bool):
        """Measure one size, on a database that is made when it is not there."""
        clear_url_caches()
        set_urlconf(None)
        with generated(learners, seed, tell=self.stderr.write) as name:
            figures, digest = measure(learners, self.stderr.write), measure_digest()
        if drop_after:
            drop(name)
        return figures, digest

    def measure_roster(self):
        drop(ROSTER_DATABASE)
        try:
            with connected_to(ROSTER_DATABASE):
                return measure_roster()
        except ValueError as error:
            raise CommandError(str(error)) from None
        finally:
            drop(ROSTER_DATABASE)
