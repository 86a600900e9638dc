"""The command that runs all of Learnplan on one machine: web, worker and beat, ready to sign in to."""

import errno
import os
import signal
import socket
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from learnplan.celery import app
from learnplan.demonstration.cast import CAST, cast
from learnplan.demonstration.state import is_loaded
from learnplan.embedded.place import Place
from learnplan.embedded.processes import Company, Program
from learnplan.kept.actions import mend

READY_SECONDS = 120
SET_UP_LOCK = 5_327_614  # any number that nobody else uses: two starts must not migrate at once
ANY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}


class Command(BaseCommand):
    help = "Run Learnplan on this machine: web, worker and beat. PORT and HOST choose the address."
    requires_system_checks = []

    def add_arguments(self, parser) -> None:
        parser.add_argument("--host", default=os.environ.get("HOST") or "127.0.0.1")
        parser.add_argument("--port", default=os.environ.get("PORT") or "8000")

    def handle(self, *, host: str, port: str, **options) -> None:
        stopped = threading.Event()
        refuse_unless_free(host, port)
        try:
            self.set_up()
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, lambda *_: stopped.set())
            company = Company(programs(host, port))
            try:
                company.start(**environment(host))
                self.keep(company, stopped, address(host, port))
            finally:
                self.tell("Stopping.")
                company.stop()
        except KeyboardInterrupt:
            self.tell("Stopped before it was up.")

    def set_up(self) -> None:
        """Bring database and files up to date, and load the demonstration where there is nobody yet."""
        known = get_commands()
        Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
        if "build_assets" in known:
            call_command("build_assets", verbosity=0)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [SET_UP_LOCK])
            self.tell("Bringing the database up to date.")
            call_command("migrate", verbosity=0, interactive=False)
            mend()  # what is kept may have another shape since
            if settings.DEMONSTRATION and not is_loaded():
                self.tell("Loading the demonstration consortium.")
                call_command("load_demonstration", verbosity=0)
            cursor.execute("SELECT pg_advisory_unlock(%s)", [SET_UP_LOCK])

    def keep(self, company: Company, stopped: threading.Event, url: str) -> None:
        """Say when the first page answers, pass errors on, and come back when told to stop.

        Raises CommandError when a program ends by itself or the page does not answer.
        """
        deadline = time.monotonic() + READY_SECONDS
        is_ready = False
        while not stopped.wait(0.2):
            for line in company.news():
                self.tell(line)
            if fallen := company.fallen():
                for line in company.news():
                    self.tell(line)
                raise CommandError(f"{fallen.name} has ended. {fallen.last_words()}")
            if not is_ready and answers(url) and worker_answers():
                is_ready = True
                self.greet(url)
            if not is_ready and time.monotonic() > deadline:
                raise CommandError(f"{url} does not answer. See {Place.here().log('web')}.")

    def greet(self, url: str) -> None:
        self.tell(f"\nLearnplan is running at {url}\n")
        people = cast() if settings.DEMONSTRATION else []
        if people:
            self.tell("Sign in there with one click, as")
        for person in people:
            self.tell(f"  {person.get_full_name():16} {CAST[person.username]}")
        self.tell(f"\nLogs are in {Place.here().log('web').parent}. Ctrl-C stops everything.")

    def tell(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def programs(host: str, port: str) -> list[Program]:
    """Return what runs on one machine; docs/serving.md has the figures behind the choice of web server."""
    place = Place.here()
    python = [sys.executable, "-m"]
    web = [*python, "granian", "--interface", "wsgi", "--host", host, "--port", port, "--workers", "2"]
    web += ["--blocking-threads", "4", "--no-ws", "--log-level", "warning", "learnplan.wsgi:application"]
    celery = [*python, "celery", "--app", "learnplan.celery"]
    beat = ["beat", "--loglevel", "WARNING", "--pidfile", "", "--schedule", str(place.state / f"beat-schedule-{port}")]
    return [
        Program("web", web, place.log("web")),
        Program("worker", [*celery, "worker", "--loglevel", "WARNING", "--concurrency", "2"], place.log("worker")),
        Program("beat", [*celery, *beat], place.log("beat")),
    ]


def environment(host: str) -> dict[str, str]:
    """Return what the programs need to be told: a host that was asked for is one that is answered to."""
    if "ALLOWED_HOSTS" in os.environ or host in ANY_ADDRESS:
        return {}
    return {"ALLOWED_HOSTS": ",".join(dict.fromkeys([*settings.ALLOWED_HOSTS, host]))}


def refuse_unless_free(host: str, port: str) -> None:
    """Raise CommandError if nothing can be served at this address."""
    if not port.isdecimal() or not 0 < int(port) < 65536:
        raise CommandError(f"PORT is {port!r}; it must be a number from 1 to 65535.")
    try:
        family, kind, protocol, _, where = socket.getaddrinfo(host, int(port), type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(where)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            free = int(port) + 1 if int(port) < 65535 else 8000
            raise CommandError(
                f"Port {port} is in use by another program. Stop that, or choose another port: PORT={free} make run"
            ) from error
        raise CommandError(f"Cannot serve at {host}, port {port}: {error.strerror}.") from error


def address(host: str, port: str) -> str:
    """Return the address to open in a browser on this machine."""
    host = ANY_ADDRESS.get(host, host)
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/"


def answers(url: str) -> bool:
    """Say whether the page, or the sign-in it leads to, comes with status 200; no proxy is asked."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor())
    try:
        with opener.open(url, timeout=10) as response:
            return response.status == 200
    except (OSError, urllib.error.HTTPError):
        return False


def worker_answers() -> bool:
    """Say whether a worker has come up and reads the queue."""
    return bool(app.control.ping(timeout=1, limit=1))
