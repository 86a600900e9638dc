"""Databases that hold a world: the stage built once for each worker, and copies with a server in front of them."""

import copy
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection
from pytest_django.live_server_helper import LiveServer

from tests.stage.world import Stage, build


@contextmanager
def database(name: str) -> Iterator[None]:
    """Use another database than the one at hand."""
    own = connection.settings_dict["NAME"]
    assert own.startswith("test_"), "Mark these tests with django_db."
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
