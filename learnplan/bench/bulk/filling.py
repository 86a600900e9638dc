"""Filling an empty database with a generated consortium, table after table, through COPY."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from random import Random
from time import monotonic

from django.db import connection, transaction

from learnplan.bench.bulk import people, rooms
from learnplan.bench.bulk.shape import LEARNERS_EACH, Shape
from learnplan.kept.actions import mend
from learnplan.kept.shapes import TABLES
from learnplan.people.models import Institution, User
from learnplan.years import current_year, year_bounds

BLOCK = 5 * LEARNERS_EACH  # learners at a time: whole institutions, so that each transfer is one statement


# What the rows of each table have, in the order in which they come.
FROM_ROSTER = "roster, sourced_id, kept_aside"
COLUMNS = {
    "learnplan_institution": f"id, {FROM_ROSTER}, name, kind, code",
    "learnplan_user": f"id, password, last_login, is_superuser, {FROM_ROSTER}, username, email, given_name, "
    "family_name, preferred_name, is_staff, is_active, joined_at",
    "learnplan_membership": f"{FROM_ROSTER}, user_id, institution_id, role, year_group, from_on, until_on",
    "learnplan_bond": f"{FROM_ROSTER}, learner_id, adult_id, kind, institution_id, from_on, until_on",
    "learnplan_circumstance": "learner_id, kind, value, source, from_on, until_on",
    "learnplan_event": "at, actor_id, on_behalf_of_id, learner_id, institution_id, verb, thing, thing_id, facts",
    "learnplan_notice": "recipient_id, event_id, key, words, path, at, read_at, email_state, email_attempts",
    "plans_plan": "id, learner_id, institution_id, year, started_at",
    "plans_target": "id, plan_id, words, success_test, due_on, state, author_id, written_at, moved_at, closed_at",
    "plans_checkin": "id, target_id, level, reflection, author_id, at",
    "plans_rating": "target_id, check_in_id, level, comment, rater_id, at",
    "plans_fund": "id, name, institution_id, year, made_at",
    "plans_formula": "id, fund_id, version, components, made_by_id, made_at, published_at",
    "plans_account": "id, fund_id, kind, learner_id, provider_id",
    "plans_transfer": "id, fund_id, kind, reason, by_id, learner_id, provider_id, reverses_id, part_of_id, at",
    "plans_entry": "transfer_id, account_id, pence",
    "plans_entitlement": "fund_id, formula_id, learner_id, plan_id, total_pence, lines, shared_out_by_id",
    "scripts_framework": "id, identifier, title, creator, case_version, adoption_status, changed_at, imported_at, "
    "kept_aside",
    "scripts_frameworkitem": "id, framework_id, identifier, code, statement, short, kind, level, parent_id, position, "
    "kept_aside",
    "scripts_commonscript": "id, institution_id, framework_id, name, year, year_group, adopted_at",
    "scripts_commonitem": "id, common_script_id, item_id, is_required, position",
    "scripts_script": "id, learner_id, institution_id, common_script_id, started_at",
    "scripts_branch": "id, script_id, parent_id, forks_after_id, name, ending, state, position",
    "scripts_step": "id, branch_id, position, title, style, year, term, target_id, offer_id, common_item_id, "
    "added_at, done_at",
    "scripts_offer": "id, provider_id, code, title, summary, style, level, asks, location, timetable, starts_on, "
    "ends_on, places, price_pence, closed_at, kept_aside",
    "scripts_agreement": "provider_id, home_id, from_on, until_on, quota, data_shared",
    "scripts_place": "id, offer_id, learner_id, home_id, step_id, state, previous_state, price_pence, asked_by_id, "
    "asked_at, moved_at, moved_by_id, decide_by, is_reserved, reason, promise_id",
}


def copy_rows(table: str, rows: Iterable[tuple], *, frozen: bool = False) -> int:
    """Append rows to a table through COPY: its COLUMNS, None for NULL. Returns how many.

    `frozen` rows need no vacuum later; that can be asked while the table is `lightened` only.
    """
    lines = ["\t".join("\\N" if value is None else str(value) for value in row) for row in rows]
    if lines:
        into = f"COPY {table} ({COLUMNS[table]}) FROM STDIN{' (FREEZE)' if frozen else ''}"
        with connection.cursor() as cursor, cursor.copy(into) as copy:
            copy.write("\n".join(lines) + "\n")
    return len(lines)


def set_sequences(cursor) -> None:
    """Let the next id of every table follow its largest, so that the product can go on writing."""
    cursor.execute(
        "SELECT relname FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid "
        "WHERE relkind = 'r' AND attname = 'id' AND attidentity <> '' AND relnamespace = 'public'::regnamespace"
    )
    for (table,) in cursor.fetchall():
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), "
            f"(SELECT COALESCE(MAX(id), 0) + 1 FROM {table}), false)"
        )


@contextmanager
def lightened() -> Iterator[None]:
    """Drop every index but the primary keys for a while, and build them again at the end: far faster in bulk.

    Row triggers and foreign keys are off too, if this database user may do that. To be used inside a transaction,
    so that a failure leaves all as it was. The tables, which are empty, are truncated in it: what comes then is not
    written twice, as it otherwise is for recovery after a crash.
    """
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE learnplan_institution, learnplan_user, scripts_framework CASCADE")
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        if cursor.fetchone()[0]:
            cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            "SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname), "
            "format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) "
            "FROM pg_constraint WHERE contype IN ('u', 'x') AND connamespace = 'public'::regnamespace "
            "UNION ALL "
            "SELECT format('DROP INDEX %s', indexrelid::regclass), pg_get_indexdef(indexrelid) FROM pg_index "
            "WHERE NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u', 'x')) "
            "AND indrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace)"
        )
        drops_and_makes = cursor.fetchall()
        for drop, _make in drops_and_makes:
            cursor.execute(drop)
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
        for _drop, make in drops_and_makes:
            cursor.execute(make)


def fill(*, learners: int, seed: int, checked: bool = False, tell: Callable[[str], None] = lambda text: None) -> int:
    """Fill the connected, migrated and empty database; the same `seed` gives the same rows.

    The indexes are built afterwards, and row triggers and foreign-key checks are off while it loads where the
    database user may do that, since the rows are right by construction. A test proves it on a small one, which is
    `checked`: then every rule of the database looks at every row. Returns how many rows were written. Raises
    ValueError when there are people or institutions already, or for no learners at all.
    """
    if learners < 1:
        raise ValueError("Ask for at least one learner.")
    if User.objects.exists() or Institution.objects.exists():
        raise ValueError("This database holds people already; generated data goes into a database of its own.")
    shape, random = Shape(learners), Random(seed)
    with transaction.atomic(), nullcontext() if checked else lightened():
        written = _fill_institutions(shape, random)
        for first in range(1, learners + 1, BLOCK):
            block = range(first, min(first + BLOCK, learners + 1))
            written += _fill_block(shape, block, random, frozen=not checked)
            tell(f"{block[-1]:,} of {learners:,} learners, {written:,} rows")
    with connection.cursor() as cursor:
        set_sequences(cursor)
        if not connection.in_atomic_block:
            cursor.execute("VACUUM ANALYZE")
    return written + _fill_kept(tell)


def _fill_kept(tell: Callable[[str], None]) -> int:
    """Write what is kept, as the night's clock would find it: rows that came through COPY are of no act."""
    began = monotonic()
    _gone, come = mend()
    tell(f"{come:,} rows of what waits and of chosen paths, found in {monotonic() - began:.1f} s")
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"{'' if connection.in_atomic_block else 'VACUUM '}ANALYZE {table.name}")
    return come


def _days() -> tuple[str, str, str]:
    """Return the first and the last day of this academic year, and today."""
    starts_on, ends_on = year_bounds(current_year())
    return str(starts_on), str(ends_on), str(dt.date.today())


def _fill_institutions(shape: Shape, random: Random) -> int:
    year = current_year()
    starts_on, ends_on, day = _days()
    tables: tuple[tuple[str, Iterable[tuple]], ...] = (
        ("learnplan_institution", people.institutions(shape)),
        ("learnplan_user", people.staff(shape, random)),
        ("learnplan_membership", people.staff_memberships(shape, starts_on)),
        ("scripts_framework", rooms.frameworks(day)),
        ("scripts_frameworkitem", rooms.framework_items()),
        ("scripts_commonscript", rooms.common_scripts(shape, year, day)),
        ("scripts_commonitem", rooms.common_items(shape)),
        ("scripts_offer", rooms.offers(shape, starts_on, ends_on)),
        ("scripts_agreement", rooms.agreements(shape, starts_on)),
        ("plans_fund", rooms.funds(shape, year, day)),
        ("plans_formula", rooms.formulas(shape, day)),
        ("plans_account", rooms.fund_accounts(shape)),
        ("plans_transfer", rooms.fund_transfers(shape, day)),
    )
    return sum(copy_rows(*table) for table in tables)


def _fill_block(shape: Shape, block: range, random: Random, *, frozen: bool) -> int:
    year = current_year()
    since, ends_on, day = _days()
    tables = (
        ("learnplan_user", people.users(block, random)),
        ("learnplan_membership", people.memberships(shape, block, since)),
        ("learnplan_bond", people.bonds(shape, block, since)),
        ("learnplan_circumstance", people.circumstances(block, since, random)),
        ("learnplan_event", people.events(shape, block, day, random)),
        ("learnplan_notice", people.notices(block, day)),
        ("plans_plan", rooms.plans(shape, block, year, day)),
        ("plans_target", rooms.targets(block, ends_on, day, random)),
        ("plans_checkin", rooms.check_ins(block, day, random)),
        ("plans_rating", rooms.ratings(shape, block, day, random)),
        ("scripts_script", rooms.scripts(shape, block, day)),
        ("scripts_branch", rooms.branches(block, random)),
        ("scripts_step", rooms.steps(shape, block, year, day)),
        ("plans_entitlement", rooms.entitlements(shape, block)),
        ("plans_account", rooms.accounts(shape, block)),
        ("plans_transfer", rooms.transfers(shape, block, day)),
        ("plans_entry", rooms.entries(shape, block)),
        ("scripts_place", rooms.places(shape, block, day)),
    )
    return sum(copy_rows(*table, frozen=frozen) for table in tables)
