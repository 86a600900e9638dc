"""An act: one transaction, at whose end everything is kept that follows from what it recorded."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial, wraps

from django.db import transaction

from learnplan.events.models import Event

# What keeps tables that are made of others (what waits, the chosen path): called with the events of an act.
KEEPERS: list[Callable[[list[Event]], None]] = []
_noted: ContextVar[list[Event] | None] = ContextVar("noted", default=None)


@contextmanager
def acting(*, savepoint: bool = True) -> Iterator[None]:
    """An act: its writes, its event and what is kept after it are there together, or not at all.

    An act within an act is part of it: the outer one keeps for both.
    """
    with transaction.atomic(savepoint=savepoint):
        if _noted.get() is not None:
            yield
            return
        noted: list[Event] = []
        token = _noted.set(noted)
        try:
            yield
            keep(noted)
        finally:
            _noted.reset(token)


def act[**P, Result](function: Callable[P, Result], *, savepoint: bool = True) -> Callable[P, Result]:
    """Make the function an act, as `acting`."""

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> Result:
        with acting(savepoint=savepoint):
            return function(*args, **kwargs)

    return run


act_on_many = partial(act, savepoint=False)  # whose parts are refused one by one, by rules and not by the database


@contextmanager
def kept_at_once() -> Iterator[None]:
    """Many acts, each a transaction still, after all of which is kept: for a load that is begun afresh if it breaks."""
    noted: list[Event] = []
    token = _noted.set(noted)
    try:
        yield
    finally:
        _noted.reset(token)
    with transaction.atomic():
        keep(noted)


def note(events: Iterable[Event]) -> None:
    """Note what has been recorded, for the end of the act; outside of an act it is kept at once."""
    noted = _noted.get()
    if noted is None:
        keep(list(events))
    else:
        noted.extend(events)


def keep(events: list[Event]) -> None:
    """Let every keeper see the events."""
    if events:
        for keeper in KEEPERS:
            keeper(events)
