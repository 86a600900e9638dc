"""Filling an empty database with a generated consortium, table after table, through COPY."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from random import Random

from django.db import connection, transaction

from learnplan.bench.bulk import people, rooms
from learnplan.bench.bulk.shape import LEARNERS_EACH, STEPS_COMMON, Shape
from learnplan.people.models import Institution, User
from learnplan.years import current_year, year_bounds

BLOCK = 5 * LEARNERS_EACH  # learners at a time: whole institutions, so that each transfer is one statement


def copy_rows(table: str, columns: str, rows: Iterable[tuple], *, frozen: bool = False) -> int:
    """Append rows to a table through COPY; `columns` are names by comma, None is NULL. Returns how many.

    `frozen` rows need no vacuum later; that can be asked while the table is `lightened` only.
    """
    lines, count = [], 0
    for row in rows:
        lines.append("\t".join("\\N" if value is None else str(value) for value in row))
        count += 1
    if lines:
        into = f"COPY {table} ({columns}) FROM STDIN{' (FREEZE)' if frozen else ''}"
        with connection.cursor() as cursor, cursor.copy(into) as copy:
            copy.write("\n".join(lines) + "\n")
    return count


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
    return written


def _days() -> tuple[str, str, str, str]:
    starts_on, ends_on = year_bounds(current_year())
    return str(starts_on), str(ends_on), str(dt.date.today()), str(starts_on)


def _fill_institutions(shape: Shape, random: Random) -> int:
    year = current_year()
    starts_on, ends_on, day, since = _days()
    offers = (
        "id, provider_id, code, title, summary, style, level, asks, location, timetable, starts_on, ends_on, places, "
        "price_pence, closed_at, kept_aside"
    )
    transfers = "id, fund_id, kind, reason, by_id, learner_id, provider_id, reverses_id, part_of_id, at"
    institution_columns = "id, roster, sourced_id, kept_aside, name, kind, code"
    return sum(
        (
            copy_rows("learnplan_institution", institution_columns, people.institutions(shape)),
            copy_rows("learnplan_user", people.USER, people.staff(shape, random)),
            copy_rows("learnplan_membership", people.MEMBERSHIP, people.staff_memberships(shape, since)),
            copy_rows(
                "scripts_framework",
                "id, identifier, title, creator, case_version, adoption_status, changed_at, imported_at, kept_aside",
                [(1, "generated", "Generated framework", "Learnplan", "1.1", "Adopted", None, day, "{}")],
            ),
            copy_rows(
                "scripts_frameworkitem",
                "id, framework_id, identifier, code, statement, short, kind, level, parent_id, position, kept_aside",
                (
                    (n, 1, f"item-{n}", f"C{n}", f"Common part {n}", f"Common part {n}", "Standard", "", None, n, "{}")
                    for n in range(1, STEPS_COMMON + 1)
                ),
            ),
            copy_rows(
                "scripts_commonscript",
                "id, institution_id, framework_id, name, year, year_group, adopted_at",
                (
                    (2 * i - odd, i, 1, f"Common script, Year {12 if odd else 13}", year, 12 if odd else 13, day)
                    for i in range(1, shape.institutions + 1)
                    for odd in (1, 0)
                ),
            ),
            copy_rows(
                "scripts_commonitem",
                "id, common_script_id, item_id, is_required, position",
                (
                    ((script - 1) * STEPS_COMMON + n, script, n, "t" if n <= STEPS_COMMON - 2 else "f", n)
                    for script in range(1, 2 * shape.institutions + 1)
                    for n in range(1, STEPS_COMMON + 1)
                ),
            ),
            copy_rows("scripts_offer", offers, rooms.offers(shape, starts_on, ends_on)),
            copy_rows(
                "scripts_agreement",
                "provider_id, home_id, from_on, until_on, quota, data_shared",
                rooms.agreements(shape, since),
            ),
            copy_rows("plans_fund", "id, name, institution_id, year, made_at", rooms.funds(shape, year, day)),
            copy_rows(
                "plans_formula",
                "id, fund_id, version, components, made_by_id, made_at, published_at",
                rooms.formulas(shape, day),
            ),
            copy_rows("plans_account", "id, fund_id, kind, learner_id, provider_id", rooms.fund_accounts(shape)),
            copy_rows("plans_transfer", transfers, rooms.fund_transfers(shape, day)),
        )
    )


def _fill_block(shape: Shape, block: range, random: Random, *, frozen: bool) -> int:
    year = current_year()
    _starts_on, ends_on, day, since = _days()
    place = (
        "id, offer_id, learner_id, home_id, step_id, state, previous_state, price_pence, asked_by_id, asked_at, "
        "moved_at, moved_by_id, decide_by, is_reserved, reason, promise_id"
    )
    step = "id, branch_id, position, title, style, year, term, target_id, offer_id, common_item_id, added_at, done_at"
    event = "at, actor_id, on_behalf_of_id, learner_id, institution_id, verb, thing, thing_id, facts"
    notice = "recipient_id, event_id, key, words, path, at, read_at, email_state, email_attempts"
    circumstance = "learner_id, kind, value, source, from_on, until_on"
    transfers = "id, fund_id, kind, reason, by_id, learner_id, provider_id, reverses_id, part_of_id, at"
    tables = (
        ("learnplan_user", people.USER, people.users(shape, block, random)),
        ("learnplan_membership", people.MEMBERSHIP, people.memberships(shape, block, since)),
        ("learnplan_bond", people.BOND, people.bonds(shape, block, since)),
        ("learnplan_circumstance", circumstance, people.circumstances(block, since, random)),
        ("learnplan_event", event, people.events(shape, block, day, random)),
        ("learnplan_notice", notice, people.notices(block, day)),
        ("plans_plan", "id, learner_id, institution_id, year, started_at", rooms.plans(shape, block, year, day)),
        (
            "plans_target",
            "id, plan_id, words, success_test, due_on, state, author_id, written_at, moved_at, closed_at",
            rooms.targets(block, ends_on, day, random),
        ),
        (
            "plans_checkin",
            "id, target_id, level, reflection, author_id, at",
            rooms.check_ins(block, day, random),
        ),
        (
            "plans_rating",
            "target_id, check_in_id, level, comment, rater_id, at",
            rooms.ratings(shape, block, day, random),
        ),
        (
            "scripts_script",
            "id, learner_id, institution_id, common_script_id, started_at",
            rooms.scripts(shape, block, day),
        ),
        (
            "scripts_branch",
            "id, script_id, parent_id, forks_after_id, name, ending, state, position",
            rooms.branches(block, random),
        ),
        ("scripts_step", step, rooms.steps(shape, block, year, day)),
        (
            "plans_entitlement",
            "fund_id, formula_id, learner_id, plan_id, total_pence, lines, shared_out_by_id",
            rooms.entitlements(shape, block),
        ),
        ("plans_account", "id, fund_id, kind, learner_id, provider_id", rooms.accounts(shape, block)),
        ("plans_transfer", transfers, rooms.transfers(shape, block, day)),
        ("plans_entry", "transfer_id, account_id, pence", rooms.entries(shape, block)),
        ("scripts_place", place, rooms.places(shape, block, day)),
    )
    return sum(copy_rows(*table, frozen=frozen) for table in tables)
