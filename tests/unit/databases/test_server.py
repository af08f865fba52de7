"""Servers live as long as their run, whatever becomes of it."""

import json
import signal
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path

import pytest

from tests.databases import server
from tests.databases.mariadb import MariaDB
from tests.databases.postgresql import PostgreSQL
from tests.databases.server import Process, Server, ServerError

ROOT = Path(__file__).parents[3]
SLEEP = (sys.executable, "-c", "import signal, time; signal.signal(signal.SIGQUIT, signal.SIG_DFL); time.sleep(60)")


@pytest.fixture
def shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(server, "memory_folder", lambda: tmp_path)
    return tmp_path


def record(folder: Path, name: str, process: Process) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(json.dumps(asdict(process)))


def gone() -> Process:
    child = subprocess.Popen([sys.executable, "-c", ""])
    process = Process.of(child.pid)
    child.wait()
    return process


def test_closing_stops_the_servers_and_leaves_nothing(shared: Path) -> None:
    home = server.open_home()
    child = subprocess.Popen(SLEEP)
    record(home / "kind", "process.json", Process.of(child.pid))
    server.close_home(home)
    assert list(shared.iterdir()) == []
    assert child.poll() is not None or not Path(f"/proc/{child.pid}").exists()
    child.wait()


def test_what_a_killed_run_has_left_is_ended_by_the_next(shared: Path) -> None:
    left = server.open_home()
    child = subprocess.Popen(SLEEP)
    record(left / "kind", "process.json", Process.of(child.pid))
    record(left, "owner.json", gone())
    home = server.open_home()
    assert list(shared.iterdir()) == [home]
    child.wait()


def test_a_run_that_is_alive_is_left_alone(shared: Path) -> None:
    first, second = server.open_home(), server.open_home()
    assert sorted(shared.iterdir()) == sorted([first, second])


def test_a_later_process_of_the_same_id_is_not_stopped(shared: Path) -> None:
    home = server.open_home()
    assert home.parent == shared
    child = subprocess.Popen(SLEEP)
    record(home / "kind", "process.json", Process(child.pid, started="0"))
    server.close_home(home)
    assert child.poll() is None
    child.kill()
    child.wait()


def test_a_killed_run_s_server_is_found_by_the_next(tmp_path: Path) -> None:
    test = tmp_path / "test_killed.py"
    test.write_text("import time\ndef test_it(postgresql): print(postgresql.url, flush=True); time.sleep(60)\n")
    run = [sys.executable, "-m", "pytest", "-p", "tests.databases.fixtures", "-s", "-q", "--rootdir", ROOT, test]
    killed = subprocess.Popen(run, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert killed.stdout is not None
    url = next(line for line in killed.stdout if "postgresql+" in line)
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    port = int(url.rpartition(":")[2].partition("/")[0])
    home = server.open_home()
    server.close_home(home)
    deadline = time.monotonic() + 5
    while PostgreSQL(home).ready(port) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not PostgreSQL(home).ready(port)


@pytest.mark.parametrize("kind", [PostgreSQL, MariaDB])
def test_a_missing_server_is_an_error_that_says_what_to_install(
    kind: type[Server], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.databases.postgresql._installed", lambda: None)
    monkeypatch.setattr("tests.databases.postgresql._site_of_wheel", lambda: None)
    monkeypatch.setattr("shutil.which", lambda *_, **__: None)
    with pytest.raises(ServerError, match=r"install Debian's package"):
        _ = kind(tmp_path).address


def test_a_server_that_does_not_start_shows_its_log(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PostgreSQL, "command", lambda *_: ["/bin/echo", "no such wal level"])
    home = server.open_home()
    with pytest.raises(ServerError, match="does not start:\nno such wal level"):
        _ = PostgreSQL(home).address
    server.close_home(home)
