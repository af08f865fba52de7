"""A spec changed in two git branches: merged by git, built, and databases of either branch brought to the merged head."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import NOTES, TAGS, Project, start
from tests.databases.database import Database
from tests.databases.fixtures import Databases

COLOR = "  color: string(16)?\n"
NARROWED = NOTES.replace("string(80)", "string(60)")
BOOKS = "entity: Book\nfields:\n  note: {type: Note, on_delete: cascade}\n"
ALLOW = ("--allow", "M412")


def commit(project: Project, message: str) -> None:
    project.git("add", "-A")
    project.git("commit", "-q", "-m", message)
    project.git("tag", message)


def begin(folder: Path) -> Project:
    project = start(folder)
    project.write(".gitignore", ".gen-cache/\n__pycache__/\n")
    project.built()
    project.git("init", "-q", "-b", "main")
    commit(project, "start")
    return project


def branch(project: Project, name: str, files: dict[str, str]) -> None:
    """Change specs on a branch of its own, build, commit, and come back."""
    project.git("checkout", "-q", "-b", f"work-{name}", "main")
    for path, text in files.items():
        project.write(path, text)
    done = project.gen("build", *ALLOW)
    assert done.code == 0, done.said
    commit(project, name)
    project.git("checkout", "-q", "main")


def merge(project: Project, specs: dict[str, str]) -> None:
    """Merge both branches with git; where it finds a conflict in a spec, solve it as a person would."""
    project.git("merge", "-q", "work-one")
    project.git("merge", "-q", "--no-edit", "work-other", fails=True)
    for path, text in specs.items():
        project.write(path, text)


def upgrade(project: Project, database: Database, ini: str = "app/alembic.ini", *arguments: str) -> None:
    command = [sys.executable, "-m", "alembic", "-c", ini, *(arguments or ("upgrade", "head"))]
    environment = os.environ | {"DATABASE_URL": database.url}
    done = subprocess.run(command, cwd=project.folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


Scenario = Callable[[Path], Project]


def one_entity_on_both_sides(folder: Path) -> Project:
    project = begin(folder)
    branch(project, "one", {"specs/notes.yaml": NOTES + COLOR})
    branch(project, "other", {"specs/notes.yaml": NOTES.replace("fields:\n", "fields:\n  author: string(60)?\n")})
    merge(project, {"specs/notes.yaml": NOTES.replace("fields:\n", "fields:\n  author: string(60)?\n") + COLOR})
    done = project.gen("build")
    assert done.code == 0, done.said
    assert "join 0002_" in done.out
    return project


def a_table_that_refers_and_a_column(folder: Path) -> Project:
    project = begin(folder)
    branch(project, "one", {"specs/books.yaml": BOOKS})
    branch(project, "other", {"specs/notes.yaml": NOTES + COLOR, "specs/tags.yaml": TAGS + COLOR})
    merge(project, {})
    assert project.gen("migrate", "merge").code == 0
    done = project.gen("build")
    assert done.code == 0, done.said
    return project


@pytest.fixture(scope="module", params=[one_entity_on_both_sides, a_table_that_refers_and_a_column])
def merged(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Give a project whose two branches were merged; the tags one, other and merged name the states."""
    scenario: Scenario = request.param
    project = scenario(tmp_path_factory.mktemp("branches"))
    commit(project, "merged")
    done = project.gen("check", "--full")
    assert done.code == 0, done.said
    return project


def test_databases_of_either_branch_come_to_the_merged_head(
    merged: Project, database: Database, databases: Databases
) -> None:
    other, fresh = databases.create(database.name), databases.create(database.name)
    try:
        for tag, used in (("one", database), ("other", other)):
            merged.git("checkout", "-q", tag)
            upgrade(merged, used)
        merged.git("checkout", "-q", "merged")
        for used in (database, other, fresh):
            upgrade(merged, used)
        assert databases.dump(database) == databases.dump(other) == databases.dump(fresh)
        assert "notes" in databases.dump(fresh)
    finally:
        databases.drop(other)
        databases.drop(fresh)


@pytest.fixture
def shared(tmp_path: Path) -> Project:
    return begin(tmp_path)


def test_a_table_that_one_side_makes_anew_is_named_and_rebased(
    shared: Project, sqlite: Database, databases: Databases
) -> None:
    branch(shared, "one", {"specs/notes.yaml": NARROWED})
    branch(shared, "other", {"specs/notes.yaml": NOTES + COLOR})
    merge(shared, {"specs/notes.yaml": NARROWED + COLOR})
    refused = shared.gen("build")
    assert refused.code == 1
    assert "M401" in refused.err
    assert "`make table notes anew (on SQLite)`" in refused.err
    assert "`add column color to notes`" in refused.err
    assert shared.gen("migrate", "merge").code == 1

    head = next((shared.folder / "app/migrations/versions").glob("*color*.py")).stem[:13]
    shared.git("checkout", "-q", "-f", "other")
    upgrade(shared, sqlite)
    shared.git("checkout", "-q", "main")
    merge(shared, {"specs/notes.yaml": NARROWED + COLOR})
    done = shared.gen("migrate", "rebase", head, "--base", "start")
    assert done.code == 0, done.said
    assert f"{head} is 0003_" in done.out
    built = shared.gen("build")
    assert built.code == 0, built.said
    assert "Migration" not in built.out
    for ini, *arguments in [line.split()[2:] for line in done.out.splitlines() if line.startswith("  alembic ")]:
        upgrade(shared, sqlite, ini, *arguments)
    fresh = databases.create("sqlite")
    upgrade(shared, fresh)
    assert databases.dump(sqlite) == databases.dump(fresh)
    databases.drop(fresh)


def test_the_same_column_on_both_sides_is_a_person_s_to_decide(shared: Project) -> None:
    branch(shared, "one", {"specs/notes.yaml": NOTES + COLOR})
    branch(shared, "other", {"specs/notes.yaml": NOTES + COLOR.replace("16", "20")})
    merge(shared, {"specs/notes.yaml": NOTES + COLOR.replace("16", "20")})
    refused = shared.gen("build")
    assert refused.code == 1
    assert refused.err.count("`add column color to notes`") == 2
    heads = sorted(file.stem[:13] for file in (shared.folder / "app/migrations/versions").glob("*color*.py"))
    rebased = shared.gen("migrate", "rebase", heads[1], "--base", "start")
    assert rebased.code == 1
    assert "M472" in rebased.err
    assert f"`gen migrate rebase {heads[1]} --drop`" in rebased.err
    assert shared.gen("migrate", "rebase", heads[1], "--base", "start", "--drop").code == 0
    built = shared.gen("build")
    assert built.code == 0, built.said
    assert "color" in (built.out + shared.read("app/notes/models.py"))
    assert shared.gen("check", "--full").code == 0


def test_one_line_needs_no_joining(shared: Project) -> None:
    assert shared.gen("migrate", "merge").out == "There is one newest revision already.\n"
    assert shared.gen("migrate", "rebase").out == "There is one newest revision already.\n"


def test_what_is_published_stays_where_it_is(shared: Project) -> None:
    branch(shared, "one", {"specs/notes.yaml": NARROWED})
    branch(shared, "other", {"specs/notes.yaml": NOTES + COLOR})
    merge(shared, {"specs/notes.yaml": NARROWED + COLOR})
    one = next((shared.folder / "app/migrations/versions").glob("0002*title*.py")).stem[:13]
    refused = shared.gen("migrate", "rebase", one, "--base", "one")
    assert refused.code == 1
    assert "M470" in refused.err
    assert f"{one} is on one" in refused.err
    assert shared.gen("migrate", "rebase", "--base", "one").code == 0  # the other one moves by itself


def test_an_edit_that_was_accepted_stays_one_when_its_revision_moves(shared: Project) -> None:
    versions = shared.folder / "app/migrations/versions"
    branch(shared, "one", {"specs/books.yaml": BOOKS.replace("note: {type: Note, on_delete: cascade}", "name: text")})
    shared.git("checkout", "-q", "-b", "work-other", "main")
    shared.write("specs/notes.yaml", NOTES + COLOR)
    assert shared.gen("build").code == 0
    body = next(versions.glob("*color*.py"))
    edit = "op.execute(\"UPDATE notes SET color = 'red'\")"
    body.write_text(body.read_text().replace("\n\n\ndef downgrade", f"\n    {edit}\n\n\ndef downgrade"))
    assert shared.gen("migrate", "accept").code == 0
    commit(shared, "other")
    shared.git("checkout", "-q", "main")
    merge(shared, {})
    assert shared.gen("migrate", "rebase", body.stem[:13], "--base", "start").code == 0
    moved = next(versions.glob("0003*color*.py"))
    assert edit in moved.read_text()
    assert '"accepted"' in (shared.folder / f"app/.gen/versions/{moved.stem}.json").read_text()
    assert shared.gen("build").code == 0
    checked = shared.gen("check", "--no-diff")
    assert checked.code == 0, checked.said
