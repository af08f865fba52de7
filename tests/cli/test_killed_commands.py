"""Commands that are killed: no line of a person is lost, and the next run ends where the first would have ended.

Each is killed before one of the changes that it makes to the project's folder: some of them in CI, with KILLS=all each of
each. Builds and ejections have their own tests, in test_adopting and test_ejecting.
"""

import os
import shutil
from collections.abc import Callable

import pytest

from tests.cli.conftest import NOTES, Project
from tests.cli.killing import killed

FILE = "app/notes/repository.py"
PRISTINE = "app/.gen/adopted/notes/repository.py.txt"
PATCH = "repository.py.patch"
MINE = "    # mine: a line of a person"
MOST = 12
"""More changes than any of these commands makes."""
ALL = os.environ.get("KILLS") == "all"
POINTS = range(MOST) if ALL else (2,)

Check = Callable[[Project], None]


def edited(project: Project) -> None:
    project.write(FILE, f"{project.read(FILE)}{MINE}\n")


def adopted(project: Project) -> None:
    assert project.gen("adopt", FILE).code == 0
    edited(project)


def regenerated(project: Project) -> None:
    adopted(project)
    project.write("specs/notes.yaml", NOTES + "  color: int?\n")


def nothing(project: Project) -> None:
    """Leave the project as it was built."""


def is_current(project: Project) -> None:
    done = project.gen("build")
    assert done.code == 0, done.said
    done = project.gen("check", "--full")
    assert done.code == 0, done.said


def is_in_the_file(project: Project) -> None:
    assert project.read(FILE).count(MINE) == 1


def is_in_the_file_or_the_patch(project: Project) -> None:
    saved = project.folder / PATCH
    assert MINE in project.read(FILE) or f"+{MINE}\n" in saved.read_text()


def is_somewhere(project: Project) -> None:
    """The person has said that it may go."""


CASES = {
    "adopt": (edited, ["adopt", FILE], is_in_the_file),
    "undo": (adopted, ["adopt", "--undo", "--yes", FILE], is_somewhere),
    "patch": (edited, ["patch", FILE], is_in_the_file_or_the_patch),
    "discard": (edited, ["discard", FILE], is_somewhere),
    "customize": (nothing, ["customize", "Note", "repository"], is_somewhere),
    "session": (nothing, ["customize", "session"], is_somewhere),
    "build": (regenerated, ["build"], is_in_the_file),
}


CHOSEN = tuple(CASES) if ALL else ("adopt", "undo", "patch", "customize")


def everything(project: Project) -> dict[str, bytes]:
    kept = (path for path in sorted(project.folder.rglob("*")) if path.is_file() and "__pycache__" not in path.parts)
    files = {path.relative_to(project.folder).as_posix(): path.read_bytes() for path in kept}
    return {path: content for path, content in files.items() if not path.startswith(".gen-cache")}


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("name", CHOSEN)
def test_a_killed_command_loses_no_line_and_ends_as_it_would_have(project: Project, name: str, point: int) -> None:
    prepare, words, kept = CASES[name]
    prepare(project.built())
    whole = Project(project.folder.parent / f"{project.folder.name}_whole")
    shutil.copytree(project.folder, whole.folder)
    assert whole.gen(*words).code == 0
    if not killed(project, point, *words):
        assert everything(project) == everything(whole)
        assert point > 2
        return
    kept(project)
    again = project.gen(*words)
    kept(project)
    if again.code:  # what was done before the kill is done: it is adopted, or is not any more, or the patch is there
        assert "already" in again.err or "is not adopted" in again.err
        if name == "patch":
            (project.folder / PATCH).unlink()
            assert project.gen(*words).code == 0
    is_current(project)
    assert whole.gen("build").code == 0
    assert everything(project) == everything(whole)
