"""Acts at the same moment, each on a database connection of its own."""

import threading
from collections.abc import Callable

from django.db import connection

from learnplan.rules import RuleBroken


def at_once(*acts: Callable) -> list:
    """Run the acts together; returns what each returned, in their order, or the RuleBroken that refused it."""
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
