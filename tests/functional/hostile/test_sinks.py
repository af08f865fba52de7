"""What hostile text becomes: text of the generated code and of each database, and nothing else."""

import ast
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.databases.database import Database
from tests.databases.fixtures import NAMES, Databases
from tests.functional.hostile.cases import Case, cases
from tests.functional.matrix.project import Built, build_project
from tests.integration.migrations.project import EVERYTHING, connect
from tests.unit.render.test_hostile import TEXTS

NAME = "'\"`\\{{%}} :n %(a)s ;--/*#$1\u202e☺"
"""All that is dangerous in one name, short enough for every database."""
LONG = "\n".join(TEXTS.values())
BENIGN = "n a s 1 "
"""What is made of it where a name of Python's is wanted is made of `NAME` too."""


@dataclass(frozen=True)
class Put:
    """A text in its place, in a spec of its own."""

    number: int
    case: Case
    text: str

    @property
    def benign(self) -> str:
        """A harmless text of the same length, by which columns of labels are measured."""
        text = f"{BENIGN}{self.number}"
        return text.ljust(len(self.text), "x") if self.case.kept in {"label", "short"} else text

    @property
    def table(self) -> str:
        return f"thing{self.number}s"


def puts(database: str) -> Iterator[Put]:
    """Give what is written for one database: each text in each place that takes it."""
    number = 0
    for case in cases():
        if case.kept not in {"", "past"} and database in case.databases and (case.kept, database) not in NOWHERE:
            for words in (NAME, LONG) if case.kept in FREE else (NAME,):
                number += 1
                quoted = words.replace("\\", "/") if case.kept in VERBATIM else words
                yield Put(number, case, f"{quoted}{number}")


FREE = {"text", "check", "computed", "unique", "index", "value"}
"""What takes text of any length."""
VERBATIM = {"default", "key"}
"""What is SQL of the author's own, in which databases do not agree on backslashes."""
NOWHERE = {("extension", "postgresql"), ("index", "mariadb")}
"""What no server here can make: an extension of that name, an index over some rows."""


@dataclass(frozen=True)
class Project:
    """A project full of hostile text, its twin without any, and a database with its migrations applied."""

    puts: list[Put]
    built: Built
    twin: Built
    database: Database


@pytest.fixture(scope="module", params=NAMES)
def project(
    request: pytest.FixtureRequest, databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Project]:
    folder = tmp_path_factory.mktemp("hostile")
    all_puts = list(puts(request.param))
    hostile = {f"d{put.number}.yaml": put.case.written(put.number, put.text) for put in all_puts}
    benign = {f"d{put.number}.yaml": put.case.written(put.number, put.benign) for put in all_puts}
    options = {"databases": (request.param,), "comments": True}
    package = f"hostile_on_{request.param}"
    built = build_project(folder / "hostile", package, hostile, **options)
    twin = build_project(folder / "benign", package, benign, **options)
    database = databases.create(request.param)
    sys.path.insert(0, str(folder / "hostile"))
    built.upgrade(database)
    yield Project(all_puts, built, twin, database)
    sys.path.remove(str(folder / "hostile"))
    databases.drop(database)


def test_generated_code_differs_from_that_of_harmless_text_in_its_texts_only(project: Project) -> None:
    ours, theirs = modules(project.built.settings.output), modules(project.twin.settings.output)
    assert ours.keys() == theirs.keys()
    different = {path: (statements(ours[path]) - statements(theirs[path])) for path in ours}
    assert {path: list(found)[:3] for path, found in different.items() if found} == {}


def modules(folder: Path) -> Mapping[str, str]:
    """Give the generated modules by path; a revision's is its number."""
    paths = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*.py")}
    return {
        name.partition("_create_")[0].rpartition("_")[0] or name: path.read_text("utf-8")
        for name, path in paths.items()
    }


def statements(source: str) -> Counter[str]:
    """Count the statements of a module, all texts in them blank; names decide in which order they stand."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            node.value = ""
    return Counter(
        ast.dump(node) for node in ast.walk(tree) if isinstance(node, ast.stmt) and not hasattr(node, "body")
    )


@pytest.mark.parametrize("kept", ["text", "short", "label"])
def test_texts_are_in_the_generated_code_as_they_were_written(project: Project, kept: str) -> None:
    put = [item for item in project.puts if item.case.kept == kept]
    assert put
    for item in put:
        sources = (project.built.settings.output / f"d{item.number}").glob("*.py")
        found = {constant for source in sources for constant in constants(source.read_text("utf-8"))}
        assert item.text in found or any(squeezed(item.text) in squeezed(text) for text in found), item.case.place


def constants(source: str) -> Iterator[str]:
    """Give the texts of a module."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def squeezed(words: str) -> str:
    """Leave out what a docstring is broken by, and ends with."""
    return "".join(words.split()).replace(".", "")


def test_names_are_in_the_database_as_they_were_written(project: Project) -> None:
    put = [item for item in project.puts if item.case.kept == "name" and _has_names(item, project.database)]
    with connect(project.database) as connection:
        found = set(names(connection))
    assert {item.case.place for item in put if item.text not in found} == set()
    assert put


def _has_names(item: Put, database: Database) -> bool:
    return database.name == "postgresql" or item.case.place != "EnumDocument.db_type"  # elsewhere enums are no types


def names(connection: sa.Connection) -> Iterator[str]:
    """Give the names of all that there is in a database."""
    for query in CATALOGUES[connection.dialect.name]:
        yield from (name for (name,) in connection.exec_driver_sql(query))
    if connection.dialect.name == "sqlite":  # which keeps the names of constraints in the text of the table only
        for (text,) in connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE type = 'table'"):
            for plain, quoted in re.findall(r'CONSTRAINT (?:(\w+)|"((?:[^"]|"")*)")', text):
                yield plain or quoted.replace('""', '"')


CATALOGUES = {
    "sqlite": (
        "SELECT name FROM sqlite_master",
        "SELECT c.name FROM sqlite_master AS t JOIN pragma_table_info(t.name) AS c WHERE t.type = 'table'",
    ),
    "postgresql": (
        "SELECT nspname FROM pg_namespace",
        "SELECT relname FROM pg_class",
        "SELECT attname FROM pg_attribute",
        "SELECT conname FROM pg_constraint",
        "SELECT typname FROM pg_type",
    ),
    "mariadb": (
        "SELECT table_name FROM information_schema.tables WHERE table_schema = database()",
        "SELECT column_name FROM information_schema.columns WHERE table_schema = database()",
        "SELECT index_name FROM information_schema.statistics WHERE table_schema = database()",
        "SELECT constraint_name FROM information_schema.table_constraints WHERE table_schema = database()",
    ),
}
"""Where each database keeps names."""


def test_values_are_in_the_database_as_they_were_written(project: Project) -> None:
    seen = set()
    for item in project.puts:
        if item.case.kept in READERS:
            with connect(project.database) as connection:
                table = sa.table(item.table, *map(sa.column, ("id", "word", "made", "kind")))
                READERS[item.case.kept](connection, table, item)
            seen.add(item.case.kept)
    assert seen == READERS.keys()


def _reads_default(connection: sa.Connection, table: sa.TableClause, item: Put) -> None:
    connection.execute(table.insert(), {"id": 1, "word": "w"})
    assert connection.scalar(sa.select(table.c.made)) == item.text, item


def _reads_key(connection: sa.Connection, table: sa.TableClause, item: Put) -> None:
    moments = dict.fromkeys(("created_at", "updated_at"), "2026-01-01 00:00:00")
    columns = ", ".join(("word", *moments))
    values = ", ".join(f"'{value}'" for value in ("w", *moments.values()))
    connection.exec_driver_sql(f"INSERT INTO {item.table} ({columns}) VALUES ({values})")
    assert connection.scalar(sa.select(table.c.id)) == item.text, item


def _reads_label(connection: sa.Connection, table: sa.TableClause, item: Put) -> None:
    connection.execute(table.insert(), {"id": 1, "kind": item.text})
    assert connection.scalar(sa.select(table.c.kind)) == item.text
    refused(connection, table.insert(), {"id": 2, "kind": f"{item.text}!"})


def _reads_check(connection: sa.Connection, table: sa.TableClause, item: Put) -> None:
    connection.execute(table.insert(), {"id": 1, "word": f"{item.text}!"})
    refused(connection, table.insert(), {"id": 2, "word": item.text})


def _reads_unique(connection: sa.Connection, table: sa.TableClause, item: Put) -> None:
    for number in (1, 2):
        connection.execute(table.insert(), {"id": number, "word": f"{item.text}!", "made": 5})
    connection.execute(table.insert(), {"id": 3, "word": item.text, "made": 5})
    refused(connection, table.insert(), {"id": 4, "word": item.text, "made": 5})


def refused(connection: sa.Connection, statement: sa.Executable, values: Mapping[str, object]) -> None:
    """Run a statement that breaks a constraint."""
    with (
        pytest.raises(sa.exc.DBAPIError, match=r"(?i)check|constraint|duplicate|too long|truncated"),
        connection.begin_nested(),
    ):
        connection.execute(statement, values)


READERS: Mapping[str, Callable[[sa.Connection, sa.TableClause, Put], None]] = {
    "check": _reads_check,
    "computed": _reads_default,
    "default": _reads_default,
    "key": _reads_key,
    "label": _reads_label,
    "unique": _reads_unique,
}


def test_rules_of_value_objects_hold_for_the_text_as_it_was_written(project: Project) -> None:
    put = [item for item in project.puts if item.case.kept == "value"]
    for item in put:
        inner = getattr(project.built.module(f"d{item.number}.types"), f"Inner{item.number}")
        assert inner(word=f"{item.text}!").word == f"{item.text}!"
        with pytest.raises(ValueError, match="Value error"):
            inner(word=item.text)
    assert put


def test_what_speaks_of_the_past_does_what_it_says(database: Database, tmp_path: Path) -> None:
    put = [Put(number, case, f"{NAME}{number}") for number, case in enumerate(cases(), 1) if case.kept == "past"]
    options = {"databases": (database.name,), "allow": EVERYTHING}
    sys.path.insert(0, str(tmp_path))
    for written, apply in ((Case.written_before, _fill), (Case.written, _judge)):
        specs = {f"d{item.number}.yaml": written(item.case, item.number, item.text) for item in put}
        build_project(tmp_path, f"past_on_{database.name}", specs, **options).upgrade(database)
        with connect(database) as connection:
            for item in put:
                apply(connection, item)
    sys.path.remove(str(tmp_path))


def _fill(connection: sa.Connection, item: Put) -> None:
    connection.exec_driver_sql(f"INSERT INTO {item.table} (id) VALUES (1)")


def _judge(connection: sa.Connection, item: Put) -> None:
    column, _, value = item.case.column.partition(" ")
    if column:
        assert connection.exec_driver_sql(f"SELECT {column} FROM {item.table}").scalar() == (value or item.text)
    else:
        assert f"kept{item.number}" in set(names(connection))
        assert item.text not in set(names(connection))
