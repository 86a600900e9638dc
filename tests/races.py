"""Acts at the same moment, each on a database connection of its own.

TIMES is how often a race that needs luck is run; LEARNPLAN_RACES=200 says more.
"""

import os
import threading
import time
from collections.abc import Callable

from django.db import connection, transaction

from learnplan.rules import RuleBroken
from tests.watching import take_in

TIMES = int(os.environ.get("LEARNPLAN_RACES", "3"))
# Who waits for this connection: the view has the locks of other databases too.
WAITING = "SELECT FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"


def at_once(*acts: Callable, untouched: bool = False) -> list:
    """Run the acts together; returns what each returned, in their order, or the RuleBroken that refused it.

    What waits is made right before, but where it is `untouched`.
    """
    if not untouched:
        take_in()
    barrier, found = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place, act):
        barrier.wait()
        try:
            found[place] = act()
        except RuleBroken as refusal:
            found[place] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[place, act]) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def count_refused(*acts: Callable) -> int:
    """Run the acts together; returns how many were refused."""
    return sum(isinstance(one, RuleBroken) for one in at_once(*acts))


def behind(first: Callable, second: Callable):
    """Run `second` so that it has to wait for what `first` locks; returns what `second` did, as `at_once`."""
    take_in()
    found: list = []

    def run():
        try:
            found.append(second())
        except RuleBroken as refusal:
            found.append(refusal)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    with transaction.atomic(), connection.cursor() as cursor:
        first()
        thread.start()
        for _moment in range(500):
            cursor.execute(f"SELECT EXISTS({WAITING})")
            if cursor.fetchone()[0] or not thread.is_alive():
                break
            time.sleep(0.01)
    thread.join()
    return found[0] if found else None
