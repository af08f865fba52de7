"""A newer generator regenerates a customized project: what is ours changes and is told, what is the user's stays."""

import os
import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import ROOT, Done, Project
from tests.cli.newer import newer

FROZEN = ROOT / "tests/golden/upgrade"
TOKENS = {
    "app/notes/repository.py": ("def get_long(self)", "# kept: between the methods"),
    "app_extensions/notes/note_model.py": ("def shouted(self)",),
    "app_extensions/notes/note_create.py": ("def check_title(self)",),
    "app/migrations/versions": (),
}
"""Lines that users of the frozen project wrote, by file."""


@pytest.fixture(scope="session")
def tomorrow(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return newer(tmp_path_factory.mktemp("newer") / "generator")


@pytest.fixture
def frozen(tmp_path: Path) -> Project:
    """Give the project as it was when it was frozen; tests/golden/upgrade/README.md tells how."""
    shutil.copytree(FROZEN, tmp_path / "frozen")
    return Project(tmp_path / "frozen")


def by(generator: Path, project: Project, *arguments: str) -> Done:
    return project.gen(*arguments, PYTHONPATH=f"{generator}{os.pathsep}{project.folder}")


def users_lines(project: Project) -> list[str]:
    return [line for path, lines in TOKENS.items() if lines for line in lines if line in project.read(path)]


WANTED = [line for lines in TOKENS.values() for line in lines]


def test_this_generator_takes_the_frozen_project_over(frozen: Project) -> None:
    revisions = sorted((frozen.folder / "app/migrations/versions").glob("0*"))
    done = frozen.gen("build")
    assert done.code == 0, done.said
    assert users_lines(frozen) == WANTED
    assert frozen.gen("check", "--full").code == 0
    assert sorted((frozen.folder / "app/migrations/versions").glob("0*")) == revisions


def test_a_newer_generator_is_told_apart_from_stale_files(frozen: Project, tomorrow: Path) -> None:
    assert frozen.gen("build").code == 0
    done = by(tomorrow, frozen, "check")
    assert done.code == 1
    assert "error[F510]: the output was written by gen" in done.err
    assert "this is 99.0.0" in done.err
    assert "error[F505]: app/notes/models.py is stale" in done.err
    assert "error[F540]: app/notes/repository.py is adopted, and lacks what the specs give by now" in done.err


def test_a_newer_generator_shows_what_changes_and_merges_it(frozen: Project, tomorrow: Path) -> None:
    assert frozen.gen("build").code == 0
    shown = by(tomorrow, frozen, "build", "--dry-run", "--diff")
    assert shown.code == 0, shown.said
    assert "+    __newer__ = True" in shown.out
    assert "what is not given is kept." in shown.out
    done = by(tomorrow, frozen, "build")
    assert done.code == 0, done.said
    assert "__newer__ = True" in frozen.read("app/notes/models.py")
    assert "what is not given is kept." in frozen.read("app/notes/repository.py")
    assert users_lines(frozen) == WANTED
    assert by(tomorrow, frozen, "check", "--full").code == 0


def test_going_back_to_the_older_generator_keeps_what_is_the_users(frozen: Project, tomorrow: Path) -> None:
    assert by(tomorrow, frozen, "build").code == 0
    assert frozen.gen("build").code == 0
    assert users_lines(frozen) == WANTED
    assert "__newer__" not in frozen.read("app/notes/models.py")
    assert frozen.gen("check", "--full").code == 0
