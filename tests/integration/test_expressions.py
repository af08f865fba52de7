"""One truth on all databases, and in Python."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import sqlalchemy as sa

from generator.code import Scope
from generator.dialects import DIALECTS, text_clause
from generator.expressions import Expression, to_python, to_sql
from tests.databases.database import Database
from tests.databases.fixtures import Databases
from tests.integration.probe import CONDITIONS, ROWS_OF_VALUES, TREES, table


def truths(database: Database) -> list[list[bool | None]]:
    """Give, for each row, what each condition says about it."""
    engine = sa.create_engine(database.sync_url)
    probe = table()
    found: list[list[bool | None]] = [[] for _ in ROWS_OF_VALUES]
    try:
        with engine.begin() as connection:
            probe.metadata.create_all(connection)
            connection.execute(probe.insert(), [row | {"id": number} for number, row in enumerate(ROWS_OF_VALUES, 1)])
            for tree in TREES:
                asked = f"SELECT ({text_clause(to_sql(tree, database.name))}) FROM probe ORDER BY id"  # ours
                for row, (answer,) in zip(found, connection.execute(sa.text(asked)), strict=True):
                    row.append(None if answer is None else bool(answer))
    finally:
        engine.dispose()
    return found


@pytest.fixture(scope="module")
def on_all(databases: Databases) -> Iterator[Mapping[str, list[list[bool | None]]]]:
    made = {name: databases.create(name) for name in DIALECTS}
    yield {name: truths(database) for name, database in made.items()}
    for database in made.values():
        databases.drop(database)


@pytest.mark.parametrize("place", range(len(TREES)), ids=CONDITIONS)
def test_a_condition_is_as_true_on_one_database_as_on_another(place: int, on_all: Any) -> None:
    for number, row in enumerate(ROWS_OF_VALUES):
        answers = {name: found[number][place] for name, found in on_all.items()}
        assert len(set(answers.values())) == 1, (
            to_sql(TREES[place], "postgresql"),
            relevant(TREES[place], row),
            answers,
        )
    assert len({found[place] for found in on_all["sqlite"]}) > 1, "no row tells the difference"


@pytest.mark.parametrize("place", range(len(TREES)), ids=CONDITIONS)
def test_python_passes_the_rows_that_a_check_does(place: int, on_all: Any) -> None:
    made = to_python(TREES[place], "row")
    if made is None:
        return
    scope = Scope("probe")
    source = scope.text(made)
    names: dict[str, Any] = {}
    exec(scope.imports(), names)  # noqa: S102  # what a schema would do
    for number, row in enumerate(ROWS_OF_VALUES):
        passes = bool(eval(source, names | {"row": type("Row", (), row)}))  # noqa: S307  # the same
        assert passes == (on_all["sqlite"][number][place] is not False), relevant(TREES[place], row)


def relevant(tree: Expression, row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in tree.names}
