"""Databases of the tests: one that is migrated, the stage built once for each worker, copies with a server in front."""

import copy
import fcntl
import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import connection, transaction
from pytest_django.live_server_helper import LiveServer

from learnplan.embedded.place import CHECKOUT
from tests.stage.world import Stage, build
from tests.watching import take_in


def migrated() -> str:
    """Return the name of a database with every table and nothing else, made anew when a migration or a library is."""
    files = [CHECKOUT / "requirements-dev.txt", *sorted(CHECKOUT.glob("*/**/migrations/*.py"))]
    name = "migrated_" + hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:16]
    (CHECKOUT / "build").mkdir(exist_ok=True)
    with (CHECKOUT / "build" / "migrated.lock").open("w") as lock, connection.creation._nodb_cursor() as cursor:
        fcntl.flock(lock, fcntl.LOCK_EX)
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'migrated_%%'")
        found = [row[0] for row in cursor]
        if name not in found:
            for old in found:
                cursor.execute(f"DROP DATABASE {old}")
            cursor.execute("CREATE DATABASE migrated_new")
            with database("migrated_new"):
                call_command("migrate", verbosity=0)
            cursor.execute(f"ALTER DATABASE migrated_new RENAME TO {name}")
    return name


def empty_tables() -> None:
    """Take out what a test committed: some rows of a few tables, for which Django's flush makes 500 files anew.

    Another server than the embedded one has to know the tests as a superuser.
    """
    kept = {"django_migrations", "django_content_type", "auth_permission"}  # of migrations
    tables = [name for name in connection.introspection.table_names() if name not in kept]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # no trigger, no order of foreign keys
        cursor.execute(" UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in tables))
        for [name] in cursor.fetchall():
            cursor.execute(f"DELETE FROM {name}")


@contextmanager
def database(name: str) -> Iterator[None]:
    """Use another database than the one at hand."""
    own = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = own


@contextmanager
def copied(suffix: str) -> Iterator[str]:
    """Copy the database at hand, and yield the copy's name; the copy goes in the end, whoever still uses it."""
    own = connection.settings_dict["NAME"]
    assert own.startswith("test_"), "Mark these tests with django_db."
    _leave(own)
    connection.creation.clone_test_db(suffix, verbosity=0)
    name = connection.creation.get_test_db_clone_settings(suffix)["NAME"]
    try:
        yield name
    finally:
        _leave(name)
        connection.creation.destroy_test_db(suffix=suffix, verbosity=0)


def _leave(name: str) -> None:
    """End every other connection to a database: of servers that are gone, and from before the browser's event loop."""
    connection.close()  # it may be one of those from before the event loop itself
    with connection.cursor() as cursor:
        others = "FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"
        cursor.execute(f"SELECT pg_terminate_backend(pid, 5000) {others}", [name])


class Staged:
    """The stage in a database of its own, which tests use one after another and leave as it was."""

    def __init__(self, name: str):
        self.name = name
        with database(name):
            self._built = build()

    @contextmanager
    def at_hand(self) -> Iterator[Stage]:
        """Use its database, and yield the stage as it was built."""
        with database(self.name):
            take_in()  # before the transactions of tests, so that it need not be done in each
            yield copy.deepcopy(self._built)


@contextmanager
def served(build: Callable[[], Stage]) -> Iterator[LiveServer]:
    """Serve a copy of the database at hand, in which `build` may go on; what it returns is the server's `stage`."""
    with copied("served") as name, database(name):
        server = LiveServer("localhost")
        try:
            server.stage = build()
            yield server
        finally:
            server.stop()
