"""`gen migrate new`, `squash`, `baseline`, and `gen lint`."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from tests.cli.conftest import NOTES, Project
from tests.databases.database import Database
from tests.databases.fixtures import Databases
from tests.integration.migrations.project import execute

COLOR = NOTES + "  color: string(16)?\n"


def revisions(project: Project) -> list[str]:
    return sorted(file.stem[:13] for file in (project.folder / "app/migrations/versions").glob("0*.py"))


def alembic(project: Project, url: str, *arguments: str, code: int = 0) -> str:
    command = [sys.executable, "-m", "alembic", "-c", "app/alembic.ini", *arguments]
    environment = os.environ | {"DATABASE_URL": url}
    done = subprocess.run(command, cwd=project.folder, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode == 0) is (code == 0), done.stderr
    return done.stdout + done.stderr


def local(project: Project) -> str:
    return f"sqlite+aiosqlite:///{project.folder}/local.db"


def test_a_revision_of_rows_is_begun_and_the_history_goes_on(two: Project) -> None:
    done = two.gen("migrate", "new", "--data", "-m", "colour old notes")
    assert done.code == 0, done.said
    (file,) = (two.folder / "app/migrations/versions").glob("0003_*.py")
    assert done.out == f"Wrote app/migrations/versions/{file.name}.\n"
    text = file.read_text()
    assert "SCHEMA_EFFECT = ()" in text
    line = """    op.execute("UPDATE notes SET color = 'red'")\n"""
    file.write_text(text.replace('    """Change rows', f'{line}    """Change rows'))
    assert two.gen("migrate", "verify").code == 0
    alembic(two, local(two), "upgrade", "head")
    two.write("specs/notes.yaml", COLOR + "  shade: text?\n")
    assert "Migration 0004_" in two.gen("build").out
    assert two.gen("check", "--full").code == 0
    file.write_text(text.replace('    """Change rows', '    op.drop_table(\'tags\')\n    """Change rows'))
    wrong = two.gen("migrate", "verify")
    assert wrong.code == 1
    assert "DROP TABLE tags" in wrong.err


def test_sql_is_run_there_and_back(two: Project) -> None:
    two.write(
        "up.sql",
        "CREATE VIEW red AS SELECT * FROM notes WHERE color = 'red; :x';\nINSERT INTO tags VALUES ('1', 'a', 0, 0);",
    )
    two.write("down.sql", "DELETE FROM tags; DROP VIEW red;")
    done = two.gen("migrate", "new", "--sql", "sqlite=up.sql", "--down", "sqlite=down.sql", "-m", "a view")
    assert done.code == 0, done.said
    alembic(two, local(two), "upgrade", "head")
    with closing(sqlite3.connect(two.folder / "local.db")) as connection:
        assert connection.execute("SELECT word FROM tags").fetchall() == [("a",)]
        assert connection.execute("SELECT count(*) FROM red").fetchone() == (0,)
    alembic(two, local(two), "downgrade", "-1")
    with closing(sqlite3.connect(two.folder / "local.db")) as connection:
        assert connection.execute("SELECT count(*) FROM tags").fetchone() == (0,)


def test_sql_without_a_way_back_stops_there(two: Project) -> None:
    two.write("up.sql", "UPDATE notes SET color = 'red'")
    two.gen("migrate", "new", "--sql", "up.sql", "-m", "redden")
    alembic(two, local(two), "upgrade", "head")
    assert "cannot be taken back" in alembic(two, local(two), "downgrade", "-1", code=1)


def test_sql_takes_the_place_of_what_a_build_would_write(two: Project) -> None:
    two.write("specs/notes.yaml", COLOR + "  shade: text?\n")
    two.write("up.sql", "ALTER TABLE notes ADD COLUMN shade TEXT")
    done = two.gen("migrate", "new", "--sql", "up.sql", "--pending", "-m", "shade")
    assert done.code == 0, done.said
    assert "Migration" not in two.gen("build").out
    assert two.gen("check", "--full").code == 0
    alembic(two, local(two), "upgrade", "head")
    again = two.gen("migrate", "new", "--sql", "up.sql", "--pending", "-m", "shade")
    assert again.code == 1
    assert "M476" in again.err


def test_what_kind_it_is_has_to_be_said(two: Project) -> None:
    assert two.gen("migrate", "new", "-m", "x").code == 2
    assert two.gen("migrate", "new", "-m", "x", "--data", "--pending").code == 2
    assert two.gen("migrate", "new", "-m", "x", "--sql", "absent.sql").code == 2


def test_a_baseline_takes_the_place_of_revisions_and_keeps_the_last_id(
    two: Project, sqlite: Database, databases: Databases
) -> None:
    before, point = revisions(two)
    old = databases.create("sqlite")
    alembic(two, sqlite.url, "upgrade", "head")
    alembic(two, old.url, "upgrade", before)
    done = two.gen("migrate", "squash")
    assert done.code == 0, done.said
    assert revisions(two) == [point]
    two.write("specs/notes.yaml", COLOR + "  shade: text?\n")
    assert "Migration 0002_" in two.gen("build").out
    fresh = databases.create("sqlite")
    for used in (sqlite, fresh):
        alembic(two, used.url, "upgrade", "head")
    assert databases.dump(sqlite) == databases.dump(fresh)
    assert before in alembic(two, old.url, "upgrade", "head", code=1)
    assert two.gen("check", "--full").code == 0
    for used in (old, fresh):
        databases.drop(used)


def test_rows_that_a_squash_would_miss_are_told(two: Project) -> None:
    two.gen("migrate", "new", "--data", "-m", "colour old notes")
    done = two.gen("migrate", "squash")
    assert done.code == 1
    assert "M473" in done.err
    assert len(revisions(two)) == 3
    assert two.gen("migrate", "squash", "--allow", "M473").code == 0
    assert len(revisions(two)) == 1


def test_a_database_that_holds_the_tables_is_adopted(two: Project, database: Database) -> None:
    alembic(two, database.url, "upgrade", "head")
    execute(database, "DROP TABLE alembic_version")
    done = two.gen("migrate", "baseline", "--url", database.url)
    assert done.code == 0, done.said
    assert revisions(two)[1] in alembic(two, database.url, "current")
    again = two.gen("migrate", "baseline", "--url", database.url)
    assert again.code == 1
    assert "M474" in again.err


def test_a_database_that_differs_is_adopted_only_when_that_is_allowed(two: Project, sqlite: Database) -> None:
    alembic(two, sqlite.url, "upgrade", "head")
    execute(sqlite, "DROP TABLE alembic_version", "ALTER TABLE notes DROP COLUMN color")
    done = two.gen("migrate", "baseline", "--url", sqlite.url)
    assert done.code == 1
    assert "table notes lacks: column color TEXT" in done.err
    assert two.gen("migrate", "baseline", "--url", sqlite.url, "--allow", "M463").code == 0
    assert two.gen("migrate", "verify", "--url", sqlite.url).code == 1


def test_what_is_pending_is_judged(two: Project) -> None:
    assert "0 operations judged" in two.gen("lint").out
    two.write("specs/notes.yaml", NOTES)
    done = two.gen("lint", "specs/")
    assert done.code == 1
    assert "M411" in done.err
    assert two.gen("lint", "--allow", "M411").code == 0
    assert two.gen("build", "--allow", "M411").code == 0
    assert '"allowed": ["M411"]' in next((two.folder / "app/migrations/versions").glob("0003_*.json")).read_text()


def test_what_happened_since_a_commit_is_judged_without_checking_it_out(two: Project) -> None:
    two.git("init", "-q", "-b", "main")
    two.git("add", "-A")
    two.git("commit", "-q", "-m", "start")
    two.write("specs/notes.yaml", NOTES)
    assert two.gen("build", "--allow", "M411").code == 0
    assert two.gen("lint").code == 0
    done = two.gen("lint", "--base", "main")
    assert done.code == 1
    assert "M411" in done.err
    assert two.gen("lint", "--base", "nowhere").code == 2
    for file in (two.folder / "app/migrations/versions").glob("000[23]_*"):
        file.unlink()
    assert "M475" in two.gen("lint", "--base", "main").err


def test_an_entity_that_moves_to_another_file_changes_no_table(two: Project) -> None:
    two.write("specs/tags.yaml", two.read("specs/tags.yaml") + "---\n" + COLOR)
    (two.folder / "specs/notes.yaml").unlink()
    assert "No migration" in two.gen("diff").out
    (two.folder / "specs/tags.yaml").rename(two.folder / "specs/words.yaml")
    assert "No migration" in two.gen("diff").out
    done = two.gen("build")
    assert done.code == 0, done.said
    assert "Migration" not in done.out


RENAMED = """# notes of people
entity: Note
fields:
  heading: {type: string(80), min_length: 1, renamed_from: title}  # what is shown
"""


def test_what_was_renamed_is_told_until_it_is_retired_and_only_when_it_is_published(project: Project) -> None:
    project.write("specs/notes.yaml", "entity: Note\nfields:\n  title: {type: string(80), min_length: 1}\n")
    assert project.gen("build").code == 0
    project.write("specs/notes.yaml", RENAMED)
    waiting = project.gen("migrate", "retire")
    assert (waiting.code, "run `gen build` first" in waiting.err) == (2, True), waiting.said
    assert project.gen("build").code == 0
    told = project.gen("check", "--full", "-v")
    assert "note[M480]: `renamed_from: title` of Note.heading is satisfied" in told.said
    assert told.code == 0
    early = project.gen("migrate", "retire")
    assert "not published yet" in early.out
    assert (project.folder / "specs/notes.yaml").read_text() == RENAMED
    assert project.gen("migrate", "release").code == 0
    done = project.gen("migrate", "retire")
    assert done.out == " removed  specs/notes.yaml:4:46: fields.heading.renamed_from of Note\n"
    assert (project.folder / "specs/notes.yaml").read_text() == RENAMED.replace(", renamed_from: title", "")
    assert "M480" not in project.gen("check", "--full", "-v").said
    again = project.gen("build")
    assert "Migration" not in again.out
    assert project.gen("migrate", "retire").out == "The specs say nothing about the past.\n"


@pytest.mark.parametrize(
    "command",
    ["verify", "merge", "rebase", "squash", "release", "accept", "new --data -m x", "verify --url sqlite:///x.db"],
)
def test_without_a_revision_it_is_said_how_to_get_one_and_nothing_is_left_behind(
    project: Project, command: str
) -> None:
    done = project.gen("migrate", *command.split())
    assert done.code == 2
    assert "error[C615]: there is no revision yet" in done.err
    assert not (project.folder / "app").exists()
    assert not (project.folder / "x.db").exists()
