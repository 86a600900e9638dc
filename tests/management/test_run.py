"""`manage.py run`: it says that it runs when it does, and leaves nothing behind."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import pytest

from learnplan.embedded.place import CHECKOUT, Place, wait_until
from learnplan.embedded.processes import Company, Program
from learnplan.embedded.servers import Postgres, Valkey
from learnplan.management.commands.run import address

SLEEP = [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(60)"]
FORKS = [sys.executable, "-c", "import os, time; os.fork(); print(os.getpid(), flush=True); time.sleep(60)"]
FALLS = [sys.executable, "-c", "print('[INFO] starting'); print('[INFO] well'); raise ValueError('no such thing')"]


@pytest.fixture
def company():
    """Start programs together: company(a=[...], b=[...]); they are stopped after the test."""
    companies = []

    def start(**commands):
        folder = Path(tempfile.mkdtemp(prefix="learnplan-run-"))
        company = Company([Program(name, command, folder / f"{name}.log") for name, command in commands.items()])
        companies.append(company)
        company.start()
        return company

    yield start
    for company in companies:
        company.stop()


def is_alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def children(pid):
    """Return the processes that `pid` has started and not waited for."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            if int(entry.read_text().rpartition(")")[2].split()[1]) == pid:
                found.append(int(entry.parent.name))
    return found


def members(program):
    assert wait_until(lambda: len(program.log.read_text().split()) == 2, 60)
    return [int(pid) for pid in program.log.read_text().split()]


def test_company_stops_whole_groups(company):
    both = company(a=SLEEP, b=FORKS)
    pids = members(both.programs[1])
    both.stop()
    assert [is_alive(pid) for pid in pids] == [False, False]
    assert [program.process.returncode for program in both.programs] == [-signal.SIGTERM] * 2


def test_company_is_stopped_by_its_guard_when_its_holder_is_killed():
    script = (
        "import sys, time; from pathlib import Path; from learnplan.embedded.processes import Company, Program\n"
        "company = Company([Program('a', [sys.executable, '-c', 'import time; time.sleep(60)'], Path(sys.argv[1]))])\n"
        "company.start(); print(company.programs[0].process.pid, flush=True); time.sleep(60)"
    )
    log = Path(tempfile.mkdtemp(prefix="learnplan-run-")) / "a.log"
    holder = subprocess.Popen([sys.executable, "-c", script, str(log)], cwd=CHECKOUT, stdout=subprocess.PIPE, text=True)
    pid = int(holder.stdout.readline())
    assert is_alive(pid)
    holder.kill()
    holder.communicate()
    assert wait_until(lambda: not is_alive(pid), 10)


def test_company_tells_who_fell_and_why_once(company):
    both = company(steady=SLEEP, shaky=FALLS)
    assert wait_until(lambda: both.fallen() is not None, 10)
    assert both.fallen().name == "shaky"
    told = list(both.news())
    assert told[0] == "shaky: Traceback (most recent call last):"
    assert told[-1] == "shaky: ValueError: no such thing"
    assert both.fallen().last_words() == f"Its log is {both.fallen().log}"


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000/"),
        ("0.0.0.0", "http://127.0.0.1:8000/"),
        ("::", "http://[::1]:8000/"),
        ("school.example", "http://school.example:8000/"),
    ],
)
def test_address_is_one_that_a_browser_here_can_open(host, url):
    assert address(host, "8000") == url


def free_port():
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]


@pytest.fixture
def run(monkeypatch):
    """Start `manage.py run` with state of its own: run(port) -> Popen."""
    for name in ("DATABASE_URL", "REDIS_URL", "HOST", "CACHE_PREFIX", "QUEUE"):
        monkeypatch.delenv(name, raising=False)
    state = tempfile.mkdtemp(prefix="learnplan run ", dir="/tmp")
    Path(state).chmod(0o755)
    monkeypatch.setenv("LEARNPLAN_STATE", state)
    started = []

    def start(port):
        process = subprocess.Popen(
            [sys.executable, "manage.py", "run"],
            cwd=CHECKOUT,
            env=os.environ | {"PORT": str(port)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            process_group=0,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.terminate()
        process.communicate(timeout=60)
    for left in (state, Place.here().sockets):
        shutil.rmtree(left)


def wait_for(process, words):
    said = []
    for line in process.stdout:
        said.append(line)
        if words in line:
            return said
    raise AssertionError("".join(said))


def test_run_answers_when_it_says_so_and_control_c_leaves_nothing(run):
    port = free_port()
    process = run(port)
    wait_for(process, f"Learnplan is running at http://127.0.0.1:{port}/")
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=20) as response:
        assert response.status == 200

    second = run(port)
    assert f"Port {port} is in use by another program." in second.communicate(timeout=60)[0]
    assert second.returncode == 1
    assert Postgres(Place.here()).is_running(), "the second start must leave the servers of the first"

    family = children(process.pid)
    assert len(family) >= 7  # watcher, PostgreSQL, Valkey, guard, web, worker, beat
    os.killpg(process.pid, signal.SIGINT)
    process.communicate(timeout=60)
    assert process.returncode == 0
    assert not Postgres(Place.here()).is_running()
    assert not Valkey(Place.here()).is_running()
    time.sleep(3)  # the watcher wakes every two seconds
    assert [pid for pid in family if is_alive(pid)] == []
