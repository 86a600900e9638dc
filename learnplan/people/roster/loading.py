"""Loading a roster: from a path to a report, in one transaction."""

from collections.abc import Callable
from pathlib import Path

from django.db import DataError, IntegrityError, OperationalError, connection, transaction
from django.utils.translation import gettext as _

from learnplan.acts import acting
from learnplan.events.actions import record
from learnplan.people.models import Institution, User
from learnplan.people.roster.bundle import Bundle, opened
from learnplan.people.roster.classes import store_classes, store_enrolments
from learnplan.people.roster.endings import end_what_ended
from learnplan.people.roster.institutions import claim_institution, reach_of, store_institutions
from learnplan.people.roster.manifest import dialect_of, modes_of
from learnplan.people.roster.people import store_people
from learnplan.people.roster.refusals import BundleRefused
from learnplan.people.roster.run import Run
from learnplan.people.roster.staging import OWN, copy_bundle
from learnplan.people.roster.ties import store_bonds, store_flags, store_memberships
from learnplan.web.reports import Report

ONLY_ROSTER = "main"
LOCK = 0x526F73746572  # "Roster": one import of people at a time, so that no two fight for a username


def load(
    path: Path | str,
    *,
    dry_run: bool,
    by: User | None = None,
    strict: bool = False,
    progress: Callable[[int], None] | None = None,
    roster: str | None = None,
    institution: Institution | None = None,
    allow_mass_ending: bool = False,
) -> Report:
    """Load the roster at `path` (a zip file or a folder) and say what became of each row.

    One transaction: everything but the refused rows is written, or nothing at all: in a dry run, when the
    roster as a whole is refused (`report.readable` is False), or with `strict` when a row is. With an
    `institution`, only it and its parts are touched. `roster` names whose identifiers these are. `progress`
    is told the rows read so far. Running it again changes nothing.
    """
    report = Report()
    try:
        with opened(Path(path)) as bundle, acting():
            run = start(bundle, report, roster, institution, progress)
            store_institutions(run)
            store_classes(run)
            store_people(run)
            store_memberships(run)
            store_enrolments(run)
            store_bonds(run)
            store_flags(run)
            end_what_ended(run, allow_mass_ending=allow_mass_ending)
            count_outcomes(run)
            report.committed = not dry_run and not (strict and report.has_refusals)
            if report.committed:
                facts = {name: {"rows": c.rows, "refused": c.refused} for name, c in report.files.items()}
                record("roster.imported", actor=by, institution=institution, file=bundle.name, files=facts)
            else:
                transaction.set_rollback(True)
    except BundleRefused as error:
        refused_whole(report, error.file, error.line, error.code, str(error))
    except (IntegrityError, DataError, OperationalError) as error:
        # The database's own words may quote a cell, so only where it happened is kept.
        cause = error.__cause__
        where = getattr(getattr(cause, "diag", None), "constraint_name", None) or getattr(cause, "sqlstate", "")
        message = _("The database refused it ({where}). Nothing was written. Try again.").format(where=where)
        refused_whole(report, "", None, "database", message)
    return report


def refused_whole(report: Report, file: str, line: int | None, code: str, message: str) -> None:
    """Say that nothing could be loaded, and why."""
    report.committed = report.readable = False
    report.refuse(file, line, None, code, message)


def start(
    bundle: Bundle,
    report: Report,
    roster: str | None,
    institution: Institution | None,
    progress: Callable[[int], None] | None,
) -> Run:
    """Take the lock, copy the files into staging tables, and give the import on its way."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    dialect = dialect_of(bundle)
    modes = modes_of(bundle, dialect, report)
    readers = copy_bundle(bundle, dialect, modes, report, progress)
    run = Run(roster or roster_of(institution), report, modes, readers)
    run.measure(*(f"s_{kind}" for kind in OWN))
    if institution is not None:
        claim_institution(run, institution)
        run.reach = reach_of(institution)
    return run


def roster_of(institution: Institution | None) -> str:
    """Return the name of the roster that the institution came from, or of its own one."""
    if institution is None:
        return ONLY_ROSTER
    return institution.roster if institution.sourced_id else f"institution-{institution.pk}"


def count_outcomes(run: Run) -> None:
    """Count what became of the staged rows, file by file. Rows refused while reading are counted already."""
    for kind in OWN:
        names = [reader.wanted.name for reader in run.files_of(kind)]
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT file, outcome, count(*) FROM s_{kind} WHERE file = ANY(%s) "
                "AND (outcome IS DISTINCT FROM 'refused' OR reason IS NOT NULL) GROUP BY 1, 2",
                [names],
            )
            for file, outcome, n in cursor.fetchall():
                counts = run.report.counts(file)
                name = outcome if outcome in ("refused", "created", "updated", "ended") else "unchanged"
                setattr(counts, name, getattr(counts, name) + n)
