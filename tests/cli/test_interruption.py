"""Runs that are killed, and runs that meet."""

import os
import signal
import subprocess
import sys
import time

import pytest

from tests.cli.conftest import NOTES, ROOT, Project


def begin(project: Project, *arguments: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "generator", *arguments]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        command, cwd=project.folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def many(project: Project, count: int) -> None:
    for number in range(count):
        project.write(f"specs/note{number}.yaml", NOTES.replace("Note", f"Note{number}"))


def test_a_build_killed_while_it_writes_is_healed_by_the_next(project: Project) -> None:
    many(project, 60)
    killed = 0
    for _ in range(4):
        run = begin(project, "build", "-q")
        deadline = time.monotonic() + 60
        while run.poll() is None and time.monotonic() < deadline:
            if (project.folder / "app").is_dir() and len(
                list((project.folder / "app").glob("note*"))
            ) > 5 + killed * 10:
                run.send_signal(signal.SIGKILL)
                killed += 1
                break
        run.wait()
        run.communicate()
    assert killed
    done = project.gen("build")
    assert done.code == 0, done.said
    assert project.gen("check", "--full").code == 0
    assert not list((project.folder / "app").rglob("*.gen-tmp"))


def test_leftovers_of_a_killed_write_are_removed_and_noticed(project: Project) -> None:
    project.built()
    stray = project.write("app/notes/.models.py.gen-tmp", "half a fi")
    assert project.gen("build").code == 0
    assert not stray.exists()


@pytest.mark.parametrize("keep", [0, 1, 40, 400])
def test_a_file_cut_off_by_a_power_failure_is_healed(project: Project, keep: int) -> None:
    project.built()
    models = project.folder / "app/notes/models.py"
    models.write_bytes(models.read_bytes()[:keep])
    done = project.gen("build")
    assert done.code == 0, done.said
    assert project.gen("check", "--full").code == 0


def test_two_builds_at_once_end_as_one(project: Project) -> None:
    many(project, 40)
    runs = [begin(project, "build") for _ in range(3)]
    for run in runs:
        out, err = run.communicate(timeout=120)
        assert run.returncode == 0, (out, err)
    assert project.gen("check", "--full").code == 0


def test_a_read_only_output_is_named(project: Project, bounded: tuple[str, ...]) -> None:
    project.built()
    project.edit("specs/notes.yaml", "string(80)", "string(90)")
    before = project.output()
    (project.folder / "app/notes").chmod(0o500)
    done = project.gen("build", prefix=bounded)
    (project.folder / "app/notes").chmod(0o700)
    assert done.code == 1
    assert "F522" in done.err
    assert project.output() == before


def test_a_project_that_cannot_be_written_to_can_be_checked(project: Project) -> None:
    project.built()
    for file in (project.folder / ".gen-cache").iterdir():
        file.unlink()
    (project.folder / ".gen-cache").rmdir()
    (project.folder / ".gen-cache").write_text("a file in the place of the cache")
    assert project.gen("check").code == 0
    assert project.gen("check", "--full").code == 0


def test_an_interrupted_build_ends_without_a_traceback(project: Project) -> None:
    many(project, 200)
    run = begin(project, "build")
    time.sleep(0.5)
    run.send_signal(signal.SIGINT)
    _, err = run.communicate(timeout=60)
    assert run.returncode in {0, 130}
    assert b"Traceback" not in err
