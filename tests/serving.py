"""A server in front of a world that is there for a whole module of tests."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import connection
from pytest_django.live_server_helper import LiveServer

from tests.stage import Stage


@contextmanager
def served(build: Callable[[], Stage]) -> Iterator[LiveServer]:
    """Build a world in the test database, serve it, and empty the database again; the world is its `stage`."""
    assert connection.settings_dict["NAME"].startswith("test_"), "Mark these tests with django_db."
    server = LiveServer("localhost")
    try:
        server.stage = build()
        yield server
    finally:
        server.stop()
        call_command("flush", verbosity=0, interactive=False)
