"""Loading the demonstration consortium: only through the importers and actions that anyone else would use.

Time is moved while it loads (time-machine), so that last year's acts are dated last year. Everything is drawn from one
seeded source, so that two loads on one day are the same.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from learnplan.acts import kept_at_once
from learnplan.demonstration import (
    adults,
    asking,
    branching,
    evidence,
    frameworks,
    lives,
    maps,
    money,
    talks,
    targets,
    together,
    years,
)
from learnplan.demonstration.scenes import HOMES, administrator_of, at, home_institutions, named
from learnplan.demonstration.state import is_broken_off
from learnplan.events.actions import record
from learnplan.people.actions.bonds import bind, consent
from learnplan.people.actions.circumstances import note_circumstances
from learnplan.people.actions.persons import admit, found_institution
from learnplan.people.classes.actions import bind_class
from learnplan.people.classes.models import Enrolment
from learnplan.people.models import Bond, Institution, Role, User
from learnplan.people.roster.loading import load as load_roster
from learnplan.years import current_year, year_bounds
from scripts.frameworks.actions import adopt_common_script
from scripts.frameworks.importing import load as load_framework
from scripts.frameworks.models import Framework
from scripts.offers.actions import agree
from scripts.offers.importing import load as load_offers

DATA = Path(__file__).parent / "data"
SEED = 20
PROVIDERS = ("Northgate College", "Hillcrest School", "Riverside Sixth Form", "Harbour Works")
# Minutes the journey from one to the other takes, one way.
TRAVEL = {
    frozenset(("Riverside Sixth Form", "Northgate College")): 25,
    frozenset(("Riverside Sixth Form", "Hillcrest School")): 35,
    frozenset(("Riverside Sixth Form", "Harbour Works")): 15,
    frozenset(("Northgate College", "Hillcrest School")): 45,
    frozenset(("Northgate College", "Harbour Works")): 30,
    frozenset(("Hillcrest School", "Harbour Works")): 40,
}
MOST_MINUTES_A_WEEK = 30 * 60
STAFF = (
    ("Harbour Works", Role.ADMINISTRATOR, "karel", "Karel", "Dock"),
    ("Harbour Works", Role.PROVIDER, "jess", "Jess", "Tidewell"),
    ("Northgate College", Role.PROVIDER, "sam", "Sam", "Price"),
    ("Hillcrest School", Role.PROVIDER, "otto.k", "Otto", "Kestrel"),
    ("Riverside Sixth Form", Role.PROVIDER, "ines", "Ines", "Marram"),
    ("Riverside Sixth Form", Role.ADVOCATE, "mair", "Mair", "Jenkins"),
)


def load_demonstration() -> None:
    """Load everything into an empty database, or afresh into one where an earlier load was broken off.

    Each act is a transaction of its own, as it would be; the first and the last event say whether it came to its
    end. Raises ValueError when there are people in the database that are not a half-loaded demonstration's.
    """
    if is_broken_off():
        call_command("flush", interactive=False, verbosity=0)
    elif User.objects.exists():
        raise ValueError("There are people here already; the demonstration goes into an empty database.")
    with _unhurried():
        record("demonstration.begun", actor=None)
        with kept_at_once():
            _load()
        record("demonstration.loaded", actor=None)


@contextmanager
def _unhurried() -> Iterator[None]:
    """Let the database write its log to the disk in its own time: a load that a crash breaks off is begun afresh."""
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit TO off")
        try:
            yield
        finally:
            cursor.execute("RESET synchronous_commit")


def _load() -> None:
    year = current_year()
    with at(year - 1, 9, 3), _dated_files(year - 1) as files:
        _only_last_year(files / "roster")
        _must(load_roster(files / "roster", dry_run=False))
        _found(year - 1, files)
        _tie()
    lives.live_last_year(year - 1)
    targets.write_for_later(year - 1)
    years.close_last_year(year - 1)
    with at(year, 9, 3), _dated_files(year) as files:
        _must(load_roster(files / "roster", dry_run=False))
        _must(load_offers(files / "offers.csv", dry_run=False))
        _adopt(year)
        _tie()
        _describe()
    with at(year, 9, 8):
        funds = money.open_funds(year)
    lives.begin_year(year)
    with at(year, 9, 29):
        money.publish_funds(funds)
    lives.live_this_year(year)
    targets.go_further(year)
    branching.dream_of_physics(year)
    evidence.show_work(year)
    maps.draw_maps(year)
    talks.talk_things_over(year)
    asking.ask_and_earn(year)
    adults.stand_beside(year)
    years.say_and_sign(year)
    frameworks.bring_in_new_version(year)
    branching.write_in_depth(year)
    together.do_together(year)
    branching.ask_about_the_core(year)


@contextmanager
def _dated_files(year: int) -> Iterator[Path]:
    """Copy the data to a folder for a while, with the dates of an academic year filled in."""
    starts_on, ends_on = year_bounds(year)
    dates = {"{starts_on}": str(starts_on), "{ends_on}": str(ends_on), "{ends_year}": str(ends_on.year)}
    with tempfile.TemporaryDirectory() as folder:
        files = Path(shutil.copytree(DATA, Path(folder) / "data"))
        for path in files.rglob("*.csv"):
            text = path.read_text(encoding="utf-8")
            for mark, date in dates.items():
                text = text.replace(mark, date)
            path.write_text(text, encoding="utf-8")
        yield files


def _only_last_year(folder: Path) -> None:
    """Leave of the roster what it was a year ago: this year's Year 13 in Year 12, and nobody younger."""
    users = (folder / "users.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line.replace(",13,", ",12,") for line in users if ",student," not in line or ",13," in line]
    (folder / "users.csv").write_text("".join(kept), encoding="utf-8")
    ids = {line.split(",")[0] for line in kept}
    rows = (folder / "enrollments.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    kept_rows = [row for row in rows[1:] if row.split(",")[5] in ids]
    (folder / "enrollments.csv").write_text("".join([rows[0], *kept_rows]), encoding="utf-8")


def _must(report) -> None:
    """Stop at anything refused: the demonstration's own files have no faults."""
    refused = [problem for problem in report.problems if problem.severity == "refused"]
    if refused or not report.committed:
        raise ValueError(f"The demonstration does not load: {refused[:3]}")


def _found(year: int, files: Path) -> None:
    """Add what no roster knows: the employer, the partners' staff, the agreements; and adopt the core."""
    found_institution(name="Harbour Works", kind=Institution.Kind.EMPLOYER, code="HAR", actor=None)
    starts_on = year_bounds(year)[0]
    places = {institution.name: institution for institution in Institution.objects.all()}
    for name, role, username, given, family in STAFF:
        email = f"{username}@{places[name].code.lower()}.example.org"
        who = {"username": username, "given_name": given, "family_name": family, "email": email}
        admit(institution=places[name], role=role, from_on=starts_on, actor=None, **who)
    for home in HOMES:
        for provider in PROVIDERS:
            if provider != home:
                agree(
                    provider=places[provider],
                    home=places[home],
                    from_on=starts_on,
                    until_on=None,
                    quota=40 if provider == "Northgate College" else None,
                    travel_minutes=TRAVEL[frozenset((home, provider))],
                    data_shared="Name, year group, and what the learner wants to do there.",
                    actor=administrator_of(places[home]),
                )
    _must(load_framework(files / "framework.json", dry_run=False))
    _adopt(year)


def _adopt(year: int) -> None:
    """Adopt the core for the cohort that starts this year at each home institution."""
    framework = Framework.objects.get()
    items = [
        (item, item.code not in {"W3", "C1"})
        for item in framework.items.filter(parent__isnull=False).order_by("parent__position", "position")
    ]
    for home in home_institutions():
        adopt_common_script(
            institution=home,
            framework=framework,
            name=f"The Estuary core, {year}",
            year=year,
            year_group="12",
            items=items,
            most_minutes_a_week=MOST_MINUTES_A_WEEK,
            actor=administrator_of(home),
        )


def _tie() -> None:
    """Make each class's teacher the tutor of its learners, and give the cast their advocate and carer."""
    current = Enrolment.objects.current().filter(in_class__ended_on=None)
    with_learners = current.filter(role=Role.LEARNER).values("in_class")
    teaching = current.filter(role=Role.TEACHER, in_class__in=with_learners)
    for teacher in teaching.select_related("user", "in_class__institution").order_by("pk"):
        bind_class(
            in_class=teacher.in_class,
            tutor=teacher.user,
            from_on=timezone.localdate(),
            actor=administrator_of(teacher.in_class.institution),
        )
    amina = User.objects.filter(username="amina").first()
    if amina:
        mair, rosa = named("mair", "rosa")
        today, riverside = timezone.localdate(), Institution.objects.get(name="Riverside Sixth Form")
        way: dict[str, Any] = {"kind": Bond.Kind.ADVOCATE, "institution": riverside, "from_on": today}
        consent(bond=bind(learner=amina, adult=mair, actor=rosa, **way), actor=amina)
        for carer in Bond.objects.carers().filter(learner=amina, consented_at=None):
            consent(bond=carer, actor=amina)


def _describe() -> None:
    """Write down circumstances, as an administrator would from the office's papers."""
    random = Random(SEED)
    for home in home_institutions():
        learners = User.objects.with_role(Role.LEARNER, home).order_by("username").values_list("pk", flat=True)
        known = {
            "area_decile": {
                pk: random.choices(range(1, 11), weights=[3, 3, 2, 2, 2, 1, 1, 1, 1, 1])[0] for pk in learners
            },
            "free_meals": {pk: 1 for pk in learners if random.random() < 0.22},
            "young_carer": {pk: 1 for pk in learners if random.random() < 0.06},
        }
        if amina := User.objects.filter(username="amina", pk__in=learners).first():
            known["area_decile"][amina.pk], known["free_meals"][amina.pk] = 2, 1
        for kind, values in known.items():
            note_circumstances(
                institution=home,
                kind=kind,
                values=values,
                source="school office",
                from_on=timezone.localdate(),
                actor=administrator_of(home),
            )
