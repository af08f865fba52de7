"""`gen diff` tells what the next build would do, and writes nothing."""

import json
import os
import pty
import subprocess
import sys
from contextlib import suppress

import pytest

from tests.cli.conftest import NOTES, ROOT, TAGS, Project

COLOR = NOTES + "  color: {type: string(8), default: red}\n"
CHANGED = COLOR.replace("  body:  text?\n", "").replace("string(80)", "string(60)")


def test_a_project_that_is_current_has_no_difference(project: Project) -> None:
    done = project.built().gen("diff")
    assert done.code == 0
    assert done.out == "Nothing: the specs are built and migrated.\n"


def test_each_entity_is_told_with_what_happens_to_it(project: Project) -> None:
    project.built().write("specs/notes.yaml", COLOR)
    done = project.gen("diff")
    assert done.code == 0, done.said
    assert "  notes.Note (table notes)\n    + add column color to notes\n" in done.out
    assert "notes.Tag" not in done.out
    assert "4 files of app: 2 new, 2 changed." in done.out


def test_nothing_is_written(project: Project) -> None:
    before = project.built().output()
    project.write("specs/notes.yaml", COLOR)
    project.gen("diff", "--sql")
    assert project.output() == before


def test_what_would_stop_the_build_ends_in_code_1_and_is_shown_nevertheless(project: Project) -> None:
    project.built().write("specs/notes.yaml", CHANGED)
    done = project.gen("diff")
    assert done.code == 1
    assert "M411" in done.err
    assert "M412" in done.err
    assert "- drop column body of notes" in done.out
    assert "~ change column title of notes: string(80) → string(60)" in done.out
    allowed = project.gen("diff", "--allow", "M411", "--allow", "M412")
    assert allowed.code == 0


def test_the_sql_of_each_database_is_shown_without_one(project: Project) -> None:
    project.built().write("specs/notes.yaml", COLOR)
    done = project.gen("diff", "--sql")
    assert done.code == 0, done.said
    sqlite, postgresql, mariadb = (done.out.index(f"-- {name}\n") for name in ("SQLite", "PostgreSQL", "MariaDB"))
    assert "ALTER TABLE notes ADD COLUMN color VARCHAR(8) DEFAULT 'red' NOT NULL;" in done.out[postgresql:mariadb]
    assert sqlite < postgresql < mariadb


def test_the_sql_of_one_database_can_be_asked_for(project: Project) -> None:
    done = project.gen("diff", "--sql", "postgresql")
    assert "-- PostgreSQL" in done.out
    assert "SQLite" not in done.out
    wrong = project.gen("diff", "--sql", "specs")
    assert wrong.code == 2
    assert "put `--sql` last" in wrong.err


def test_machines_read_the_same(project: Project) -> None:
    project.built().write("specs/notes.yaml", CHANGED)
    done = project.gen("diff", "--sql", "--format", "json")
    found = json.loads(done.out)
    assert found["refused"] is True
    assert [item["code"] for item in found["findings"]] == ["M411", "M412", "M425", "M429"]
    (entity,) = found["entities"]
    assert entity["entity"] == "notes.Note"
    assert [item["op"] for item in entity["operations"]] == ["add_column", "alter_column", "drop_column"]
    assert set(found["sql"]) == {"sqlite", "postgresql", "mariadb"}
    assert all(answer["statements"] for answer in found["sql"].values())
    assert {"path": "app/notes/models.py", "state": "stale"} in found["files"]


def test_a_file_gets_no_colours(project: Project) -> None:
    assert "\x1b" not in project.gen("diff").said


@pytest.mark.parametrize(("variable", "coloured"), [("", True), ("1", False)])
def test_a_terminal_gets_colours_unless_it_wants_none(project: Project, variable: str, *, coloured: bool) -> None:
    ours, theirs = pty.openpty()
    environment = os.environ | {"PYTHONPATH": str(ROOT), "NO_COLOR": variable, "TERM": "xterm"}
    command = [sys.executable, "-m", "generator", "diff"]
    with subprocess.Popen(command, cwd=project.folder, env=environment, stdout=theirs, stderr=theirs) as run:
        os.close(theirs)
        shown = b""
        with suppress(OSError):  # the end of a terminal
            while piece := os.read(ours, 4096):
                shown += piece
    os.close(ours)
    assert run.returncode == 0
    assert (b"\x1b[32m+ create table notes" in shown) is coloured


def test_without_alembic_the_finding_says_what_to_install(project: Project) -> None:
    project.write("app/__init__.py", "")
    project.write("sitecustomize.py", "import sys\nsys.modules['alembic'] = None\n")
    done = project.gen("diff", "--sql", PYTHONPATH=f"{project.folder}:{ROOT}", VIRTUAL_ENV="")
    assert done.code == 2
    assert "C620" in done.err


def test_what_is_refused_for_good_is_shown_beside_the_rest(project: Project) -> None:
    project.built()
    project.write("specs/tags.yaml", TAGS.replace("{type: string(40), unique: true}", "bool") + "  more: text?\n")
    done = project.gen("diff", "--sql", "sqlite")
    assert done.code == 1
    assert "error[M432]" in done.err
    assert "+ add column more to tags" in done.out
    assert "more TEXT" in done.out
    assert project.gen("build", "--allow", "M432").code == 1
