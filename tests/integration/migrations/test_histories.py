"""Random histories on real databases: step by step or at once, up and down, the same schema."""

import os
import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.schema.state import Schema
from tests.databases.database import Database
from tests.databases.fixtures import Databases
from tests.integration.migrations.project import Migrated, connect
from tests.property.schemas import schemas

VALUES = {"a": 1, "b": "'x'", "c": 50_000, "d": "'2026-01-01 00:00:00'", "r": "NULL", "order": "{true}", "id": 1}


@settings(
    max_examples=int(os.environ.get("SPECWRIGHT_HISTORIES", "6")),  # a long run gives more
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)
@given(st.lists(schemas(real=True), min_size=2, max_size=4))
def test_a_history_leads_to_its_last_schema_and_back(
    database: Database, databases: Databases, history: list[Schema]
) -> None:
    folder = Path(tempfile.mkdtemp(prefix="history-"))
    used, bare, expected = (databases.create(database.name) for _ in range(3))
    try:
        project = Migrated(folder / "project")
        dumps: list[str] = []
        for schema in history:
            revision = project.revise(*schema.tables, extensions=schema.extensions)
            if revision is None:
                continue
            dumps.append(databases.dump(bare))
            project.upgrade(bare)
            project.upgrade(used)
            _fill(used, schema)
        fresh = Migrated(folder / "fresh")
        fresh.revise(*history[-1].tables, extensions=history[-1].extensions)
        fresh.upgrade(expected)
        assert databases.dump(used) == databases.dump(bare) == databases.dump(expected)
        for dump in reversed(dumps):
            project.downgrade(bare)  # rows that refer to what was dropped could not go back
            assert databases.dump(bare) == dump
    finally:
        for made in (used, bare, expected):
            databases.drop(made)
        shutil.rmtree(folder)


def _fill(database: Database, schema: Schema) -> None:
    """Put a row into each empty table."""
    with connect(database) as connection:
        quote = connection.dialect.identifier_preparer.quote
        for table in schema.tables:
            if connection.exec_driver_sql(f"SELECT count(*) FROM {table.name}").scalar():
                continue
            columns = [column.name for column in table.columns if column.computed is None]
            true = "true" if database.name == "postgresql" else "1"
            values = [str(VALUES[name]).format(true=true) for name in columns]
            names = ", ".join(map(quote, columns))
            connection.exec_driver_sql(f"INSERT INTO {table.name} ({names}) VALUES ({', '.join(values)})")
