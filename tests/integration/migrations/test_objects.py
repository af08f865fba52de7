"""What `sql:` documents make: views, triggers and functions around tables that change."""

from dataclasses import replace
from pathlib import Path

import pytest

from generator.fieldtypes import Scalar
from generator.schema.state import Default, Schema, SqlObject, Table, Unique
from tests.databases.database import Database
from tests.databases.fixtures import Databases
from tests.integration.migrations.project import Migrated, execute, rows
from tests.integration.migrations.tables import col, table

NOTES = table("notes", col("title", "string(20)", null=False), col("color", "string(9)"))
VIEW = SqlObject(
    "notes.Red",
    {
        "": "CREATE VIEW red AS SELECT id, title FROM notes WHERE color = 'red: \\';",
        "mariadb": "CREATE OR REPLACE VIEW red AS SELECT id, title FROM notes WHERE color = 'red: \\\\'",
    },
    {"": "DROP VIEW red", "mariadb": "DROP VIEW IF EXISTS red"},
    tables=("notes",),
)
OVER = SqlObject(
    "notes.Count",
    {
        "": "CREATE VIEW reds AS SELECT count(*) AS n FROM red",
        "mariadb": "CREATE OR REPLACE VIEW reds AS SELECT count(*) AS n FROM red",
    },
    {"": "DROP VIEW reds", "mariadb": "DROP VIEW IF EXISTS reds"},
    tables=("notes",),
    objects=("notes.Red",),
)
TRIGGER = SqlObject(
    "notes.Trim",
    {
        "sqlite": "CREATE TRIGGER shout AFTER INSERT ON notes BEGIN\n"
        "  UPDATE notes SET title = upper(title) WHERE id = NEW.id;\nEND;",
        "postgresql": "CREATE FUNCTION shout() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN\n"
        "  NEW.title := upper(NEW.title);\n  RETURN NEW;\nEND$$;\n"
        "CREATE TRIGGER shout BEFORE INSERT ON notes FOR EACH ROW EXECUTE FUNCTION shout()",
        "mariadb": "CREATE OR REPLACE TRIGGER shout BEFORE INSERT ON notes FOR EACH ROW SET NEW.title = upper(NEW.title)",
    },
    {
        "sqlite": "DROP TRIGGER shout",
        "postgresql": "DROP TRIGGER shout ON notes; DROP FUNCTION shout()",
        "mariadb": "DROP TRIGGER IF EXISTS shout",
    },
    tables=("notes",),
)
ALL = (OVER, VIEW, TRIGGER)


def schema(notes: Table, *objects: SqlObject) -> Schema:
    return Schema((notes,), objects=tuple(sorted(objects, key=lambda item: item.name)))


def revise(project: Migrated, target: Schema) -> None:
    project.revise(*target.tables, objects=target.objects)


def longer() -> Table:
    """Give the table with another type for a column that the view shows."""
    title = replace(NOTES.columns[1], type=Scalar("string", (200,)))
    return replace(NOTES, columns=(NOTES.columns[0], title, NOTES.columns[2]))


@pytest.mark.parametrize(
    "change", ["column retyped", "column dropped", "table renamed", "object changed", "column added"]
)
def test_what_stands_on_a_table_is_made_again_when_the_table_changes(
    database: Database, databases: Databases, tmp_path: Path, change: str
) -> None:
    after = {
        "column retyped": schema(longer(), *ALL),
        "column dropped": schema(replace(NOTES, columns=NOTES.columns[:2]), replace(TRIGGER)),
        "table renamed": schema(
            replace(NOTES, name="memos", primary_key=replace(NOTES.primary_key, name="pk_memos"), renamed_from="notes"),
            *(_renamed(item) for item in ALL),
        ),
        "object changed": schema(NOTES, replace(VIEW, up=_shown_first(VIEW)), OVER, TRIGGER),
        "column added": schema(replace(NOTES, columns=(*NOTES.columns, col("more"))), *ALL),
    }[change]
    project = Migrated(tmp_path / "project", [database.name])
    revise(project, schema(NOTES))
    project.upgrade(database)
    bare = databases.dump(database)
    revise(project, schema(NOTES, *ALL))
    project.upgrade(database)
    made = databases.dump(database)
    assert made != bare
    execute(
        database,
        "INSERT INTO notes (id, title, color) VALUES (1, 'a', 'red: \\\\')"
        if database.name == "mariadb"
        else "INSERT INTO notes (id, title, color) VALUES (1, 'a', 'red: \\')",
    )
    assert rows(database, "SELECT n FROM reds") == [(1,)]
    assert rows(database, "SELECT title FROM notes") == [("A",)]
    revise(project, after)
    project.upgrade(database)
    fresh = Migrated(tmp_path / "fresh", [database.name])
    revise(fresh, after)
    expected = databases.create(database.name)
    fresh.upgrade(expected)
    assert databases.dump(database) == databases.dump(expected)
    project.downgrade(database)
    assert databases.dump(database) == made
    project.downgrade(database)
    assert databases.dump(database) == bare


def test_a_trigger_is_there_after_a_unique_in_a_project_of_all_databases(
    database: Database, databases: Databases, tmp_path: Path
) -> None:
    unique = replace(NOTES, uniques=(Unique("uq_notes_title", ("title",)),))
    project = Migrated(tmp_path / "project", ["sqlite", "postgresql", "mariadb"])
    revise(project, schema(NOTES, TRIGGER))
    project.upgrade(database)
    made = databases.dump(database)
    revise(project, schema(unique, TRIGGER))
    project.upgrade(database)
    execute(database, "INSERT INTO notes (id, title) VALUES (1, 'a')")
    assert rows(database, "SELECT title FROM notes") == [("A",)]
    project.downgrade(database)
    assert databases.dump(database) == made


def _shown_first(item: SqlObject) -> dict[str, str]:
    return {name: text.replace("id, title", "title, id") for name, text in item.up.items()}


def _renamed(item: SqlObject) -> SqlObject:
    def again(texts: dict[str, str]) -> dict[str, str]:
        return {name: text.replace("notes", "memos") for name, text in texts.items()}

    return replace(item, up=again(dict(item.up)), down=again(dict(item.down)), tables=("memos",))


def test_a_function_is_there_before_the_table_that_uses_it_and_goes_after_it(
    database: Database, tmp_path: Path
) -> None:
    if database.name != "postgresql":
        made = (
            "CREATE VIEW one AS SELECT 1 AS n"
            if database.name == "sqlite"
            else "CREATE OR REPLACE VIEW one AS SELECT 1 AS n"
        )
        item = SqlObject("notes.One", {"": made}, {"": "DROP VIEW IF EXISTS one"})
        used = NOTES
    else:
        made = "CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1'"
        item = SqlObject("notes.One", {"": made}, {"": "DROP FUNCTION one()"})
        used = replace(NOTES, columns=(*NOTES.columns, col("n", default=Default(sql={"": "one()"}))))
    project = Migrated(tmp_path / "project", [database.name])
    revise(project, schema(table("other")))
    project.upgrade(database)
    revise(project, schema(used, item))
    project.upgrade(database)
    project.downgrade(database)
    project.upgrade(database)
    revise(project, schema(table("other")))
    project.upgrade(database)
    project.downgrade(database)
    assert rows(database, "SELECT count(*) FROM notes") == [(0,)]
