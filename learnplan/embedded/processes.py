"""Keeping a few programs running together: started as one, watched, and stopped as one."""

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

STOP_SECONDS = 20
ASK_AGAIN_SECONDS = 3  # a program that is still coming up does not hear the first time
LOG_BYTES = 10_000_000
DONE = "done"
TROUBLE = re.compile(r"\b(ERROR|CRITICAL|FATAL)\b|^Traceback |error:", re.IGNORECASE)
NEW_ENTRY = re.compile(r"^\[|^\d{4}-|^(DEBUG|INFO|WARNING)\b")


@dataclass
class Program:
    """One program of the company: what to run and where its log goes."""

    name: str
    command: list[str]
    log: Path
    process: subprocess.Popen | None = field(default=None, init=False)
    reader: BinaryIO | None = field(default=None, init=False)
    is_in_trouble: bool = field(default=False, init=False)

    def start(self, environment: dict[str, str]) -> None:
        """Start it in a process group of its own, so that Ctrl-C reaches only who is to stop it in order."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > LOG_BYTES:
            self.log.replace(self.log.with_suffix(".log.1"))
        with self.log.open("ab") as sink:
            begin = sink.tell()
            self.process = subprocess.Popen(
                self.command, stdin=subprocess.DEVNULL, stdout=sink, stderr=sink, env=environment, process_group=0
            )
            self.reader = self.log.open("rb")
            self.reader.seek(begin)

    def has_fallen(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def news(self) -> Iterator[str]:
        """Yield the new lines of its log that tell of an error, with the traceback that follows one."""
        for raw in self.reader or ():
            line = raw.decode(errors="replace").rstrip()
            self.is_in_trouble = bool(TROUBLE.search(line)) or (self.is_in_trouble and not NEW_ENTRY.search(line))
            if self.is_in_trouble and line:
                yield f"{self.name}: {line}"

    def last_words(self) -> str:
        """Return where its log is and how that ends, unless `news` has just told that."""
        lines = [] if self.is_in_trouble else self.log.read_text(errors="replace").splitlines()[-20:]
        return "\n".join([f"Its log is {self.log}", *lines])


class Company:
    """Programs that run together. A guard stops them if the process that holds the company is killed."""

    def __init__(self, programs: list[Program]) -> None:
        self.programs = programs
        self.guard: subprocess.Popen | None = None

    def start(self, **environment: str) -> None:
        """Start every program, with `environment` added to this process's own."""
        self.guard = subprocess.Popen(
            [sys.executable, "-m", "learnplan.embedded.processes"],
            stdin=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        for program in self.programs:
            program.start(os.environ | environment)
            if program.process and self.guard.stdin:
                self.guard.stdin.write(f"{program.process.pid}\n")
                self.guard.stdin.flush()

    def fallen(self) -> Program | None:
        """Return a program that has ended though nobody stopped it."""
        return next((program for program in self.programs if program.has_fallen()), None)

    def news(self) -> Iterator[str]:
        for program in self.programs:
            yield from program.news()

    def stop(self) -> None:
        """Ask every program to end, wait, and kill what is left of their groups; may be called twice."""
        groups = [program.process for program in self.programs if program.process]
        deadline = time.monotonic() + STOP_SECONDS
        asked_at = 0.0
        while time.monotonic() < deadline and any(process.poll() is None for process in groups):
            if time.monotonic() - asked_at > ASK_AGAIN_SECONDS:
                asked_at = time.monotonic()
                for process in groups:
                    process.terminate()
            time.sleep(0.05)
        for process in groups:
            end_group(process.pid, signal.SIGKILL)
            process.wait()
        if self.guard and self.guard.stdin:
            self.guard.communicate(DONE)
            self.guard = None


def end_group(leader: int, number: signal.Signals) -> None:
    """Send a signal to what is left of a process group."""
    with contextlib.suppress(ProcessLookupError, PermissionError):  # macOS says the second of a dead group
        os.killpg(leader, number)


def guard(words: Iterator[str]) -> None:
    """Read the leaders of groups, one a line; if the line ends without DONE, end their groups."""
    leaders: list[int] = []
    for word in words:
        if word.strip() == DONE:
            return
        leaders.append(int(word))
    for leader in leaders:
        end_group(leader, signal.SIGTERM)
    time.sleep(3)
    for leader in leaders:
        end_group(leader, signal.SIGKILL)


if __name__ == "__main__":
    guard(iter(sys.stdin))
