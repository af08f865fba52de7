"""A private server process: made once per run in a folder in memory, shared by the workers, stopped by its own id."""

import contextlib
import fcntl
import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Generator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TypedDict

HOME_VARIABLE = "SPECWRIGHT_TEST_SERVERS"
"""Tells the workers of a run in which folder its servers live."""

_PREFIX = "specwright-tests-"
_START_SECONDS = 60


class ServerError(Exception):
    """A server is not installed or does not start; the message tells what to do."""


class User(TypedDict):
    """The options of `subprocess` that say as whom a command runs; None is as ourselves."""

    user: int | None
    group: int | None
    extra_groups: list[int] | None


@dataclass(frozen=True)
class Process:
    """A running process, told apart from a later one of the same id by its start time."""

    pid: int
    started: str

    @classmethod
    def of(cls, pid: int) -> "Process":
        """Describe the process `pid`; raises OSError if there is none."""
        return cls(pid, _stat(pid)[1])

    def alive(self) -> bool:
        """Tell whether it still runs; a zombie does not."""
        try:
            state, started = _stat(self.pid)
        except OSError:
            return False
        return state != "Z" and started == self.started


@dataclass(frozen=True)
class Address:
    """Where a running server listens."""

    process: Process
    port: int


def _stat(pid: int) -> tuple[str, str]:
    """Give the state and the start time of a process."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return fields[0], fields[19]


def memory_folder() -> Path:
    """Give the folder for short-lived data: in memory if the machine has such a place."""
    shared = Path("/dev/shm")  # noqa: S108 -- a fresh folder is made in it, by mkdtemp
    return shared if os.access(shared, os.W_OK) else Path(tempfile.gettempdir())


def open_home() -> Path:
    """Make the folder of this run's servers, and end what a killed run has left."""
    for left in memory_folder().glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError, ValueError):
            if not _read(left / "owner.json").alive():
                close_home(left)
    home = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=memory_folder()))
    home.chmod(0o755)
    _write(home / "owner.json", Process.of(os.getpid()))
    return home


def close_home(home: Path) -> None:
    """Stop every server of the folder and remove it."""
    for record in home.glob("*/process.json"):
        with contextlib.suppress(OSError, ValueError):
            _stop(_read(record))
    shutil.rmtree(home, ignore_errors=True)


def _write(path: Path, process: Process) -> None:
    path.write_text(json.dumps(asdict(process)))


def _read(path: Path) -> Process:
    return Process(**json.loads(path.read_text()))


def _stop(process: Process) -> None:
    """End a server at once: its data is thrown away."""
    for number in (signal.SIGQUIT, signal.SIGKILL):
        deadline = time.monotonic() + 5
        with contextlib.suppress(ProcessLookupError):
            if process.alive():
                os.kill(process.pid, number)
        while process.alive() and time.monotonic() < deadline:
            time.sleep(0.01)
    with contextlib.suppress(ChildProcessError):  # it is not our child if a worker started it
        os.waitpid(process.pid, os.WNOHANG)


class Server:
    """What PostgreSQL and MariaDB have in common: a folder, a user that is not root, a port, a process."""

    name: str
    accounts: tuple[str, ...]
    """System users whose name the server may run under, the first that exists."""

    def __init__(self, home: Path) -> None:
        """Belong to the run whose folder is `home`; nothing starts before `address` is asked for."""
        self.folder = home / self.name
        self._address: Address | None = None

    @property
    def address(self) -> Address:
        """Where the server listens; the first worker that asks starts it, the others wait. Raises ServerError."""
        if self._address is None:
            with self._locked():
                record = self.folder / "address.json"
                if not record.exists():
                    self._start(record)
                known = json.loads(record.read_text())
                self._address = Address(Process(**known["process"]), known["port"])
        return self._address

    def initialize(self) -> None:
        """Make the data folder."""
        raise NotImplementedError

    def command(self, port: int) -> Sequence[str | Path]:
        """Give the command line that serves the data folder on `port`."""
        raise NotImplementedError

    def ready(self, port: int) -> bool:
        """Tell whether the server answers."""
        raise NotImplementedError

    def prepare(self, port: int) -> None:
        """Make, once, what every database of the server starts from."""

    def run(self, *command: str | Path) -> None:
        """Run a command of the server's as its user; raises ServerError with what it printed."""
        done = subprocess.run(
            command,
            cwd=self.folder,
            env=self._environment(),
            capture_output=True,
            text=True,
            check=False,
            **self.user(),
        )
        if done.returncode:
            message = f"{command[0]} failed:\n{done.stdout}{done.stderr}"
            raise ServerError(message)

    def user(self) -> User:
        """Give the user that the server runs as: ours, or an unprivileged one if we are root."""
        if os.getuid() != 0:
            return {"user": None, "group": None, "extra_groups": None}
        for account in (*self.accounts, "nobody"):
            with contextlib.suppress(KeyError):
                entry = pwd.getpwnam(account)
                return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
        return {"user": 65534, "group": 65534, "extra_groups": []}

    def _environment(self) -> dict[str, str]:
        return {"PATH": os.environ["PATH"], "HOME": str(self.folder), "LC_ALL": "C", "TZ": "UTC"}

    @contextlib.contextmanager
    def _locked(self) -> Generator[None]:
        with (self.folder.parent / f"{self.name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _start(self, record: Path) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(mode=0o700)
        user = self.user()
        if user["user"] is not None:
            shutil.chown(self.folder, user["user"], user["group"])
        self.initialize()
        port = _free_port()
        process = self._launch(port)
        self._await(process, port)
        self.prepare(port)
        part = record.with_suffix(".part")
        part.write_text(json.dumps({"process": asdict(process), "port": port}))
        part.rename(record)

    def _launch(self, port: int) -> Process:
        with (self.folder / "log").open("wb") as log:
            child = subprocess.Popen(
                self.command(port),
                cwd=self.folder,
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **self.user(),
            )
        child.returncode = 0  # outlives this worker: the run's controller stops it
        process = Process.of(child.pid)
        _write(self.folder / "process.json", process)
        return process

    def _await(self, process: Process, port: int) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while not self.ready(port):
            if not process.alive() or time.monotonic() > deadline:
                _stop(process)
                log = (self.folder / "log").read_text(errors="replace")[-4000:]
                message = f"{self.name} does not start:\n{log}"
                raise ServerError(message)
            time.sleep(0.02)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
