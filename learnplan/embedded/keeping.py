"""The PostgreSQL and Valkey of a first run and of the tests: their addresses, and who keeps them running.

Nothing here is used when DATABASE_URL and REDIS_URL name real servers. Every process that needs the
servers holds `users.lock` shared; starting and stopping happen under `start.lock`. A process that can take
`users.lock` alone is the last, and stops them. The kernel lets go of the locks of a process that is killed, and a small
watcher does for it what it could not do itself.
"""

import atexit
import fcntl
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import parse_qs, quote, urlsplit

from learnplan.embedded.place import CHECKOUT, EmbeddedError, Place
from learnplan.embedded.servers import DATABASE, Postgres, Valkey

__all__ = ["EmbeddedError", "broker_url", "database_url", "keep_running", "redis_url", "running"]

LOCK_SECONDS = 300
WATCH_SECONDS = 2

_held: dict[str, int] = {"depth": 0, "file": -1}


def database_url() -> str:
    """Return DATABASE_URL, or the address the embedded PostgreSQL has when it runs; starts nothing."""
    given = os.environ.get("DATABASE_URL")
    return given or f"postgresql://{DATABASE}@{quote(str(Place.here().sockets), safe='')}/{DATABASE}"


def redis_url() -> str:
    """Return REDIS_URL, or the address the embedded Valkey has when it runs, as redis-py reads it."""
    return os.environ.get("REDIS_URL") or f"unix://{Place.here().valkey_socket}?db=0"


def broker_url() -> str:
    """Return `redis_url()` as Celery reads it.

    Only sockets differ: unix:///run/valkey.sock?db=1 becomes redis+socket:///run/valkey.sock?virtual_host=1.
    """
    parts = urlsplit(redis_url())
    if parts.scheme != "unix":
        return redis_url()
    database = parse_qs(parts.query).get("db", ["0"])[0]
    return f"redis+socket://{parts.netloc}{parts.path}?virtual_host={database}"


@contextmanager
def running() -> Iterator[None]:
    """Have the embedded servers up for a while; whoever leaves last stops them.

    May be nested. Raises EmbeddedError with a sentence that says what to do.
    """
    _enter()
    try:
        yield
    finally:
        _leave()


def keep_running() -> None:
    """Have the embedded servers up until this process ends."""
    _enter()
    atexit.register(_leave)


def _wanted() -> list[Postgres | Valkey]:
    place = Place.here()
    wanted: list[Postgres | Valkey] = []
    if not os.environ.get("DATABASE_URL"):
        wanted.append(Postgres(place))
    if not os.environ.get("REDIS_URL"):
        wanted.append(Valkey(place))
    return wanted


def _enter() -> None:
    wanted = _wanted()
    if _held["depth"] == 0 and wanted:
        Place.here().make_state()
        with _locked("start.lock"):
            users = _open("users.lock")
            fcntl.flock(users, fcntl.LOCK_SH)
            try:
                _start(wanted)
            except BaseException:
                os.close(users)
                raise
            _held["file"] = users
    _held["depth"] += 1


def _start(wanted: list[Postgres | Valkey]) -> None:
    missing = [server for server in wanted if not server.is_running()]
    if missing:
        _start_watcher()
    for server in missing:
        server.start()


def _leave() -> None:
    if _held["depth"] == 0:
        return  # a forked child: the parent is the user
    _held["depth"] -= 1
    if _held["depth"] or _held["file"] < 0:
        return
    os.close(_held["file"])
    _held["file"] = -1
    with suppress(FileNotFoundError), _locked("start.lock"):  # not there: somebody removed the state folder
        _stop_if_unused()


def _stop_if_unused() -> bool:
    """Stop the servers unless some process holds `users.lock`; say whether they were stopped."""
    users = _open("users.lock")
    try:
        if not _took(users):
            return False
        for server in (Valkey(Place.here()), Postgres(Place.here())):
            server.stop()
    finally:
        os.close(users)
    return True


def _start_watcher() -> None:
    with suppress(OSError), Place.here().log("watcher").open("ab") as log:  # without it all but a kill is well
        process = subprocess.Popen(
            [sys.executable, "-m", "learnplan.embedded.keeping"],
            cwd=CHECKOUT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        process.returncode = 0  # it ends by itself, after this process


def watch() -> None:
    """Wait until nobody uses the servers, though their users were killed, and see that they are stopped."""
    try:
        with _locked("watch.lock", seconds=0) as own:
            while True:
                time.sleep(WATCH_SECONDS)
                with _locked("start.lock"):
                    if _stop_if_unused():
                        os.close(own.pop())  # before start.lock, so that the next start finds no watcher
                        return
    except EmbeddedError:
        return  # there is one already
    except FileNotFoundError:
        Valkey(Place.here()).stop()  # the state folder was removed; PostgreSQL notices that by itself


def _forget_in_child() -> None:
    """Drop the lock's file in a forked child: closing it, unlike unlocking, leaves the parent's hold."""
    if _held["file"] >= 0:
        os.close(_held["file"])
    _held.update(depth=0, file=-1)


os.register_at_fork(after_in_child=_forget_in_child)


def _open(name: str) -> int:
    return os.open(Place.here().state / name, os.O_RDWR | os.O_CREAT, 0o600)  # Python closes it on exec


@contextmanager
def _locked(name: str, seconds: float = LOCK_SECONDS) -> Iterator[list[int]]:
    """Hold a lock alone; yields its file in a list, to be popped by whoever closes it early."""
    files = [_open(name)]
    deadline = time.monotonic() + seconds
    try:
        while not _took(files[0]):
            if time.monotonic() > deadline:
                raise EmbeddedError(
                    f"Another process has been starting or stopping the embedded servers for {seconds} seconds; "
                    f"see the logs in {Place.here().state / 'logs'}."
                )
            time.sleep(0.05)
        yield files
    finally:
        for file in files:
            os.close(file)


def _took(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


if __name__ == "__main__":
    watch()
