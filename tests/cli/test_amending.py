"""`gen build --amend` and `--no-migration`: trying things out without a heap of revisions."""

import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from tests.cli.conftest import NOTES, Project

COLOR = NOTES + "  color: string(16)?\n"
SHADE = NOTES + "  shade: string(24)?\n"


def revisions(project: Project) -> list[str]:
    return sorted(file.stem[:13] for file in (project.folder / "app/migrations/versions").glob("0*.py"))


def alembic(project: Project, ini: str, *arguments: str) -> None:
    command = (sys.executable, "-m", "alembic", "-c", ini, "-x", "url=sqlite+aiosqlite:///local.db")
    done = subprocess.run([*command, *arguments], cwd=project.folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def columns(project: Project) -> list[str]:
    with closing(sqlite3.connect(project.folder / "local.db")) as connection:
        return [row[1] for row in connection.execute("PRAGMA table_info(notes)")]


def test_the_newest_revision_is_written_anew(two: Project) -> None:
    first, old = revisions(two)
    two.write("specs/notes.yaml", SHADE)
    done = two.gen("build", "--amend")
    assert done.code == 0, done.said
    assert f"Amended: {old} is gone, 0002_" in done.out
    assert len(revisions(two)) == 2
    assert revisions(two)[0] == first
    assert old not in revisions(two)
    assert two.gen("check", "--full").code == 0


def test_a_local_database_is_brought_along_by_the_commands_that_are_told(two: Project) -> None:
    alembic(two, "app/alembic.ini", "upgrade", "head")
    assert "color" in columns(two)
    two.write("specs/notes.yaml", SHADE)
    done = two.gen("build", "--amend")
    told = [line.split()[2:] for line in done.out.splitlines() if line.startswith("  alembic ")]
    assert len(told) == 2
    for ini, *arguments in told:
        alembic(two, ini, *arguments)
    assert "shade" in columns(two)
    assert "color" not in columns(two)


def test_a_revision_with_nothing_left_is_taken_away(two: Project) -> None:
    two.write("specs/notes.yaml", NOTES)
    done = two.gen("build", "--amend")
    assert done.code == 0, done.said
    assert "nothing takes its place" in done.out
    assert len(revisions(two)) == 1


def test_the_message_of_a_person_is_kept(project: Project) -> None:
    project.built().write("specs/notes.yaml", COLOR)
    assert project.gen("build", "-m", "colour the notes").code == 0
    project.write("specs/notes.yaml", SHADE)
    assert "colour the notes" in project.gen("build", "--amend").out


def test_an_edited_body_is_not_lost(two: Project) -> None:
    (body,) = (two.folder / "app/migrations/versions").glob("0002_*.py")
    body.write_text(body.read_text() + "# a thought of mine\n")
    two.write("specs/notes.yaml", SHADE)
    done = two.gen("build", "--amend")
    assert done.code == 1
    assert "F504" in done.err
    assert body.exists()


def test_a_released_revision_is_not_rewritten(two: Project) -> None:
    assert two.gen("migrate", "release").code == 0
    two.write("specs/notes.yaml", SHADE)
    done = two.gen("build", "--amend")
    assert done.code == 1
    assert "M470" in done.err
    assert "was released" in done.err


def test_a_revision_on_the_main_branch_is_not_rewritten(two: Project) -> None:
    two.git("init", "-q", "-b", "main")
    two.git("add", "-A")
    two.git("commit", "-q", "-m", "start")
    two.git("checkout", "-q", "-b", "work")
    two.write("specs/notes.yaml", COLOR + "  shade: text?\n")
    done = two.gen("build", "--amend")
    assert done.code == 1
    assert "is on main" in done.err
    assert two.gen("build").code == 0
    two.write("specs/notes.yaml", COLOR + "  tone: text?\n")
    assert two.gen("build", "--amend").code == 0  # what the branch itself added may be


def test_the_remote_s_branch_counts_first(two: Project, tmp_path_factory: pytest.TempPathFactory) -> None:
    remote = tmp_path_factory.mktemp("remote")
    two.git("init", "-q", "--bare", "-b", "main", str(remote))
    two.git("init", "-q", "-b", "main")
    two.git("remote", "add", "origin", str(remote))
    two.git("add", "-A")
    two.git("commit", "-q", "-m", "start")
    two.git("push", "-q", "-u", "origin", "main")
    two.write("specs/notes.yaml", SHADE)
    done = two.gen("build", "--amend")
    assert done.code == 1
    assert "is on origin/main" in done.err


def test_code_can_be_written_without_a_migration(project: Project) -> None:
    project.built().write("specs/notes.yaml", COLOR)
    done = project.gen("build", "--no-migration")
    assert done.code == 0, done.said
    assert "No migration is written with --no-migration" in done.out
    assert "color" in project.read("app/notes/models.py")
    assert len(revisions(project)) == 1
    checked = project.gen("check")
    assert checked.code == 1
    assert "F511" in checked.err
    assert "add column color" in project.gen("build").out


def test_what_a_migration_would_lose_does_not_stop_trying(two: Project) -> None:
    two.write("specs/notes.yaml", NOTES)
    assert two.gen("build").code == 1
    assert two.gen("build", "--no-migration").code == 0


def test_both_at_once_are_wrong_usage(project: Project) -> None:
    assert project.gen("build", "--amend", "--no-migration").code == 2
