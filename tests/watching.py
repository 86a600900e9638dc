"""Every act in every test is watched: after it, what waits is what the rooms' queries say should wait."""

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import time_machine
from django.core.signals import request_started
from django.db import connection, transaction
from django.db.backends.signals import connection_created
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
        # Before the act's own savepoint: what is taken in stays when the act is taken back.
        if acts._noted.get() is None and threading.current_thread() is threading.main_thread():
            take_in_writing()
        with transaction.atomic(savepoint=savepoint):
            yield


def take_in() -> None:
    """Let what is kept follow from what stands in the database; the statements are not counted."""
    global _by_hand
    with uncounted():
        tell_the_time()
        mend()
    if _by_hand is not None and _depth() <= _by_hand:
        _by_hand = None


# How deep in savepoints a test has written by hand since that was taken in, None if it has not. What is taken in deeper
# than it was written may be rolled back without it, and is taken in again.
_by_hand: int | None = 1
WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE|COPY)", re.I)
OF_SESSIONS = re.compile(r"django_session|last_login")


def take_in_writing() -> None:
    """Take in what was written by hand, if anything was; and on a journey in time what the day brings."""
    if _by_hand is not None or time_machine.escape_hatch.is_travelling() or _was_travelling():
        take_in()


def _depth() -> int:
    return len(connection.savepoint_ids) + connection.in_atomic_block


def _was_travelling() -> bool:
    with uncounted(), connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('learnplan.now', true)")
        return bool(cursor.fetchone()[0])


def notice_writing(execute, sql, params, many, context):
    """See what is written outside of acts: a wrapper of Django's for statements."""
    global _by_hand
    if acts._noted.get() is None and WRITES.match(sql) and not OF_SESSIONS.search(sql):
        _by_hand = _depth() if _by_hand is None else min(_by_hand, _depth())
    return execute(sql, params, many, context)


def begin_to_notice(connection, **_about: object) -> None:
    """Notice what the test writes on a new connection; another database may hold anything."""
    global _by_hand
    if threading.current_thread() is threading.main_thread():
        _by_hand = 1
        connection.execute_wrappers.append(notice_writing)


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
    connection_created.connect(begin_to_notice, weak=False)
    connection.close()  # the next is noticed
    request_started.connect(on_request, weak=False)


def on_request(**_about: object) -> None:
    """Before a page is read; one that reads no table may be asked for by a test without a database.

    Not before a browser's: a server has a thread and a connection for each, and on each the database plans anew.
    """
    if threading.current_thread() is threading.main_thread():
        with suppress(RuntimeError):
            take_in_writing()


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
