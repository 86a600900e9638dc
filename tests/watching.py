"""Every act in every test is watched: after it, what waits is what the rooms' queries say should wait."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import time_machine
from django.core.signals import request_started
from django.db import connection, transaction
from django.utils import timezone

from learnplan import acts
from learnplan.kept.actions import differences, mend
from learnplan.people.models import User
from learnplan.waiting.reading import told, waiting_for
from learnplan.waiting.shapes import Need


class Watching:
    """`django.db.transaction` as `learnplan.acts` sees it: what a test wrote by hand is taken in before an act."""

    @contextmanager
    def atomic(self, savepoint: bool = True) -> Iterator[None]:
        with transaction.atomic(savepoint=savepoint):
            if acts._noted.get() is None and threading.current_thread() is threading.main_thread():
                take_in()
            yield


def take_in() -> None:
    """Let what waits follow from what stands in the database; the statements are not counted."""
    with uncounted():
        tell_the_time()
        mend()


def tell_the_time() -> None:
    """Let the database know what time it is, for a test that travels."""
    when = timezone.now().isoformat() if time_machine.escape_hatch.is_travelling() else ""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('learnplan.now', %s, false)", [when])


def needs_of(*beginnings: str) -> Callable[[User], list[Need]]:
    """Return how to read what waits for someone of the kinds that begin so, as the home page says it."""

    def needs(user: User) -> list[Need]:
        take_in()
        return told(row for row in waiting_for(user) if row.kind.startswith(beginnings or ""))

    return needs


def compare(events: list) -> None:
    """After an act: nothing was forgotten."""
    with uncounted():
        found = differences()
    assert found == [], f"After {[event.verb for event in events]} what waits is not what should wait."


@contextmanager
def uncounted() -> Iterator[None]:
    """Leave the statements out of what is captured or counted."""
    was = connection.force_debug_cursor, connection.execute_wrappers
    connection.force_debug_cursor, connection.execute_wrappers = False, []
    try:
        yield
    finally:
        connection.force_debug_cursor, connection.execute_wrappers = was


def watch() -> None:
    """Begin to watch, for as long as the process lasts."""
    acts.transaction = Watching()
    acts.KEEPERS.append(compare)
    request_started.connect(on_request, weak=False)


def on_request(**_about: object) -> None:
    """Before a page is read; one that reads no table may be asked for by a test without a database."""
    with suppress(RuntimeError):
        take_in()


@contextmanager
def unwatched() -> Iterator[None]:
    """Let acts be as they are when nobody tests: what is written by hand is taken in by none, and none is compared."""
    watching, acts.transaction = acts.transaction, transaction
    acts.KEEPERS.remove(compare)
    try:
        yield
    finally:
        acts.transaction = watching
        acts.KEEPERS.append(compare)
